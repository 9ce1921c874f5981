#include "services/engine/runner/ModelClient.h"

#include "services/core/Clock.h"
#include "services/engine/runner/OpenAiWire.h"

#include <QCoreApplication>

#include <deque>
#include <random>
#include <set>

namespace assay::engine {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

/// One question on its way through its tries.
struct Asking {
    ModelPrompt prompt;
    std::function<void(Result<ModelAnswer>)> done;
    int tries = 0;
};

} // namespace

/// Everything here runs on the loop's thread.
class ModelClient::State : public std::enable_shared_from_this<ModelClient::State> {
public:
    State(CurlLoop &curl, ModelClientOptions given, SecretResolver resolver)
        : loop(curl), options(std::move(given)), secrets(std::move(resolver)), budget(options.retryBudget), generator(std::random_device{}())
    {
        if (options.secretRef.isEmpty())
            keyState = KeyState::Ready;
    }

    void add(std::shared_ptr<Asking> asking)
    {
        waiting.push_back(std::move(asking));
        pump();
    }

    void cancel()
    {
        cancelled = true;
        waiting.clear();
        for (const quint64 id : open)
            loop.abort(id);
        open.clear();
        key.fill('\0');
    }

private:
    enum class KeyState { Unknown, Asked, Ready, Refused };

    void pump()
    {
        if (cancelled || waiting.empty())
            return;
        if (keyState == KeyState::Unknown)
            fetchKey();
        if (keyState == KeyState::Refused) {
            while (!waiting.empty()) {
                const auto asking = waiting.front();
                waiting.pop_front();
                asking->done(keyError);
            }
        }
        while (keyState == KeyState::Ready && !waiting.empty() && active < options.concurrency) {
            auto asking = std::move(waiting.front());
            waiting.pop_front();
            ++active;
            send(asking);
        }
    }

    void fetchKey()
    {
        keyState = KeyState::Asked;
        if (!secrets) {
            takeKey(Error{Error::Kind::NotFound, tr("No key store is available, so the key '%1' cannot be fetched; start the engine with one.")
                                                     .arg(options.secretRef)});
            return;
        }
        // The resolver may answer late and anywhere, even after this client has gone.
        const std::weak_ptr<State> weak = weak_from_this();
        const auto take = [weak, post = loop.poster()](Result<QString> result) {
            post([weak, result] {
                if (const auto self = weak.lock())
                    self->takeKey(result);
            });
        };
        secrets(options.secretRef, options.endpoint.origin, take);
    }

    void takeKey(const Result<QString> &result)
    {
        if (result && !result->isEmpty() && !result->contains(QLatin1Char('\n')) && !result->contains(QLatin1Char('\r'))) {
            key = result->toUtf8();
            keyState = KeyState::Ready;
        } else {
            keyState = KeyState::Refused;
            keyError = result ? Error{Error::Kind::NotFound, tr("There is no usable key '%1'; store one under that name for %2.")
                                                                 .arg(options.secretRef, options.endpoint.origin)}
                              : result.error();
            keyError.code = QStringLiteral("model_key");
        }
        pump();
    }

    void send(const std::shared_ptr<Asking> &asking)
    {
        if (cancelled)
            return;
        const qint64 held = holdUntil - Clock::system().monotonicMs();
        if (held > 0) { // the endpoint asked everyone to wait
            later(held, asking);
            return;
        }
        ++asking->tries;
        HttpCall call;
        call.url = asking->prompt.chat ? options.endpoint.chatUrl : options.endpoint.completionUrl;
        call.body = requestBody(options.model, asking->prompt, options.generation);
        call.connectMs = options.connectMs;
        call.totalMs = options.totalMs;
        call.direct = options.endpoint.loopback;
        if (!key.isEmpty())
            call.headers.append("Authorization: Bearer " + key);
        const auto id = std::make_shared<quint64>(0);
        const auto self = shared_from_this();
        *id = loop.send(std::move(call), [self, asking, id](const HttpReply &reply) {
            self->open.erase(*id);
            self->took(asking, reply);
        });
        open.insert(*id);
    }

    void later(qint64 delayMs, const std::shared_ptr<Asking> &asking)
    {
        const std::weak_ptr<State> weak = weak_from_this();
        loop.after(delayMs, [weak, asking] {
            if (const auto self = weak.lock())
                self->send(asking);
        });
    }

    void took(const std::shared_ptr<Asking> &asking, const HttpReply &reply)
    {
        if (cancelled)
            return;
        everAnswered = everAnswered || reply.fault == 0;
        auto answer = readReply(reply, asking->prompt.chat, {options.endpoint, options.model, options.secretRef, key,
                                                             options.connectMs, options.totalMs, asking->tries});
        if (answer)
            budget.answered();
        else if (retry(asking, reply, answer.error()))
            return;
        --active;
        asking->done(std::move(answer));
        pump();
    }

    /// Whether another try was arranged.
    bool retry(const std::shared_ptr<Asking> &asking, const HttpReply &reply, const Error &error)
    {
        if (asking->tries >= mostTries(reply, options.retry.retries, everAnswered))
            return false;
        qint64 delayMs = options.retry.backOffMs(asking->tries, options.random ? options.random() : uniform(generator));
        const qint64 now = options.wallMs ? options.wallMs() : Clock::system().wallMs();
        const auto asked = reply.retryAfter.isEmpty() ? std::nullopt : retryAfterMs(reply.retryAfter, now);
        if (asked) {
            if (*asked > options.retry.longestAskedMs) {
                log(QStringLiteral("not retried: the endpoint asks to wait %1 s").arg(*asked / 1000));
                return false;
            }
            delayMs = std::max(delayMs, *asked);
        }
        if (!budget.spend()) {
            if (!std::exchange(budgetLogged, true))
                log(QStringLiteral("the retry budget is used up; failed requests are not repeated until answers come"));
            return false;
        }
        if (++retriesLogged <= 20 || retriesLogged % 100 == 0)
            log(QStringLiteral("retry %1 of %2 in %3 ms: %4").arg(asking->tries).arg(options.retry.retries).arg(delayMs).arg(error.message));
        if (options.pause)
            delayMs = options.pause(delayMs);
        if (asked)
            holdUntil = std::max(holdUntil, Clock::system().monotonicMs() + delayMs);
        later(delayMs, asking);
        return true;
    }

    void log(const QString &line) const
    {
        if (options.log)
            options.log(line);
    }

    CurlLoop &loop;
    ModelClientOptions options;
    SecretResolver secrets;
    RetryBudget budget;
    std::mt19937 generator;
    std::uniform_real_distribution<double> uniform;
    std::deque<std::shared_ptr<Asking>> waiting;
    std::set<quint64> open;
    int active = 0;
    qint64 holdUntil = 0;
    bool cancelled = false, budgetLogged = false, everAnswered = false;
    qint64 retriesLogged = 0;
    KeyState keyState = KeyState::Unknown;
    QByteArray key;
    Error keyError;
};

ModelClient::ModelClient(CurlLoop &loop, ModelClientOptions options, SecretResolver secrets)
    : m_post(loop.poster()), m_state(std::make_shared<State>(loop, std::move(options), std::move(secrets)))
{
}

ModelClient::~ModelClient()
{
    cancel([] {});
}

void ModelClient::ask(const ModelQuestion &question, std::function<void(Result<ModelAnswer>)> done)
{
    auto asking = std::make_shared<Asking>();
    asking->prompt = question.prompt;
    asking->done = std::move(done);
    m_post([state = m_state, asking] { state->add(asking); });
}

void ModelClient::cancel(std::function<void()> stopped)
{
    m_post([state = m_state, stopped = std::move(stopped)] {
        state->cancel();
        stopped();
    });
}

nlohmann::json ModelClient::description() const { return {{"answers", "live"}}; }

} // namespace assay::engine

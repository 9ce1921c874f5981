#include "services/backends/openai/OpenAiProbe.h"

#include "services/core/Async.h"
#include "services/http/Redaction.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QHostAddress>
#include <QPointer>

namespace assay {

namespace {

constexpr int wholeMs = 14000;

bool isPrivateHost(const QString &host)
{
    const QHostAddress address(host);
    if (!address.isNull())
        return address.isLoopback() || address.isLinkLocal() || address.isUniqueLocalUnicast()
            || address.isInSubnet(QHostAddress(QStringLiteral("10.0.0.0")), 8)
            || address.isInSubnet(QHostAddress(QStringLiteral("172.16.0.0")), 12)
            || address.isInSubnet(QHostAddress(QStringLiteral("192.168.0.0")), 16);
    return host == QLatin1String("localhost") || !host.contains(QLatin1Char('.')) || host.endsWith(QLatin1String(".local"))
        || host.endsWith(QLatin1String(".localhost"));
}

/// One probing; deletes itself.
class Probing : public QObject {
public:
    Probing(QUrl base, const QString &key, const OpenAiProbe::Settings &settings, QObject *parent)
        : QObject(parent), m_base(std::move(base)), m_settings(settings), m_http(HttpClient::Settings{.serverKind = {}, .busyRepeats = 0})
    {
        m_promise.start();
        m_clock.start();
        m_hasKey = !key.isEmpty();
        m_http.setToken(originOf(m_base), key);
        const QString path = m_base.path();
        m_candidates = path.isEmpty() || path == QLatin1String("/") ? QStringList{QStringLiteral("/v1"), QString()}
                                                                    : QStringList{path};
    }
    QFuture<Result<ProbeReport>> future() { return m_promise.future(); }
    void start() { askModels(); }

private:
    void add(const QString &name, bool ok, const QString &message) { m_report.steps.append({name, ok, message}); }
    QString reachName() const { return QCoreApplication::translate("assay", "Reach"); }
    QString keyName() const { return QCoreApplication::translate("assay", "Key"); }
    QString modelsName() const { return QCoreApplication::translate("assay", "Models"); }
    QString chatName() const { return QCoreApplication::translate("assay", "Chat"); }
    QString place() const { return urlForDetail(current()); }
    QUrl current() const
    {
        QUrl url = m_base;
        url.setPath(m_candidates.first());
        return url;
    }
    HttpRequest request(const QString &route) const
    {
        HttpRequest out;
        out.url = current();
        out.url.setPath(out.url.path() + route);
        out.timeoutMs = int(std::clamp<qint64>(wholeMs - m_clock.elapsed(), 500, m_settings.timeoutMs));
        return out;
    }
    void askModels()
    {
        whenDone(m_http.send(request(QStringLiteral("/models"))), this,
                 [this](const Result<HttpReply> &reply) { modelsAnswered(reply); });
    }
    void modelsAnswered(const Result<HttpReply> &reply);
    void refusedKey(int status);
    bool readModels(const QByteArray &body);
    void askRoutes();
    void finish()
    {
        m_report.baseUrl = place();
        m_promise.addResult(Result<ProbeReport>(m_report));
        m_promise.finish();
        deleteLater();
    }

    const QUrl m_base;
    const OpenAiProbe::Settings m_settings;
    HttpClient m_http;
    QPromise<Result<ProbeReport>> m_promise;
    ProbeReport m_report;
    QStringList m_candidates;
    QElapsedTimer m_clock;
    bool m_hasKey = false;
};

void Probing::modelsAnswered(const Result<HttpReply> &reply)
{
    const bool webPage = !reply && reply.error().code == QLatin1String("web_page");
    // Under a bare host the API usually lives below /v1; some servers have it at the root.
    if (m_candidates.size() > 1 && (webPage || (reply && (reply->status == 404 || reply->status == 405)))) {
        m_candidates.removeFirst();
        return askModels();
    }
    if (!reply) {
        add(reachName(), false, reply.error().message);
        return finish();
    }
    add(reachName(), true, QCoreApplication::translate("assay", "%1 answers.").arg(originOf(m_base)));
    if (reply->status == 401 || reply->status == 403) {
        refusedKey(reply->status);
        return finish();
    }
    add(keyName(), true,
        m_hasKey ? QCoreApplication::translate("assay", "The key is accepted.")
                 : QCoreApplication::translate("assay", "No key is asked for."));
    if (reply->status == 404 || reply->status == 405) {
        add(modelsName(), false,
            QCoreApplication::translate("assay", "There is no list of models at %1/models; check the path, which usually ends in /v1.").arg(place()));
        return finish();
    }
    if (!reply->ok()) {
        add(modelsName(), false,
            QCoreApplication::translate("assay", "%1/models answers with status %2; look at the server's log.")
                .arg(place(), QString::number(reply->status)));
        return finish();
    }
    if (!readModels(reply->body))
        return finish();
    askRoutes();
}

void Probing::refusedKey(int status)
{
    add(keyName(), false,
        m_hasKey ? QCoreApplication::translate("assay", "%1 refuses the key (status %2); check it and its permissions.")
                       .arg(originOf(m_base), QString::number(status))
                 : QCoreApplication::translate("assay", "%1 asks for a key (status %2); enter one.")
                       .arg(originOf(m_base), QString::number(status)));
}

bool Probing::readModels(const QByteArray &body)
{
    const auto in = nlohmann::json::parse(body.begin(), body.end(), nullptr, false);
    const auto list = in.is_object() ? in.find("data") : in.end();
    if (!in.is_object() || list == in.end() || !list->is_array()) {
        add(modelsName(), false,
            QCoreApplication::translate("assay",
                                        "The answer of %1/models is not a list of models; check that the address is an OpenAI-compatible one.")
                .arg(place()));
        return false;
    }
    for (const auto &model : *list) {
        const auto id = model.is_object() ? model.find("id") : model.end();
        if (model.is_object() && id != model.end() && id->is_string())
            m_report.models.append(QString::fromStdString(id->get<std::string>()));
    }
    add(modelsName(), true,
        m_report.models.isEmpty()
            ? QCoreApplication::translate("assay", "The endpoint names no model; type the name.")
            : QCoreApplication::translate("assay", "%n model(s) found.", nullptr, int(m_report.models.size())));
    return true;
}

/// A request without messages or prompt is refused by whoever has the route and not found by whoever has not.
void Probing::askRoutes()
{
    if (!m_settings.tryChat) {
        m_report.chat = m_report.completions = true;
        return finish();
    }
    const auto ask = [this](const QString &route, auto then) {
        HttpRequest out = request(route);
        out.method = "POST";
        out.body = R"({"max_tokens":1})";
        whenDone(m_http.send(out), this, [then](const Result<HttpReply> &reply) {
            // Silence is no proof of absence: the server may be busy loading the model.
            then(reply ? reply->status != 404 && reply->status != 405 && reply->status != 501 : reply.error().kind == Error::Kind::Timeout);
        });
    };
    ask(QStringLiteral("/chat/completions"), [this, ask](bool chat) {
        m_report.chat = chat;
        ask(QStringLiteral("/completions"), [this](bool completions) {
            m_report.completions = completions;
            const bool any = m_report.chat || m_report.completions;
            const QString both = QCoreApplication::translate("assay", "Chat and plain completions are offered.");
            const QString chatOnly = QCoreApplication::translate("assay", "Chat completions are offered.");
            const QString plainOnly = QCoreApplication::translate("assay", "Plain completions are offered, chat is not.");
            const QString none
                = QCoreApplication::translate("assay", "%1 offers neither /chat/completions nor /completions; check the path.").arg(place());
            add(chatName(), any, !any ? none : m_report.chat && completions ? both : m_report.chat ? chatOnly : plainOnly);
            finish();
        });
    });
}

} // namespace

Result<QUrl> normalisedEndpoint(const QString &typed)
{
    QString text = typed.trimmed();
    const auto invalid = [&typed] {
        return Error{Error::Kind::Invalid,
                     QCoreApplication::translate("assay", "“%1” is not a web address; write it like http://localhost:8080/v1.")
                         .arg(redacted(typed.trimmed()))};
    };
    if (text.isEmpty() || text.contains(QLatin1Char(' ')))
        return invalid();
    if (!text.contains(QLatin1String("://"))) {
        const QUrl guess(QLatin1String("http://") + text);
        if (!guess.isValid() || guess.host().isEmpty())
            return invalid();
        text.prepend(isPrivateHost(guess.host()) ? QLatin1String("http://") : QLatin1String("https://"));
    }
    QUrl url(text, QUrl::StrictMode);
    const QString scheme = url.scheme().toLower();
    if (!url.isValid() || url.host().isEmpty() || (scheme != QLatin1String("http") && scheme != QLatin1String("https")))
        return invalid();
    url.setScheme(scheme);
    url.setQuery(QString());
    url.setFragment(QString());
    url.setUserInfo(QString());
    QString path = url.path();
    const auto chopSlashes = [&path] {
        while (path.endsWith(QLatin1Char('/')))
            path.chop(1);
    };
    chopSlashes();
    for (const char *route : {"/chat/completions", "/completions", "/models"}) {
        if (path.endsWith(QLatin1String(route))) {
            path.chop(qsizetype(qstrlen(route)));
            break;
        }
    }
    chopSlashes();
    url.setPath(path);
    return url;
}

OpenAiProbe::OpenAiProbe(Settings settings, QObject *parent) : QObject(parent), m_settings(settings) {}

QFuture<Result<ProbeReport>> OpenAiProbe::probe(const QString &url, const QString &key)
{
    if (url.startsWith(QLatin1String("recorded:"))) {
        ProbeReport report;
        report.baseUrl = url;
        report.models = {url.mid(9)};
        report.chat = report.completions = true;
        report.steps.append({QCoreApplication::translate("assay", "Reach"), true,
                             QCoreApplication::translate("assay", "Recorded answers need no endpoint.")});
        return readyFuture(Result<ProbeReport>(report));
    }
    const auto base = normalisedEndpoint(url);
    if (!base)
        return readyFuture(Result<ProbeReport>(base.error()));
    auto *probing = new Probing(*base, key, m_settings, this);
    const auto future = probing->future();
    probing->start();
    return future;
}

} // namespace assay

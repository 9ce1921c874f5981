#pragma once

#include "services/api/Capabilities.h"
#include "services/core/Async.h"
#include "services/core/Result.h"
#include "services/http/HttpClient.h"

#include <QFuture>
#include <QObject>
#include <QThreadPool>

#include <functional>

namespace assay {

/// One call of the EvalHub API, relative to `/api/v1` unless it says otherwise.
struct EvalHubCall {
    QByteArray method = "GET";
    QString path;                             ///< e.g. "/evaluations/jobs"; see pathOf() for ids
    QList<QPair<QString, QString>> query = {}; ///< pairs with an empty value are left out
    QByteArray body = {};
    QList<HttpHeader> headers = {};
    std::optional<bool> idempotent = {};
    int timeoutMs = 30000;
    bool expectJson = true;
    bool atOrigin = false; ///< the path is not below `/api/v1`
    bool dryRun = false; ///< changes nothing although it is no GET
    bool changes() const { return method != "GET" && !dryRun; }
};

/// "/a/b/ID/c" with each part percent-encoded.
QString pathOf(const QStringList &parts);

/// What a call does to the server, in words for a question, e.g. "delete a run"; empty for one that changes nothing.
QString describeWrite(const EvalHubCall &call);

/// What a status of 400 and above means; reads EvalHub's error object when there is one.
Error evalHubError(const HttpReply &reply, const QString &place);

/// Speaks HTTP with one EvalHub server for the connection's services. GUI thread.
class EvalHubClient : public QObject {
    Q_OBJECT
public:
    explicit EvalHubClient(const QString &serverKind, QObject *parent = nullptr);

    HttpClient &http() { return m_http; }
    /// A base that ends in `/api/v1` or a slash is taken without them.
    void setEndpoint(const QUrl &base, const QString &token);
    void setEndpoint(const QUrl &base, const HttpAccess &access);
    QUrl base() const { return m_base; }
    QUrl urlOf(const EvalHubCall &call) const;

    void setCapabilities(const Capabilities &capabilities) { m_capabilities = capabilities; }
    const Capabilities &capabilities() const { return m_capabilities; }

    /// Called before each request and, with `refused`, once more after a refused connection: the local engine is started
    /// there. The request waits for its end and is given up with its error.
    using Prepare = std::function<QFuture<Result<Done>>(bool refused)>;
    void setPrepare(Prepare prepare) { m_prepare = std::move(prepare); }
    /// Prepare can bring a server back that is gone. Default: it cannot, and is not asked after a refused connection.
    void setRestarts(bool restarts) { m_restarts = restarts; }

    /// Asked before each call that changes something on the server; the call waits and is given up with its error.
    using Guard = std::function<QFuture<Result<Done>>(const EvalHubCall &call)>;
    void setGuard(Guard guard) { m_guard = std::move(guard); }

    /// Makes the call once the server's capabilities are known; an error ends it unasked.
    using Build = std::function<Result<EvalHubCall>(const Capabilities &)>;
    /// The answer when its status is a success, else the error it stands for.
    QFuture<Result<HttpReply>> request(const Build &build);
    /// Without Prepare: for the probing that Prepare itself does.
    QFuture<Result<HttpReply>> requestDirectly(const EvalHubCall &call);

    /// request() and then decode(reply) -> Result<T>, on a pool thread when the body is big. Read with whenDone().
    template<typename T, typename Decode>
    QFuture<Result<T>> call(const EvalHubCall &call, Decode decode)
    {
        return callWhenKnown<T>([call](const Capabilities &) { return Result<EvalHubCall>(call); }, decode);
    }
    template<typename T, typename Decode>
    QFuture<Result<T>> callWhenKnown(const Build &build, Decode decode)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        whenDone(request(build), this, [promise, decode](const Result<HttpReply> &reply) {
            const auto finish = [promise, decode, reply] {
                promise->addResult(reply ? decode(*reply) : Result<T>(reply.error()));
                promise->finish();
            };
            if (reply && reply->body.size() > bigBody)
                QThreadPool::globalInstance()->start(finish);
            else
                finish();
        });
        return promise->future();
    }

    /// Parsing more than this would be felt on the GUI thread.
    static constexpr qsizetype bigBody = 50 * 1024;

private:
    using Promise = std::shared_ptr<QPromise<Result<HttpReply>>>;
    void sendGuarded(const EvalHubCall &call, const Promise &promise);
    void sendNow(const EvalHubCall &call, bool mayPrepareAgain, const Promise &promise);
    void setBase(const QUrl &base);

    HttpClient m_http;
    QUrl m_base;
    Capabilities m_capabilities;
    Prepare m_prepare;
    Guard m_guard;
    bool m_restarts = false;
};

} // namespace assay

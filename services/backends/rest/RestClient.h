#pragma once

#include "services/core/Async.h"
#include "services/core/Result.h"
#include "services/http/HttpClient.h"

#include <QFuture>
#include <QObject>
#include <QThreadPool>

#include <functional>

namespace assay {

/// One call of a server's API, relative to its base.
struct RestCall {
    QByteArray method = "GET";
    QString path;                             ///< e.g. "/evaluations/jobs"; see pathOf() for ids
    QList<QPair<QString, QString>> query = {}; ///< pairs with an empty value are left out
    QByteArray body = {};
    QList<HttpHeader> headers = {};
    std::optional<bool> idempotent = {};
    int timeoutMs = 30000;
    bool expectJson = true;
    bool atOrigin = false; ///< the path is not below the prefix
    bool dryRun = false; ///< changes nothing although it is no GET
    bool agreed = false; ///< who has to be asked before a change was asked already
    bool patient = false; ///< timeoutMs holds whatever the connection's settings allow for an answer
    QByteArray contentType = "application/json";
    QString write = {}; ///< what it does to the server, translated, for a question: "submit a job"
    bool changes() const { return method != "GET" && !dryRun; }
};

/// "/a/b/ID/c" with each part percent-encoded.
QString pathOf(const QStringList &parts);

/// What a status of 400 and above means to a program, where the server says no more.
Error::Kind kindOfStatus(int status);
/// The same for a person, in one sentence. `place`: the server, as originOf().
QString sentenceForStatus(int status, const QString &place);

/// The request was answered (Error::code is "http_STATUS") or never seen: what it asked for is not going on unseen.
bool isDefinite(const Error &error);

/// Speaks HTTP with one server for the services of its connection. GUI thread.
class RestClient : public QObject {
    Q_OBJECT
public:
    struct Settings {
        QString serverKind; ///< what should answer, for messages; e.g. "EvalHub"
        QString prefix = {}; ///< what follows the base in every path, e.g. "/api/v1"; a base that ends in it is taken without
        /// What an answer of 400 and above means.
        std::function<Error(const HttpReply &reply, const QString &place)> error = {};
    };
    explicit RestClient(const Settings &settings, QObject *parent = nullptr);

    HttpClient &http() { return m_http; }
    /// A base that ends in the prefix or a slash is taken without them.
    void setEndpoint(const QUrl &base, const QString &token);
    void setEndpoint(const QUrl &base, const HttpAccess &access);
    QUrl base() const { return m_base; }
    QUrl urlOf(const RestCall &call) const;

    /// What takes several calls ends at the first of them after this: its connection was closed, or leads to another server.
    void interrupt() { ++m_interrupts; }
    int interrupts() const { return m_interrupts; }

    /// Called before each request and, with `refused`, once more after a refused connection: the local engine is started
    /// there. The request waits for its end and is given up with its error.
    using Prepare = std::function<QFuture<Result<Done>>(bool refused)>;
    void setPrepare(Prepare prepare) { m_prepare = std::move(prepare); }
    /// Prepare can bring a server back that is gone. Default: it cannot, and is not asked after a refused connection.
    void setRestarts(bool restarts) { m_restarts = restarts; }

    /// Asked before each call that changes something on the server; the call waits and is given up with its error.
    using Guard = std::function<QFuture<Result<Done>>(const RestCall &call)>;
    void setGuard(Guard guard) { m_guard = std::move(guard); }
    /// For what is sent later, with RestCall::agreed. Done at once for a call that changes nothing.
    QFuture<Result<Done>> askGuard(const RestCall &call);

    /// Makes the call once the server is ready; an error ends it unasked.
    using Build = std::function<Result<RestCall>()>;
    /// The answer when its status is a success, else the error it stands for. To cancel the future ends the request.
    QFuture<Result<HttpReply>> request(const Build &build);
    QFuture<Result<HttpReply>> request(const RestCall &call);
    /// Without Prepare: for the probing that Prepare itself does.
    QFuture<Result<HttpReply>> requestDirectly(const RestCall &call);

    /// request() and then decode(reply) -> Result<T>, on a pool thread when the body is big. Read with whenDone().
    template<typename T, typename Decode>
    QFuture<Result<T>> call(const RestCall &call, Decode decode)
    {
        return callBuilt<T>([call] { return Result<RestCall>(call); }, decode);
    }
    template<typename T, typename Decode>
    QFuture<Result<T>> callBuilt(const Build &build, Decode decode)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        whenDone(request(build), this, [this, promise, decode](const Result<HttpReply> &reply) {
            const auto finish = [promise, decode, reply, mask = masker()] {
                Result<T> read = reply ? decode(*reply) : Result<T>(reply.error());
                promise->addResult(read ? std::move(read) : Result<T>(mask(read.error())));
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
    void sendGuarded(const RestCall &call, const Promise &promise);
    void sendNow(const RestCall &call, bool mayPrepareAgain, const Promise &promise);
    void setBase(const QUrl &base);
    Error errorOf(const HttpReply &reply) const;
    /// Takes the connection's own secret out of what a decoder quotes, on any thread.
    std::function<Error(const Error &)> masker() const;

    Settings m_settings;
    HttpClient m_http;
    QUrl m_base;
    Prepare m_prepare;
    Guard m_guard;
    bool m_restarts = false;
    int m_interrupts = 0;
};

} // namespace assay

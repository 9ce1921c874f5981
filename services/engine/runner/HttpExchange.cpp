#include "services/engine/runner/HttpExchange.h"

#include <QCoreApplication>
#include <QUrl>

#include <arpa/inet.h>
#include <curl/curl.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace assay::engine {

namespace {

/// Shared by the waiter and the loop.
struct Waiting {
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
    quint64 id = 0; ///< loop's thread only
    HttpReply reply;

    void finish(HttpReply given)
    {
        const std::lock_guard lock(mutex);
        reply = std::move(given);
        done = true;
        changed.notify_all();
    }
};

} // namespace

HttpReply exchange(CurlLoop &loop, HttpCall call, const CancelFlag *cancel)
{
    const auto waiting = std::make_shared<Waiting>();
    call.direct = call.direct || isLoopbackUrl(call.url);
    loop.post([&loop, waiting, call = std::move(call)]() mutable {
        waiting->id = loop.send(std::move(call), [waiting](HttpReply reply) { waiting->finish(std::move(reply)); });
    });
    std::unique_lock lock(waiting->mutex);
    bool asked = false;
    while (!waiting->done) {
        waiting->changed.wait_for(lock, std::chrono::milliseconds(100));
        if (waiting->done || asked || !cancel || !cancel->isSet())
            continue;
        asked = true;
        loop.post([&loop, waiting] {
            {
                const std::lock_guard inner(waiting->mutex);
                if (waiting->done)
                    return;
            }
            loop.abort(waiting->id);
            HttpReply reply;
            reply.fault = CURLE_ABORTED_BY_CALLBACK;
            reply.faultText = "cancelled";
            waiting->finish(std::move(reply));
        });
    }
    return std::move(waiting->reply);
}

bool isLoopbackUrl(const QByteArray &url)
{
    const QString host = QUrl::fromEncoded(url).host();
    in_addr v4 = {};
    const bool numeric = ::inet_pton(AF_INET, host.toLatin1().constData(), &v4) == 1;
    return host == QLatin1String("localhost") || host == QLatin1String("::1") || (numeric && (ntohl(v4.s_addr) >> 24) == 127);
}

QByteArray resolvedUrl(const QByteArray &base, const QByteArray &location)
{
    return QUrl::fromEncoded(base).resolved(QUrl::fromEncoded(location)).toEncoded();
}

bool isPassing(const HttpReply &reply)
{
    return reply.fault != 0 ? !reply.tooLarge : reply.status == 408 || reply.status == 429 || reply.status >= 500;
}

QString faultOf(const HttpReply &reply)
{
    if (reply.tooLarge)
        return QCoreApplication::translate("assay", "the answer is too large");
    if (reply.fault != 0)
        return QString::fromUtf8(reply.faultText);
    return QStringLiteral("HTTP %1").arg(reply.status);
}

} // namespace assay::engine

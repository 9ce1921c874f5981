#pragma once

#include <QByteArray>
#include <QList>

#include <functional>
#include <memory>
#include <utility>

namespace assay::engine {

/// One request; unless told otherwise a POST of a JSON body. Times in milliseconds.
struct HttpCall {
    QByteArray url;
    QByteArray method = "POST"; ///< GET, HEAD, POST, PUT, PATCH
    QByteArray contentType = "application/json"; ///< of the body; empty: no such header
    QByteArray accept = "application/json";
    QList<QByteArray> headers; ///< "Name: value"
    QByteArray body;
    qint64 connectMs = 10'000, totalMs = 120'000;
    qint64 answerLimit = 16 << 20; ///< bytes after decompression
    bool direct = false;           ///< no proxy whatever the environment says
    QByteArray awsSigV4, userPassword; ///< "aws:amz:REGION:s3" and "KEY:SECRET": sign as AWS Signature Version 4 says
    QByteArray resolve;            ///< HOST:PORT:ADDRESS: connect there without asking for the name again
    /// Takes the body of a 2xx answer piece by piece instead of HttpReply::body, on the loop's thread; false ends the request.
    std::function<bool(const char *, qsizetype)> sink;
};

/// What came back. Redirects are answers: they are not followed.
struct HttpReply {
    int fault = 0;         ///< CURLcode; 0: a whole answer came
    QByteArray faultText;  ///< curl's words for it
    bool tooLarge = false; ///< stopped at answerLimit
    bool connected = false;
    long status = 0;
    QByteArray body, contentType, retryAfter, location;
    QList<std::pair<QByteArray, QByteArray>> headers; ///< of the last answer; names in lower case
    double totalMs = 0;

    /// The first header of that name (lower case); empty: there is none.
    QByteArray header(const QByteArray &name) const
    {
        for (const auto &[key, value] : headers) {
            if (key == name)
                return value;
        }
        return {};
    }
};

/// libcurl's multi interface in a thread of its own, which begins with the first post(): pooled connections, timers, any number of
/// requests at once. Without libcurl every request fails with CURLE_FAILED_INIT.
/// post() may be called from any thread, everything else on the loop's thread only (that is, inside posted functions).
class CurlLoop {
public:
    CurlLoop();
    ~CurlLoop(); ///< closes all requests without calling back
    CurlLoop(const CurlLoop &) = delete;
    CurlLoop &operator=(const CurlLoop &) = delete;

    void post(std::function<void()> task);
    /// post() as a value that may be kept and called after the loop has gone; it does nothing then.
    std::function<void(std::function<void()>)> poster() const;
    void after(qint64 delayMs, std::function<void()> task);
    /// done is called once, unless abort() comes first.
    quint64 send(HttpCall call, std::function<void(HttpReply)> done);
    /// Closes the request at once and forgets it.
    void abort(quint64 id);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace assay::engine

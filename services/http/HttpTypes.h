#pragma once

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>
#include <QUrl>

#include <optional>

namespace assay {

using HttpHeader = QPair<QByteArray, QByteArray>;

/// scheme://host:port of a URL, lower case, the port always written out; empty when the URL has no host.
QString originOf(const QUrl &url);

/// One request. Authorization is added by the client, and only for its own origin.
struct HttpRequest {
    QByteArray method = "GET";
    QUrl url;                       ///< absolute
    QByteArray body = {};
    QByteArray contentType = "application/json";
    QList<HttpHeader> headers = {};
    int timeoutMs = 15000;          ///< for one attempt, from sending to the last byte
    qint64 maxBytes = 64LL << 20;   ///< a longer answer is refused
    std::optional<bool> idempotent = {}; ///< may be sent twice; unset: true for GET, HEAD, PUT, DELETE
    bool expectJson = true;         ///< a web page is an error; as an answer to anything but GET it always is
    bool patient = false;           ///< timeoutMs holds even where HttpAccess::answerMs says otherwise: work that takes hours

    bool mayRepeat() const;
};

/// An answer with any HTTP status.
struct HttpReply {
    int status = 0;
    QByteArray body;
    QList<HttpHeader> headers;
    QString traceId; ///< X-Global-Transaction-Id of the answer, else the one that was sent

    bool ok() const { return status >= 200 && status < 300; }
    QByteArray header(const QByteArray &name) const; ///< ignores case; empty when absent
};

} // namespace assay

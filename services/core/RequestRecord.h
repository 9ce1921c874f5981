#pragma once

#include <QDateTime>
#include <QList>
#include <QMetaType>
#include <QPair>
#include <QString>

namespace assay {

/// One attempt of one HTTP request, for the request log. Whoever makes it has taken every secret out.
struct RequestRecord {
    QString connection; ///< the connection's name, for people; empty where there is none
    QDateTime started;  ///< UTC
    QString method;
    QString origin;     ///< scheme://host:port
    QString path;       ///< with the query, percent-encoded, secrets masked
    int status = 0;     ///< 0 when there was no answer
    qint64 bytes = 0;   ///< of the answer's body
    qint64 ms = 0;      ///< from sending to the last byte
    QString traceId;
    QString error;      ///< empty when an answer came, whatever its status
    QList<QPair<QString, QString>> headers; ///< as sent; a secret value reads `$ASSAY_KEY`
    QString body;       ///< what was sent, secrets masked; cut to its first 8 KiB
    bool bodyCut = false;
};

/// A command line that repeats the request in a POSIX shell. Secrets are the variable ASSAY_KEY, which its reader sets; a body
/// that was cut is read from the file request.json.
QString asCurl(const RequestRecord &record);

} // namespace assay

Q_DECLARE_METATYPE(assay::RequestRecord)

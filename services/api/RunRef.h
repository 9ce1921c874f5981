#pragma once

#include <QString>

namespace assay {

/// A job, provider or collection and the connection that it lives on: two servers may use one id, or one server may be reached in two ways.
struct RunRef {
    QString connectionId;
    QString jobId;

    static QString localConnection() { return QStringLiteral("local"); }
    /// For tabs, layouts and rows: the bare job id for the local engine, else "CONNECTION/JOB".
    QString text() const
    {
        return connectionId.isEmpty() || connectionId == localConnection() ? jobId : connectionId + QLatin1Char('/') + jobId;
    }
    static RunRef parse(const QString &text)
    {
        const qsizetype slash = text.indexOf(QLatin1Char('/'));
        return slash < 0 ? RunRef{localConnection(), text} : RunRef{text.left(slash), text.mid(slash + 1)};
    }
    bool operator==(const RunRef &) const = default;
};

} // namespace assay

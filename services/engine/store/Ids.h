#pragma once

#include <QString>

namespace assay::engine {

/// UUID version 7: begins with the time, and within one process never goes back, so ids sort by creation. Any thread.
QString newOrderedId(qint64 wallMs);

/// The text as a JSON string with its quotes; what is not UTF-8 in it becomes U+FFFD.
QByteArray jsonQuoted(const QByteArray &utf8);
QByteArray jsonQuoted(const QString &text);

} // namespace assay::engine

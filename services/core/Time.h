#pragma once

#include <QDateTime>
#include <QString>

namespace assay {

/// RFC 3339 as servers write it: any fraction, any offset. Invalid when it is neither.
QDateTime parseTime(const QString &text);

} // namespace assay

#include "services/core/Time.h"

#include <QRegularExpression>

namespace assay {

QDateTime parseTime(const QString &text)
{
    // Qt reads at most milliseconds; EvalHub writes nanoseconds, its SDK microseconds.
    static const QRegularExpression pattern(QStringLiteral("^(\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d:\\d\\d)(\\.\\d+)?([Zz]|[+-]\\d\\d:?\\d\\d)$"));
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return {};
    const QString fraction = match.captured(2).left(4);
    return QDateTime::fromString(match.captured(1).replace(QLatin1Char(' '), QLatin1Char('T')) + fraction + match.captured(3).toUpper(),
                                 fraction.isEmpty() ? Qt::ISODate : Qt::ISODateWithMs)
        .toUTC();
}

} // namespace assay

#include "services/core/RowNumbers.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <set>

namespace assay {

Result<QList<qint64>> rowNumbers(const QString &text)
{
    static const QRegularExpression range(QStringLiteral("^(\\d{1,15})(?:\\s*[-–]\\s*(\\d{1,15}))?$"));
    const auto invalid = [](const QString &sentence) { return Error { Error::Kind::Invalid, sentence }; };
    std::set<qint64> numbers;
    for (const QString &written : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        const QString part = written.trimmed();
        if (part.isEmpty())
            continue;
        const auto match = range.match(part);
        const qint64 first = match.captured(1).toLongLong();
        const qint64 last = match.captured(2).isEmpty() ? first : match.captured(2).toLongLong();
        if (!match.hasMatch() || first < 1 || last < first)
            return invalid(QCoreApplication::translate(
                "assay", "Rows: “%1” is no row number, from 1, and no range; write for example 1-20, 35.")
                               .arg(part.left(40)));
        for (qint64 number = first; number <= last && qint64(numbers.size()) <= mostRowNumbers; ++number)
            numbers.insert(numbers.end(), number);
        if (qint64(numbers.size()) > mostRowNumbers)
            return invalid(QCoreApplication::translate(
                "assay", "Rows: with “%1” there are more than %2; choose fewer, or leave the field empty for all.")
                               .arg(part.left(40), QString::number(mostRowNumbers)));
    }
    return QList<qint64>(numbers.cbegin(), numbers.cend());
}

} // namespace assay

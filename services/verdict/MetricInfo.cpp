#include "services/verdict/MetricInfo.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace assay {

QString metricUnitText(const QString &name)
{
    return metricUnitText(metricInfo(name));
}

QString metricUnitText(const MetricInfo &info)
{
    if (!info.suffix.isEmpty())
        return info.suffix;
    switch (info.unit) {
    case MetricUnit::Percent: return QStringLiteral("%");
    case MetricUnit::TokensPerSecond: return QCoreApplication::translate("assay", "tok/s");
    case MetricUnit::PerSecond: return QCoreApplication::translate("assay", "per s");
    case MetricUnit::Seconds: return QCoreApplication::translate("assay", "s");
    case MetricUnit::Milliseconds: return QCoreApplication::translate("assay", "ms");
    case MetricUnit::Tokens: return QCoreApplication::translate("assay", "tokens");
    default: return {};
    }
}

QString formatMetric(const QString &name, double value, const QLocale &locale, int decimals)
{
    if (!std::isfinite(value))
        return QCoreApplication::translate("assay", "not a number");
    const MetricInfo info = metricInfo(name);
    const MetricUnit unit = info.unit;
    const double size = std::abs(value);
    constexpr int usualDecimals = 3; // who asks for another number knows why
    int digits = decimals;
    if (decimals == usualDecimals && info.decimals)
        digits = *info.decimals;
    else if (unit == MetricUnit::Count || unit == MetricUnit::Tokens)
        digits = value == std::floor(value) ? 0 : decimals;
    else if (unit != MetricUnit::Ratio && size >= 10) // as many digits that count, not as many after the point
        digits = std::max(0, decimals - 1 - static_cast<int>(std::floor(std::log10(size))));
    constexpr int mostDigits = 12;
    while (size > 0 && size < 0.5 * std::pow(10, -digits) && digits < mostDigits)
        ++digits;
    QLocale plain = locale;
    plain.setNumberOptions(QLocale::OmitGroupSeparator);
    const QString number = plain.toString(value, 'f', digits);
    const QString suffix = metricUnitText(info);
    return suffix.isEmpty() ? number : QStringLiteral("%1\u00a0%2").arg(number, suffix);
}

} // namespace assay

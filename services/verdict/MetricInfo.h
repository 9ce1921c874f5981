#pragma once

#include <QLocale>
#include <QString>

#include <optional>

namespace assay {

/// What a number means. Values keep the unit they were reported in; nothing is ever multiplied by 100 on a guess.
enum class MetricUnit {
    Ratio, ///< 0..1
    Percent, ///< 0..100, reported that way
    TokensPerSecond,
    Seconds,
    Milliseconds,
    Tokens,
    Count, ///< whole things
    Unbounded, ///< no known scale, e.g. perplexity
};

struct MetricInfo {
    MetricUnit unit = MetricUnit::Unbounded;
    std::optional<double> lowest, highest; ///< of the scale; none: open
    bool lowerIsBetter = false;
    bool known = false; ///< in the dictionary; otherwise the unit is Unbounded and the direction the wire's default
};

/// By name as providers spell it ("acc_norm", "exact_match,flexible-extract", "avg_latency_ms", "toxicity").
MetricInfo metricInfo(const QString &name);

/// For screens: "0.691", "69.1 %", "512 tok/s", "1.24 s", "45". Never a value that reads as another: digits are added
/// until the text is at least as exact as `decimals` asks for.
QString formatMetric(const QString &name, double value, const QLocale &locale = QLocale::c(), int decimals = 3);

/// "tok/s", "s", "%" or empty.
QString metricUnitText(const QString &name);

} // namespace assay

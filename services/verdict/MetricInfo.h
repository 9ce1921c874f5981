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
    PerSecond, ///< requests, items
    Seconds,
    Milliseconds,
    Tokens,
    Count, ///< whole things
    Unbounded, ///< no known scale, e.g. perplexity
};

/// How the uncertainty of a metric is told.
enum class IntervalMethod {
    Automatic, ///< Wilson where every item is 0 or 1, else from the standard error
    Wilson, ///< a share of items
    Normal, ///< from the standard error; of a share from the share's own
    Bootstrap, ///< from the items' scores, as the result carries it; without from the standard error
    None, ///< an exact count, no sample of anything
};

struct MetricInfo {
    MetricUnit unit = MetricUnit::Unbounded;
    std::optional<double> lowest, highest; ///< of the scale; none: open
    bool lowerIsBetter = false;
    bool known = false; ///< in the dictionary; otherwise the unit is Unbounded and the direction the wire's default
    QString title; ///< for screens, e.g. "Accuracy"; empty: the name itself
    QString suffix; ///< unit as text when it is none of MetricUnit's, e.g. "USD"; empty: the unit's own
    std::optional<int> decimals; ///< 0..12 digits after the point; none: the caller's choice
    IntervalMethod interval = IntervalMethod::Automatic;
    bool operator==(const MetricInfo &) const = default;
};

/// By name as providers spell it ("acc_norm", "exact_match,flexible-extract", "avg_latency_ms", "toxicity"), from the
/// dictionary of this process (MetricDictionary.h). Any thread.
MetricInfo metricInfo(const QString &name);

/// For screens: "0.691", "69.1 %", "512 tok/s", "1.24 s", "45". Never a value that reads as another: digits are added
/// until the text is at least as exact as `decimals` asks for. The dictionary's own decimals go before `decimals`'
/// default.
QString formatMetric(const QString &name, double value, const QLocale &locale = QLocale::c(), int decimals = 3);

/// "tok/s", "s", "%" or empty.
QString metricUnitText(const QString &name);
QString metricUnitText(const MetricInfo &info);

} // namespace assay

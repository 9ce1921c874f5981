#include "services/verdict/MetricInfo.h"
#include "services/verdict/ResultMetrics.h"
#include "services/verdict/Statistics.h"
#include "services/verdict/StoredBootstrap.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace assay {

namespace {

std::optional<double> numberOf(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::Double:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
    case QMetaType::Int: return value.toDouble();
    default: return std::nullopt;
    }
}

/// Names under which harnesses put the standard error of a metric.
QStringList errorNames(const QString &metric)
{
    QStringList names { metric + QStringLiteral("_stderr") };
    if (metric.contains(u','))
        names << metric.section(u',', 0, 0) + QStringLiteral("_stderr,") + metric.section(u',', 1);
    if (metric.contains(u'/'))
        names << metric.section(u'/', 0, -2) + QStringLiteral("/stderr");
    return names;
}

std::optional<double> firstOf(const QVariantMap &values, const QStringList &names)
{
    for (const auto &name : names) {
        if (const auto number = numberOf(values.value(name)))
            return number;
    }
    return std::nullopt;
}

QStringList countNames()
{
    return { QStringLiteral("samples"), QStringLiteral("n"), QStringLiteral("num_total"), QStringLiteral("num_samples"),
        QStringLiteral("num_examples") };
}

/// Counts and errors, which stand beside the metrics but are none.
bool isBookkeeping(const QString &name)
{
    return countNames().contains(name) || name.contains(QLatin1String("stderr"));
}

/// A share of samples that a count of right answers explains, e.g. 0.62 of 50: every sample was 0 or 1.
bool looksBinary(const MetricSummary &summary)
{
    const MetricInfo info = metricInfo(summary.name);
    if (!summary.value || !summary.n || summary.standardError || info.unit != MetricUnit::Ratio)
        return false;
    // A mean of graded scores may hit such a share by chance.
    if (info.interval != IntervalMethod::Wilson && info.interval != IntervalMethod::Automatic)
        return false;
    const double right = *summary.value * *summary.n;
    return right >= 0 && right <= *summary.n && std::abs(right - std::round(right)) < 1e-6 * std::max(1.0, *summary.n);
}

} // namespace

ResultMetrics::ResultMetrics(const BenchmarkResult &result)
    : m_values(result.metrics.toVariantMap())
    , m_known(result.additionalInfo.toVariantMap()
                  .value(QStringLiteral("assay"))
                  .toMap()
                  .value(QStringLiteral("metrics"))
                  .toMap())
{
}

QStringList ResultMetrics::names() const
{
    QStringList names;
    for (auto it = m_values.begin(); it != m_values.end(); ++it) {
        if (!isBookkeeping(it.key()) && numberOf(it.value()))
            names << it.key();
    }
    return names;
}

QString ResultMetrics::mainName() const
{
    const QStringList all = names();
    const auto known = std::ranges::find_if(all, [](const QString &name) { return metricInfo(name).known; });
    return known != all.end() ? *known : all.value(0);
}

MetricSummary ResultMetrics::summary(const QString &metric, bool lowerIsBetter) const
{
    MetricSummary summary;
    summary.name = metric;
    summary.lowerIsBetter = lowerIsBetter;
    summary.value = numberOf(m_values.value(metric));
    if (summary.value && !std::isfinite(*summary.value))
        summary.value.reset();
    const QVariantMap known = m_known.value(metric).toMap();
    summary.n = numberOf(known.value(QStringLiteral("n")));
    summary.standardError = numberOf(known.value(QStringLiteral("stderr")));
    summary.binary = known.value(QStringLiteral("binary")).toBool();
    summary.successes = numberOf(known.value(QStringLiteral("successes")));
    summary.bootstrap = readBootstrap(known.value(QStringLiteral("bootstrap")).toMap());
    if (!known.isEmpty())
        return summary;
    summary.standardError = firstOf(m_values, errorNames(metric));
    summary.n = firstOf(m_values, countNames());
    summary.binary = looksBinary(summary);
    if (summary.binary)
        summary.successes = std::round(*summary.value * *summary.n);
    return summary;
}

MetricSummary metricSummary(const BenchmarkResult &result, const QString &metric, bool lowerIsBetter)
{
    return ResultMetrics(result).summary(metric, lowerIsBetter);
}

namespace {

/// How many of n were right, where the metric is that share: not a percentage, nor a mean of something else.
std::optional<double> sharesOf(const MetricSummary &metric)
{
    if (!metric.binary || !metric.n || !(*metric.n > 0))
        return std::nullopt;
    const double successes = metric.successes.value_or(*metric.value * *metric.n);
    return std::abs(successes / *metric.n - *metric.value) < 1e-6 ? std::optional(successes) : std::nullopt;
}

std::optional<MadeInterval> made(const std::optional<Interval> &interval, IntervalMethod method)
{
    return interval ? std::optional(MadeInterval { *interval, method }) : std::nullopt;
}

/// Kept to the scale of the metric.
std::optional<MadeInterval> normalOf(const MetricSummary &metric, double error, const MetricInfo &info, double level)
{
    auto interval = normalInterval(*metric.value, error, level);
    if (interval && info.lowest && *metric.value >= *info.lowest)
        interval->low = std::max(interval->low, *info.lowest);
    if (interval && info.highest && *metric.value <= *info.highest)
        interval->high = std::min(interval->high, *info.highest);
    return made(interval, IntervalMethod::Normal);
}

std::optional<MadeInterval> bootstrapOf(const MetricSummary &metric, const std::optional<double> &right, double level)
{
    if (right)
        return made(bootstrapShare(*right, *metric.n, level), IntervalMethod::Bootstrap);
    const auto stored = std::ranges::find_if(metric.bootstrap, [level](const LevelInterval &one) { return std::abs(one.level - level) < 1e-9; });
    return stored != metric.bootstrap.end() ? made(stored->interval, IntervalMethod::Bootstrap) : std::nullopt;
}

} // namespace

std::optional<MadeInterval> madeInterval(const MetricSummary &metric, double level)
{
    const MetricInfo info = metricInfo(metric.name);
    if (!metric.value || info.interval == IntervalMethod::None)
        return std::nullopt;
    const auto right = sharesOf(metric);
    if (info.interval == IntervalMethod::Bootstrap) {
        if (const auto drawn = bootstrapOf(metric, right, level))
            return drawn;
    }
    // A share's error is zero where every item is the same: a spread that was not seen, not certainty.
    const bool spread = right && *right > 0 && *right < *metric.n;
    if (info.interval == IntervalMethod::Normal && spread)
        return normalOf(metric, metric.standardError.value_or(std::sqrt(*metric.value * (1 - *metric.value) / *metric.n)), info, level);
    if (right) {
        if (const auto shares = wilsonInterval(*right, *metric.n, level))
            return made(shares, IntervalMethod::Wilson);
    }
    return metric.standardError ? normalOf(metric, *metric.standardError, info, level) : std::nullopt;
}

std::optional<Interval> metricInterval(const MetricSummary &metric, double level)
{
    const auto interval = madeInterval(metric, level);
    return interval ? std::optional(interval->interval) : std::nullopt;
}

QString otherMethodText(const MetricSummary &metric, const MadeInterval &made)
{
    const IntervalMethod asked = metricInfo(metric.name).interval;
    if ((asked != IntervalMethod::Bootstrap && asked != IntervalMethod::Normal) || asked == made.method)
        return {};
    return made.method == IntervalMethod::Wilson ? QCoreApplication::translate("assay", "by Wilson's method, as all items are the same")
                                                 : QCoreApplication::translate("assay", "from the standard error, not by bootstrap");
}

} // namespace assay

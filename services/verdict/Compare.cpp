#include "services/verdict/Compare.h"

#include "services/verdict/MetricInfo.h"
#include "services/verdict/RightRule.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace assay {

namespace {

using Test = CompareOptions::Test;

bool isBinary(const Values &values)
{
    return std::ranges::all_of(values, [](double value) { return value == 0 || value == 1; });
}

Test chosen(const CompareOptions &options, bool binary, const ScorePairs &pairs)
{
    const bool forShares = options.test == Test::McNemar || options.test == Test::McNemarMidP;
    const bool grouped = !pairs.groups.isEmpty();
    if (options.test == Test::Clustered || (options.test == Test::Automatic && grouped))
        return grouped ? Test::Clustered : Test::StudentT;
    if (forShares ? binary : options.test != Test::Automatic)
        return options.test;
    const bool few = static_cast<qsizetype>(pairs.before.size()) <= options.bootstrapUpTo;
    return binary ? Test::McNemar : few ? Test::Bootstrap : Test::StudentT;
}

std::optional<PairedTest> tested(const ScorePairs &pairs, Test test, const CompareOptions &options)
{
    if (test == Test::Clustered)
        return pairedClustered(pairs.before, pairs.after, pairs.groups, options.level);
    if (test != Test::Bootstrap)
        return pairedT(pairs.before, pairs.after, options.level); // with McNemar: for the interval and the error
    BootstrapOptions bootstrap = options.bootstrap;
    bootstrap.level = options.level;
    return pairedBootstrap(pairs.before, pairs.after, bootstrap);
}

/// Standard error of the difference had the runs had items of their own.
double unpairedError(const ScorePairs &pairs)
{
    const double before = standardError(pairs.before).value_or(0), after = standardError(pairs.after).value_or(0);
    return std::sqrt(before * before + after * after);
}

/// Items by what became of them.
void countItems(Comparison &out, const ScorePairs &pairs)
{
    const RightRule rule = rightRule(out.metric, out.lowerIsBetter);
    out.rightOrWrong = rule.decidesAll(pairs.before) && rule.decidesAll(pairs.after);
    if (!out.rightOrWrong)
        return;
    for (std::size_t i = 0; i < pairs.before.size(); ++i) {
        const bool was = *rule.isRight(pairs.before[i]), is = *rule.isRight(pairs.after[i]);
        out.gained += !was && is;
        out.lost += was && !is;
    }
}

/// For ones and zeros. McNemar's test has no direction.
double mcnemar(Test test, const ScorePairs &pairs)
{
    int up = 0, down = 0;
    for (std::size_t i = 0; i < pairs.before.size(); ++i) {
        up += pairs.after[i] > pairs.before[i];
        down += pairs.after[i] < pairs.before[i];
    }
    return test == Test::McNemar ? mcnemarExact(up, down) : mcnemarMidP(up, down);
}

double shareChanged(const ScorePairs &pairs)
{
    const auto changed = std::inner_product(
        pairs.before.begin(), pairs.before.end(), pairs.after.begin(), 0.0, std::plus<>(), std::not_equal_to<>());
    return changed / static_cast<double>(pairs.before.size());
}

/// From scores to the metric's unit.
void scaleBy(double scale, Comparison &out)
{
    for (double *value : { &out.before, &out.after, &out.difference, &out.interval.low, &out.interval.high })
        *value *= scale;
    for (std::optional<double> *value : { &out.detectable, &out.detectableUnpaired }) {
        if (*value)
            **value *= scale;
    }
}

} // namespace

std::optional<Comparison> compareScores(const ScoreColumns &before, const ScoreColumns &after, const QString &metric,
    bool lowerIsBetter, const CompareOptions &options)
{
    return comparePairs(pairScores(before, after), metric, lowerIsBetter, options);
}

std::optional<Comparison> comparePairs(
    const ScorePairs &pairs, const QString &metric, bool lowerIsBetter, const CompareOptions &options)
{
    Comparison out;
    out.binary = isBinary(pairs.before) && isBinary(pairs.after);
    out.test = chosen(options, out.binary, pairs);
    const auto test = tested(pairs, out.test, options);
    if (!test)
        return std::nullopt;
    out.metric = metric;
    out.lowerIsBetter = lowerIsBetter;
    out.before = meanOf(pairs.before);
    out.after = meanOf(pairs.after);
    out.difference = test->difference;
    out.interval = test->interval;
    out.pairs = test->pairs;
    out.unpaired = pairs.unpaired;
    out.level = options.level;
    countItems(out, pairs);
    out.pValue = out.test == Test::McNemar || out.test == Test::McNemarMidP ? mcnemar(out.test, pairs) : test->pValue;
    if (out.test == Test::Clustered)
        out.groups = static_cast<int>(QSet<int>(pairs.groups.begin(), pairs.groups.end()).size());
    out.detectable = out.binary && out.test != Test::Clustered
        ? detectableDifferencePaired(static_cast<double>(out.pairs), shareChanged(pairs), options.level, options.power)
        : detectableFromError(test->standardError, options.level, options.power);
    out.detectableUnpaired = detectableFromError(unpairedError(pairs), options.level, options.power);
    scaleBy(pairs.scale, out);
    return out;
}

namespace {

/// How many of n were right, where the metric is that share; none otherwise.
std::optional<double> rightOf(const MetricSummary &metric)
{
    if (!metric.binary || !metric.n || !(*metric.n > 0))
        return std::nullopt;
    const double right = metric.successes.value_or(*metric.value * *metric.n);
    return std::abs(right / *metric.n - *metric.value) < 1e-6 ? std::optional(right) : std::nullopt;
}

std::optional<double> errorOf(const MetricSummary &metric)
{
    if (metric.standardError)
        return metric.standardError;
    if (!rightOf(metric))
        return std::nullopt;
    return std::sqrt(*metric.value * (1 - *metric.value) / *metric.n);
}

std::optional<UnpairedTest> unpairedTest(const MetricSummary &before, const MetricSummary &after, double level)
{
    const auto rightBefore = rightOf(before), rightAfter = rightOf(after);
    if (rightBefore && rightAfter)
        return unpairedShares(*rightBefore, *before.n, *rightAfter, *after.n, level);
    const auto was = errorOf(before), is = errorOf(after);
    return was && is ? unpairedMeans(*before.value, *was, *after.value, *is, level) : std::nullopt;
}

} // namespace

std::optional<Comparison> compareSummaries(
    const MetricSummary &before, const MetricSummary &after, const CompareOptions &options)
{
    if (!before.value || !after.value || metricInfo(before.name).interval == IntervalMethod::None)
        return std::nullopt;
    const auto test = unpairedTest(before, after, options.level);
    if (!test)
        return std::nullopt;
    Comparison out;
    out.metric = before.name;
    out.lowerIsBetter = before.lowerIsBetter;
    out.before = *before.value;
    out.after = *after.value;
    out.difference = test->difference;
    out.interval = test->interval;
    out.test = Test::Unpaired;
    out.level = options.level;
    out.pValue = test->pValue;
    out.detectable = out.detectableUnpaired = detectableFromError(test->standardError, options.level, options.power);
    return out;
}

void adjustForMany(QList<Comparison> &comparisons)
{
    QList<double> raw;
    for (const Comparison &comparison : std::as_const(comparisons))
        raw << comparison.pValue;
    const QList<double> adjusted = holm(raw);
    for (qsizetype i = 0; i < comparisons.size(); ++i) {
        comparisons[i].adjusted = adjusted.at(i);
        comparisons[i].comparisons = comparisons.size();
    }
}

QString pValueText(double p, const QLocale &locale)
{
    constexpr double least = 0.001;
    if (p < least)
        return QCoreApplication::translate("assay", "p < %1").arg(locale.toString(least, 'f', 3));
    // Close to the usual bar the third digit decides.
    return QCoreApplication::translate("assay", "p = %1").arg(locale.toString(p, 'f', p < 0.1 ? 3 : 2));
}

namespace {

/// Differences as people say them: shares in points, everything else in its unit.
class AmountText {
public:
    AmountText(const QString &metric, const QLocale &locale)
        : m_metric(metric)
        , m_locale(locale)
        , m_unit(metricInfo(metric).unit)
    {
    }
    QString number(double value) const
    {
        constexpr double pointsOfShare = 100;
        if (m_unit == MetricUnit::Ratio)
            return rounded(value * pointsOfShare);
        return m_unit == MetricUnit::Percent ? rounded(value) : formatMetric(m_metric, value, m_locale);
    }
    QString amount(double value) const
    {
        const bool points = m_unit == MetricUnit::Ratio || m_unit == MetricUnit::Percent;
        return points ? QCoreApplication::translate("assay", "%1 points").arg(number(value)) : number(value);
    }

private:
    QString rounded(double value) const
    {
        const QString text = m_locale.toString(value, 'f', 1);
        return std::abs(value) < 0.05 ? m_locale.toString(0.0, 'f', 1) : text; // no "-0.0"
    }
    QString m_metric;
    QLocale m_locale;
    MetricUnit m_unit;
};

QString chanceText(const Comparison &comparison, const QLocale &locale)
{
    const QString p = pValueText(comparison.p(), locale);
    return comparison.comparisons > 1
        ? QCoreApplication::translate("assay", "%1 after Holm over %2 comparisons").arg(p).arg(comparison.comparisons)
        : p;
}

QString itemsText(const Comparison &comparison)
{
    if (comparison.test == Test::Unpaired)
        return QCoreApplication::translate("assay", "the items are not paired");
    if (!comparison.rightOrWrong)
        return comparison.test == Test::Clustered
            ? QCoreApplication::translate("assay", "over %1 shared items in %2 groups").arg(comparison.pairs).arg(comparison.groups)
            : QCoreApplication::translate("assay", "over %1 shared items").arg(comparison.pairs);
    if (comparison.test == Test::Clustered)
        return QCoreApplication::translate("assay", "%1 items gained, %2 lost of %3 in %4 groups")
            .arg(comparison.gained)
            .arg(comparison.lost)
            .arg(comparison.pairs)
            .arg(comparison.groups);
    return QCoreApplication::translate("assay", "%1 items gained, %2 lost of %3")
        .arg(comparison.gained)
        .arg(comparison.lost)
        .arg(comparison.pairs);
}

QString neededText(const Comparison &comparison, const AmountText &text)
{
    if (!comparison.detectable)
        return {};
    return comparison.detectableUnpaired && comparison.test != Test::Unpaired
        ? QCoreApplication::translate("assay", "; about %1 would be needed, about %2 if the items were not paired")
              .arg(text.amount(*comparison.detectable), text.amount(*comparison.detectableUnpaired))
        : QCoreApplication::translate("assay", "; about %1 would be needed").arg(text.amount(*comparison.detectable));
}

/// Without a word about good and bad.
QString plainSentence(
    const Comparison &comparison, const QString &name, const QString &by, const QString &interval, const QLocale &locale)
{
    const QString which = comparison.difference > 0
        ? QCoreApplication::translate("assay", "%1 is higher by %2 (%3)").arg(name, by, interval)
        : QCoreApplication::translate("assay", "%1 is lower by %2 (%3)").arg(name, by, interval);
    return comparison.significant()
        ? QCoreApplication::translate("assay", "%1; %2; %3.").arg(which, itemsText(comparison), chanceText(comparison, locale))
        : QCoreApplication::translate("assay", "%1; this could be chance (%2); %3.")
              .arg(which, chanceText(comparison, locale), itemsText(comparison));
}

} // namespace

QString amountText(const QString &metric, double value, const QLocale &locale)
{
    return AmountText(metric, locale).amount(std::abs(value));
}

QString comparisonSentence(const Comparison &comparison, const QString &name, const QLocale &locale, Wording wording)
{
    const AmountText text(comparison.metric, locale);
    if (comparison.difference == 0)
        return QCoreApplication::translate("assay", "%1 is equal on average (%2); %3%4.")
            .arg(name, chanceText(comparison, locale), itemsText(comparison), neededText(comparison, text));
    const QString by = text.amount(std::abs(comparison.difference));
    // The interval of how much better or worse, so that it reads in the sentence's own direction.
    const bool turned = comparison.difference < 0;
    const double low = turned ? -comparison.interval.high : comparison.interval.low;
    const double high = turned ? -comparison.interval.low : comparison.interval.high;
    const QString interval
        = QCoreApplication::translate("assay", "%1 % interval %2 to %3")
              .arg(locale.toString(comparison.level * 100, 'g', 4), text.number(low), text.number(high));
    if (wording == Wording::Plain)
        return plainSentence(comparison, name, by, interval, locale);
    const QString which = comparison.better()
        ? QCoreApplication::translate("assay", "%1 is better by %2 (%3)").arg(name, by, interval)
        : QCoreApplication::translate("assay", "%1 is worse by %2 (%3)").arg(name, by, interval);
    if (comparison.significant())
        return QCoreApplication::translate("assay", "%1; %2; %3.")
            .arg(which, itemsText(comparison), chanceText(comparison, locale));
    return QCoreApplication::translate("assay", "%1; this could be chance (%2); %3%4.")
        .arg(which, chanceText(comparison, locale), itemsText(comparison), neededText(comparison, text));
}

} // namespace assay

#include "services/verdict/Compare.h"

#include "services/verdict/Judge.h"
#include "services/verdict/MetricInfo.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <cmath>

namespace assay {

ScorePairs pairScores(const ScoreColumns &before, const ScoreColumns &after)
{
    using Key = QPair<QString, int>;
    QHash<Key, qsizetype> rows;
    rows.reserve(before.itemKeys.size());
    for (qsizetype i = 0; i < before.itemKeys.size(); ++i)
        rows.insert({ before.itemKeys.at(i), before.repeats.value(i) }, i);
    ScorePairs pairs;
    qsizetype shared = 0; // keys of the first that the second has; each is paired once
    for (qsizetype i = 0; i < after.itemKeys.size(); ++i) {
        const Key key { after.itemKeys.at(i), after.repeats.value(i) };
        const auto row = rows.constFind(key);
        if (row == rows.constEnd()) {
            ++pairs.unpaired;
            continue;
        }
        const auto was = before.scores.value(*row), is = after.scores.value(i);
        rows.erase(row);
        ++shared;
        if (!was || !is) {
            ++pairs.unpaired;
            continue;
        }
        pairs.items << key;
        pairs.before.push_back(*was);
        pairs.after.push_back(*is);
    }
    pairs.unpaired += static_cast<int>(before.itemKeys.size() - shared);
    return pairs;
}

namespace {

using Test = CompareOptions::Test;

bool isBinary(const Values &values)
{
    return std::ranges::all_of(values, [](double value) { return value == 0 || value == 1; });
}

Test chosen(const CompareOptions &options, bool binary, std::size_t pairs)
{
    constexpr std::size_t mostForBootstrap
        = 2000; // beyond, the mean is normal enough, and 2,000 resamples cost seconds
    const bool forShares = options.test == Test::McNemar || options.test == Test::McNemarMidP;
    if (forShares ? binary : options.test != Test::Automatic)
        return options.test;
    return binary ? Test::McNemar : pairs <= mostForBootstrap ? Test::Bootstrap : Test::StudentT;
}

std::optional<PairedTest> tested(const ScorePairs &pairs, Test test, const CompareOptions &options)
{
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

} // namespace

std::optional<Comparison> compareScores(const ScoreColumns &before, const ScoreColumns &after, const QString &metric,
    bool lowerIsBetter, const CompareOptions &options)
{
    const ScorePairs pairs = pairScores(before, after);
    Comparison out;
    out.binary = isBinary(pairs.before) && isBinary(pairs.after);
    out.test = chosen(options, out.binary, pairs.before.size());
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
    for (std::size_t i = 0; i < pairs.before.size(); ++i) {
        const bool was = pairs.before[i] >= options.rightFrom, is = pairs.after[i] >= options.rightFrom;
        out.gained += !was && is;
        out.lost += was && !is;
    }
    out.pValue = out.test == Test::McNemar ? mcnemarExact(out.gained, out.lost)
        : out.test == Test::McNemarMidP    ? mcnemarMidP(out.gained, out.lost)
                                           : test->pValue;
    const double n = static_cast<double>(out.pairs);
    out.detectable = out.binary
        ? detectableDifferencePaired(n, (out.gained + out.lost) / n, options.level, options.power)
        : detectableFromError(test->standardError, options.level, options.power);
    out.detectableUnpaired = detectableFromError(unpairedError(pairs), options.level, options.power);
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
    AmountText(const Comparison &comparison, const QLocale &locale)
        : m_metric(comparison.metric)
        , m_locale(locale)
        , m_unit(metricInfo(comparison.metric).unit)
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
    return QCoreApplication::translate("assay", "%1 items gained, %2 lost of %3")
        .arg(comparison.gained)
        .arg(comparison.lost)
        .arg(comparison.pairs);
}

QString neededText(const Comparison &comparison, const AmountText &text)
{
    if (!comparison.detectable)
        return {};
    return comparison.detectableUnpaired
        ? QCoreApplication::translate("assay", "; about %1 would be needed, about %2 if the items were not paired")
              .arg(text.amount(*comparison.detectable), text.amount(*comparison.detectableUnpaired))
        : QCoreApplication::translate("assay", "; about %1 would be needed").arg(text.amount(*comparison.detectable));
}

} // namespace

QString comparisonSentence(const Comparison &comparison, const QString &name, const QLocale &locale)
{
    const AmountText text(comparison, locale);
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

#include "models/jobs/BaselineDelta.h"

#include "models/jobs/RunFacts.h"
#include "services/verdict/Compare.h"
#include "services/verdict/CurrentPolicy.h"
#include "services/verdict/MetricInfo.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace assay {

namespace {

using Kind = BaselineDelta::Kind;

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

struct Pair {
    QString metric;
    double difference = 0;
    bool lowerIsBetter = false;
    std::optional<Comparison> comparison; ///< none: nobody told how uncertain the two are, or they are not comparable
    QString obstacle; ///< why they are not; empty: nothing is known that speaks against it
};

/// A few items may be missing that failed; half of them are another measurement.
QString obstacleOf(const RunResult &run, const RunResult &baseline)
{
    constexpr double nearlyAll = 0.99; // as the compare page has it for items in common
    if (run.lowerIsBetter != baseline.lowerIsBetter)
        return tr("lower is better in one of the runs and worse in the other");
    if (!run.samples || !baseline.samples || std::min(*run.samples, *baseline.samples) >= nearlyAll * std::max(*run.samples, *baseline.samples))
        return {};
    const QLocale locale;
    return tr("%1 items here, %2 there").arg(locale.toString(qint64(*run.samples)), locale.toString(qint64(*baseline.samples)));
}

std::optional<Pair> pairOf(const RunResult &run, const RunResult &baseline)
{
    if (!run.score || !baseline.score || run.metric != baseline.metric || run.metric.isEmpty())
        return std::nullopt;
    Pair pair{run.metric, *run.score - *baseline.score, run.lowerIsBetter, {}, obstacleOf(run, baseline)};
    if (!pair.obstacle.isEmpty())
        return pair;
    CompareOptions options;
    options.level = currentPolicy().level;
    MetricSummary before = summaryOf(baseline), after = summaryOf(run);
    before.lowerIsBetter = after.lowerIsBetter;
    pair.comparison = compareSummaries(before, after, options);
    return pair;
}

/// As the compare page has it where the items are not known.
QList<Pair> pairsOf(const QList<RunResult> &run, const QList<RunResult> &baseline)
{
    QList<Pair> pairs;
    QHash<QPair<QString, QString>, int> turns;
    for (const RunResult &mine : run) {
        int turn = turns[{mine.provider, mine.benchmark}]++;
        for (const RunResult &theirs : baseline) {
            if (mine.benchmark != theirs.benchmark || mine.provider != theirs.provider || turn-- > 0)
                continue;
            if (const auto pair = pairOf(mine, theirs))
                pairs << *pair;
            break;
        }
    }
    QList<Comparison> tested;
    for (const Pair &pair : std::as_const(pairs)) {
        if (pair.comparison)
            tested << *pair.comparison;
    }
    adjustForMany(tested);
    for (Pair &pair : pairs) {
        if (pair.comparison)
            pair.comparison = tested.takeFirst();
    }
    return pairs;
}

Kind kindOf(const Pair &pair)
{
    if (!pair.obstacle.isEmpty())
        return Kind::NotComparable;
    if (pair.difference == 0)
        return Kind::Close;
    if (!pair.comparison)
        return Kind::Unknown;
    if (!pair.comparison->significant())
        return Kind::Close;
    return pair.comparison->better() ? Kind::Better : Kind::Worse;
}

QString differenceText(const Pair &pair)
{
    const QString size = formatMetric(pair.metric, std::abs(pair.difference), QLocale());
    return (pair.difference < 0 ? QStringLiteral("−") : QStringLiteral("+")) + size;
}

BaselineDelta one(const Pair &pair, const QString &baseline)
{
    BaselineDelta delta;
    delta.kind = kindOf(pair);
    delta.order = pair.lowerIsBetter ? -pair.difference : pair.difference;
    const QString difference = differenceText(pair);
    const QString chance = QLocale().toString(pair.comparison ? pair.comparison->p() : 1, 'g', 2);
    switch (delta.kind) {
    case Kind::Better:
        delta.text = QStringLiteral("▲ ") + difference;
        delta.reason = tr("Better than the baseline “%1” by more than chance explains (p = %2, from scores and standard errors).").arg(baseline, chance);
        break;
    case Kind::Worse:
        delta.text = QStringLiteral("▼ ") + difference;
        delta.reason = tr("Worse than the baseline “%1” by more than chance explains (p = %2, from scores and standard errors).").arg(baseline, chance);
        break;
    case Kind::NotComparable:
        delta.order = 0;
        delta.text = QStringLiteral("≠ ") + difference;
        delta.reason = tr("Not comparable with the baseline “%1”: %2. Compare the two to see what differs.").arg(baseline, pair.obstacle);
        break;
    case Kind::Unknown:
        delta.text = QStringLiteral("≈ ") + difference;
        delta.reason = tr("No samples and no standard errors here: nobody can say whether the difference to the baseline “%1” is real.").arg(baseline);
        break;
    default:
        delta.text = QStringLiteral("≈ ") + difference;
        delta.reason = tr("The difference to the baseline “%1” could be chance. Compare the two for a test over their items.").arg(baseline);
    }
    return delta;
}

} // namespace

BaselineDelta baselineItself()
{
    return {Kind::Itself, QStringLiteral("★ ") + tr("Baseline"), tr("Runs of the same scope are compared with this one."), 0};
}

BaselineDelta compareToBaseline(const QList<RunResult> &run, const QList<RunResult> &baseline, const QString &baselineName)
{
    const QList<Pair> pairs = pairsOf(run, baseline);
    if (pairs.isEmpty())
        return {};
    if (pairs.size() == 1)
        return one(pairs.first(), baselineName);
    int better = 0, worse = 0, close = 0, other = 0;
    for (const Pair &pair : pairs) {
        const Kind kind = kindOf(pair);
        better += kind == Kind::Better;
        worse += kind == Kind::Worse;
        close += kind == Kind::Close || kind == Kind::Unknown;
        other += kind == Kind::NotComparable;
    }
    BaselineDelta delta;
    delta.kind = better && worse ? Kind::Mixed : worse ? Kind::Worse : other ? Kind::NotComparable : better ? Kind::Better : Kind::Close;
    delta.order = better - worse;
    QStringList parts;
    const auto part = [&parts](const QString &sign, int count) {
        if (count > 0)
            parts << QStringLiteral("%1 %2").arg(sign).arg(count);
    };
    part(QStringLiteral("▼"), worse);
    part(QStringLiteral("▲"), better);
    part(QStringLiteral("≈"), close);
    part(QStringLiteral("≠"), other);
    delta.text = parts.join(QStringLiteral(" · "));
    delta.reason = QCoreApplication::translate("assay", "Of %n benchmark(s) shared with the baseline “%1”: %2 better, %3 worse, %4 too close or without "
                                               "standard errors.", nullptr, int(pairs.size())).arg(baselineName).arg(better).arg(worse).arg(close);
    if (other > 0)
        delta.reason += u' ' + QCoreApplication::translate("assay", "%n of them cannot be compared: another number of items, or another direction.", nullptr, other);
    return delta;
}

} // namespace assay

#include "services/verdict/LintEntry.h"

#include <algorithm>

namespace assay::doctor {

namespace {

/// Reported in a unit that a plain number between 0 and 1 cannot be compared with.
bool hasOwnUnit(const Entry &entry)
{
    return entry.info.known && entry.info.unit != MetricUnit::Ratio && entry.info.unit != MetricUnit::Unbounded;
}

QString unitName(const Entry &entry)
{
    if (entry.info.unit == MetricUnit::Ratio)
        return tr("0 to 1");
    const QString text = metricUnitText(entry.info);
    return text.isEmpty() ? tr("a count") : text;
}

void checkMixed(const QList<Entry> &judged, const QString &pointer, Findings &findings)
{
    QStringList units;
    for (const Entry &entry : judged) {
        const bool known = entry.info.known && entry.info.unit != MetricUnit::Unbounded;
        if (known && !units.contains(unitName(entry)))
            units << unitName(entry);
    }
    if (units.size() < 2)
        return;
    findings.add("mixed-units", pointer + QStringLiteral("/benchmarks"),
        tr("The job's score is the mean of numbers with different units (%1), so its verdict means nothing.")
            .arg(units.join(QStringLiteral(", "))),
        tr("Gate benchmarks of one unit only; report the others without a gate, or move them to a collection of their "
           "own."));
}

void checkTurned(const Entry &entry, Findings &findings)
{
    // An unknown metric betrays itself by its gate.
    const bool beyondOne = entry.info.known ? entry.info.unit != MetricUnit::Ratio : *entry.gate.threshold > 1;
    if (entry.turnedInJobScore() && beyondOne)
        findings.add("unbounded-lower-in-job-score", entry.pointer + QStringLiteral("/primary_score"),
            tr("%1: the job's score takes 1 minus %2, which falls far below 0 for a metric beyond 0 to 1: passing "
               "benchmarks can make a failing job.")
                .arg(entry.id, entry.gate.score->metric),
            tr("Report the benchmark without a gate, or gate a metric between 0 and 1."), &entry);
    if (!entry.lower() || entry.turnedInJobScore() || !entry.gate.scoreFromProvider)
        return;
    Finding &finding = findings.add("direction-only-at-provider", entry.pointer,
        tr("%1: only the provider says that lower is better for %2; the job's score adds it as if higher were better.")
            .arg(entry.id, entry.gate.score->metric),
        tr("Write primary_score with lower_is_better: true and pass_criteria in the entry itself."), &entry);
    finding.edits << FixEdit { entry.pointer + QStringLiteral("/primary_score"),
        JsonText::fromVariantMap(
            { { QStringLiteral("metric"), entry.gate.score->metric }, { QStringLiteral("lower_is_better"), true } }) };
    finding.edits << FixEdit { entry.pointer + QStringLiteral("/pass_criteria"),
        JsonText::fromVariantMap({ { QStringLiteral("threshold"), *entry.gate.threshold } }) };
}

struct Reach {
    double low = 0, high = 0;
};

/// The smallest and largest job score that the scales allow; none when one is open.
std::optional<Reach> reachOf(const QList<Entry> &judged)
{
    Reach reach;
    double weights = 0;
    for (const Entry &entry : judged) {
        if (!entry.lowest || !entry.highest)
            return std::nullopt;
        const double weight = entry.ref && entry.ref->weight && *entry.ref->weight > 0 ? *entry.ref->weight : 1;
        const bool turned = entry.turnedInJobScore();
        reach.low += weight * (turned ? 1 - *entry.highest : *entry.lowest);
        reach.high += weight * (turned ? 1 - *entry.lowest : *entry.highest);
        weights += weight;
    }
    return Reach { reach.low / weights, reach.high / weights };
}

void checkGate(const QList<Entry> &judged, double gate, const QString &pointer, Findings &findings)
{
    const auto reach = reachOf(judged);
    constexpr double rounding = 1e-9;
    if (!reach || (gate >= reach->low - rounding && gate <= reach->high + rounding))
        return;
    const QString place = pointer + QStringLiteral("/pass_criteria/threshold");
    const QString message = gate > reach->high
        ? tr("The job's gate %1 can never be passed: its score runs from %2 to %3.")
        : tr("The job's gate %1 passes every result: its score runs from %2 to %3.");
    // Entries on the wrong scale are the cause; with them mended this is mended in the same way.
    const bool same = std::ranges::any_of(
        judged, [](const Entry &entry) { return entry.highest && *entry.gate.threshold > *entry.highest; });
    const bool percent = gate > reach->high && gate <= 100 && reach->high <= 1;
    Finding &finding = findings.add(same ? "job-gate-same-scale" : "job-gate-out-of-range", place,
        message.arg(number(gate), number(reach->low), number(reach->high)),
        percent ? tr("This reads like a percentage; write %1.").arg(number(gate / 100))
                : tr("Write a gate between %1 and %2.").arg(number(reach->low), number(reach->high)));
    if (percent)
        finding.edits << FixEdit { place, jsonNumber(gate / 100) };
}

} // namespace

void checkJobScore(const QList<Entry> &entries, const std::optional<PassCriteria> &criteria, const QString &pointer,
    Findings &findings)
{
    QList<Entry> judged;
    for (const Entry &entry : entries) {
        if (entry.judged())
            judged << entry;
    }
    const auto gate = criteria ? criteria->threshold : std::nullopt;
    if (judged.isEmpty()) {
        const bool all = std::ranges::all_of(entries, [](const Entry &entry) { return entry.benchmark != nullptr; });
        if (gate && all && !entries.isEmpty())
            findings.add("job-gate-never-read", pointer + QStringLiteral("/pass_criteria/threshold"),
                tr("No benchmark has both a primary score and a gate, so there is no score to compare with the gate "
                   "%1.")
                    .arg(number(*gate)),
                tr("Give at least one benchmark primary_score and pass_criteria."));
        return;
    }
    for (const Entry &entry : std::as_const(judged))
        checkTurned(entry, findings);
    checkMixed(judged, pointer, findings);
    if (gate) {
        checkGate(judged, *gate, pointer, findings);
        return;
    }
    if (std::ranges::all_of(judged, hasOwnUnit))
        findings.add("default-job-gate-on-units", pointer,
            tr("There is no gate for the whole, so the server compares its score, in %1, with the default 0.5.")
                .arg(unitName(judged.first())),
            tr("Add pass_criteria with a threshold in that unit."));
}

} // namespace assay::doctor

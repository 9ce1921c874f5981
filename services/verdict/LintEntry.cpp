#include "services/verdict/LintEntry.h"

#include <QRegularExpression>

#include <algorithm>

namespace assay::doctor {

namespace {

struct Range {
    double low = 0, high = 0;
};

/// Intervals of the provider's advice ("0.3-0.6"), by their low ends; points and words are left out.
QList<Range> scoreRanges(const ProviderBenchmark *benchmark)
{
    static const QRegularExpression form(QStringLiteral("^\\s*(-?[0-9.]+)\\s*(?:-|–|to)\\s*(-?[0-9.]+)\\s*$"));
    QList<Range> ranges;
    if (!benchmark || !benchmark->agent)
        return ranges;
    for (const ScoreRange &given : benchmark->agent->scoreRanges) {
        const auto match = form.match(given.range);
        bool lowFine = false, highFine = false;
        const Range range { match.captured(1).toDouble(&lowFine), match.captured(2).toDouble(&highFine) };
        if (lowFine && highFine && range.low < range.high)
            ranges << range;
    }
    std::ranges::sort(ranges, {}, &Range::low);
    return ranges;
}

void findScale(Entry &entry, const MetricDictionary &dictionary)
{
    if (!entry.gate.score)
        return;
    entry.info = dictionary.find(entry.gate.score->metric);
    entry.lowest = entry.info.lowest;
    entry.highest = entry.info.highest;
    // The provider's advice is about its own primary score.
    const bool own = entry.benchmark && entry.benchmark->primaryScore
        && entry.benchmark->primaryScore->metric == entry.gate.score->metric;
    const QList<Range> ranges = scoreRanges(entry.benchmark);
    if (!entry.info.known && own && ranges.size() > 1) {
        entry.lowest = ranges.first().low;
        entry.highest = std::ranges::max(ranges, {}, &Range::high).high;
    }
}

QString threshold(const Entry &entry)
{
    return entry.pointer + QStringLiteral("/pass_criteria/threshold");
}

QString scaleText(const Entry &entry)
{
    if (entry.lowest && entry.highest)
        return tr("%1 to %2").arg(number(*entry.lowest), number(*entry.highest));
    return entry.lowest ? tr("%1 and more").arg(number(*entry.lowest)) : tr("up to %1").arg(number(*entry.highest));
}

/// True when it said something: the finer rules about the threshold have no meaning then.
bool checkRange(const Entry &entry, Findings &findings)
{
    const double gate = *entry.gate.threshold;
    const bool above = entry.highest && gate > *entry.highest, below = entry.lowest && gate < *entry.lowest;
    if (!above && !below)
        return false;
    const bool never = above != entry.lower();
    const QString what = never ? tr("%1: the gate %2 on %3 can never be passed: the metric runs from %4.")
                               : tr("%1: the gate %2 on %3 passes every result: the metric runs from %4.");
    const double share = gate / 100;
    const bool percent = above && entry.info.unit == MetricUnit::Ratio && gate <= 100;
    Finding &finding = findings.add("gate-out-of-range", threshold(entry),
        what.arg(entry.id, number(gate), entry.gate.score->metric, scaleText(entry)),
        percent ? tr("This reads like a percentage; write %1.").arg(number(share))
                : tr("Write the gate in the metric's own unit, %1.").arg(scaleText(entry)),
        &entry);
    if (percent)
        finding.edits << FixEdit { finding.pointer, jsonNumber(share) };
    return true;
}

bool checkScale(const Entry &entry, Findings &findings)
{
    const double gate = *entry.gate.threshold;
    const auto *provider = entry.ref && entry.benchmark && entry.benchmark->primaryScore
            && entry.benchmark->primaryScore->metric == entry.gate.score->metric && entry.benchmark->passCriteria
        ? &*entry.benchmark->passCriteria
        : nullptr;
    // The form that EvalHub's web page has sends every gate divided by 100.
    const bool hundredth = provider && provider->threshold && gate > 0 && entry.info.known
        && entry.info.unit != MetricUnit::Ratio && qFuzzyCompare(gate * 100, *provider->threshold);
    const bool share = entry.info.unit == MetricUnit::Percent && gate > 0 && gate <= 1;
    if (!hundredth && !share)
        return false;
    Finding &finding = findings.add("gate-scale", threshold(entry),
        tr("%1: the gate %2 on %3 is a hundredth of what its unit asks for.")
            .arg(entry.id, number(gate), entry.gate.score->metric),
        tr("Write %1.").arg(number(gate * 100)), &entry);
    finding.edits << FixEdit { finding.pointer, jsonNumber(gate * 100) };
    return true;
}

void checkEasyEnd(const Entry &entry, Findings &findings)
{
    const auto &end = entry.lower() ? entry.highest : entry.lowest;
    if (!end || *entry.gate.threshold != *end)
        return;
    findings.add("gate-always-passes", threshold(entry),
        tr("%1: every result passes the gate %2 on %3, the easy end of its scale.")
            .arg(entry.id, number(*end), entry.gate.score->metric),
        tr("Raise the bar, or remove the gate if the benchmark is only to be reported."), &entry);
}

/// True when the entry says the opposite of the provider or, where that is silent, of the dictionary.
bool checkDirection(const Entry &entry, Findings &findings)
{
    const QString metric = entry.gate.score->metric, pointer = entry.pointer + QStringLiteral("/primary_score");
    const auto word = [](bool lower) { return lower ? tr("lower is better") : tr("higher is better"); };
    const auto mend = [&](Finding &finding, bool lower) {
        finding.edits << FixEdit { pointer + QStringLiteral("/lower_is_better"), { lower ? "true" : "false" } };
    };
    const bool ownMetric
        = entry.benchmark && entry.benchmark->primaryScore && entry.benchmark->primaryScore->metric == metric;
    if (entry.ref && ownMetric) {
        const bool provider = entry.benchmark->primaryScore->lowerIsBetter.value_or(false);
        if (provider == entry.lower())
            return false;
        const auto gate = entry.benchmark->passCriteria ? entry.benchmark->passCriteria->threshold : std::nullopt;
        Finding &finding = findings.add("direction-contradicts-provider", pointer,
            tr("%1: %2 is gated as if %3, but the provider %4 says %5, so the worse the result, the surer it passes.")
                .arg(entry.id, metric, word(entry.lower()), entry.providerId, word(provider)),
            gate ? tr("Write lower_is_better: %1 and a gate for that direction; the provider's is %2.")
                       .arg(provider ? QStringLiteral("true") : QStringLiteral("false"), number(*gate))
                 : tr("Write lower_is_better: %1 and a gate for that direction.")
                       .arg(provider ? QStringLiteral("true") : QStringLiteral("false")),
            &entry);
        mend(finding, provider);
        if (gate)
            finding.edits << FixEdit { threshold(entry), jsonNumber(*gate) };
        return true;
    }
    const bool settled = entry.ref && entry.benchmark && !entry.ref->primaryScore; // the provider's own, reported there
    if (!entry.info.known || entry.info.lowerIsBetter == entry.lower() || settled)
        return false;
    Finding &finding = findings.add("direction-contradicts-metric", pointer,
        tr("%1: %2 is gated as if %3, but the metric dictionary says %4.")
            .arg(entry.id, metric, word(entry.lower()), word(entry.info.lowerIsBetter)),
        tr("Turn lower_is_better round, or correct the metric dictionary."), &entry);
    mend(finding, entry.info.lowerIsBetter);
    return true;
}

/// A gate looser than the provider's own that passes a whole range the provider fails and reaches into its worst one.
void checkWorstRange(const Entry &entry, Findings &findings)
{
    const bool comparable = entry.ref && entry.benchmark && entry.benchmark->primaryScore
        && entry.benchmark->primaryScore->metric == entry.gate.score->metric && entry.benchmark->passCriteria
        && entry.benchmark->passCriteria->threshold;
    const QList<Range> ranges = scoreRanges(entry.benchmark);
    if (!comparable || ranges.size() < 3)
        return;
    const double gate = *entry.gate.threshold, own = *entry.benchmark->passCriteria->threshold;
    const Range worst = entry.lower() ? ranges.last() : ranges.first();
    const bool reachesWorst = entry.lower() ? gate > worst.low : gate < worst.high;
    const bool passesFailing = std::ranges::any_of(ranges, [&](const Range &range) {
        return entry.lower() ? range.low >= own && range.high <= gate : range.high <= own && range.low >= gate;
    });
    if (!reachesWorst || !passesFailing)
        return;
    Finding &finding = findings.add("gate-looser-than-worst-range", threshold(entry),
        tr("%1: the gate %2 on %3 passes results of %4 to %5, which the provider calls its worst; its own gate is %6.")
            .arg(entry.id, number(gate), entry.gate.score->metric, number(worst.low), number(worst.high), number(own)),
        tr("Write %1, the provider's gate, or a gate near it.").arg(number(own)), &entry);
    finding.edits << FixEdit { finding.pointer, jsonNumber(own) };
}

void checkMetricName(const Entry &entry, Findings &findings)
{
    const QString metric = entry.gate.score->metric;
    if (!entry.benchmark || entry.benchmark->metrics.isEmpty() || entry.benchmark->metrics.contains(metric))
        return;
    const QStringList reported = entry.benchmark->metrics;
    const bool spelling = std::ranges::any_of(
        reported, [&metric](const QString &name) { return metricBaseName(name) == metricBaseName(metric); });
    findings.add(spelling ? "metric-spelling" : "metric-not-reported",
        entry.pointer + QStringLiteral("/primary_score/metric"),
        (spelling ? tr("%1: the gated metric %2 is spelled differently from the provider's list: %3.")
                  : tr("%1: the gated metric %2 is none of those that the benchmark reports: %3."))
            .arg(entry.id, metric, reported.join(QStringLiteral(", "))),
        spelling ? tr("Use the spelling under which the results hold it: the server looks for exactly that name.")
                 : tr("Gate one of the metrics that are reported."),
        &entry);
}

bool namesGate(const QString &key)
{
    static const QRegularExpression gate(QStringLiteral("^(.*_)?(threshold|pass_criteria|gate)$"));
    // garak's own setting: from which detector score on an answer counts as a hit.
    return gate.match(key).hasMatch() && key != QLatin1String("eval_threshold");
}

void checkParameters(const Entry &entry, Findings &findings)
{
    if (!entry.ref)
        return;
    const QVariantMap parameters = entry.ref->parameters.toVariantMap();
    for (auto it = parameters.begin(); it != parameters.end(); ++it) {
        if (!namesGate(it.key()))
            continue;
        findings.add("gate-in-parameters", entry.pointer + QStringLiteral("/parameters/") + escaped(it.key()),
            tr("%1: “%2” looks like a gate, but the server never reads parameters when it judges.")
                .arg(entry.id, it.key()),
            tr("Gate that metric in an entry of its own with primary_score and pass_criteria, or remove the "
               "parameter."),
            &entry);
    }
}

void checkUngated(const Entry &entry, Findings &findings)
{
    if (!entry.gate.score) {
        const bool gated = (entry.ref && entry.ref->passCriteria) || (entry.benchmark && entry.benchmark->passCriteria);
        if (gated)
            findings.add("gate-without-metric", threshold(entry),
                tr("%1 has a gate but no primary score, so the server never reads the gate.").arg(entry.id),
                tr("Add primary_score with the metric that the gate is for."), &entry);
        else if (entry.benchmark)
            findings.add("no-primary-score", entry.pointer,
                tr("%1 has no primary score, so it never gets a verdict.").arg(entry.id),
                tr("Add primary_score and pass_criteria if it is to be gated."), &entry);
        return;
    }
    const auto *provider = entry.benchmark && entry.benchmark->primaryScore && entry.benchmark->passCriteria
            && entry.benchmark->passCriteria->threshold
            && entry.benchmark->primaryScore->metric == entry.gate.score->metric
        ? &*entry.benchmark->passCriteria
        : nullptr;
    if (!provider || entry.gate.threshold || !entry.ref)
        return;
    Finding &finding = findings.add("provider-gate-not-inherited", entry.pointer + QStringLiteral("/primary_score"),
        tr("%1 names a primary score of its own, so the server does not read the provider's gate of %2; there will be "
           "no verdict.")
            .arg(entry.id, number(*provider->threshold)),
        tr("Add pass_criteria to the entry, or remove its primary_score."), &entry);
    finding.edits << FixEdit { threshold(entry), jsonNumber(*provider->threshold) };
}

bool checkKnown(const Entry &entry, const LintSources &sources, Findings &findings)
{
    if (!entry.ref || entry.benchmark)
        return true;
    const bool provider = std::ranges::any_of(
        sources.providers, [&entry](const Provider &one) { return one.resource.id == entry.providerId; });
    if (provider)
        findings.add("unknown-benchmark", entry.pointer + QStringLiteral("/id"),
            tr("The provider %1 has no benchmark %2; the server refuses it.").arg(entry.providerId, entry.id),
            tr("Correct the benchmark's id."), &entry);
    else
        findings.add("unknown-provider", entry.pointer + QStringLiteral("/provider_id"),
            tr("%1: the provider %2 is not in the catalogue, so its metrics and gates cannot be checked.")
                .arg(entry.id, entry.providerId),
            tr("Correct the provider's id, or give the provider's file or the catalogue that has it."), &entry);
    return !provider;
}

void checkWeight(const Entry &entry, Findings &findings)
{
    if (!entry.ref || !entry.ref->weight || *entry.ref->weight > 0)
        return;
    const QString pointer = entry.pointer + QStringLiteral("/weight");
    if (*entry.ref->weight < 0) {
        findings.add("weight-negative", pointer,
            tr("%1: the weight %2 is below 0; the server refuses it.").arg(entry.id, number(*entry.ref->weight)),
            tr("Write a weight above 0."), &entry);
        return;
    }
    Finding &finding = findings.add("weight-zero", pointer,
        tr("%1: a weight of 0 counts as 1, so the benchmark is a full part of the job's score.").arg(entry.id),
        tr("Write the weight you mean; a benchmark that is only to be reported must not have a gate."), &entry);
    if (!entry.judged())
        finding.severity = Severity::Warning; // it takes no part in the score anyway
}

} // namespace

Entry makeEntry(const BenchmarkRef &ref, const QString &pointer, const LintSources &sources)
{
    Entry entry;
    entry.ref = &ref;
    entry.id = ref.id;
    entry.providerId = ref.providerId;
    entry.pointer = pointer;
    for (const Provider &provider : sources.providers) {
        if (provider.resource.id != ref.providerId)
            continue;
        const auto found = std::ranges::find(provider.benchmarks, ref.id, &ProviderBenchmark::id);
        entry.benchmark = found == provider.benchmarks.end() ? nullptr : &*found;
    }
    entry.gate = wireGate(wireEntry(ref, entry.benchmark));
    findScale(entry, sources.dictionary);
    return entry;
}

Entry makeEntry(const ProviderBenchmark &benchmark, const QString &providerId, const QString &pointer,
    const MetricDictionary &dictionary)
{
    Entry entry;
    entry.benchmark = &benchmark;
    entry.id = benchmark.id;
    entry.providerId = providerId;
    entry.pointer = pointer;
    entry.gate = wireGate(wireEntry(BenchmarkRef {}, &benchmark));
    findScale(entry, dictionary);
    return entry;
}

void checkEntry(const Entry &entry, const LintSources &sources, Findings &findings)
{
    if (!checkKnown(entry, sources, findings))
        return;
    checkWeight(entry, findings);
    checkUngated(entry, findings);
    if (entry.gate.score) {
        checkMetricName(entry, findings);
        const bool turned = checkDirection(entry, findings);
        if (entry.gate.threshold && !checkRange(entry, findings) && !checkScale(entry, findings) && !turned) {
            checkEasyEnd(entry, findings);
            checkWorstRange(entry, findings);
        }
    }
    checkParameters(entry, findings);
}

} // namespace assay::doctor

#include "services/verdict/CollectionMerge.h"
#include "services/verdict/LintEntry.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace assay {

using namespace doctor;

namespace doctor {

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

QString number(double value)
{
    return QString::number(value, 'g', 10);
}

JsonText jsonNumber(double value)
{
    return { QByteArray::number(value, 'g', 10) };
}

QString escaped(const QString &key)
{
    return QString(key).replace(u'~', QStringLiteral("~0")).replace(u'/', QStringLiteral("~1"));
}

Finding &Findings::add(
    const char *code, const QString &pointer, const QString &message, const QString &fix, const Entry *entry)
{
    const QString name = QString::fromLatin1(code);
    const auto rule = std::ranges::find(lintRules(), name, &LintRule::code);
    Q_ASSERT(rule != lintRules().end());
    list.append({ name, rule->severity, pointer, entry ? entry->id : QString(), message, fix, {} });
    return list.last();
}

} // namespace doctor

QString severityWord(Severity severity)
{
    switch (severity) {
    case Severity::Note: return QStringLiteral("note");
    case Severity::Warning: return QStringLiteral("warning");
    case Severity::Error: break;
    }
    return QStringLiteral("error");
}

const QList<LintRule> &lintRules()
{
    static const QList<LintRule> rules = [] {
        const auto rule = [](const char *code, Severity severity, const char *summary) {
            return LintRule { QString::fromLatin1(code), severity, tr(summary) };
        };
        using enum Severity;
        // clang-format off
        return QList<LintRule> {
            rule("gate-out-of-range", Error, QT_TRANSLATE_NOOP("assay", "The gate lies outside the metric's scale: it can never be passed, or never be failed.")),
            rule("gate-scale", Error, QT_TRANSLATE_NOOP("assay", "The gate is a hundredth of what the metric's unit asks for.")),
            rule("gate-always-passes", Warning, QT_TRANSLATE_NOOP("assay", "The gate lies at the easy end of the metric's scale.")),
            rule("gate-looser-than-worst-range", Error, QT_TRANSLATE_NOOP("assay", "The gate passes results that the provider calls its worst.")),
            rule("direction-contradicts-provider", Error, QT_TRANSLATE_NOOP("assay", "The entry's direction is the opposite of the provider's.")),
            rule("direction-contradicts-metric", Error, QT_TRANSLATE_NOOP("assay", "The direction is the opposite of what the metric dictionary says.")),
            rule("direction-only-at-provider", Error, QT_TRANSLATE_NOOP("assay", "The job's score does not know that lower is better, because only the provider says it.")),
            rule("metric-not-reported", Error, QT_TRANSLATE_NOOP("assay", "The benchmark does not report the metric that is gated.")),
            rule("metric-spelling", Warning, QT_TRANSLATE_NOOP("assay", "The gated metric is spelled differently from the provider's list.")),
            rule("gate-in-parameters", Warning, QT_TRANSLATE_NOOP("assay", "A gate stands among the parameters, where the server never reads it.")),
            rule("gate-without-metric", Warning, QT_TRANSLATE_NOOP("assay", "There is a gate but no primary score, so the server never reads it.")),
            rule("provider-gate-not-inherited", Warning, QT_TRANSLATE_NOOP("assay", "An entry with a primary score of its own does not get the provider's gate.")),
            rule("no-primary-score", Note, QT_TRANSLATE_NOOP("assay", "The benchmark has no primary score and never gets a verdict.")),
            rule("weight-zero", Error, QT_TRANSLATE_NOOP("assay", "A weight of 0 counts as 1.")),
            rule("weight-negative", Error, QT_TRANSLATE_NOOP("assay", "A weight below 0 is refused.")),
            rule("mixed-units", Error, QT_TRANSLATE_NOOP("assay", "The job's score is a mean of numbers with different units.")),
            rule("unbounded-lower-in-job-score", Error, QT_TRANSLATE_NOOP("assay", "A lower-is-better metric beyond 0 to 1 makes the job's score meaningless.")),
            rule("default-job-gate-on-units", Error, QT_TRANSLATE_NOOP("assay", "The default job gate of 0.5 is compared with numbers that have a unit.")),
            rule("job-gate-out-of-range", Error, QT_TRANSLATE_NOOP("assay", "The job's gate lies outside what its score can reach.")),
            rule("job-gate-same-scale", Note, QT_TRANSLATE_NOOP("assay", "The job's gate makes the same mistake of scale as its entries.")),
            rule("job-gate-never-read", Warning, QT_TRANSLATE_NOOP("assay", "The job has a gate, but no entry gives it a score.")),
            rule("duplicate-benchmark", Warning, QT_TRANSLATE_NOOP("assay", "EvalHub judges every copy of a benchmark by the gate of the first.")),
            rule("unknown-benchmark", Error, QT_TRANSLATE_NOOP("assay", "The provider has no such benchmark; the server refuses it.")),
            rule("unknown-provider", Warning, QT_TRANSLATE_NOOP("assay", "The provider is not in the catalogue, so its defaults cannot be checked.")),
            rule("unknown-collection", Warning, QT_TRANSLATE_NOOP("assay", "The collection is not in the catalogue, so the job cannot be checked.")),
            rule("override-unknown", Error, QT_TRANSLATE_NOOP("assay", "The collection has no such benchmark; the server refuses the job.")),
            rule("override-ignored", Warning, QT_TRANSLATE_NOOP("assay", "The server ignores this part of an override.")),
            rule("override-parameter-loses", Warning, QT_TRANSLATE_NOOP("assay", "The collection's own parameter wins over the override's.")),
            rule("override-leaks", Warning, QT_TRANSLATE_NOOP("assay", "An override's parameter also reaches other benchmarks of the same provider.")),
        };
        // clang-format on
    }();
    return rules;
}

namespace {

QList<Entry> entriesOf(const QList<BenchmarkRef> &refs, const LintSources &sources)
{
    QList<Entry> entries;
    for (qsizetype i = 0; i < refs.size(); ++i)
        entries << makeEntry(refs.at(i), QStringLiteral("/benchmarks/%1").arg(i), sources);
    return entries;
}

void checkDuplicates(const QList<Entry> &entries, Findings &findings)
{
    QHash<QString, const Entry *> first;
    for (const Entry &entry : entries) {
        const QString key = entry.providerId + u'\n' + entry.id;
        const Entry *before = first.value(key);
        if (!before) {
            first.insert(key, &entry);
            continue;
        }
        if (before->gate.threshold == entry.gate.threshold && before->gate.score == entry.gate.score)
            continue;
        findings.add("duplicate-benchmark", entry.pointer,
            tr("%1 is listed twice with different gates; EvalHub judges both by the first one, the local engine each "
               "by its own.")
                .arg(entry.id),
            tr("Give both the same gate, or list the benchmark once."), &entry);
    }
}

/// The entries and what follows from them for the job's score.
void checkEntries(const QList<Entry> &entries, const LintSources &sources, Findings &findings)
{
    for (const Entry &entry : entries)
        checkEntry(entry, sources, findings);
    checkDuplicates(entries, findings);
}

const Collection *collectionOf(const QString &id, const LintSources &sources)
{
    const auto found
        = std::ranges::find_if(sources.collections, [&id](const Collection &one) { return one.resource.id == id; });
    return found == sources.collections.end() ? nullptr : &*found;
}

void checkIgnored(const BenchmarkRef &override_, const QString &pointer, Findings &findings)
{
    const auto ignored = [&](bool given, const char *member) {
        if (!given)
            return;
        Finding &finding = findings.add("override-ignored", pointer + u'/' + QLatin1String(member),
            tr("The server ignores “%1” of an override; %2 keeps what the collection says.")
                .arg(QLatin1String(member), override_.id),
            tr("List the collection's benchmarks in the job itself, with your own values, or edit a copy of the "
               "collection."));
        finding.benchmark = override_.id;
        finding.edits << FixEdit { finding.pointer, {} };
    };
    ignored(override_.weight.has_value(), "weight");
    ignored(override_.primaryScore.has_value(), "primary_score");
    ignored(override_.passCriteria.has_value(), "pass_criteria");
}

/// Which other entries of the collection a parameter reaches, and whether it reaches the one it is meant for.
void checkParameters(
    const BenchmarkRef &override_, const QString &pointer, const Collection &collection, Findings &findings)
{
    const QVariantMap asked = override_.parameters.toVariantMap();
    for (auto it = asked.begin(); it != asked.end(); ++it) {
        QStringList leaks;
        bool loses = false;
        for (const BenchmarkRef &ref : collection.benchmarks) {
            const MergedParameters merged = mergedParameters(ref, { override_ }, evalHub102());
            const auto reaches = [&it](const MergedParameter &one) { return one.override == 0 && one.name == it.key(); };
            const auto lost = [&it](const LostParameter &one) { return one.name == it.key(); };
            if (ref.id != override_.id) {
                if (std::ranges::any_of(merged.values, reaches))
                    leaks << ref.id;
            } else if (std::ranges::any_of(merged.lost, lost)) {
                loses = loses || ref.parameters.toVariantMap().value(it.key()) != it.value();
            }
        }
        const QString place = pointer + QStringLiteral("/parameters/") + escaped(it.key());
        if (loses)
            findings
                .add("override-parameter-loses", place,
                    tr("The collection sets “%1” of %2 itself, and its value wins over the override's.")
                        .arg(it.key(), override_.id),
                    tr("List the collection's benchmarks in the job itself, or edit a copy of the collection."))
                .benchmark
                = override_.id;
        if (!leaks.isEmpty())
            findings
                .add("override-leaks", place,
                    tr("“%1” is asked for %2, but also reaches %3 of the same provider.")
                        .arg(it.key(), override_.id, leaks.join(QStringLiteral(", "))),
                    tr("List the collection's benchmarks in the job itself, each with its own parameters."))
                .benchmark
                = override_.id;
    }
}

void checkOverrides(const CollectionRef &asked, const Collection &collection, Findings &findings)
{
    for (qsizetype i = 0; i < asked.benchmarks.size(); ++i) {
        const BenchmarkRef &override_ = asked.benchmarks.at(i);
        const QString pointer = QStringLiteral("/collection/benchmarks/%1").arg(i);
        const bool known = std::ranges::any_of(collection.benchmarks, [&override_](const BenchmarkRef &ref) {
            return ref.id == override_.id && ref.providerId == override_.providerId;
        });
        if (!known) {
            findings
                .add("override-unknown", pointer,
                    tr("The collection %1 has no benchmark %2 of the provider %3; the server refuses the job.")
                        .arg(asked.id, override_.id, override_.providerId),
                    tr("Remove the override, or name a benchmark of the collection."))
                .benchmark
                = override_.id;
            continue;
        }
        checkIgnored(override_, pointer, findings);
        checkParameters(override_, pointer, collection, findings);
    }
}

void checkCollectionJob(const Job &job, const LintSources &sources, Findings &findings)
{
    const Collection *collection = collectionOf(job.collection->id, sources);
    if (!collection) {
        findings.add("unknown-collection", QStringLiteral("/collection/id"),
            tr("The collection %1 is not in the catalogue, so the job's gates cannot be checked.")
                .arg(job.collection->id),
            tr("Correct the id, or give the catalogue that has it."));
        return;
    }
    const QList<Entry> entries = entriesOf(collection->benchmarks, sources);
    Findings inside;
    checkEntries(entries, sources, inside);
    checkJobScore(entries, job.passCriteria ? job.passCriteria : collection->passCriteria, {}, inside);
    for (Finding finding : std::as_const(inside.list)) {
        const bool ownGate = job.passCriteria && finding.pointer == QLatin1String("/pass_criteria/threshold");
        if (!ownGate) { // it stands in the collection, which this document only names
            finding.pointer = QStringLiteral("/collection/id");
            finding.message = tr("In the collection %1: %2").arg(collection->resource.id, finding.message);
            finding.edits.clear();
        }
        findings.list << finding;
    }
    checkOverrides(*job.collection, *collection, findings);
}

} // namespace

QList<Finding> lint(const Collection &collection, const LintSources &sources)
{
    Findings findings;
    const QList<Entry> entries = entriesOf(collection.benchmarks, sources);
    checkEntries(entries, sources, findings);
    checkJobScore(entries, collection.passCriteria, {}, findings);
    return findings.list;
}

QList<Finding> lint(const Job &job, const LintSources &sources)
{
    Findings findings;
    if (job.collection) {
        checkCollectionJob(job, sources, findings);
        return findings.list;
    }
    const QList<Entry> entries = entriesOf(job.benchmarks, sources);
    checkEntries(entries, sources, findings);
    checkJobScore(entries, job.passCriteria, {}, findings);
    return findings.list;
}

QList<Finding> lint(const Provider &provider, const MetricDictionary &dictionary)
{
    Findings findings;
    LintSources sources;
    sources.dictionary = dictionary;
    const QString id = provider.resource.id.isEmpty() ? provider.name : provider.resource.id;
    for (qsizetype i = 0; i < provider.benchmarks.size(); ++i)
        checkEntry(makeEntry(provider.benchmarks.at(i), id, QStringLiteral("/benchmarks/%1").arg(i), dictionary),
            sources, findings);
    return findings.list;
}

} // namespace assay

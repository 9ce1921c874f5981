#include "models/jobs/JobDraft.h"

#include "services/verdict/MetricInfo.h"

#include <QCoreApplication>
#include <QLocale>
#include <QUrl>

namespace assay {

namespace {

/// What a job's entry says when the draft differs from the provider: gate, metric, weight, limit.
BenchmarkRef entryOf(const DraftBenchmark &benchmark, qint64 numExamples)
{
    BenchmarkRef entry;
    entry.id = benchmark.id;
    entry.providerId = benchmark.providerId;
    if (benchmark.weight != 1)
        entry.weight = benchmark.weight;
    if (!benchmark.metric.isEmpty())
        entry.primaryScore = PrimaryScore{benchmark.metric, benchmark.lowerIsBetter, {}};
    if (benchmark.gated)
        entry.passCriteria = PassCriteria{benchmark.threshold, {}};
    QVariantMap parameters = benchmark.parameters.toVariantMap();
    if (numExamples > 0)
        parameters.insert(QStringLiteral("num_examples"), numExamples);
    if (!parameters.isEmpty())
        entry.parameters = JsonText::fromVariantMap(parameters);
    return entry;
}

void endpointIssues(const JobDraft &draft, QList<DraftIssue> &issues)
{
    using Step = DraftIssue::Step;
    const QUrl url(draft.url.trimmed(), QUrl::StrictMode);
    const bool http = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (draft.url.trimmed().isEmpty())
        issues.append({Step::Target, true, QCoreApplication::translate("assay", "Enter the address of the endpoint.")});
    else if (!url.isValid() || !http || url.host().isEmpty())
        issues.append({Step::Target, true,
                       QCoreApplication::translate("assay", "The address must look like http://localhost:8080/v1.")});
    else if (!url.userInfo().isEmpty())
        issues.append({Step::Target, true,
                       QCoreApplication::translate("assay", "Take the user name and password out of the address; use a key.")});
    if (draft.model.trimmed().isEmpty())
        issues.append({Step::Target, true,
                       QCoreApplication::translate("assay", "Choose or type the model's name; Check Endpoint lists them.")});
}

} // namespace

bool JobDraft::sendsCollection() const
{
    return !collectionId.isEmpty() && numExamples == 0 && benchmarks == fromCollection;
}

Job JobDraft::toJob() const
{
    Job job;
    job.name = name.trimmed();
    job.tags = tags;
    if (target == Target::Recorded) {
        job.model.name = recording;
        job.model.url = QStringLiteral("recorded:%1").arg(recording);
    } else {
        job.model.name = model.trimmed();
        job.model.url = url.trimmed();
        job.model.secretRef = secretName;
    }
    if (job.name.isEmpty())
        job.name = QCoreApplication::translate("assay", "%1 on %2")
                       .arg(job.model.name, collectionId.isEmpty() && !benchmarks.isEmpty() ? benchmarks.first().id : collectionId);
    if (sendsCollection()) {
        job.collection = CollectionRef{collectionId, {}, {}, {}};
        return job;
    }
    for (const DraftBenchmark &benchmark : benchmarks)
        job.benchmarks << entryOf(benchmark, numExamples);
    if (collectionThreshold)
        job.passCriteria = PassCriteria{collectionThreshold, {}};
    return job;
}

JobDraft JobDraft::fromJob(const Job &job, const Lookup &lookup)
{
    JobDraft draft;
    const QString recorded = QStringLiteral("recorded:");
    if (job.model.url.startsWith(recorded)) {
        draft.target = Target::Recorded;
        draft.recording = job.model.url.mid(recorded.size());
    } else {
        draft.url = job.model.url;
        draft.model = job.model.name;
        draft.secretName = job.model.secretRef;
    }
    const QList<BenchmarkRef> &entries = job.benchmarks.isEmpty() && job.collection ? job.collection->benchmarks : job.benchmarks;
    for (const BenchmarkRef &entry : entries)
        draft.add(draftBenchmark(entry, lookup(entry.providerId, entry.id)));
    if (job.passCriteria)
        draft.collectionThreshold = job.passCriteria->threshold;
    draft.name = job.name;
    draft.tags = job.tags;
    return draft;
}

std::optional<qint64> JobDraft::requests() const
{
    qint64 sum = 0;
    for (const DraftBenchmark &benchmark : benchmarks) {
        if (!benchmark.datasetSize && numExamples == 0)
            return std::nullopt;
        const qint64 size = benchmark.datasetSize.value_or(numExamples);
        sum += numExamples > 0 ? qMin(numExamples, size) : size;
    }
    return sum;
}

double JobDraft::weightSum() const
{
    double sum = 0;
    for (const DraftBenchmark &benchmark : benchmarks)
        sum += benchmark.weight;
    return sum;
}

int JobDraft::indexOf(const QString &providerId, const QString &id) const
{
    for (qsizetype i = 0; i < benchmarks.size(); ++i) {
        if (benchmarks.at(i).providerId == providerId && benchmarks.at(i).id == id)
            return int(i);
    }
    return -1;
}

void JobDraft::add(const DraftBenchmark &benchmark)
{
    if (indexOf(benchmark.providerId, benchmark.id) < 0)
        benchmarks << benchmark;
}

DraftBenchmark draftBenchmark(const QString &providerId, const ProviderBenchmark &benchmark)
{
    DraftBenchmark draft;
    draft.providerId = providerId;
    draft.id = benchmark.id;
    draft.title = benchmark.name.isEmpty() ? benchmark.id : benchmark.name;
    draft.metrics = benchmark.metrics;
    draft.datasetSize = benchmark.datasetSize;
    if (benchmark.primaryScore) {
        draft.metric = benchmark.primaryScore->metric;
        draft.lowerIsBetter = benchmark.primaryScore->lowerIsBetter.value_or(false);
        draft.gated = benchmark.passCriteria && benchmark.passCriteria->threshold;
        draft.threshold = draft.gated ? *benchmark.passCriteria->threshold : 0;
    }
    if (!draft.metric.isEmpty() && !draft.metrics.contains(draft.metric))
        draft.metrics.prepend(draft.metric);
    return draft;
}

DraftBenchmark draftBenchmark(const BenchmarkRef &entry, const ProviderBenchmark *known)
{
    DraftBenchmark draft;
    if (known)
        draft = draftBenchmark(entry.providerId, *known);
    draft.providerId = entry.providerId;
    draft.id = entry.id;
    if (draft.title.isEmpty())
        draft.title = entry.id;
    if (entry.primaryScore) {
        draft.metric = entry.primaryScore->metric;
        draft.lowerIsBetter = entry.primaryScore->lowerIsBetter.value_or(false);
        if (!draft.metrics.contains(draft.metric))
            draft.metrics.prepend(draft.metric);
    }
    if (entry.passCriteria && entry.passCriteria->threshold) {
        draft.gated = true;
        draft.threshold = *entry.passCriteria->threshold;
    }
    if (entry.weight && *entry.weight > 0)
        draft.weight = *entry.weight; // 0 counts as 1 on the wire
    draft.parameters = entry.parameters;
    return draft;
}

/// A fraction gated at 65, or a latency that should be high: legal on the wire, and almost surely a slip.
static void gateIssues(const DraftBenchmark &benchmark, QList<DraftIssue> &issues)
{
    using Step = DraftIssue::Step;
    if (!benchmark.gated)
        return;
    if (benchmark.metric.isEmpty()) {
        issues.append({Step::Gates, true,
                       QCoreApplication::translate("assay", "%1 has a gate but no metric: choose one.").arg(benchmark.title)});
        return;
    }
    const MetricInfo info = metricInfo(benchmark.metric);
    if (!info.known)
        return;
    const QLocale locale;
    const auto number = [&locale](double value) { return locale.toString(value, 'g', 6); };
    if ((info.lowest && benchmark.threshold < *info.lowest) || (info.highest && benchmark.threshold > *info.highest)) {
        const QString range = info.lowest && info.highest
            ? QCoreApplication::translate("assay", "%1 to %2").arg(number(*info.lowest), number(*info.highest))
            : info.lowest ? QCoreApplication::translate("assay", "%1 and more").arg(number(*info.lowest))
                          : QCoreApplication::translate("assay", "up to %1").arg(number(info.highest.value_or(0)));
        issues.append({Step::Gates, false,
                       QCoreApplication::translate("assay", "The gate %1 of %2 lies outside the scale of %3 (%4).")
                           .arg(number(benchmark.threshold), benchmark.title, benchmark.metric, range)});
    }
    if (info.lowerIsBetter != benchmark.lowerIsBetter) {
        issues.append({Step::Gates, false,
                       info.lowerIsBetter
                           ? QCoreApplication::translate("assay", "%1 is usually better when it is lower; the gate of %2 asks for at least.").arg(benchmark.metric, benchmark.title)
                           : QCoreApplication::translate("assay", "%1 is usually better when it is higher; the gate of %2 asks for at most.").arg(benchmark.metric, benchmark.title)});
    }
}

QList<DraftIssue> draftIssues(const JobDraft &draft)
{
    using Step = DraftIssue::Step;
    QList<DraftIssue> issues;
    if (draft.target == JobDraft::Target::Endpoint)
        endpointIssues(draft, issues);
    else if (draft.recording.isEmpty())
        issues.append({Step::Target, true, QCoreApplication::translate("assay", "Choose which recorded answers to score.")});
    if (draft.benchmarks.isEmpty())
        issues.append({Step::Benchmarks, true, QCoreApplication::translate("assay", "Choose a collection or at least one benchmark.")});
    for (const DraftBenchmark &benchmark : draft.benchmarks)
        gateIssues(benchmark, issues);
    const bool anyGate = std::any_of(draft.benchmarks.begin(), draft.benchmarks.end(),
                                     [](const DraftBenchmark &benchmark) { return benchmark.gated; });
    if (!draft.benchmarks.isEmpty() && !anyGate)
        issues.append({Step::Gates, false,
                       QCoreApplication::translate("assay", "No benchmark has a gate: the run will report scores without a verdict.")});
    return issues;
}

} // namespace assay

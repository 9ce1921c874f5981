#include "services/verdict/RetryJobs.h"

#include "services/core/AssayPart.h"
#include "services/verdict/MetricInfo.h"
#include "services/verdict/WireScore.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay {

namespace {

const QString tagStart = QStringLiteral("assay-retry-of-");

void setMark(Job &job, const RetryMark &mark)
{
    QVariantList benchmarks;
    for (const int index : mark.benchmarks)
        benchmarks << index;
    setAssayPart(job, QStringLiteral("batch"), {}); // a copy of a job is not that job
    setAssayPart(job, QStringLiteral("retry_of"), QVariantMap{{QStringLiteral("job"), mark.jobId}, {QStringLiteral("benchmarks"), benchmarks}});
    job.tags.removeIf([](const QString &tag) { return tag.startsWith(tagStart) || tag.startsWith(QLatin1String("assay-batch-")); });
    job.tags << retryTag(mark.jobId);
}

template<typename T>
const T *at(const QList<T> &list, int index)
{
    const auto found = std::ranges::find_if(list, [&](const T &one) { return one.benchmarkIndex.value_or(0) == index; });
    return found == list.end() ? nullptr : &*found;
}

struct Member {
    const Job *job = nullptr;
    RetryMark mark; ///< of a retry
};

/// What a job did with a benchmark of the run; none: it is not in it or has not begun.
std::optional<RunAttempt> attemptOf(const Member &member, int index, int number)
{
    RunAttempt attempt;
    attempt.index = attempt.jobIndex = index;
    if (!member.mark.jobId.isEmpty()) {
        attempt.jobIndex = int(member.mark.benchmarks.indexOf(index));
        if (attempt.jobIndex < 0)
            return std::nullopt;
    }
    attempt.number = number;
    attempt.jobId = member.job->resource.id;
    const BenchmarkStatus *status = at(member.job->status.benchmarks, attempt.jobIndex);
    if (!status && member.mark.jobId.isEmpty())
        return std::nullopt;
    if (status)
        attempt.status = *status;
    else // a job that ended before it came to this one does not come to it any more
        attempt.status.status = isTerminal(member.job->status.state) ? Word<RunState>(RunState::Cancelled) : Word<RunState>(RunState::Pending);
    if (const BenchmarkResult *result = at(member.job->results.benchmarks, attempt.jobIndex))
        attempt.test = result->test;
    return attempt;
}

bool isBetter(const RunAttempt &a, const RunAttempt &b, bool lowerIsBetter)
{
    const auto score = [](const RunAttempt &attempt) { return attempt.test ? attempt.test->primaryScore : std::nullopt; };
    if (!score(a) || !score(b))
        return score(a).has_value();
    return lowerIsBetter ? *score(a) < *score(b) : *score(a) > *score(b);
}

/// Place of the attempt that counts.
qsizetype counting(const QList<RunAttempt> &attempts, AttemptPolicy policy, bool lowerIsBetter)
{
    qsizetype chosen = -1;
    for (qsizetype i = 0; i < attempts.size(); ++i) {
        if (attempts.at(i).status.status != RunState::Completed)
            continue;
        if (chosen < 0 || policy == AttemptPolicy::Last || isBetter(attempts.at(i), attempts.at(chosen), lowerIsBetter))
            chosen = i;
    }
    return chosen >= 0 ? chosen : attempts.size() - 1;
}

bool lowerIsBetterOf(const BenchmarkRef &entry, const QList<RunAttempt> &attempts)
{
    if (entry.primaryScore)
        return entry.primaryScore->lowerIsBetter.value_or(false);
    for (const RunAttempt &attempt : attempts) {
        if (attempt.test && !attempt.test->primaryScoreMetric.isEmpty())
            return metricInfo(attempt.test->primaryScoreMetric).lowerIsBetter;
    }
    return false;
}

/// Also of a run whose collection is gone: what reported is known all the same.
int countOf(const QList<Member> &members, const QList<BenchmarkRef> &plan)
{
    qint64 count = plan.size();
    for (const BenchmarkStatus &status : members.first().job->status.benchmarks)
        count = std::max(count, status.benchmarkIndex.value_or(0) + 1);
    for (const Member &member : members) {
        for (const int index : member.mark.benchmarks)
            count = std::max(count, qint64(index) + 1);
    }
    return int(count);
}

void put(Job &merged, const RunAttempt &attempt, const Job &from)
{
    merged.status.benchmarks.removeIf([&](const BenchmarkStatus &status) { return status.benchmarkIndex.value_or(0) == attempt.index; });
    merged.results.benchmarks.removeIf([&](const BenchmarkResult &result) { return result.benchmarkIndex.value_or(0) == attempt.index; });
    BenchmarkStatus status = attempt.status;
    status.benchmarkIndex = attempt.index;
    merged.status.benchmarks << status;
    if (const BenchmarkResult *result = at(from.results.benchmarks, attempt.jobIndex)) {
        merged.results.benchmarks << *result;
        merged.results.benchmarks.last().benchmarkIndex = attempt.index;
    }
}

std::optional<JobTest> testOver(const Job &merged, const QList<BenchmarkRef> &plan, const std::optional<PassCriteria> &collectionCriteria)
{
    QList<WireEntry> entries;
    QList<std::optional<BenchmarkTest>> tests;
    for (int i = 0; i < plan.size(); ++i) {
        entries << wireEntry(plan.at(i), nullptr);
        const BenchmarkResult *result = at(merged.results.benchmarks, i);
        tests << (result ? result->test : std::nullopt);
    }
    return wireJobTest(entries, tests, merged.passCriteria, collectionCriteria);
}

} // namespace

QString retryTag(const QString &jobId) { return tagStart + jobId; }

std::optional<RetryMark> retryMark(const Job &job)
{
    const QVariantMap map = assayPart(job).value(QStringLiteral("retry_of")).toMap();
    RetryMark mark{map.value(QStringLiteral("job")).toString(), {}};
    for (const QVariant &index : map.value(QStringLiteral("benchmarks")).toList())
        mark.benchmarks << index.toInt();
    return mark.jobId.isEmpty() || mark.benchmarks.isEmpty() || !job.tags.contains(retryTag(mark.jobId)) ? std::nullopt : std::optional(mark);
}

JobQuery retriesQuery(const QString &jobId)
{
    JobQuery query;
    query.tags = retryTag(jobId);
    query.limit = 100;
    return query;
}

bool mayHaveRetries(const Job &job) { return isTerminal(job.status.state) && job.status.state != RunState::Completed; }

QList<Job> endedRetries(const QString &jobId, const QList<Job> &jobs)
{
    QList<Job> found;
    for (const Job &job : jobs) {
        const auto mark = retryMark(job);
        if (mark && mark->jobId == jobId && isTerminal(job.status.state))
            found << job;
    }
    return found;
}

std::pair<QString, int> resultSource(const QList<RunAttempt> &attempts, const QString &jobId, int benchmarkIndex)
{
    for (const RunAttempt &attempt : attempts) {
        if (attempt.index == benchmarkIndex && attempt.counts)
            return {attempt.jobId, attempt.jobIndex};
    }
    return {jobId, benchmarkIndex};
}

QStringList MergedRun::others() const
{
    QStringList ids;
    for (const RunAttempt &attempt : attempts) {
        if (attempt.counts && attempt.jobId != job.resource.id && !ids.contains(attempt.jobId))
            ids << attempt.jobId;
    }
    return ids;
}

RecordedRun recordedRun(const Job &run, const QList<Job> &retries, AttemptPolicy policy, const Collection *collection)
{
    const RecordedPlan first = recordedPlan(run, collection);
    RecordedRun made{mergedRun(run, retries, policy, first.benchmarks, first.criteria), {}};
    made.plan = recordedPlan(made.merged.job, collection); // what a later attempt was judged by is recorded too
    return made;
}

Job retryJob(const Job &run, const QList<int> &indexes)
{
    const auto own = retryMark(run);
    RetryMark mark{own ? own->jobId : run.resource.id, {}};
    Job job = run;
    job.resource = {};
    job.status = {};
    job.results = {};
    job.collection.reset();
    job.benchmarks.clear();
    for (const int index : indexes) {
        if (index < 0 || index >= run.benchmarks.size() || (own && index >= own->benchmarks.size()))
            continue;
        job.benchmarks << run.benchmarks.at(index);
        mark.benchmarks << (own ? own->benchmarks.at(index) : index);
    }
    if (!own)
        job.name = QCoreApplication::translate("assay", "%1, tried again").arg(run.name.isEmpty() ? run.resource.id : run.name);
    setMark(job, mark);
    return job;
}

MergedRun mergedRun(const Job &run, const QList<Job> &retries, AttemptPolicy policy, const QList<BenchmarkRef> &plan,
                    const std::optional<PassCriteria> &collectionCriteria)
{
    QList<Member> members{{&run, {}}};
    for (const Job &retry : retries) {
        const auto mark = retryMark(retry);
        if (mark && mark->jobId == run.resource.id && retry.resource.id != run.resource.id)
            members << Member{&retry, *mark};
    }
    std::stable_sort(members.begin() + 1, members.end(), [](const Member &a, const Member &b) {
        return a.job->resource.createdAt != b.job->resource.createdAt ? a.job->resource.createdAt < b.job->resource.createdAt
                                                                      : a.job->resource.id < b.job->resource.id;
    });
    MergedRun merged{run, {}};
    const int count = countOf(members, plan);
    for (int index = 0; index < count; ++index) {
        QList<RunAttempt> attempts;
        QList<const Job *> jobs;
        for (const Member &member : std::as_const(members)) {
            if (const auto attempt = attemptOf(member, index, int(attempts.size()) + 1)) {
                attempts << *attempt;
                jobs << member.job;
            }
        }
        if (attempts.isEmpty())
            continue;
        const qsizetype chosen = counting(attempts, policy, lowerIsBetterOf(plan.value(index), attempts));
        attempts[chosen].counts = true;
        if (jobs.at(chosen) != &run)
            put(merged.job, attempts.at(chosen), *jobs.at(chosen));
        merged.attempts << attempts;
    }
    if (members.size() == 1)
        return merged;
    merged.job.status.state = jobState(RunState::Pending, merged.job.status.benchmarks, count);
    // One that no job ever began keeps the count open, though nothing goes on.
    const bool allEnded = std::ranges::all_of(members, [](const Member &member) { return isTerminal(member.job->status.state); });
    if (allEnded && !isTerminal(merged.job.status.state))
        merged.job.status.state = RunState::PartiallyFailed;
    merged.job.status.message.reset();
    merged.job.results.test = merged.job.status.state == RunState::Completed ? testOver(merged.job, plan, collectionCriteria) : std::nullopt;
    return merged;
}

} // namespace assay

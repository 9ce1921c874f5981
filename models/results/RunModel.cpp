#include "models/results/RunModel.h"

#include "models/common/Words.h"
#include "services/core/Async.h"
#include "services/verdict/RunBenchmarks.h"

#include <QScopeGuard>

#include <algorithm>

namespace assay {

RunModel::RunModel(JobService &jobs, CatalogueService *catalogue, const QString &jobId, Clock &clock, QObject *parent)
    : QObject(parent), m_jobs(jobs), m_catalogue(catalogue), m_jobId(jobId), m_clock(clock), m_lanes(clock)
{
    m_applyTimer.setSingleShot(true);
    m_applyTimer.setInterval(100);
    connect(&m_applyTimer, &QTimer::timeout, this, &RunModel::applyChanges);
    // Changes carry states and counts only; phases, messages and results come with the job.
    m_refetchTimer.setSingleShot(true);
    m_refetchTimer.setInterval(2000);
    connect(&m_refetchTimer, &QTimer::timeout, this, &RunModel::refresh);
    connect(&jobs, &JobService::jobChanged, this, &RunModel::note);
    connect(&jobs, &JobService::listChanged, this, &RunModel::refresh);
}

void RunModel::refresh()
{
    m_refetchTimer.stop();
    if (!m_hasJob) {
        m_load = LoadState::Loading;
        Q_EMIT changed();
    }
    whenDone(m_jobs.get(m_jobId), this, [this, ticket = ++m_ticket](const Result<Job> &answer) {
        if (ticket == m_ticket)
            take(answer);
    });
}

void RunModel::take(const Result<Job> &answer)
{
    if (!answer) {
        m_load = LoadState::Failed; // what was shown stays
        m_error = answer.error();
        Q_EMIT changed();
        return;
    }
    const bool wasRunning = isRunning();
    m_job = *answer;
    m_told = m_job;
    setDetails(m_wanted);
    m_hasJob = true;
    m_load = LoadState::Ready;
    m_error = {};
    show();
    if (wasRunning && !isRunning())
        Q_EMIT finished();
    if (m_job.collection && m_catalogue && !m_collectionAsked)
        fetchCollection();
    if (m_findsRetries && isTerminal(m_job.status.state))
        fetchRetries();
    if (m_asked == 0)
        Q_EMIT settled();
}

void RunModel::answered()
{
    if (--m_asked == 0)
        Q_EMIT settled();
}

/// Rows, lanes and state of the job and of what tried it again.
void RunModel::show()
{
    const RecordedRun recorded = recordedRun(m_job, m_retries, m_policy, m_collection ? &*m_collection : nullptr);
    m_merged = recorded.merged;
    m_plan = recorded.plan;
    if (!isRunning())
        m_cancelling = false;
    m_results.setJob(m_merged.job, m_plan.benchmarks);
    m_lanes.setJob(m_merged.job, m_plan.benchmarks);
    Q_EMIT changed();
}

void RunModel::fetchRetries()
{
    ++m_asked;
    whenDone(m_jobs.list(retriesQuery(m_jobId)), this, [this, ticket = m_ticket](const Result<Page<Job>> &page) {
        const auto done = qScopeGuard([this] { answered(); });
        if (ticket != m_ticket || !page)
            return; // what was found before stays
        QList<Job> found;
        for (const Job &job : page->items) {
            if (const auto mark = retryMark(job); mark && mark->jobId == m_jobId)
                found << job;
        }
        if (found == m_retries)
            return;
        const bool wasRunning = isRunning();
        m_retries = found;
        show();
        if (wasRunning && !isRunning())
            Q_EMIT finished();
    });
}

void RunModel::setFindsRetries(bool finds)
{
    if (std::exchange(m_findsRetries, finds) != finds && finds && m_hasJob)
        refresh();
}

void RunModel::setAttemptPolicy(AttemptPolicy policy)
{
    if (std::exchange(m_policy, policy) != policy && m_hasJob)
        show();
}

std::pair<QString, int> RunModel::source(int benchmarkIndex) const
{
    return m_merged.source(benchmarkIndex);
}

int RunModel::presentPlace(int benchmarkIndex) const
{
    return m_collection ? m_plan.places.value(benchmarkIndex, -1) : benchmarkIndex;
}

void RunModel::fetchCollection()
{
    m_collectionAsked = true;
    ++m_asked;
    whenDone(m_catalogue->collection(m_job.collection->id), this, [this](const Result<Collection> &collection) {
        const auto done = qScopeGuard([this] { answered(); });
        // Without it the page still shows all that was reported: a deleted collection is no fault of this run.
        if (!collection)
            return;
        m_collection = *collection;
        show();
    });
}

void RunModel::note(const JobChange &change)
{
    if (std::ranges::any_of(m_retries, [&](const Job &job) { return job.resource.id == change.jobId; })) {
        if (!m_refetchTimer.isActive()) // its benchmarks stand elsewhere in this run
            m_refetchTimer.start();
        return;
    }
    if (change.jobId != m_jobId)
        return;
    m_changes << change;
    if (!m_applyTimer.isActive())
        m_applyTimer.start();
}

void RunModel::applyChanges()
{
    bool fetch = false;
    const QList<JobChange> changes = std::exchange(m_changes, {});
    for (const JobChange &change : changes) {
        const bool stateChanged = change.state.isSet() && change.state != m_job.status.state;
        fetch = fetch || stateChanged || (change.benchmarkState.isSet() && isTerminal(change.benchmarkState));
        fetch = !m_lanes.apply(change) || fetch;
        // A bare note that something changed says nothing to apply.
        fetch = fetch || !change.benchmarkIndex;
    }
    Q_EMIT progressed();
    if (fetch)
        refresh();
    else if (!m_refetchTimer.isActive())
        m_refetchTimer.start();
}

void RunModel::cancel()
{
    if (m_cancelling || !isRunning())
        return;
    m_cancelling = true;
    Q_EMIT changed();
    QStringList running;
    if (!isTerminal(m_job.status.state))
        running << m_jobId;
    for (const Job &retry : std::as_const(m_retries)) {
        if (!isTerminal(retry.status.state))
            running << retry.resource.id;
    }
    for (const QString &id : std::as_const(running)) {
        whenDone(m_jobs.cancel(id), this, [this](const Result<Done> &done) {
            if (done)
                return refresh();
            m_cancelling = false;
            Q_EMIT changed();
            Q_EMIT cancelFailed(done.error());
        });
    }
}

void RunModel::setDetails(const JobDetails &details)
{
    m_job.name = details.name.value_or(m_job.name);
    m_job.description = details.description.value_or(m_job.description);
    m_job.tags = details.tags.value_or(m_job.tags);
    mergeJobMetadata(m_job, details.metadata);
}

void RunModel::change(const JobDetails &details)
{
    if (m_changing || !m_hasJob || details.isEmpty())
        return;
    m_changing = true;
    m_wanted = details;
    setDetails(details);
    show();
    whenDone(m_jobs.change(m_jobId, details), this, [this](const Result<Job> &answer) {
        m_changing = false;
        m_wanted = {};
        if (answer)
            return refresh();
        m_job = m_told;
        show();
        Q_EMIT changeFailed(answer.error());
    });
}

void RunModel::setArchived(bool archive)
{
    if (m_changing || archive == isArchived())
        return;
    m_changing = true;
    Q_EMIT changed();
    whenDone(archive ? m_jobs.archive(m_jobId) : m_jobs.restore(m_jobId), this, [this, archive](const Result<Done> &done) {
        m_changing = false;
        if (done && archive != isArchived()) // until it is read again
            setJobArchivedAt(m_job, archive ? QDateTime::fromMSecsSinceEpoch(m_clock.wallMs(), Qt::UTC).toString(Qt::ISODate) : QString());
        Q_EMIT changed();
        if (!done)
            return void(Q_EMIT changeFailed(done.error()));
        Q_EMIT archived(archive);
        refresh();
    });
}

RunSummary RunModel::summary() const
{
    const GatePolicy &policy = m_results.policy();
    RunSummary words = runSummary(shown(), m_results.verdicts(), judgedJobGate(shown(), m_plan.criteria, policy, QLocale()),
                                  policy, m_clock.wallMs(), QLocale());
    if (isMerged()) // it judged each job by itself
        words.server = shown().results.test ? tr("Nothing over these jobs together. By its rule they would come to: %1").arg(words.server)
                                            : tr("Nothing over these jobs together.");
    return words;
}

QString RunModel::asText() const
{
    const RunSummary words = summary();
    QStringList lines;
    lines << (m_job.name.isEmpty() ? m_jobId : QStringLiteral("%1 (%2)").arg(m_job.name, m_jobId));
    lines << words.sentence;
    lines << tr("State: %1").arg(stateText(m_job.status.state));
    lines << tr("Model: %1").arg(m_job.model.name);
    if (m_job.collection)
        lines << tr("Collection: %1").arg(m_job.collection->id);
    lines << tr("Statistics: %1").arg(words.statistics);
    lines << tr("Server: %1").arg(words.server);
    return lines.join(QLatin1Char('\n')) + QStringLiteral("\n\n") + m_results.asText();
}

} // namespace assay

#include "models/results/RunModel.h"

#include "models/common/Words.h"
#include "services/core/Async.h"

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
    m_hasJob = true;
    m_load = LoadState::Ready;
    m_error = {};
    if (isTerminal(m_job.status.state))
        m_cancelling = false;
    if (!m_job.collection)
        m_plan = m_job.benchmarks;
    m_results.setJob(m_job, m_plan);
    m_lanes.setJob(m_job, m_plan);
    Q_EMIT changed();
    if (wasRunning && !isRunning())
        Q_EMIT finished();
    if (m_job.collection && m_catalogue && !m_collectionAsked)
        fetchCollection();
}

void RunModel::fetchCollection()
{
    m_collectionAsked = true;
    whenDone(m_catalogue->collection(m_job.collection->id), this, [this](const Result<Collection> &collection) {
        // Without it the page still shows all that was reported: a deleted collection is no fault of this run.
        if (!collection)
            return;
        m_plan = collection->benchmarks;
        m_collection = *collection;
        m_results.setJob(m_job, m_plan);
        m_lanes.setJob(m_job, m_plan);
        Q_EMIT changed();
    });
}

void RunModel::note(const JobChange &change)
{
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
    whenDone(m_jobs.cancel(m_jobId), this, [this](const Result<Done> &done) {
        if (done)
            return refresh();
        m_cancelling = false;
        Q_EMIT changed();
        Q_EMIT cancelFailed(done.error());
    });
}

RunSummary RunModel::summary() const
{
    const GatePolicy &policy = m_results.policy();
    return runSummary(m_job, m_results.verdicts(), judgedJobGate(m_job, m_collection ? m_collection->passCriteria : std::nullopt, policy), policy,
                      m_clock.wallMs(), QLocale());
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

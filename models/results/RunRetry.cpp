#include "models/results/RunRetry.h"

#include "models/composer/BatchStore.h"
#include "models/results/RunModel.h"
#include "services/api/Connection.h"
#include "services/core/Async.h"
#include "services/verdict/RecordedPlan.h"

#include <QTimer>

#include <algorithm>

namespace assay {

RunRetry::RunRetry(RunModel &run, Connection &connection, BatchStore &batches, QObject *parent)
    : QObject(parent), m_run(run), m_connection(connection), m_batches(batches), m_submit(connection, batches)
{
    connect(&run, &RunModel::changed, this, &RunRetry::changed);
    connect(&m_submit, &BatchSubmit::runningChanged, this, &RunRetry::changed);
    connect(&m_submit, &BatchSubmit::finished, this, &RunRetry::onBatchFinished);
    connect(&m_submit, &BatchSubmit::failed, this, [this](const QString &sentence) { Q_EMIT failed({Error::Kind::Storage, sentence}); });
    if (m_batches.state() == LoadState::Idle)
        m_batches.load();
    if (m_batches.state() == LoadState::Ready)
        QTimer::singleShot(0, this, &RunRetry::resume);
    else
        connect(&m_batches, &BatchStore::loaded, this, &RunRetry::resume);
}

bool RunRetry::isInsideJob() const { return m_connection.capabilities().has(Capability::RetryBenchmarks); }

QList<ResultRow> RunRetry::candidates() const
{
    QList<ResultRow> rows;
    if (!m_run.hasJob() || (m_run.isRunning() && !isInsideJob()))
        return rows;
    for (const ResultRow &row : m_run.results().rows()) {
        const bool known = isInsideJob() || m_run.presentPlace(row.index) >= 0;
        if (known && (row.state == RunState::Failed || row.state == RunState::Cancelled))
            rows << row;
    }
    return rows;
}

QString RunRetry::obstacle() const
{
    if (!m_run.hasJob())
        return tr("The run is not loaded yet.");
    if (isBusy())
        return tr("The benchmarks are being sent.");
    if (!isInsideJob()) {
        if (m_run.isRunning())
            return tr("This server tries benchmarks again in a job of their own, once the run has ended.");
        if (!m_connection.capabilities().has(Capability::SubmitJobs))
            return m_connection.capabilities().reasonMissing(Capability::SubmitJobs);
        if (m_run.job().collection && !m_run.collection())
            return tr("The run’s collection “%1” cannot be read, so that it is not known how its benchmarks were set up.").arg(m_run.job().collection->id);
    }
    if (!candidates().isEmpty())
        return {};
    const QList<ResultRow> rows = m_run.results().rows();
    const bool leftOut = std::ranges::any_of(rows, [](const ResultRow &row) { return row.state == RunState::Failed || row.state == RunState::Cancelled; });
    return leftOut && m_run.collection()
        ? tr("The collection “%1” does not have the benchmarks any more that failed, so that it is not known how they were set up.").arg(m_run.job().collection->id)
        : tr("No benchmark of this run has failed or was cancelled.");
}

void RunRetry::retry(const QList<int> &benchmarks)
{
    if (!obstacle().isEmpty())
        return;
    QList<int> wanted;
    for (const ResultRow &row : candidates()) {
        if (benchmarks.isEmpty() || benchmarks.contains(row.index))
            wanted << row.index;
    }
    if (wanted.isEmpty())
        return;
    if (!isInsideJob() && !m_submit.batch().jobs.isEmpty() && !m_submit.allSent() && m_submit.batch().jobs.first().state != BatchJob::State::Refused)
        return m_submit.tryAgain(); // the one before may be there: another would be a second
    if (!isInsideJob()) {
        const Job job = m_run.collection() ? expandedAsRecorded(m_run.job(), *m_run.collection(), m_run.recorded()) : m_run.job();
        m_submit.start({AuthoredDocument::of(retryJob(job, wanted))});
        return;
    }
    m_busy = true;
    Q_EMIT changed();
    whenDone(m_connection.jobs().retry(m_run.jobId(), wanted), this, [this, count = int(wanted.size())](const Result<Job> &job) {
        m_busy = false;
        Q_EMIT changed();
        if (!job)
            return Q_EMIT failed(job.error());
        m_run.refresh();
        Q_EMIT started(count);
    });
}

/// What an earlier window began to send for this run.
void RunRetry::resume()
{
    for (const Batch &batch : m_batches.unfinished(m_connection.id())) {
        if (batch.jobs.size() != 1 || m_batches.claimed(batch.id))
            continue;
        const auto job = batch.jobs.first().document.toJob();
        const auto mark = job ? retryMark(*job) : std::nullopt;
        if (mark && mark->jobId == m_run.jobId() && m_submit.resume(batch.id))
            return;
    }
}

void RunRetry::onBatchFinished()
{
    if (m_submit.batch().jobs.isEmpty())
        return;
    const BatchJob job = m_submit.batch().jobs.first();
    if (m_submit.allSent()) {
        m_run.refresh();
        return Q_EMIT started(int(job.document.rows(QStringLiteral("benchmarks")).size()));
    }
    if (job.state == BatchJob::State::Refused)
        m_batches.forget(m_submit.batch().id); // it will be refused again
    Q_EMIT failed({Error::Kind::Internal, job.message.isEmpty() ? BatchSubmit::stateText(job.state) : job.message});
}

} // namespace assay

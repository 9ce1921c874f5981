#pragma once

#include "models/composer/BatchSubmit.h"
#include "models/results/ResultRow.h"
#include "services/api/Capabilities.h"

#include <QObject>

namespace assay {

class BatchStore;
class Connection;
class RunModel;

/// Runs the benchmarks of a run again that failed or were cancelled: inside the job where the server can do that, else as a job of
/// their own that is found again by its mark (RetryJobs.h), written down before it is sent and never sent twice. GUI thread.
class RunRetry : public QObject {
    Q_OBJECT
public:
    /// All outlive this object.
    RunRetry(RunModel &run, Connection &connection, BatchStore &batches, QObject *parent = nullptr);

    /// Rows of the run that can be tried again.
    QList<ResultRow> candidates() const;
    /// The server does it inside the job.
    bool isInsideJob() const;
    /// Why there is nothing to do, one sentence; empty: retry() does it.
    QString obstacle() const;
    /// These benchmarks, by their index in the run; empty: all candidates.
    void retry(const QList<int> &benchmarks = {});
    bool isBusy() const { return m_busy || m_submit.isRunning(); }
    /// See BatchSubmit::setSettleTime().
    void setSettleTime(int ms) { m_submit.setSettleTime(ms); }

Q_SIGNALS:
    void changed();
    void started(int benchmarks); ///< the server has taken them
    void failed(const assay::Error &error);

private:
    void resume();
    void onBatchFinished();

    RunModel &m_run;
    Connection &m_connection;
    BatchStore &m_batches;
    BatchSubmit m_submit;
    bool m_busy = false;
};

} // namespace assay

#pragma once

#include "services/engine/store/Writer.h"

// What is to be sent elsewhere once a job has ended; a row a job and kind. All throw SqliteError.

namespace assay::engine {

/// Notes what a new job asks for: an experiment in MLflow, an artifact in a registry.
void insertExports(Transaction &tx, const NewJob &job, qint64 seq);
/// Those whose job is at its end and that are not done, or were done before a retry changed the job. Empty id: of all jobs.
QList<ExportRecord> readPendingExports(Database &db, const QString &jobId);
QStringList readJobsWithExports(Database &db);
Result<Done> recordExport(Transaction &tx, const ExportRecord &record);
/// Failed ones of jobs that changed after `sinceMs` (wall clock) are pending again.
Result<Done> retryExports(Transaction &tx, qint64 sinceMs);
/// Puts mlflow_run_id into a benchmark's result unless it has one.
Result<Done> recordMlflowRun(Transaction &tx, const QString &jobId, int index, const QString &runId);
/// The members of `results` that tell of exports: ,"mlflow_experiment_url":…,"assay_exports":[…]; `ended`: the job is at its end.
QByteArray exportMembers(Database &db, qint64 job, bool ended);

} // namespace assay::engine

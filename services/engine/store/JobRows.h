#pragma once

#include "services/engine/store/Writer.h"

// Reading and updating a job's narrow rows; shared by the operations of this folder. All throw SqliteError.

namespace assay::engine {

/// The row of a job, as far as its state depends on it.
struct JobRow {
    qint64 seq = 0;
    QString id, tenant;
    RunState state = RunState::Pending;
    qint64 benchmarks = 0, reported = 0, running = 0, completed = 0, failed = 0, cancelled = 0;
    qint64 &count(RunState state); ///< of benchmarks in that state; a dummy for pending
    RunState stateFromCounts() const; ///< contract 5.1, rules 2 to 8

private:
    qint64 m_pending = 0;
};

Error jobNotFound(const QString &id);
Error benchmarkNotFound(const QString &id);
QString word(RunState state);
RunState runState(const QString &word);

/// NotFound for an unknown id and for another tenant's; an empty tenant sees all.
Result<JobRow> findJob(Database &db, const QString &id, const QString &tenant);
/// Whether a job has an entry of that index; the latest attempt's number, or NotFound.
Result<int> findAttempt(Database &db, const JobRow &job, int index);

/// The answer to GET. `fresh`: the form of the 202, without updated_at.
QByteArray jobText(Database &db, qint64 seq, bool fresh = false);

/// Writes state, counts and message of a job, and notes the change.
void updateJob(Transaction &tx, const JobRow &job, RunState before, const QByteArray &message);
void recordEvent(Transaction &tx, qint64 job, int index, EventSource source, bool applied, const QByteArray &document);
QByteArray cancelMessage(); ///< of jobs and benchmarks that a caller cancelled
QByteArray messageText(const QString &message, const char *code, const char *origin = "server");

} // namespace assay::engine

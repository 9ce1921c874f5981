#include "services/engine/store/BenchmarkWrites.h"

#include "services/engine/store/EventWrites.h"
#include "services/engine/store/Ids.h"
#include "services/engine/store/ImportWrites.h"

#include <QCoreApplication>

namespace assay::engine {

namespace {

Error conflict(const QString &message, const char *code)
{
    return Error{Error::Kind::Conflict, message, {}, QString::fromLatin1(code)};
}

void noteChange(Transaction &tx, const JobRow &job, int index, RunState state)
{
    ChangeRecord change;
    change.jobId = job.id;
    change.state = job.state;
    change.index = index;
    change.benchmarkState = state;
    tx.changes.push_back(change);
    tx.idleWork = tx.idleWork || isTerminal(state); // its samples are sorted
}

bool canRunAgain(RunState state)
{
    return state == RunState::Failed || state == RunState::Cancelled;
}

} // namespace

QList<BenchmarkWrites::Entry> BenchmarkWrites::entries(Database &db, const JobRow &job)
{
    QList<Entry> list;
    auto rows = db.prepare("SELECT idx, bench, status, attempt, reported FROM bench WHERE job = ?1 ORDER BY idx");
    rows.bind(1, job.seq);
    while (rows.step())
        list.append({int(rows.integer(0)), rows.text(1), runState(rows.text(2)), int(rows.integer(3)), !rows.isNull(4)});
    return list;
}

Result<Done> BenchmarkWrites::cancel(Transaction &tx, const QString &id, const QString &tenant, int index)
{
    auto found = findJob(tx.db, id, tenant);
    if (!found)
        return found.error();
    JobRow job = *found;
    const QList<Entry> all = entries(tx.db, job);
    if (index < 0 || index >= all.size())
        return benchmarkNotFound(QString::number(index));
    const Entry &entry = all.at(index);
    if (entry.state == RunState::Cancelled)
        return Done{};
    if (isTerminal(entry.state)) {
        return conflict(QCoreApplication::translate("assay", "The benchmark %1 of job %2 can not be cancelled because it is '%3'.")
                            .arg(index).arg(id, word(entry.state)), "job_can_not_be_updated");
    }
    --job.count(entry.state);
    ++job.cancelled;
    job.reported += entry.reported ? 0 : 1;
    const RunState before = std::exchange(job.state, job.stateFromCounts());
    // Listed from now on, even if it never reported: who looks at the job shall see why it is not complete.
    auto update = tx.db.prepare("UPDATE bench SET status = 'cancelled', error = ?3, completed_at = ?4,"
                                " reported = coalesce(reported, ?5) WHERE job = ?1 AND idx = ?2");
    update.bind(1, job.seq).bind(2, index).bind(3, cancelMessage()).bind(4, rfc3339(tx.nowMs)).bind(5, job.reported).run();
    updateJob(tx, job, before, messageText(QString::fromUtf8(EventWrites::stateMessage(tx.db, job)),
                                           job.state == RunState::Cancelled ? "evaluation_job_cancelled" : "evaluation_job_updated"));
    recordEvent(tx, job.seq, index, EventSource::Server, true, "{\"status\":\"cancelled\"}");
    noteChange(tx, job, index, RunState::Cancelled);
    return Done{};
}

Result<QList<BenchmarkWrites::Entry>> BenchmarkWrites::chosen(Database &db, const JobRow &job, const QList<int> &indices)
{
    const QList<Entry> all = entries(db, job);
    QList<Entry> list;
    if (indices.isEmpty()) {
        std::ranges::copy_if(all, std::back_inserter(list), [](const Entry &entry) { return canRunAgain(entry.state); });
        if (list.isEmpty()) {
            return conflict(QCoreApplication::translate("assay", "The job %1 has no failed or cancelled benchmark to run again; it is '%2'.")
                                .arg(job.id, word(job.state)), "nothing_to_retry");
        }
        return list;
    }
    for (const int index : indices) {
        if (index < 0 || index >= all.size())
            return benchmarkNotFound(QString::number(index));
        const Entry &entry = all.at(index);
        if (entry.state == RunState::Completed) {
            return conflict(QCoreApplication::translate(
                                "assay", "The benchmark %1 of job %2 is completed and keeps its result: submit a new job to run it again.")
                                .arg(index)
                                .arg(job.id),
                            "nothing_to_retry");
        }
        if (!canRunAgain(entry.state)) {
            return conflict(QCoreApplication::translate("assay", "The benchmark %1 of job %2 is '%3': wait for its end, or cancel it first.")
                                .arg(index).arg(job.id, word(entry.state)), "nothing_to_retry");
        }
        if (std::ranges::find(list, index, &Entry::index) == list.end())
            list.append(entry);
    }
    return list;
}

Result<QByteArray> BenchmarkWrites::reopen(Transaction &tx, const QString &id, const QString &tenant, const QList<int> &indices)
{
    auto found = findJob(tx.db, id, tenant);
    if (!found)
        return found.error();
    JobRow job = *found;
    if (wasImported(tx.db, job.seq)) {
        return conflict(QCoreApplication::translate("assay", "The run %1 was imported from another tool, so nothing of it can be run again here: submit a "
                                                             "new job for its benchmarks.").arg(id),
                        "nothing_to_retry");
    }
    const auto list = chosen(tx.db, job, indices);
    if (!list)
        return list.error();
    for (const Entry &entry : *list)
        reopenOne(tx, job, entry);
    const RunState before = std::exchange(job.state, job.stateFromCounts());
    for (const char *sql : {"UPDATE job SET test = NULL WHERE seq = ?1", // made again when the job completes
                            "UPDATE job_doc SET run_started_at = NULL WHERE job = ?1"}) { // and its time limit begins anew
        auto statement = tx.db.prepare(sql);
        statement.bind(1, job.seq).run();
    }
    updateJob(tx, job, before, messageText(QString::fromUtf8(EventWrites::stateMessage(tx.db, job)), "evaluation_job_updated"));
    for (const Entry &entry : *list)
        noteChange(tx, job, entry.index, RunState::Pending);
    return jobText(tx.db, job.seq);
}

void BenchmarkWrites::reopenOne(Transaction &tx, JobRow &job, const Entry &entry)
{
    const int ended = std::max(1, entry.attempt); // 0: only clients reported, or it was cancelled while it waited
    for (const char *sql : {"INSERT OR REPLACE INTO attempt_end(job, idx, attempt, status, started_at, completed_at, error, result)"
                            " SELECT job, idx, ?3, status, started_at, completed_at, error,"
                            " (SELECT doc FROM result WHERE result.job = bench.job AND result.idx = bench.idx)"
                            " FROM bench WHERE job = ?1 AND idx = ?2",
                            "UPDATE run SET state = 'ended', exit = coalesce(exit, 'stopped') WHERE job = ?1 AND idx = ?2 AND attempt = ?3 AND "
                            "state = 'running'"}) {
        auto statement = tx.db.prepare(sql);
        statement.bind(1, job.seq).bind(2, entry.index).bind(3, ended).run();
    }
    auto result = tx.db.prepare("DELETE FROM result WHERE job = ?1 AND idx = ?2");
    result.bind(1, job.seq).bind(2, entry.index).run();
    auto update = tx.db.prepare(
        "UPDATE bench SET status = 'pending', phase = NULL, error = NULL, warning = NULL, started_at = NULL,"
        " completed_at = NULL, items_done = NULL, items_total = NULL, attempt = ?3, retries = 0, retry_at = 0, s_total = 0, s_passed = 0,"
        " s_failed = 0, s_not_extracted = 0, s_errors = 0 WHERE job = ?1 AND idx = ?2");
    update.bind(1, job.seq).bind(2, entry.index).bind(3, ended + 1).run();
    m_writer.takeProgress({job.id, entry.index}); // the old attempt's
    --job.count(entry.state);
    recordEvent(tx, job.seq, entry.index, EventSource::Server, true,
                "{\"status\":\"pending\",\"attempt\":" + QByteArray::number(ended + 1) + '}');
}

Result<QList<QByteArray>> readAttempts(Database &db, const QString &id, const QString &tenant, int index)
{
    const auto job = findJob(db, id, tenant);
    if (!job)
        return job.error();
    if (const auto attempt = findAttempt(db, *job, index); !attempt)
        return attempt.error();
    QList<QByteArray> list;
    auto rows = db.prepare("WITH ends AS (SELECT job, idx, attempt, status, started_at, completed_at, error, result FROM attempt_end"
                           " WHERE job = ?1 AND idx = ?2 UNION ALL SELECT job, idx, max(attempt, 1), status, started_at, completed_at, error,"
                           " (SELECT doc FROM result WHERE result.job = bench.job AND result.idx = bench.idx)"
                           " FROM bench WHERE job = ?1 AND idx = ?2)"
                           " SELECT ends.attempt, ends.status, ends.started_at, ends.completed_at, ends.error, ends.result, run.exit_code,"
                           " run.signal, run.cpu, run.max_rss, run.wall, CASE WHEN run.ended_at IS NULL AND run.pid <> 0 THEN run.pid END,"
                           " run.started_at, run.ended_at FROM ends LEFT JOIN run USING(job, idx, attempt) ORDER BY ends.attempt");
    rows.bind(1, job->seq).bind(2, index);
    while (rows.step()) {
        QByteArray text = "{\"attempt\":" + QByteArray::number(rows.integer(0)) + ",\"status\":" + jsonQuoted(rows.text(1));
        for (const auto &[column, name] : {std::pair(2, "started_at"), std::pair(3, "completed_at")}) {
            if (!rows.isNull(column))
                text += QByteArray(",\"") + name + "\":" + jsonQuoted(rows.text(column));
        }
        for (const auto &[column, name] : {std::pair(4, "error_message"), std::pair(5, "result")}) {
            if (!rows.isNull(column))
                text += QByteArray(",\"") + name + "\":" + rows.utf8(column);
        }
        // The process: what it used and how it ended, or its number while there is one.
        for (const auto &[column, name] : {std::pair(6, "exit_code"), std::pair(7, "signal"), std::pair(9, "max_rss_bytes"), std::pair(11, "pid")}) {
            if (!rows.isNull(column))
                text += QByteArray(",\"") + name + "\":" + QByteArray::number(rows.integer(column));
        }
        for (const auto &[column, name] : {std::pair(8, "cpu_seconds"), std::pair(10, "wall_seconds")}) {
            if (!rows.isNull(column))
                text += QByteArray(",\"") + name + "\":" + QByteArray::number(rows.real(column), 'g', 12);
        }
        for (const auto &[column, name] : {std::pair(12, "process_started_at"), std::pair(13, "process_ended_at")}) {
            if (!rows.isNull(column))
                text += QByteArray(",\"") + name + "\":" + jsonQuoted(rfc3339(rows.integer(column)));
        }
        list.append(text + '}');
    }
    return list;
}

Result<LogPart> readAttemptLogPart(Database &db, const AttemptKey &key, const QString &tenant)
{
    const auto job = findJob(db, key.jobId, tenant);
    if (!job)
        return job.error();
    const auto latest = findAttempt(db, *job, key.index);
    if (!latest)
        return latest.error();
    auto row = db.prepare("SELECT EXISTS(SELECT 1 FROM attempt_end WHERE job = ?1 AND idx = ?2 AND attempt = ?3),"
                          " EXISTS(SELECT 1 FROM run WHERE job = ?1 AND idx = ?2 AND attempt = ?3),"
                          " (SELECT max(log_from) FROM run WHERE job = ?1 AND idx = ?2 AND attempt <= ?3),"
                          " (SELECT min(log_from) FROM run WHERE job = ?1 AND idx = ?2 AND attempt > ?3)");
    row.bind(1, job->seq).bind(2, key.index).bind(3, key.attempt).step();
    if (row.integer(0) == 0 && key.attempt != std::max(1, *latest)) {
        return Error{Error::Kind::NotFound,
                     QStringLiteral("The benchmark resource '%1' has no attempt %2.").arg(key.index).arg(key.attempt), {},
                     QStringLiteral("resource_not_found")};
    }
    if (row.integer(1) == 0)
        return LogPart{0, 0}; // it waits, or was cancelled while it did
    LogPart part{row.integer(2), {}};
    if (!row.isNull(3))
        part.until = row.integer(3);
    return part;
}

} // namespace assay::engine

#include "services/engine/store/AttemptWrites.h"

#include "services/engine/store/AnswerReads.h"
#include "services/engine/store/Commands.h"
#include "services/engine/store/Rule.h"
#include "services/json/Json.h"

namespace assay::engine {

namespace {

Error conflict(const QString &jobId, RunState state)
{
    return Error{Error::Kind::Conflict, QStringLiteral("The job %1 can not be running because it is '%2'.").arg(jobId, word(state)), {},
                 QStringLiteral("job_can_not_be_updated")};
}

Statement &bindKey(Statement &statement, const JobRow &job, const AttemptKey &key)
{
    return statement.bind(1, job.seq).bind(2, key.index).bind(3, key.attempt);
}

} // namespace

Result<JobRow> AttemptWrites::openJob(Transaction &tx, const AttemptKey &key)
{
    auto job = findJob(tx.db, key.jobId, {});
    if (!job)
        return job.error();
    const auto bench = EventWrites::findBench(tx.db, job->seq, key.index);
    const auto latest = findAttempt(tx.db, *job, key.index);
    if (!bench || !latest)
        return benchmarkNotFound(QString::number(key.index));
    if (isTerminal(job->state) || isTerminal(bench->state))
        return conflict(key.jobId, isTerminal(job->state) ? job->state : bench->state);
    if (*latest > key.attempt)
        return conflict(key.jobId, bench->state);
    return job;
}

Result<StartedAttempt> AttemptWrites::start(Transaction &tx, const AttemptKey &key, bool announce, qint64 logFrom)
{
    auto found = openJob(tx, key);
    if (!found)
        return found.error();
    JobRow job = *found;
    StartedAttempt started;
    started.attempt = key.attempt;
    recordStart(tx, job, started, key, logFrom);
    countSamples(tx, job, started, key);
    if (const auto read = readSpec(tx, job, started, key); !read)
        return read.error();
    if (announce)
        m_events.begin(tx, job, key.index);
    return started;
}

void AttemptWrites::recordStart(Transaction &tx, const JobRow &job, StartedAttempt &started, const AttemptKey &key, qint64 logFrom)
{
    auto run = tx.db.prepare("INSERT INTO run(job, idx, attempt, pid, start_ticks, boot_id, state, deadline, started_at, log_from)"
                             " VALUES(?1, ?2, ?3, 0, 0, '', 'running', 0, ?4, ?5) ON CONFLICT(job, idx, attempt) DO UPDATE SET"
                             " state = 'running', exit = NULL, started_at = coalesce(started_at, excluded.started_at)");
    bindKey(run, job, key).bind(4, tx.nowMs).bind(5, logFrom).run();
    auto row = tx.db.prepare("SELECT pid, start_ticks, boot_id, reports, started_at FROM run WHERE job = ?1 AND idx = ?2 AND attempt = ?3");
    bindKey(row, job, key).step();
    started.process = {row.integer(0), row.integer(1), row.text(2)};
    started.reportsApplied = row.integer(3);
    started.startedAtMs = row.integer(4);
    auto first = tx.db.prepare("UPDATE job_doc SET run_started_at = ?2 WHERE job = ?1 AND run_started_at IS NULL");
    first.bind(1, job.seq).bind(2, tx.nowMs).run();
}

void AttemptWrites::countSamples(Transaction &tx, const JobRow &job, StartedAttempt &started, const AttemptKey &key)
{
    auto count = tx.db.prepare("SELECT count(*), coalesce(sum(outcome = 1), 0), coalesce(sum(outcome = 2), 0), coalesce(sum(not_extracted), 0),"
                               " coalesce(sum(outcome = 3), 0) FROM sample WHERE job = ?1 AND idx = ?2 AND attempt = ?3");
    bindKey(count, job, key).step();
    started.itemsStored = count.integer(0);
    // The warnings that it waits are over with the start, and one that is taken up is not known to be quiet.
    auto update = tx.db.prepare("UPDATE bench SET attempt = ?3, s_total = ?4, s_passed = ?5, s_failed = ?6, s_not_extracted = ?7, s_errors = ?8,"
                                " warning = CASE WHEN json_extract(warning, '$.message_code') IN ('retrying', 'command_not_approved', 'stalled')"
                                " THEN NULL ELSE warning END WHERE job = ?1 AND idx = ?2");
    bindKey(update, job, key);
    for (int column = 0; column < 5; ++column)
        update.bind(4 + column, count.integer(column));
    update.run();
}

Result<Done> AttemptWrites::readSpec(Transaction &tx, const JobRow &job, StartedAttempt &started, const AttemptKey &key)
{
    auto row = tx.db.prepare("SELECT spec, config, rule, command, env, run_started_at, retries FROM bench_spec JOIN job_doc USING(job)"
                             " JOIN bench USING(job, idx) WHERE job = ?1 AND idx = ?2");
    if (!row.bind(1, job.seq).bind(2, key.index).step())
        return benchmarkNotFound(QString::number(key.index));
    const auto entry = json::decode<BenchmarkRef>(row.utf8(0));
    const auto request = decodedJob(row.utf8(1));
    if (!entry || !request)
        return entry ? request.error() : entry.error();
    started.tenant = job.tenant;
    started.benchmark = *entry;
    started.job = *request;
    started.providerScore = ruleOf(row.utf8(2)).providerScore;
    started.command = row.text(3);
    started.environment = environmentOf(row.utf8(4));
    started.jobStartedAtMs = row.integer(5);
    started.retries = int(row.integer(6));
    if (const auto answers = storedAnswersOf(*entry))
        started.origin = findAnswers(tx.db, *answers, job.tenant);
    return Done{};
}

/// A job of 200 benchmarks is started 200 times in a row, and to decode it takes longer than everything else a start does.
Result<Job> AttemptWrites::decodedJob(const QByteArray &config)
{
    if (m_config.isEmpty() || m_config != config) {
        auto job = json::decode<Job>(config);
        if (!job)
            return job;
        m_job = std::move(*job);
        m_config = config;
    }
    return m_job;
}

Result<Done> AttemptWrites::recordProcess(Transaction &tx, const AttemptKey &key, const ProcessRecord &process)
{
    const auto job = openJob(tx, key);
    if (!job)
        return job.error();
    auto update = tx.db.prepare("UPDATE run SET pid = ?4, start_ticks = ?5, boot_id = ?6, reports = 0, ended_at = NULL"
                                " WHERE job = ?1 AND idx = ?2 AND attempt = ?3 AND state = 'running'");
    bindKey(update, *job, key).bind(4, process.pid).bind(5, process.startTicks).bind(6, process.bootId).run();
    if (tx.db.changes() == 0)
        return conflict(key.jobId, job->state);
    return Done{};
}

Result<Done> AttemptWrites::applyReport(Transaction &tx, const AttemptKey &key, qint64 number, const BenchmarkEvent &event)
{
    const auto job = findJob(tx.db, key.jobId, {});
    if (!job)
        return job.error();
    {
        auto update = tx.db.prepare("UPDATE run SET reports = ?4 WHERE job = ?1 AND idx = ?2 AND attempt = ?3 AND reports < ?4");
        bindKey(update, *job, key).bind(4, number).run();
        if (tx.db.changes() == 0)
            return Done{}; // applied before
    }
    tx.keepOnError = true; // a report that is refused is not offered again
    const auto latest = findAttempt(tx.db, *job, key.index);
    if (latest && *latest != key.attempt) {
        recordEvent(tx, job->seq, key.index, EventSource::Runner, false, json::encode(event));
        return Done{};
    }
    return m_events.apply(tx, key.jobId, {}, event, EventSource::Runner);
}

Result<Done> AttemptWrites::retry(Transaction &tx, const AttemptRetry &retry)
{
    const AttemptKey &key = retry.key;
    const auto job = openJob(tx, key);
    if (!job)
        return job.error();
    const auto bench = EventWrites::findBench(tx.db, job->seq, key.index);
    QString began = bench->startedAt;
    if (began.isEmpty())
        began = EventWrites::attemptStart(tx.db, *job, key.index);
    auto ended = tx.db.prepare("INSERT OR REPLACE INTO attempt_end(job, idx, attempt, status, started_at, completed_at, error)"
                               " VALUES(?1, ?2, ?3, 'failed', ?4, ?5, ?6)");
    bindKey(ended, *job, key).bindTextOrNull(4, began).bind(5, rfc3339(tx.nowMs)).bind(6, json::encode(retry.failure)).run();
    auto run = tx.db.prepare("UPDATE run SET state = 'ended', exit = 'retried', reports = max(reports, ?4),"
                             " ended_at = CASE WHEN pid = 0 THEN ?5 ELSE ended_at END WHERE job = ?1 AND idx = ?2 AND attempt = ?3");
    bindKey(run, *job, key).bind(4, retry.report).bind(5, tx.nowMs).run();
    auto update = tx.db.prepare("UPDATE bench SET attempt = ?3 + 1, retries = retries + 1, retry_at = ?4, phase = NULL, error = NULL, warning = ?5,"
                                " items_done = NULL, items_total = NULL, s_total = 0, s_passed = 0, s_failed = 0, s_not_extracted = 0,"
                                " s_errors = 0 WHERE job = ?1 AND idx = ?2");
    bindKey(update, *job, key).bind(4, retry.notBeforeMs).bind(5, json::encode(retry.warning)).run();
    m_events.forgetProgress({key.jobId, key.index}); // the old attempt's
    recordEvent(tx, job->seq, key.index, EventSource::Server, true,
                "{\"status\":\"" + word(bench->state).toLatin1() + "\",\"attempt\":" + QByteArray::number(key.attempt + 1)
                    + ",\"warning_message\":" + json::encode(retry.warning) + '}');
    EventWrites::noteChange(tx, *job, *bench);
    return Done{};
}

Result<Done> AttemptWrites::warn(Transaction &tx, const QString &jobId, int index, const Message &message)
{
    const auto job = findJob(tx.db, jobId, {});
    if (!job)
        return job.error();
    const auto bench = EventWrites::findBench(tx.db, job->seq, index);
    if (!bench)
        return benchmarkNotFound(QString::number(index));
    if (isTerminal(job->state) || isTerminal(bench->state))
        return Done{};
    auto update = tx.db.prepare("UPDATE bench SET warning = ?3 WHERE job = ?1 AND idx = ?2");
    update.bind(1, job->seq).bind(2, index).bind(3, json::encode(message)).run();
    EventWrites::noteChange(tx, *job, *bench);
    return Done{};
}

Result<Done> AttemptWrites::clearWarning(Transaction &tx, const QString &jobId, int index, const QString &code)
{
    const auto job = findJob(tx.db, jobId, {});
    if (!job)
        return job.error();
    const auto bench = EventWrites::findBench(tx.db, job->seq, index);
    auto update = tx.db.prepare("UPDATE bench SET warning = NULL WHERE job = ?1 AND idx = ?2 AND json_extract(warning, '$.message_code') = ?3");
    update.bind(1, job->seq).bind(2, index).bind(3, code).run();
    if (bench && tx.db.changes() > 0)
        EventWrites::noteChange(tx, *job, *bench);
    return Done{};
}

Result<Done> AttemptWrites::end(Transaction &tx, const AttemptKey &key, const QString &exit)
{
    const auto job = findJob(tx.db, key.jobId, {});
    if (!job)
        return job.error();
    auto update = tx.db.prepare("UPDATE run SET state = 'ended', exit = coalesce(exit, ?4),"
                                " ended_at = CASE WHEN pid = 0 THEN coalesce(ended_at, ?5) ELSE ended_at END"
                                " WHERE job = ?1 AND idx = ?2 AND attempt = ?3");
    bindKey(update, *job, key).bind(4, exit).bind(5, tx.nowMs).run();
    return Done{};
}

Result<Done> AttemptWrites::processEnded(Transaction &tx, const AttemptKey &key, const AttemptEnd &end)
{
    const auto job = findJob(tx.db, key.jobId, {});
    if (!job)
        return job.error();
    auto update = tx.db.prepare("UPDATE run SET ended_at = coalesce(ended_at, ?4) WHERE job = ?1 AND idx = ?2 AND attempt = ?3");
    bindKey(update, *job, key).bind(4, tx.nowMs).run();
    if (!end.known)
        return Done{};
    auto use = tx.db.prepare("UPDATE run SET exit_code = ?4, signal = ?5, cpu = ?6, max_rss = ?7, wall = ?8"
                             " WHERE job = ?1 AND idx = ?2 AND attempt = ?3");
    bindKey(use, *job, key).bind(4, end.exitCode);
    end.signal ? use.bind(5, *end.signal) : use.bindNull(5);
    use.bind(6, end.userSeconds + end.systemSeconds).bind(7, end.maxRssBytes).bind(8, end.wallSeconds).run();
    return Done{};
}

Result<Done> AttemptWrites::swept(Transaction &tx, const QList<AttemptKey> &keys)
{
    for (const AttemptKey &key : keys) {
        if (const auto job = findJob(tx.db, key.jobId, {})) {
            auto update = tx.db.prepare("UPDATE run SET swept = 1 WHERE job = ?1 AND idx = ?2 AND attempt = ?3");
            bindKey(update, *job, key).run();
        }
    }
    return Done{};
}

Result<QList<LeftProcess>> readLeftProcesses(Database &db)
{
    QList<LeftProcess> list;
    auto rows = db.prepare("SELECT job.id, run.idx, run.attempt, bench.provider, bench.bench, run.pid, run.start_ticks, run.boot_id, run.reports"
                           " FROM run JOIN job ON job.seq = run.job JOIN bench ON bench.job = run.job AND bench.idx = run.idx"
                           " WHERE run.pid <> 0 AND run.ended_at IS NULL AND (job.status NOT IN ('pending', 'running')"
                           " OR bench.status NOT IN ('pending', 'running') OR bench.attempt <> run.attempt)");
    while (rows.step()) {
        list.append({{rows.text(0), int(rows.integer(1)), int(rows.integer(2))}, rows.text(3), rows.text(4),
                     {rows.integer(5), rows.integer(6), rows.text(7)}, rows.integer(8)});
    }
    return list;
}

Result<QList<AttemptKey>> readUnswept(Database &db, qint64 beforeMs, int limit)
{
    // Without a process it ended with its benchmark at the latest, also if the engine died before that was recorded.
    QList<AttemptKey> list;
    auto rows = db.prepare("SELECT job.id, run.idx, run.attempt FROM run JOIN job ON job.seq = run.job"
                           " JOIN bench ON bench.job = run.job AND bench.idx = run.idx WHERE run.swept = 0"
                           " AND (run.ended_at < ?1 OR (run.ended_at IS NULL AND run.pid = 0 AND job.updated_at < ?1))"
                           " AND bench.status = 'completed' ORDER BY run.ended_at LIMIT ?2");
    rows.bind(1, beforeMs).bind(2, limit);
    while (rows.step())
        list.append({rows.text(0), int(rows.integer(1)), int(rows.integer(2))});
    return list;
}

} // namespace assay::engine

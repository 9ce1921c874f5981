#include "services/engine/store/JobRows.h"

#include "services/engine/store/ExportRows.h"
#include "services/engine/store/Ids.h"

namespace assay::engine {

namespace {

void key(QByteArray &out, const char *name)
{
    if (!out.endsWith('{'))
        out += ',';
    out += '"';
    out += name;
    out += "\":";
}

void member(QByteArray &out, const char *name, const QByteArray &json)
{
    if (json.isEmpty())
        return;
    key(out, name);
    out += json;
}

QByteArray quotedOrNothing(const QByteArray &utf8)
{
    return utf8.isEmpty() ? utf8 : jsonQuoted(utf8);
}

/// Appends the member `benchmarks` of `status`, unless it would be empty. In place, as all of a job's text: with 200 benchmarks it is
/// so long that a copy costs as much as a row.
void statusBenchmarks(QByteArray &out, Database &db, qint64 seq)
{
    auto rows = db.prepare("SELECT provider, bench, idx, status, phase, error, warning, started_at, completed_at, items_done, items_total"
                           " FROM bench WHERE job = ?1 AND (reported IS NOT NULL OR warning IS NOT NULL)"
                           " ORDER BY reported IS NULL, reported, idx"); // the engine's own warnings last: they are no reports
    rows.bind(1, seq);
    bool any = false;
    while (rows.step()) {
        any ? void(out += ',') : key(out, "benchmarks");
        out += any ? "{" : "[{";
        any = true;
        member(out, "provider_id", jsonQuoted(rows.utf8(0)));
        member(out, "id", jsonQuoted(rows.utf8(1)));
        member(out, "benchmark_index", QByteArray::number(rows.integer(2)));
        member(out, "status", jsonQuoted(rows.utf8(3)));
        member(out, "phase", quotedOrNothing(rows.utf8(4)));
        member(out, "error_message", rows.utf8(5));
        member(out, "warning_message", rows.utf8(6));
        member(out, "started_at", quotedOrNothing(rows.utf8(7)));
        member(out, "completed_at", quotedOrNothing(rows.utf8(8)));
        if (!rows.isNull(9))
            member(out, "items_done", QByteArray::number(rows.integer(9)));
        if (!rows.isNull(10))
            member(out, "items_total", QByteArray::number(rows.integer(10)));
        out += '}';
    }
    if (any)
        out += ']';
}

/// The same of `results`.
void resultBenchmarks(QByteArray &out, Database &db, qint64 seq)
{
    auto rows = db.prepare("SELECT doc FROM result WHERE job = ?1 ORDER BY seq");
    rows.bind(1, seq);
    bool any = false;
    while (rows.step()) {
        any ? void(out += ',') : key(out, "benchmarks");
        out += any ? "" : "[";
        any = true;
        out += rows.utf8(0);
    }
    if (any)
        out += ']';
}

} // namespace

qint64 &JobRow::count(RunState which)
{
    switch (which) {
    case RunState::Running: return running;
    case RunState::Completed: return completed;
    case RunState::Failed: return failed;
    case RunState::Cancelled: return cancelled;
    default: return m_pending;
    }
}

RunState JobRow::stateFromCounts() const
{
    if (completed == benchmarks)
        return RunState::Completed;
    if (failed == benchmarks)
        return RunState::Failed;
    if (cancelled == benchmarks)
        return RunState::Cancelled;
    if (completed + failed + cancelled == benchmarks)
        return RunState::PartiallyFailed;
    return running + completed + failed + cancelled > 0 ? RunState::Running : RunState::Pending;
}

Error jobNotFound(const QString &id)
{
    return Error{Error::Kind::NotFound, QStringLiteral("The evaluation job resource '%1' was not found.").arg(id), {},
                 QStringLiteral("resource_not_found")};
}

Error benchmarkNotFound(const QString &id)
{
    return Error{Error::Kind::NotFound, QStringLiteral("The benchmark resource '%1' was not found.").arg(id), {},
                 QStringLiteral("resource_not_found")};
}

QString word(RunState state)
{
    return Word<RunState>(state).text();
}

RunState runState(const QString &text)
{
    return Word<RunState>::fromText(text).value();
}

Result<JobRow> findJob(Database &db, const QString &id, const QString &tenant)
{
    auto row = db.prepare("SELECT seq, tenant, status, n_bench, n_reported, n_running, n_done, n_failed, n_cancelled FROM job WHERE id = ?1");
    row.bind(1, id);
    if (!row.step())
        return jobNotFound(id);
    JobRow job;
    job.seq = row.integer(0);
    job.id = id;
    job.tenant = row.text(1);
    job.state = runState(row.text(2));
    job.benchmarks = row.integer(3);
    job.reported = row.integer(4);
    job.running = row.integer(5);
    job.completed = row.integer(6);
    job.failed = row.integer(7);
    job.cancelled = row.integer(8);
    if (!tenant.isEmpty() && tenant != job.tenant)
        return jobNotFound(id);
    return job;
}

Result<int> findAttempt(Database &db, const JobRow &job, int index)
{
    auto row = db.prepare("SELECT attempt FROM bench WHERE job = ?1 AND idx = ?2");
    row.bind(1, job.seq).bind(2, index);
    if (!row.step())
        return benchmarkNotFound(QString::number(index));
    return int(row.integer(0));
}

QByteArray jobText(Database &db, qint64 seq, bool fresh)
{
    auto row = db.prepare("SELECT id, tenant, owner, created_at, updated_at, experiment_id, status, message, test, config"
                          " FROM job JOIN job_doc ON job_doc.job = job.seq WHERE seq = ?1");
    row.bind(1, seq);
    if (!row.step())
        return {};
    QByteArray text("{");
    key(text, "resource");
    text += '{';
    member(text, "id", jsonQuoted(row.utf8(0)));
    member(text, "tenant", quotedOrNothing(row.utf8(1)));
    member(text, "created_at", jsonQuoted(rfc3339(row.integer(3))));
    if (!fresh)
        member(text, "updated_at", jsonQuoted(rfc3339(row.integer(4))));
    member(text, "owner", quotedOrNothing(row.utf8(2)));
    member(text, "mlflow_experiment_id", quotedOrNothing(row.utf8(5)));
    text += '}';
    key(text, "status");
    text += '{';
    member(text, "state", jsonQuoted(row.utf8(6)));
    member(text, "message", row.utf8(7));
    statusBenchmarks(text, db, seq);
    text += '}';
    key(text, "results");
    text += '{';
    resultBenchmarks(text, db, seq);
    member(text, "test", row.utf8(8));
    const QByteArray exported = exportMembers(db, seq, isTerminal(runState(row.text(6))));
    text += text.endsWith('{') ? exported.mid(1) : exported;
    text += '}';
    const QByteArray config = row.utf8(9); // "{...}" without resource, status and results
    if (config.size() > 2) {
        text += ',';
        text.append(config.constData() + 1, config.size() - 1);
        return text;
    }
    return text + '}';
}

void updateJob(Transaction &tx, const JobRow &job, RunState before, const QByteArray &message)
{
    auto update = tx.db.prepare("UPDATE job SET status = ?2, updated_at = ?3, n_reported = ?4, n_running = ?5, n_done = ?6, n_failed = ?7,"
                                " n_cancelled = ?8, message = coalesce(?9, message) WHERE seq = ?1");
    update.bind(1, job.seq).bind(2, word(job.state)).bind(3, tx.nowMs).bind(4, job.reported).bind(5, job.running);
    update.bind(6, job.completed).bind(7, job.failed).bind(8, job.cancelled).bindTextOrNull(9, message);
    update.run();
    if (before != job.state) {
        tx.counts.emplace_back(before, -1);
        tx.counts.emplace_back(job.state, 1);
    }
}

void recordEvent(Transaction &tx, qint64 job, int index, EventSource source, bool applied, const QByteArray &document)
{
    auto insert = tx.db.prepare("INSERT INTO event(job, idx, at, source, applied, doc) VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    insert.bind(1, job).bind(2, index).bind(3, tx.nowMs).bind(4, int(source)).bind(5, applied ? 1 : 0).bind(6, document);
    insert.run();
}

QByteArray cancelMessage()
{
    return messageText(QStringLiteral("Evaluation job cancelled"), "evaluation_job_cancelled");
}

QByteArray messageText(const QString &message, const char *code, const char *origin)
{
    return "{\"message\":" + jsonQuoted(message) + ",\"message_code\":\"" + code + "\",\"message_origin\":\"" + origin + "\"}";
}

} // namespace assay::engine

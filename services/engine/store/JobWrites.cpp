#include "services/engine/store/JobWrites.h"

#include "services/engine/store/Commands.h"
#include "services/engine/store/ExportRows.h"
#include "services/engine/store/Ids.h"
#include "services/engine/store/JobRows.h"
#include "services/engine/store/Rule.h"
#include "services/json/Json.h"

#include <QCoreApplication>
#include <QLocale>
#include <QSet>

namespace assay::engine {

namespace {
constexpr qint64 keyLifetimeMs = 24LL * 3600 * 1000;
constexpr int purgeRows = 500;

QByteArray criteriaText(const std::optional<PassCriteria> &criteria)
{
    return criteria ? json::encode(*criteria) : QByteArray();
}
} // namespace

void JobWrites::load(Database &db, StateCounts &counts)
{
    auto rows = db.prepare("SELECT status, count(*) FROM job GROUP BY status");
    while (rows.step())
        counts.add(runState(rows.text(0)), rows.integer(1));
    auto last = db.prepare("SELECT max(coalesce((SELECT max(seq) FROM job), 0), coalesce((SELECT max(job) FROM purge), 0))");
    if (last.step())
        m_lastSeq = last.integer(0);
}

Result<std::optional<qint64>> JobWrites::knownKey(Transaction &tx, const NewJob &job)
{
    if (job.idempotencyKey.isEmpty())
        return std::optional<qint64>();
    auto old = tx.db.prepare("DELETE FROM job_key WHERE created_at < ?1");
    old.bind(1, tx.nowMs - keyLifetimeMs).run();
    auto row = tx.db.prepare("SELECT job, body FROM job_key WHERE tenant = ?1 AND key = ?2");
    row.bind(1, job.tenant).bind(2, job.idempotencyKey);
    if (!row.step())
        return std::optional<qint64>();
    if (const QString body = row.text(1); !body.isEmpty() && body != job.bodyHash) {
        return Error{Error::Kind::Conflict,
                     QCoreApplication::translate("assay",
                                                 "The header Idempotency-Key names a key that another job was submitted with in the last 24 "
                                                 "hours: send that job's body unchanged, or choose another key."),
                     {},
                     QStringLiteral("idempotency_key_reused")};
    }
    return std::optional(row.integer(0));
}

std::optional<Error> JobWrites::checkSpace() const
{
    const qint64 available = m_options.freeBytes(m_options.workspace);
    if (available < 0 || available >= m_options.minimumFree) // below zero: the file system does not tell
        return {};
    return Error{Error::Kind::Storage,
                 QCoreApplication::translate(
                     "assay", "Only %1 are free where %2 is stored, and new runs need at least %3: free some space, then start the run again.")
                     .arg(QLocale::c().formattedDataSize(available), m_options.workspace, QLocale::c().formattedDataSize(m_options.minimumFree)),
                 {},
                 QStringLiteral("disk_full")};
}

Result<CreatedJob> JobWrites::create(Transaction &tx, const NewJob &job)
{
    const auto known = knownKey(tx, job);
    if (!known)
        return known.error();
    if (*known) {
        auto row = tx.db.prepare("SELECT id FROM job WHERE seq = ?1");
        if (row.bind(1, **known).step())
            return CreatedJob{row.text(0), jobText(tx.db, **known), true};
    }
    if (auto error = checkSpace())
        return *error;
    const qint64 seq = ++m_lastSeq;
    const QString id = newOrderedId(tx.nowMs);
    insertJob(tx, job, seq, id);
    insertBenchmarks(tx, job, seq);
    insertExports(tx, job, seq);
    if (!job.idempotencyKey.isEmpty()) {
        auto key = tx.db.prepare("INSERT OR REPLACE INTO job_key(tenant, key, job, created_at, body) VALUES(?1, ?2, ?3, ?4, ?5)");
        key.bind(1, job.tenant).bind(2, job.idempotencyKey).bind(3, seq).bind(4, tx.nowMs).bind(5, job.bodyHash).run();
    }
    tx.counts.emplace_back(RunState::Pending, 1);
    ChangeRecord change;
    change.jobId = id;
    change.state = RunState::Pending;
    change.created = true;
    tx.changes.push_back(change);
    return CreatedJob{id, jobText(tx.db, seq, true), false};
}

void JobWrites::insertJob(Transaction &tx, const NewJob &job, qint64 seq, const QString &id) const
{
    auto row = tx.db.prepare("INSERT INTO job(seq, id, tenant, owner, name, experiment_id, model_name, model_url, status, created_at,"
                             " updated_at, n_bench, message) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'pending', ?9, ?9, ?10, ?11)");
    row.bind(1, seq).bind(2, id).bind(3, job.tenant).bind(4, job.owner).bind(5, job.job.name).bind(6, job.experimentId);
    row.bind(7, job.job.model.name).bind(8, job.job.model.url).bind(9, tx.nowMs).bind(10, qint64(job.benchmarks.size()));
    row.bind(11, messageText(QStringLiteral("Evaluation job created"), "evaluation_job_created")).run();
    auto doc = tx.db.prepare("INSERT INTO job_doc(job, config, job_criteria, collection_criteria) VALUES(?1, ?2, ?3, ?4)");
    doc.bind(1, seq).bind(2, job.config).bindTextOrNull(3, criteriaText(job.job.passCriteria));
    doc.bindTextOrNull(4, criteriaText(job.collectionCriteria)).run();
    auto tag = tx.db.prepare("INSERT OR IGNORE INTO job_tag(tag, job) VALUES(?1, ?2)");
    for (const QString &text : job.job.tags) {
        tag.bind(1, text).bind(2, seq).run();
        tag.rewind();
    }
}

void JobWrites::insertBenchmarks(Transaction &tx, const NewJob &job, qint64 seq)
{
    auto row = tx.db.prepare("INSERT INTO bench(job, idx, provider, bench, status, has_command) VALUES(?1, ?2, ?3, ?4, 'pending', ?5)");
    auto doc = tx.db.prepare("INSERT INTO bench_spec(job, idx, spec, rule, command, env) VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    for (int index = 0; index < job.benchmarks.size(); ++index) {
        const EffectiveBenchmark &benchmark = job.benchmarks.at(index);
        row.bind(1, seq).bind(2, index).bind(3, benchmark.entry.providerId).bind(4, benchmark.entry.id);
        row.bind(5, benchmark.localCommand.isEmpty() ? 0 : 1).run();
        row.rewind();
        doc.bind(1, seq).bind(2, index).bind(3, json::encode(benchmark.entry)).bind(4, ruleText(benchmark));
        doc.bindTextOrNull(5, benchmark.localCommand.isEmpty() ? QString() : benchmark.localCommand);
        doc.bindTextOrNull(6, environmentText(benchmark.environment)).run();
        doc.rewind();
    }
}

Result<Done> JobWrites::cancel(Transaction &tx, const QString &id, const QString &tenant)
{
    auto found = findJob(tx.db, id, tenant);
    if (!found)
        return found.error();
    JobRow job = *found;
    if (job.state == RunState::Cancelled)
        return Done{};
    if (isTerminal(job.state)) {
        return Error{Error::Kind::Conflict, QStringLiteral("The job %1 can not be cancelled because it is '%2'.").arg(id, word(job.state)),
                     {}, QStringLiteral("job_can_not_be_updated")};
    }
    const QByteArray message = cancelMessage();
    std::vector<ChangeRecord> changes;
    {
        auto open = tx.db.prepare("SELECT idx, status, items_done, items_total FROM bench WHERE job = ?1 AND status IN ('pending', 'running')");
        open.bind(1, job.seq);
        while (open.step()) {
            --job.count(runState(open.text(1)));
            ++job.cancelled;
            ChangeRecord change;
            change.index = int(open.integer(0));
            change.benchmarkState = RunState::Cancelled;
            changes.push_back(change);
        }
    }
    // What never reported stays unlisted, as the contract says: only `reported` decides that.
    auto update = tx.db.prepare("UPDATE bench SET status = 'cancelled', error = ?2, completed_at = ?3"
                                " WHERE job = ?1 AND status IN ('pending', 'running')");
    update.bind(1, job.seq).bind(2, message).bind(3, rfc3339(tx.nowMs)).run();
    const RunState before = std::exchange(job.state, RunState::Cancelled);
    updateJob(tx, job, before, message);
    tx.idleWork = true; // what samples there are is sorted
    recordEvent(tx, job.seq, -1, EventSource::Server, true, "{\"status\":\"cancelled\"}");
    changes.push_back({});
    for (ChangeRecord &change : changes) {
        change.jobId = id;
        change.state = RunState::Cancelled;
        tx.changes.push_back(change);
    }
    return Done{};
}

Result<Done> JobWrites::remove(Transaction &tx, const QString &id, const QString &tenant)
{
    const auto job = findJob(tx.db, id, tenant);
    if (!job)
        return job.error();
    for (const char *sql : {"DELETE FROM job_doc WHERE job = ?1", "DELETE FROM job_key WHERE job = ?1", "DELETE FROM bench WHERE job = ?1",
                            "DELETE FROM bench_spec WHERE job = ?1", "DELETE FROM result WHERE job = ?1", "DELETE FROM event WHERE job = ?1",
                            "DELETE FROM run WHERE job = ?1", "DELETE FROM attempt_end WHERE job = ?1", "DELETE FROM export WHERE job = ?1",
                            "DELETE FROM job_tag WHERE job = ?1", "DELETE FROM import_source WHERE job = ?1",
                            "DELETE FROM job WHERE seq = ?1",
                            "INSERT INTO purge(job) VALUES(?1)"}) {
        auto statement = tx.db.prepare(sql);
        statement.bind(1, job->seq).run();
    }
    tx.idleWork = true; // samples can be many: they go piece by piece when nothing waits
    tx.counts.emplace_back(job->state, -1);
    ChangeRecord change;
    change.jobId = id;
    change.state = job->state;
    change.removed = true;
    tx.changes.push_back(change);
    return Done{};
}

bool JobWrites::purge(Transaction &tx)
{
    qint64 job = 0;
    {
        auto next = tx.db.prepare("SELECT job FROM purge LIMIT 1");
        if (!next.step())
            return false;
        job = next.integer(0);
    }
    auto texts = tx.db.prepare("DELETE FROM sample_text WHERE id IN (SELECT text FROM sample WHERE job = ?1"
                               " ORDER BY idx, attempt, ordinal, repeat LIMIT ?2)");
    texts.bind(1, job).bind(2, purgeRows).run();
    auto rows = tx.db.prepare("DELETE FROM sample WHERE job = ?1 AND (idx, attempt, ordinal, repeat) IN"
                              " (SELECT idx, attempt, ordinal, repeat FROM sample WHERE job = ?1 ORDER BY idx, attempt, ordinal, repeat LIMIT ?2)");
    rows.bind(1, job).bind(2, purgeRows).run();
    if (tx.db.changes() < purgeRows) {
        auto done = tx.db.prepare("DELETE FROM purge WHERE job = ?1");
        done.bind(1, job).run();
    }
    return true;
}

} // namespace assay::engine

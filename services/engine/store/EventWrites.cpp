#include "services/engine/store/EventWrites.h"

#include "services/engine/store/Rule.h"
#include "services/json/Json.h"

#include <QRegularExpression>

#include <nlohmann/json.hpp>

namespace assay::engine {

std::optional<EventWrites::BenchRow> EventWrites::findBench(Database &db, qint64 job, int index)
{
    auto row = db.prepare("SELECT provider, bench, status, reported, started_at, items_done, items_total FROM bench WHERE job = ?1 AND idx = ?2");
    row.bind(1, job).bind(2, index);
    if (!row.step())
        return {};
    BenchRow bench;
    bench.index = index;
    bench.provider = row.text(0);
    bench.id = row.text(1);
    bench.state = runState(row.text(2));
    bench.reported = !row.isNull(3);
    bench.startedAt = row.text(4);
    if (!row.isNull(5))
        bench.itemsDone = row.integer(5);
    if (!row.isNull(6))
        bench.itemsTotal = row.integer(6);
    return bench;
}

Result<Done> EventWrites::apply(Transaction &tx, const QString &jobId, const QString &tenant, const BenchmarkEvent &event,
                                EventSource source)
{
    const int index = int(event.benchmarkIndex.value_or(0));
    auto found = findJob(tx.db, jobId, tenant);
    if (!found)
        return found.error();
    JobRow job = *found;
    if (isTerminal(job.state)) {
        tx.keepOnError = true; // the timeline remembers what came too late
        recordEvent(tx, job.seq, index, source, false, json::encode(event));
        return Error{Error::Kind::Conflict, QStringLiteral("The job %1 can not be running because it is '%2'.").arg(jobId, word(job.state)),
                     {}, QStringLiteral("job_can_not_be_updated")};
    }
    auto bench = findBench(tx.db, job.seq, index);
    if (!bench || bench->provider != event.providerId || bench->id != event.id)
        return benchmarkNotFound(event.id);
    const bool late = isTerminal(bench->state) && !isTerminal(event.status);
    recordEvent(tx, job.seq, index, source, !late, json::encode(event));
    if (!event.jobMeta.isEmpty())
        resolveSha(tx, job, index, event.jobMeta);
    if (late)
        return Done{};
    replaceEntry(tx, job, *bench, event);
    if (isTerminal(event.status))
        storeResult(tx, job, *bench, event);
    settleJob(tx, job);
    noteChange(tx, job, *bench);
    return Done{};
}

/// When the benchmark's attempt began; empty: it has none, only clients reported.
QString EventWrites::attemptStart(Database &db, const JobRow &job, int index)
{
    auto row = db.prepare("SELECT run.started_at FROM bench JOIN run USING(job, idx, attempt) WHERE job = ?1 AND idx = ?2");
    row.bind(1, job.seq).bind(2, index);
    return row.step() && !row.isNull(0) ? rfc3339(row.integer(0)) : QString();
}

/// The whole entry is replaced, but for when it began (which upstream forgets) and how many items it counted.
void EventWrites::replaceEntry(Transaction &tx, JobRow &job, BenchRow &bench, const BenchmarkEvent &event)
{
    const auto messageOf = [](std::optional<Message> message) {
        if (message && message->messageOrigin.isEmpty())
            message->messageOrigin = QStringLiteral("runtime");
        return message ? json::encode(*message) : QByteArray();
    };
    const bool ended = isTerminal(event.status);
    if (!event.startedAt.isEmpty())
        bench.startedAt = event.startedAt;
    else if (bench.startedAt.isEmpty() && event.status == RunState::Running)
        bench.startedAt = rfc3339(tx.nowMs);
    else if (bench.startedAt.isEmpty() && ended)
        bench.startedAt = attemptStart(tx.db, job, bench.index); // a program that reported nothing but its end
    const QString completedAt = event.completedAt.isEmpty() && ended ? rfc3339(tx.nowMs) : event.completedAt;
    if (const auto waiting = m_writer.takeProgress({job.id, bench.index})) {
        bench.itemsDone = waiting->done;
        bench.itemsTotal = waiting->total;
    }
    bench.itemsDone = event.itemsDone ? event.itemsDone : bench.itemsDone;
    bench.itemsTotal = event.itemsTotal ? event.itemsTotal : bench.itemsTotal;
    --job.count(bench.state);
    bench.state = event.status;
    ++job.count(bench.state);
    if (!bench.reported)
        ++job.reported;

    auto update = tx.db.prepare("UPDATE bench SET status = ?3, phase = ?4, error = ?5, warning = ?6, started_at = ?7, completed_at = ?8,"
                                " items_done = ?9, items_total = ?10, reported = coalesce(reported, ?11) WHERE job = ?1 AND idx = ?2");
    update.bind(1, job.seq).bind(2, bench.index).bind(3, event.status.text());
    update.bindTextOrNull(4, event.phase.isSet() ? event.phase.text() : QString());
    update.bindTextOrNull(5, messageOf(event.errorMessage)).bindTextOrNull(6, messageOf(event.warningMessage));
    update.bindTextOrNull(7, bench.startedAt.isEmpty() ? QString() : bench.startedAt);
    update.bindTextOrNull(8, completedAt.isEmpty() ? QString() : completedAt);
    bench.itemsDone ? update.bind(9, *bench.itemsDone) : update.bindNull(9);
    bench.itemsTotal ? update.bind(10, *bench.itemsTotal) : update.bindNull(10);
    update.bind(11, job.reported).run();
}

void EventWrites::storeResult(Transaction &tx, const JobRow &job, const BenchRow &bench, const BenchmarkEvent &event)
{
    BenchmarkResult result;
    result.id = bench.id;
    result.providerId = bench.provider;
    result.benchmarkIndex = bench.index;
    result.metrics = event.metrics;
    result.metricsSchema = completeSchema(event.metrics, event.metricsSchema);
    result.additionalInfo = event.additionalInfo;
    result.artifacts = event.artifacts;
    result.mlflowRunId = event.mlflowRunId;
    result.logsPath = event.logsPath;
    {
        auto rule = tx.db.prepare("SELECT rule FROM bench_spec WHERE job = ?1 AND idx = ?2");
        rule.bind(1, job.seq).bind(2, bench.index);
        if (rule.step())
            result.test = wireBenchmarkTest(ruleOf(rule.utf8(0)), event.metrics);
    }
    auto row = tx.db.prepare("INSERT INTO result(job, idx, bench, model, provider, metric, score, pass, created_at, doc)"
                             " VALUES(?1, ?2, ?3, (SELECT model_name FROM job WHERE seq = ?1), ?4, ?5, ?6, ?7, ?8, ?9)"
                             " ON CONFLICT(job, idx) DO UPDATE SET metric = excluded.metric, score = excluded.score, pass = excluded.pass,"
                             " created_at = excluded.created_at, doc = excluded.doc");
    row.bind(1, job.seq).bind(2, bench.index).bind(3, bench.id).bind(4, bench.provider);
    row.bindTextOrNull(5, result.test ? result.test->primaryScoreMetric : QString());
    result.test && result.test->primaryScore ? row.bind(6, *result.test->primaryScore) : row.bindNull(6);
    result.test && result.test->pass ? row.bind(7, *result.test->pass ? 1 : 0) : row.bindNull(7);
    row.bind(8, tx.nowMs).bind(9, json::encode(result)).run();
}

void EventWrites::settleJob(Transaction &tx, JobRow &job)
{
    const RunState before = std::exchange(job.state, job.stateFromCounts());
    updateJob(tx, job, before, messageText(QString::fromUtf8(stateMessage(tx.db, job)), "evaluation_job_updated"));
    if (job.state == RunState::Completed)
        judgeJob(tx, job);
}

QByteArray EventWrites::stateMessage(Database &db, const JobRow &job)
{
    QList<BenchmarkStatus> failures; // only ends name their failures, so nothing is read on the way
    if (isTerminal(job.state)) {
        auto rows = db.prepare("SELECT bench, status, error FROM bench WHERE job = ?1 ORDER BY reported");
        rows.bind(1, job.seq);
        while (rows.step()) {
            BenchmarkStatus status;
            status.id = rows.text(0);
            status.status = Word<RunState>::fromText(rows.text(1));
            if (const auto message = json::decode<Message>(rows.utf8(2)); !rows.isNull(2) && message)
                status.errorMessage = *message;
            failures.append(status);
        }
    }
    return jobStateMessage(job.state, failures, job.benchmarks).toUtf8();
}

void EventWrites::judgeJob(Transaction &tx, const JobRow &job)
{
    QList<WireEntry> entries;
    QList<std::optional<BenchmarkTest>> tests;
    auto rows = tx.db.prepare("SELECT bench_spec.rule, result.doc FROM bench_spec LEFT JOIN result USING(job, idx)"
                              " WHERE bench_spec.job = ?1 ORDER BY bench_spec.idx");
    rows.bind(1, job.seq);
    while (rows.step()) {
        entries.append(ruleOf(rows.utf8(0)));
        const auto result = json::decode<BenchmarkResult>(rows.utf8(1));
        tests.append(result ? result->test : std::nullopt);
    }
    auto doc = tx.db.prepare("SELECT job_criteria, collection_criteria FROM job_doc WHERE job = ?1");
    doc.bind(1, job.seq);
    if (!doc.step())
        return;
    const auto criteria = [&](int column) -> std::optional<PassCriteria> {
        if (doc.isNull(column))
            return {};
        const auto decoded = json::decode<PassCriteria>(doc.utf8(column));
        return decoded ? std::optional(*decoded) : std::nullopt;
    };
    if (const auto test = wireJobTest(entries, tests, criteria(0), criteria(1))) {
        auto update = tx.db.prepare("UPDATE job SET test = ?2 WHERE seq = ?1");
        update.bind(1, job.seq).bind(2, jobTestText(*test)).run();
    }
}

/// job_meta.resolved_sha lands on the entry's test_data_ref, once; anything that is no commit id is ignored (contract 6).
void EventWrites::resolveSha(Transaction &tx, const JobRow &job, int index, const JsonText &meta)
{
    static const QRegularExpression commit(QStringLiteral("^[0-9a-fA-F]{7,40}$"));
    const auto members = json::parse(meta.text);
    if (!members || !members->is_object() || !members->contains("resolved_sha") || !(*members)["resolved_sha"].is_string())
        return;
    const std::string sha = (*members)["resolved_sha"].get<std::string>();
    if (!commit.match(QString::fromStdString(sha)).hasMatch())
        return;
    auto row = tx.db.prepare("SELECT config FROM job_doc WHERE job = ?1");
    if (!row.bind(1, job.seq).step())
        return;
    auto config = json::parse(row.utf8(0));
    if (!config || !config->contains("benchmarks") || !(*config)["benchmarks"].is_array())
        return;
    nlohmann::json &entries = (*config)["benchmarks"];
    if (std::size_t(index) >= entries.size() || !entries[std::size_t(index)].contains("test_data_ref"))
        return;
    nlohmann::json &data = entries[std::size_t(index)]["test_data_ref"];
    if (!data.is_object() || data.contains("resolved_sha"))
        return;
    data["resolved_sha"] = sha;
    auto update = tx.db.prepare("UPDATE job_doc SET config = ?2 WHERE job = ?1");
    update.bind(1, job.seq).bind(2, json::dump(*config)).run();
}

void EventWrites::noteChange(Transaction &tx, const JobRow &job, const BenchRow &bench)
{
    ChangeRecord change;
    change.jobId = job.id;
    change.state = job.state;
    change.index = bench.index;
    change.benchmarkState = bench.state;
    change.itemsDone = bench.itemsDone;
    change.itemsTotal = bench.itemsTotal;
    tx.changes.push_back(change);
    tx.idleWork = tx.idleWork || isTerminal(bench.state); // its samples are sorted
}

void EventWrites::progress(Transaction &tx, const QString &jobId, int index, ItemsProgress items)
{
    const auto job = findJob(tx.db, jobId, {});
    if (!job || isTerminal(job->state))
        return;
    auto bench = findBench(tx.db, job->seq, index);
    if (!bench || bench->state != RunState::Running)
        return;
    bench->itemsDone = items.done;
    bench->itemsTotal = items.total;
    auto update = tx.db.prepare("UPDATE bench SET items_done = ?3, items_total = ?4 WHERE job = ?1 AND idx = ?2");
    update.bind(1, job->seq).bind(2, index).bind(3, items.done).bind(4, items.total).run();
    noteChange(tx, *job, *bench);
}

void EventWrites::begin(Transaction &tx, JobRow &job, int index)
{
    auto bench = findBench(tx.db, job.seq, index);
    if (!bench || bench->state == RunState::Running)
        return;
    BenchmarkEvent event;
    event.status = RunState::Running;
    event.phase = Phase::Initializing;
    replaceEntry(tx, job, *bench, event);
    settleJob(tx, job);
    noteChange(tx, job, *bench);
}

} // namespace assay::engine

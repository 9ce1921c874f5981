#include "services/engine/store/ExportRows.h"

#include "services/engine/store/Ids.h"
#include "services/engine/store/JobRows.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

namespace assay::engine {

namespace {

constexpr const char *terminalStates = "('completed', 'failed', 'cancelled', 'partially_failed')";

void insert(Transaction &tx, qint64 seq, const QString &kind, const QString &target)
{
    auto row = tx.db.prepare(
        "INSERT INTO export(job, kind, state, attempts, message, reference, target, exported) VALUES(?1, ?2, 'pending', 0, '', '', ?3, 0)");
    row.bind(1, seq).bind(2, kind).bind(3, target).run();
}

} // namespace

void insertExports(Transaction &tx, const NewJob &job, qint64 seq)
{
    if (!job.experimentId.isEmpty())
        insert(tx, seq, QStringLiteral("mlflow"), job.experimentUrl);
    if (job.job.exports && job.job.exports->oci)
        insert(tx, seq, QStringLiteral("oci"), {});
}

QList<ExportRecord> readPendingExports(Database &db, const QString &jobId)
{
    static const QByteArray sql = QByteArray("SELECT job.id, kind, state, attempts, export.message, reference, target, job.updated_at FROM export"
                                             " JOIN job ON job.seq = export.job WHERE (?1 = '' OR job.id = ?1) AND job.status IN ")
        + terminalStates + " AND (state = 'pending' OR (state = 'done' AND exported <> job.updated_at)) ORDER BY export.job, kind";
    auto rows = db.prepare(sql.constData());
    rows.bind(1, jobId);
    QList<ExportRecord> out;
    while (rows.step())
        out.append({rows.text(0), rows.text(1), rows.text(2), int(rows.integer(3)), rows.text(4), rows.text(5), rows.text(6), rows.integer(7)});
    return out;
}

QStringList readJobsWithExports(Database &db)
{
    auto rows = db.prepare("SELECT DISTINCT job.id FROM export JOIN job ON job.seq = export.job");
    QStringList out;
    while (rows.step())
        out << rows.text(0);
    return out;
}

Result<Done> recordExport(Transaction &tx, const ExportRecord &record)
{
    const auto job = findJob(tx.db, record.jobId, {});
    if (!job)
        return job.error();
    auto row = tx.db.prepare("UPDATE export SET state = ?3, attempts = ?4, message = ?5, reference = ?6, exported = ?7 WHERE job = ?1 AND kind = ?2");
    row.bind(1, job->seq).bind(2, record.kind).bind(3, record.state).bind(4, record.attempts).bind(5, record.message).bind(6, record.reference);
    row.bind(7, record.jobVersion).run();
    ChangeRecord change;
    change.jobId = record.jobId;
    change.state = job->state;
    tx.changes.push_back(change);
    return Done{};
}

Result<Done> retryExports(Transaction &tx, qint64 sinceMs)
{
    auto row = tx.db.prepare("UPDATE export SET state = 'pending' WHERE state = 'failed' AND job IN (SELECT seq FROM job WHERE updated_at >= ?1)");
    row.bind(1, sinceMs).run();
    return Done{};
}

Result<Done> recordMlflowRun(Transaction &tx, const QString &jobId, int index, const QString &runId)
{
    const auto job = findJob(tx.db, jobId, {});
    if (!job)
        return job.error();
    auto row = tx.db.prepare("SELECT doc FROM result WHERE job = ?1 AND idx = ?2");
    row.bind(1, job->seq).bind(2, index);
    if (!row.step())
        return benchmarkNotFound(QString::number(index));
    auto result = json::decode<BenchmarkResult>(row.utf8(0));
    if (!result)
        return result.error();
    if (!result->mlflowRunId.isEmpty())
        return Done{};
    result->mlflowRunId = runId;
    auto update = tx.db.prepare("UPDATE result SET doc = ?3 WHERE job = ?1 AND idx = ?2");
    update.bind(1, job->seq).bind(2, index).bind(3, json::encode(*result)).run();
    return Done{};
}

QByteArray exportMembers(Database &db, qint64 job, bool ended)
{
    auto rows = db.prepare("SELECT kind, state, attempts, export.message, reference, target, state = 'done' AND exported <> updated_at FROM export"
                           " JOIN job ON job.seq = export.job WHERE export.job = ?1 ORDER BY kind");
    rows.bind(1, job);
    QByteArray url;
    auto list = nlohmann::ordered_json::array();
    while (rows.step()) {
        if (rows.text(0) == QLatin1String("mlflow"))
            url = jsonQuoted(rows.text(5));
        const bool ranAgain = rows.integer(6) != 0; // what was sent is of the run before: see readPendingExports()
        nlohmann::ordered_json entry{{"kind", rows.utf8(0).toStdString()},
                                     {"state", ranAgain ? "pending" : rows.utf8(1).toStdString()},
                                     {"attempts", ranAgain ? 0 : rows.integer(2)}};
        if (!rows.utf8(3).isEmpty())
            entry["message"] = rows.utf8(3).toStdString();
        if (!rows.utf8(4).isEmpty())
            entry["reference"] = rows.utf8(4).toStdString();
        list.push_back(std::move(entry));
    }
    QByteArray out;
    if (!url.isEmpty())
        out += ",\"mlflow_experiment_url\":" + url;
    if (ended && !list.empty())
        out += ",\"assay_exports\":" + QByteArray::fromStdString(list.dump());
    return out;
}

} // namespace assay::engine

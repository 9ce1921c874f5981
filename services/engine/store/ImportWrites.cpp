#include "services/engine/store/ImportWrites.h"

#include "services/engine/store/SampleTable.h"
#include "services/json/Json.h"

namespace assay::engine {

namespace {
constexpr int keptRequests = 50;
}

Result<ImportedContent> findImport(Database &db, const QString &key)
{
    auto row = db.prepare("SELECT job.id, import_source.complete FROM import_source JOIN job ON job.seq = import_source.job WHERE key = ?1");
    if (!row.bind(1, key).step())
        return ImportedContent{};
    return ImportedContent{row.text(0), row.integer(1) != 0, true};
}

Result<ImportedContent> importJob(Transaction &tx, JobWrites &jobs, EventWrites &events, const ImportedJob &imported)
{
    const auto known = findImport(tx.db, imported.key);
    if (!known || known->known)
        return known;
    const auto created = jobs.create(tx, imported.job);
    if (!created)
        return created.error();
    for (const BenchmarkEvent &end : imported.ends) {
        if (const auto applied = events.apply(tx, created->id, imported.job.tenant, end, EventSource::Server); !applied)
            return applied.error();
    }
    auto seq = tx.db.prepare("SELECT seq FROM job WHERE id = ?1");
    seq.bind(1, created->id).step();
    auto key = tx.db.prepare("INSERT INTO import_source(key, job, complete) VALUES(?1, ?2, ?3)");
    key.bind(1, imported.key).bind(2, seq.integer(0)).bind(3, imported.complete ? 1 : 0).run();
    if (imported.createdMs > 0) {
        auto update = tx.db.prepare("UPDATE job SET created_at = ?2 WHERE seq = ?1");
        update.bind(1, seq.integer(0)).bind(2, imported.createdMs).run();
    }
    return ImportedContent{created->id, imported.complete, false};
}

Result<Done> addImportedSamples(Transaction &tx, const JobWrites &jobs, const QString &jobId, int index, const QList<Sample> &samples)
{
    if (auto error = jobs.checkSpace())
        return *error;
    return writeSamples(tx, jobId, index, 0, samples);
}

Result<Done> finishImport(Transaction &tx, const QString &jobId, const QString &key, const QHash<int, QByteArray> &infos)
{
    const auto job = findJob(tx.db, jobId, {});
    if (!job)
        return job.error();
    for (auto info = infos.begin(); info != infos.end(); ++info) {
        QByteArray document;
        {
            auto row = tx.db.prepare("SELECT doc FROM result WHERE job = ?1 AND idx = ?2");
            if (!row.bind(1, job->seq).bind(2, info.key()).step())
                continue;
            document = row.utf8(0);
        }
        auto result = json::decode<BenchmarkResult>(document);
        if (!result)
            return result.error();
        result->additionalInfo.text = info.value();
        auto update = tx.db.prepare("UPDATE result SET doc = ?3 WHERE job = ?1 AND idx = ?2");
        update.bind(1, job->seq).bind(2, info.key()).bind(3, json::encode(*result)).run();
        if (const auto bench = EventWrites::findBench(tx.db, job->seq, info.key()))
            EventWrites::noteChange(tx, *job, *bench);
    }
    auto done = tx.db.prepare("INSERT INTO import_source(key, job, complete) VALUES(?1, ?2, 1) ON CONFLICT(key) DO UPDATE SET complete = 1");
    done.bind(1, key).bind(2, job->seq).run();
    auto touched = tx.db.prepare("UPDATE job SET updated_at = ?2 WHERE seq = ?1");
    touched.bind(1, job->seq).bind(2, tx.nowMs).run();
    tx.idleWork = true; // samples that came since are sorted
    return Done{};
}

bool wasImported(Database &db, qint64 job)
{
    auto row = db.prepare("SELECT 1 FROM import_source WHERE job = ?1");
    return row.bind(1, job).step();
}

Result<Done> saveImportRequest(Transaction &tx, const ImportRecord &record)
{
    auto row = tx.db.prepare("INSERT INTO import_request(id, tenant, running, doc) VALUES(?1, ?2, ?3, ?4)"
                             " ON CONFLICT(id) DO UPDATE SET running = excluded.running, doc = excluded.doc");
    row.bind(1, record.id).bind(2, record.tenant).bind(3, record.running ? 1 : 0).bind(4, record.document).run();
    auto old = tx.db.prepare("DELETE FROM import_request WHERE running = 0 AND seq NOT IN (SELECT seq FROM import_request ORDER BY seq DESC LIMIT ?1)");
    old.bind(1, keptRequests).run();
    return Done{};
}

Result<QList<ImportRecord>> readImportRequests(Database &db)
{
    QList<ImportRecord> records;
    auto rows = db.prepare("SELECT id, tenant, running, doc FROM import_request ORDER BY seq DESC");
    while (rows.step())
        records.append({rows.text(0), rows.text(1), rows.integer(2) != 0, rows.utf8(3)});
    return records;
}

} // namespace assay::engine

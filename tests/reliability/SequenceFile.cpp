#include "tests/reliability/Sequence.h"

#include "services/engine/store/Sqlite.h"

#include <QDir>

// What is on the disk when no engine runs.

namespace assay::test {

using Json = nlohmann::json;

namespace {

/// Each counts what must not be.
const char *const illegal[] = {
    "SELECT count(*) FROM job WHERE n_bench <> (SELECT count(*) FROM bench WHERE job = job.seq)",
    "SELECT count(*) FROM job WHERE n_running <> (SELECT count(*) FROM bench WHERE job = job.seq AND bench.status = "
    "'running')",
    "SELECT count(*) FROM job WHERE n_done <> (SELECT count(*) FROM bench WHERE job = job.seq AND bench.status = "
    "'completed')",
    "SELECT count(*) FROM job WHERE n_failed <> (SELECT count(*) FROM bench WHERE job = job.seq AND bench.status = "
    "'failed')",
    "SELECT count(*) FROM job WHERE n_cancelled <> (SELECT count(*) FROM bench WHERE job = job.seq AND bench.status = "
    "'cancelled')",
    "SELECT count(*) FROM job WHERE status IN ('completed', 'failed', 'cancelled', 'partially_failed')"
    " AND EXISTS (SELECT 1 FROM bench WHERE job = job.seq AND bench.status IN ('pending', 'running'))",
    "SELECT count(*) FROM bench WHERE job NOT IN (SELECT seq FROM job)",
    "SELECT count(*) FROM bench_spec WHERE job NOT IN (SELECT seq FROM job)",
    "SELECT count(*) FROM result WHERE job NOT IN (SELECT seq FROM job)",
    "SELECT count(*) FROM event WHERE job NOT IN (SELECT seq FROM job)",
    "SELECT count(*) FROM run WHERE job NOT IN (SELECT seq FROM job)",
    "SELECT count(*) FROM job_doc WHERE job NOT IN (SELECT seq FROM job)",
    "SELECT count(*) FROM job_tag WHERE job NOT IN (SELECT seq FROM job)",
    "SELECT count(*) FROM job_key WHERE job NOT IN (SELECT seq FROM job)",
    "SELECT count(*) FROM sample WHERE job NOT IN (SELECT seq FROM job) AND job NOT IN (SELECT job FROM purge)",
    "SELECT count(*) FROM sample_text WHERE id NOT IN (SELECT text FROM sample)",
    "SELECT count(*) FROM result JOIN bench USING(job, idx) WHERE bench.status IN ('pending', 'running')",
};

} // namespace

void Sequence::lookIntoTheFile()
{
    engine::Database db(m_world.database(), engine::Database::Mode::ReadWrite);
    {
        auto row = db.prepare("PRAGMA integrity_check");
        if (!row.step() || row.utf8(0) != "ok")
            throw Violation("the file is not sound: " + row.text(0).toStdString());
    }
    for (const char *sql : illegal) {
        auto row = db.prepare(sql);
        if (!row.step() || row.integer(0) != 0)
            throw Violation("illegal rows: " + std::string(sql));
    }
}

std::string Sequence::strayFolder() const
{
    const QDir jobs(m_world.folder.path() + QStringLiteral("/jobs"));
    for (const QString &name : jobs.entryList(QDir::Dirs | QDir::Files | QDir::NoDotAndDotDot)) {
        const auto isHis = [&](const auto &entry) { return entry.second.id == name.toStdString(); };
        if (std::none_of(m_model.jobs.begin(), m_model.jobs.end(), isHis))
            return name.toStdString();
    }
    return {};
}

std::string Sequence::leftFolder() const
{
    for (const auto &[name, job] : m_model.jobs) {
        for (std::size_t i = 0; i < job.benchmarks.size(); ++i) {
            const QString folder
                = m_world.folder.path() + QStringLiteral("/jobs/%1/%2").arg(QString::fromStdString(job.id)).arg(i);
            const QStringList left = QDir(folder).entryList({ QStringLiteral("attempt-*") }, QDir::Dirs);
            if (job.benchmarks[i].state == "completed" && !left.isEmpty())
                return (folder + QLatin1Char('/') + left.first()).toStdString();
        }
    }
    return {};
}

} // namespace assay::test

#include "services/engine/store/Migrations.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <sqlite3.h>

#include <iterator>

namespace assay::engine {

namespace {

// Never edited once released: a change is a new entry. Wide texts stand in tables of their own, so that the narrow ones,
// which lists walk over and reports write to, stay small.
const char *const schema1 = R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES('stopped', 'cleanly');

CREATE TABLE job(seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, owner TEXT NOT NULL, name TEXT NOT NULL,
  experiment_id TEXT NOT NULL, model_name TEXT NOT NULL, model_url TEXT NOT NULL, status TEXT NOT NULL,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  n_bench INTEGER NOT NULL, n_reported INTEGER NOT NULL DEFAULT 0, n_running INTEGER NOT NULL DEFAULT 0,
  n_done INTEGER NOT NULL DEFAULT 0, n_failed INTEGER NOT NULL DEFAULT 0, n_cancelled INTEGER NOT NULL DEFAULT 0,
  message TEXT NOT NULL, test TEXT);
CREATE INDEX job_status ON job(status, seq);
CREATE INDEX job_tenant ON job(tenant, seq);
CREATE INDEX job_name ON job(name, seq);
CREATE INDEX job_owner ON job(owner, seq);
CREATE TABLE job_doc(job INTEGER PRIMARY KEY, config TEXT NOT NULL, job_criteria TEXT, collection_criteria TEXT);
CREATE TABLE job_tag(tag TEXT NOT NULL, job INTEGER NOT NULL, PRIMARY KEY(tag, job)) WITHOUT ROWID;
CREATE INDEX job_tag_job ON job_tag(job);
CREATE TABLE job_key(tenant TEXT NOT NULL, key TEXT NOT NULL, job INTEGER NOT NULL, created_at INTEGER NOT NULL,
  PRIMARY KEY(tenant, key)) WITHOUT ROWID;
CREATE INDEX job_key_age ON job_key(created_at);

CREATE TABLE bench(job INTEGER NOT NULL, idx INTEGER NOT NULL, provider TEXT NOT NULL, bench TEXT NOT NULL,
  status TEXT NOT NULL, reported INTEGER, phase TEXT, error TEXT, warning TEXT, started_at TEXT, completed_at TEXT,
  items_done INTEGER, items_total INTEGER, attempt INTEGER NOT NULL DEFAULT 0, has_command INTEGER NOT NULL,
  s_total INTEGER NOT NULL DEFAULT 0, s_passed INTEGER NOT NULL DEFAULT 0, s_failed INTEGER NOT NULL DEFAULT 0,
  s_not_extracted INTEGER NOT NULL DEFAULT 0, s_errors INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(job, idx)) WITHOUT ROWID;
CREATE TABLE bench_spec(job INTEGER NOT NULL, idx INTEGER NOT NULL, spec TEXT NOT NULL, rule TEXT NOT NULL, command TEXT,
  PRIMARY KEY(job, idx)) WITHOUT ROWID;
CREATE TABLE result(seq INTEGER PRIMARY KEY, job INTEGER NOT NULL, idx INTEGER NOT NULL, bench TEXT NOT NULL, model TEXT NOT NULL,
  provider TEXT NOT NULL, metric TEXT, score REAL, pass INTEGER, created_at INTEGER NOT NULL, doc TEXT NOT NULL, UNIQUE(job, idx));
CREATE TABLE event(seq INTEGER PRIMARY KEY, job INTEGER NOT NULL, idx INTEGER NOT NULL, at INTEGER NOT NULL,
  source INTEGER NOT NULL, applied INTEGER NOT NULL, doc TEXT NOT NULL);
CREATE INDEX event_job ON event(job, seq);
CREATE TABLE run(job INTEGER NOT NULL, idx INTEGER NOT NULL, attempt INTEGER NOT NULL, pid INTEGER NOT NULL,
  start_ticks INTEGER NOT NULL, boot_id TEXT NOT NULL, state TEXT NOT NULL, deadline INTEGER NOT NULL, exit TEXT,
  PRIMARY KEY(job, idx, attempt)) WITHOUT ROWID;

CREATE TABLE sample(job INTEGER NOT NULL, idx INTEGER NOT NULL, attempt INTEGER NOT NULL, ordinal INTEGER NOT NULL,
  repeat INTEGER NOT NULL, item_key TEXT NOT NULL, score REAL, outcome INTEGER NOT NULL, not_extracted INTEGER NOT NULL,
  latency REAL, prompt_tokens INTEGER, completion_tokens INTEGER, text INTEGER NOT NULL,
  PRIMARY KEY(job, idx, attempt, ordinal, repeat)) WITHOUT ROWID;
CREATE INDEX sample_score ON sample(job, idx, attempt, score, ordinal, repeat);
CREATE TABLE sample_text(id INTEGER PRIMARY KEY, prompt TEXT, response TEXT, target TEXT, extracted TEXT, scores TEXT,
  error TEXT, metadata TEXT);

CREATE TABLE document(seq INTEGER PRIMARY KEY, kind INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL,
  owner TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX document_tenant ON document(kind, tenant, seq);
CREATE TABLE purge(job INTEGER PRIMARY KEY);
)sql";

// Benchmarks that run again keep what their earlier attempts came to; a key knows the body it was sent with.
const char *const schema2 = R"sql(
CREATE TABLE attempt_end(job INTEGER NOT NULL, idx INTEGER NOT NULL, attempt INTEGER NOT NULL, status TEXT NOT NULL,
  started_at TEXT, completed_at TEXT, error TEXT, result TEXT, PRIMARY KEY(job, idx, attempt)) WITHOUT ROWID;
ALTER TABLE job_key ADD COLUMN body TEXT NOT NULL DEFAULT '';
)sql";

// Commands run under supervision: what they were started with, their processes, how many of their reports were applied, how they
// ended, how often they were retried, and which of them the user allowed.
const char *const schemaCommands = R"sql(
ALTER TABLE bench_spec ADD COLUMN env TEXT;
ALTER TABLE bench ADD COLUMN retries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bench ADD COLUMN retry_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_doc ADD COLUMN run_started_at INTEGER;
ALTER TABLE run ADD COLUMN started_at INTEGER;
ALTER TABLE run ADD COLUMN ended_at INTEGER;
ALTER TABLE run ADD COLUMN reports INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN exit_code INTEGER;
ALTER TABLE run ADD COLUMN signal INTEGER;
ALTER TABLE run ADD COLUMN cpu REAL;
ALTER TABLE run ADD COLUMN max_rss INTEGER;
ALTER TABLE run ADD COLUMN wall REAL;
ALTER TABLE run ADD COLUMN swept INTEGER NOT NULL DEFAULT 0;
CREATE INDEX run_process ON run(job, idx, attempt) WHERE pid <> 0 AND ended_at IS NULL;
CREATE INDEX run_unswept ON run(ended_at) WHERE swept = 0 AND ended_at IS NOT NULL;
CREATE TABLE command(seq INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, provider TEXT NOT NULL, command TEXT NOT NULL, env TEXT NOT NULL,
  first_seen INTEGER NOT NULL, decision INTEGER NOT NULL DEFAULT 0, decided_at INTEGER NOT NULL DEFAULT 0);
)sql";

// What goes elsewhere when a job has ended, and how far that is.
const char *const schemaExports = R"sql(
CREATE TABLE export(job INTEGER NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, message TEXT NOT NULL,
  reference TEXT NOT NULL, target TEXT NOT NULL, exported INTEGER NOT NULL, PRIMARY KEY(job, kind)) WITHOUT ROWID;
)sql";

// Samples by item, how much text each has, so that a page need not load a huge one, and whether its metadata may name a group:
// of those that are here already nobody has looked.
const char *const schemaSampleKeys = R"sql(
ALTER TABLE sample ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sample ADD COLUMN grouped INTEGER NOT NULL DEFAULT 1;
CREATE INDEX sample_item ON sample(job, idx, attempt, item_key, repeat);
)sql";

// Where runs of other tools came from, so that the same content is not imported twice; and the requests to import themselves.
const char *const schemaImports = R"sql(
CREATE TABLE import_source(key TEXT PRIMARY KEY, job INTEGER NOT NULL, complete INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX import_source_job ON import_source(job);
CREATE TABLE import_request(seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, running INTEGER NOT NULL, doc TEXT NOT NULL);
)sql";

// Where in its benchmark's log each attempt begins; of those that are here already nobody knows.
const char *const schemaAttemptLogs = R"sql(
ALTER TABLE run ADD COLUMN log_from INTEGER;
)sql";

// The first samples by each of their numbers, without looking at all of them; see SampleSorts.h, by which those that are here already
// come into the indexes, too.
const char *const schemaSampleSorts = R"sql(
ALTER TABLE sample ADD COLUMN sorted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX sample_unsorted ON sample(job, idx, attempt, ordinal, repeat) WHERE sorted = 0;
CREATE INDEX sample_latency ON sample(job, idx, attempt, latency, ordinal, repeat) WHERE sorted = 1;
CREATE INDEX sample_prompt_tokens ON sample(job, idx, attempt, prompt_tokens, ordinal, repeat) WHERE sorted = 1;
CREATE INDEX sample_completion_tokens ON sample(job, idx, attempt, completion_tokens, ordinal, repeat) WHERE sorted = 1;
)sql";

const char *const migrations[] = {schema1,       schema2, schemaExports, schemaCommands, schemaSampleKeys,
                                  schemaImports, schemaAttemptLogs, schemaSampleSorts}; // [i] brings schema i to i + 1

Error failure(const QString &message, const QString &detail = {})
{
    return Error{Error::Kind::Storage, message, detail, {}};
}

/// What can be said without SQLite: it would call a text file "not a database" only at the first read.
std::optional<Error> checkHeader(const StoreOptions &options)
{
    const QString name = databaseFile(options);
    QFile file(name);
    if (!file.exists() || file.size() == 0)
        return {};
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(
            QCoreApplication::translate(
                "assay",
                "The store %1 cannot be read: give this user the right to read and write it, or choose another folder with --workspace.")
                .arg(name),
            file.errorString());
    }
    const QByteArray header = file.read(100);
    if (header.size() < 100 || !header.startsWith(QByteArray("SQLite format 3\0", 16)))
        return damagedError(options, QStringLiteral("header"));
    return {};
}

const char *durability(const StoreOptions &options)
{
    return options.fullDurability ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL";
}

void configure(Database &db, const StoreOptions &options)
{
    db.execute("PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384;");
    {
        auto mode = db.prepare("PRAGMA journal_mode=WAL");
        if (!mode.step() || mode.utf8(0) != "wal")
            throw SqliteError(SQLITE_CANTOPEN, "the file system does not allow a write-ahead log");
    }
    db.execute(durability(options));
    db.execute("PRAGMA wal_autocheckpoint=0");
    if (options.maxPageCount > 0)
        db.execute("PRAGMA max_page_count=" + QByteArray::number(options.maxPageCount));
}

/// Does not wait for the disk: the mark stands in the log before everything that is written later, so whatever reaches the disk after
/// it brings it along, and when nothing does there is nothing to check.
void markOpen(Database &db, const StoreOptions &options)
{
    db.execute("PRAGMA synchronous=OFF");
    db.execute("UPDATE meta SET value = 'not yet' WHERE key = 'stopped'");
    db.execute(durability(options));
}

std::optional<Error> checkOwner(Database &db, const StoreOptions &options, qint64 version)
{
    const qint64 application = db.pragma("application_id");
    if (application == 0 && version == 0) {
        auto tables = db.prepare("SELECT count(*) FROM sqlite_schema");
        if (tables.step() && tables.integer(0) == 0)
            return {}; // new
    }
    const QString name = databaseFile(options);
    if (application != storeApplicationId) {
        return failure(QCoreApplication::translate("assay",
                                                   "%1 is not a store of Assay, or its header is damaged: move the file away or choose another "
                                                   "folder with --workspace; nothing was changed in it.")
                           .arg(name),
                       QStringLiteral("application_id %1").arg(application));
    }
    if (version > newestSchema()) {
        return failure(QCoreApplication::translate("assay",
                                                   "The store %1 was written by a newer Assay (schema %2, this one knows %3): update Assay or "
                                                   "choose another folder with --workspace.")
                           .arg(name)
                           .arg(version)
                           .arg(newestSchema()));
    }
    return {};
}

void backUp(Database &db, const StoreOptions &options, qint64 version)
{
    const QString copy = QStringLiteral("%1.schema-%2").arg(databaseFile(options)).arg(version);
    QFile::remove(copy); // VACUUM INTO wants a file that is not there; an older copy of the same schema is older data
    db.prepare("VACUUM INTO ?1").bind(1, copy).run();
}

void migrate(Database &db, const StoreOptions &options, qint64 version)
{
    if (version > 0 && version < newestSchema())
        backUp(db, options, version);
    for (qint64 next = version; next < newestSchema(); ++next) {
        db.execute("BEGIN IMMEDIATE");
        db.execute(migrations[next]);
        db.execute("PRAGMA application_id=" + QByteArray::number(storeApplicationId));
        db.execute("PRAGMA user_version=" + QByteArray::number(next + 1));
        db.execute("COMMIT");
    }
    if (version < newestSchema()) // page 1, which says whose file this is, belongs into the file at once
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

} // namespace

int newestSchema()
{
    return int(std::size(migrations));
}

QString databaseFile(const StoreOptions &options)
{
    return options.workspace + QLatin1String("/assay.sqlite");
}

bool meansDamage(const SqliteError &error)
{
    return error.primary() == SQLITE_CORRUPT || error.primary() == SQLITE_NOTADB;
}

namespace {

Error damagedFile(const QString &file, const QString &detail)
{
    return failure(QCoreApplication::translate("assay",
                                               "The store %1 is damaged: nothing is written to it any more; copy what you need, then move the "
                                               "file away or put a backup in its place.")
                       .arg(file),
                   detail);
}

} // namespace

Error damagedError(const StoreOptions &options, const QString &detail)
{
    return damagedFile(databaseFile(options), detail);
}

Error storageError(const SqliteError &error, const StoreOptions &options)
{
    return storageError(error, options.workspace, databaseFile(options));
}

Error storageError(const SqliteError &error, const QString &folder, const QString &file)
{
    const QString detail = QStringLiteral("%1 (%2)").arg(QString::fromUtf8(error.what())).arg(error.code);
    if (meansDamage(error))
        return damagedFile(file, detail);
    if (error.primary() == SQLITE_FULL || error.code == SQLITE_IOERR_WRITE || error.code == SQLITE_IOERR_SHMSIZE) {
        return failure(QCoreApplication::translate(
                           "assay", "The disk that holds %1 is full: free some space and try again; what was stored before is safe.")
                           .arg(folder),
                       detail);
    }
    if (error.primary() == SQLITE_READONLY || error.primary() == SQLITE_CANTOPEN || error.primary() == SQLITE_PERM) {
        return failure(QCoreApplication::translate("assay",
                                                   "The store %1 cannot be written: give this user the right to write the file and its folder, "
                                                   "or choose another folder with --workspace.")
                           .arg(file),
                       detail);
    }
    if (error.primary() == SQLITE_BUSY) {
        return failure(QCoreApplication::translate("assay", "The store %1 is in use by another program: close that one and try again.")
                           .arg(file), detail);
    }
    return failure(
        QCoreApplication::translate("assay", "The store %1 did not take the data: try again, and look at the disk's health if it happens again.")
            .arg(file),
        detail);
}

Result<OpenedDatabase> openDatabase(const StoreOptions &options)
{
    if (auto error = checkHeader(options))
        return *error;
    try {
        OpenedDatabase opened;
        opened.writer = std::make_unique<Database>(databaseFile(options), Database::Mode::Create);
        Database &db = *opened.writer;
        const qint64 version = db.pragma("user_version");
        if (auto error = checkOwner(db, options, version))
            return *error;
        configure(db, options);
        migrate(db, options, version);
        {
            auto stopped = db.prepare("SELECT value FROM meta WHERE key = 'stopped'");
            opened.stoppedCleanly = stopped.step() && stopped.utf8(0) == "cleanly";
        }
        if (opened.stoppedCleanly)
            markOpen(db, options);
        QFile::setPermissions(databaseFile(options), QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        return opened;
    } catch (const SqliteError &error) {
        return storageError(error, options);
    }
}

std::unique_ptr<Database> openReader(const StoreOptions &options)
{
    auto db = std::make_unique<Database>(databaseFile(options), Database::Mode::ReadOnly);
    db->execute("PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8192; PRAGMA mmap_size=268435456; PRAGMA query_only=ON;");
    return db;
}

} // namespace assay::engine

#include "services/library/LibrarySchema.h"

namespace assay {

namespace {

/// Times are milliseconds since 1970 in UTC. A run is named by its connection and its id there, as RunRef does.
const char *const runs = R"(CREATE TABLE runs (
    connection TEXT NOT NULL, job TEXT NOT NULL,
    state TEXT NOT NULL, created INTEGER,
    seen INTEGER NOT NULL,   -- when a server last told of it
    gone INTEGER,            -- since when its server has it no more; NULL: it is there
    record TEXT NOT NULL,    -- the rest, as RunRecordText writes it
    PRIMARY KEY (connection, job)) WITHOUT ROWID)";

const char *const notes = R"(CREATE TABLE run_notes (
    connection TEXT NOT NULL, job TEXT NOT NULL, note TEXT NOT NULL, changed INTEGER NOT NULL,
    PRIMARY KEY (connection, job)) WITHOUT ROWID)";

const char *const tags = R"(CREATE TABLE run_tags (
    connection TEXT NOT NULL, job TEXT NOT NULL, tag TEXT NOT NULL,
    PRIMARY KEY (connection, job, tag)) WITHOUT ROWID)";

const char *const baselines = R"(CREATE TABLE baselines (
    scope TEXT NOT NULL PRIMARY KEY, -- what is measured, and of which models; see RunLibrary.h
    connection TEXT NOT NULL, job TEXT NOT NULL, changed INTEGER NOT NULL) WITHOUT ROWID)";

/// Whatever has a name and a text: saved views, saved comparisons.
const char *const documents = R"(CREATE TABLE documents (
    kind TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, body BLOB NOT NULL, changed INTEGER NOT NULL,
    PRIMARY KEY (kind, id)) WITHOUT ROWID)";

/// Rows of `runs` are as old as the last word of their connection.
const char *const sources = "CREATE TABLE sources (connection TEXT NOT NULL PRIMARY KEY, heard INTEGER NOT NULL) WITHOUT ROWID";

/// What people noted about samples: the reason's number, 0: none; the label as HumanLabel; tags as a JSON list of texts.
const char *const triage = R"(CREATE TABLE triage (
    connection TEXT NOT NULL, job TEXT NOT NULL, benchmark INTEGER NOT NULL, item_key TEXT NOT NULL, repeat INTEGER NOT NULL,
    reason INTEGER NOT NULL, label INTEGER NOT NULL, tags TEXT NOT NULL, note TEXT NOT NULL, changed INTEGER NOT NULL,
    PRIMARY KEY (connection, job, benchmark, item_key, repeat)) WITHOUT ROWID)";

/// Samples that were kept for a benchmark, as they were then: the run may be gone.
const char *const regression = R"(CREATE TABLE regression (
    connection TEXT NOT NULL, job TEXT NOT NULL, benchmark INTEGER NOT NULL, item_key TEXT NOT NULL, repeat INTEGER NOT NULL,
    benchmark_id TEXT NOT NULL, sample TEXT NOT NULL, added INTEGER NOT NULL,
    PRIMARY KEY (connection, job, benchmark, item_key, repeat)) WITHOUT ROWID)";

const char *const triageReasons = "CREATE TABLE triage_reasons (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL)";

} // namespace

const QList<LibraryMigration> &libraryMigrations()
{
    static const QList<LibraryMigration> all{
        {{QString::fromLatin1(runs), QString::fromLatin1(notes), QString::fromLatin1(tags), QString::fromLatin1(baselines),
          QString::fromLatin1(documents)}},
        {{QString::fromLatin1(sources)}},
        {{QString::fromLatin1(triage), QString::fromLatin1(regression), QString::fromLatin1(triageReasons)}},
    };
    return all;
}

QStringList rebuildableTables() { return {QStringLiteral("runs"), QStringLiteral("sources")}; }

} // namespace assay

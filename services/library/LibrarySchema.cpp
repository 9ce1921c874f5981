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

} // namespace

const QList<LibraryMigration> &libraryMigrations()
{
    static const QList<LibraryMigration> all{
        {{QString::fromLatin1(runs), QString::fromLatin1(notes), QString::fromLatin1(tags), QString::fromLatin1(baselines),
          QString::fromLatin1(documents)}},
    };
    return all;
}

QStringList rebuildableTables() { return {QStringLiteral("runs")}; }

} // namespace assay

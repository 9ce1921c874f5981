#include "services/library/SqlRunLibrary.h"

#include "services/library/LibraryDatabase.h"
#include "services/library/LibraryStatement.h"
#include "services/library/RunRecordText.h"

#include <QSqlDatabase>

namespace assay {

namespace {

Result<Done> ended(const LibraryStatement &statement)
{
    return statement.error() ? Result<Done>(*statement.error()) : Result<Done>(Done{});
}

Result<Done> loadRuns(QSqlDatabase &database, LibraryContent &content)
{
    LibraryStatement rows(database, QStringLiteral("SELECT connection, job, state, created, gone, record FROM runs"));
    rows.run();
    while (rows.next()) {
        RunRecord record;
        record.ref = {rows.text(0), rows.text(1)};
        record.state = Word<RunState>::fromText(rows.text(2));
        record.created = rows.number(3);
        record.goneMs = rows.number(4);
        decodeRecord(rows.value(5).toByteArray(), record);
        content.runs << record;
    }
    return ended(rows);
}

Result<Done> loadMarks(QSqlDatabase &database, LibraryContent &content)
{
    QHash<QString, RunMark> marks;
    LibraryStatement notes(database, QStringLiteral("SELECT connection, job, note FROM run_notes"));
    notes.run();
    while (notes.next()) {
        const RunRef ref{notes.text(0), notes.text(1)};
        marks.insert(ref.text(), {ref, notes.text(2), {}});
    }
    LibraryStatement tags(database, QStringLiteral("SELECT connection, job, tag FROM run_tags ORDER BY tag"));
    tags.run();
    while (tags.next()) {
        const RunRef ref{tags.text(0), tags.text(1)};
        RunMark &mark = marks[ref.text()];
        mark.ref = ref;
        mark.tags << tags.text(2);
    }
    content.marks = marks.values();
    return notes.error() ? ended(notes) : ended(tags);
}

Result<Done> loadRest(QSqlDatabase &database, LibraryContent &content)
{
    LibraryStatement baselines(database, QStringLiteral("SELECT scope, connection, job FROM baselines"));
    baselines.run();
    while (baselines.next())
        content.baselines.append({baselines.text(0), {baselines.text(1), baselines.text(2)}});
    LibraryStatement sources(database, QStringLiteral("SELECT connection, heard FROM sources"));
    sources.run();
    while (sources.next())
        content.sources.append({sources.text(0), sources.number(1)});
    return baselines.error() ? ended(baselines) : ended(sources);
}

Result<Done> putMark(QSqlDatabase &database, const RunMark &mark, qint64 now)
{
    LibraryStatement noNote(database, QStringLiteral("DELETE FROM run_notes WHERE connection = ? AND job = ?"));
    LibraryStatement noTags(database, QStringLiteral("DELETE FROM run_tags WHERE connection = ? AND job = ?"));
    if (!noNote.bind(mark.ref.connectionId).bind(mark.ref.jobId).run() || !noTags.bind(mark.ref.connectionId).bind(mark.ref.jobId).run())
        return noNote.error() ? ended(noNote) : ended(noTags);
    if (!mark.note.isEmpty()) {
        LibraryStatement note(database, QStringLiteral("INSERT INTO run_notes (connection, job, note, changed) VALUES (?, ?, ?, ?)"));
        if (!note.bind(mark.ref.connectionId).bind(mark.ref.jobId).bind(mark.note).bind(now).run())
            return ended(note);
    }
    LibraryStatement put(database, QStringLiteral("INSERT OR IGNORE INTO run_tags (connection, job, tag) VALUES (?, ?, ?)"));
    for (const QString &tag : mark.tags) {
        if (!put.bind(mark.ref.connectionId).bind(mark.ref.jobId).bind(tag).run())
            return ended(put);
    }
    return Done{};
}

} // namespace

SqlRunLibrary::SqlRunLibrary(LibraryDatabase &database, QObject *parent) : RunLibrary(parent), m_database(database)
{
    connect(&database, &LibraryDatabase::noticed, this, &RunLibrary::noticed);
}

QFuture<Result<LibraryContent>> SqlRunLibrary::load()
{
    return m_database.run<LibraryContent>([](QSqlDatabase &database) -> Result<LibraryContent> {
        LibraryContent content;
        for (const auto part : {loadRuns, loadMarks, loadRest}) {
            if (const auto loaded = part(database, content); !loaded)
                return loaded.error();
        }
        return content;
    });
}

QFuture<Result<Done>> SqlRunLibrary::index(const QList<RunRecord> &runs, const QList<RunSourceAge> &sources)
{
    return m_database.run<Done>([runs, sources, now = qint64(m_database.clock().wallMs())](QSqlDatabase &database) -> Result<Done> {
        LibraryStatement put(database, QStringLiteral("INSERT OR REPLACE INTO runs (connection, job, state, created, seen, gone, record) "
                                                      "VALUES (?, ?, ?, ?, ?, ?, ?)"));
        for (const RunRecord &run : runs) {
            put.bind(run.ref.connectionId).bind(run.ref.jobId).bind(run.state.isSet() ? run.state.text() : QStringLiteral("")).bind(run.created)
                .bind(now).bind(run.goneMs > 0 ? QVariant(run.goneMs) : QVariant()).bind(QString::fromUtf8(encodeRecord(run)));
            if (!put.run())
                return ended(put);
        }
        LibraryStatement heard(database, QStringLiteral("INSERT OR REPLACE INTO sources (connection, heard) VALUES (?, ?)"));
        for (const RunSourceAge &source : sources) {
            if (!heard.bind(source.connectionId).bind(source.heardMs).run())
                return ended(heard);
        }
        return Done{};
    });
}

QFuture<Result<Done>> SqlRunLibrary::forget(const QList<RunRef> &runs)
{
    return m_database.run<Done>([runs](QSqlDatabase &database) -> Result<Done> {
        LibraryStatement gone(database, QStringLiteral("DELETE FROM runs WHERE connection = ? AND job = ?"));
        for (const RunRef &run : runs) {
            if (!gone.bind(run.connectionId).bind(run.jobId).run())
                return ended(gone);
        }
        return Done{};
    });
}

QFuture<Result<Done>> SqlRunLibrary::forgetConnection(const QString &connectionId)
{
    return m_database.run<Done>([connectionId](QSqlDatabase &database) -> Result<Done> {
        LibraryStatement gone(database, QStringLiteral(
            "DELETE FROM runs WHERE connection = ? AND job NOT IN (SELECT job FROM run_notes WHERE connection = ? "
            "UNION SELECT job FROM run_tags WHERE connection = ? UNION SELECT job FROM baselines WHERE connection = ?)"));
        for (int i = 0; i < 4; ++i) // numbered ones are not Qt's
            gone.bind(connectionId);
        return gone.run() ? Result<Done>(Done{}) : ended(gone);
    });
}

QFuture<Result<Done>> SqlRunLibrary::mark(const QList<RunMark> &marks)
{
    return m_database.run<Done>([marks, now = qint64(m_database.clock().wallMs())](QSqlDatabase &database) -> Result<Done> {
        for (const RunMark &mark : marks) {
            if (const auto put = putMark(database, mark, now); !put)
                return put;
        }
        return Done{};
    });
}

QFuture<Result<Done>> SqlRunLibrary::setBaseline(const RunBaseline &baseline)
{
    return m_database.run<Done>([baseline, now = qint64(m_database.clock().wallMs())](QSqlDatabase &database) -> Result<Done> {
        if (baseline.ref.jobId.isEmpty()) {
            LibraryStatement none(database, QStringLiteral("DELETE FROM baselines WHERE scope = ?"));
            return none.bind(baseline.scope).run() ? Result<Done>(Done{}) : ended(none);
        }
        LibraryStatement put(database, QStringLiteral("INSERT OR REPLACE INTO baselines (scope, connection, job, changed) VALUES (?, ?, ?, ?)"));
        return put.bind(baseline.scope).bind(baseline.ref.connectionId).bind(baseline.ref.jobId).bind(now).run() ? Result<Done>(Done{}) : ended(put);
    });
}

} // namespace assay

#include "services/library/SqlDocuments.h"

#include "services/core/Async.h"
#include "services/library/LibraryDatabase.h"
#include "services/library/LibraryStatement.h"

#include <QCoreApplication>
#include <QSqlDatabase>
#include <QUuid>

namespace assay {

namespace {
constexpr qsizetype largestBody = 1 << 20;

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

SavedDocument documentOf(const LibraryStatement &row)
{
    return {row.text(0), row.text(1), row.value(2).toByteArray(), row.number(3)};
}
} // namespace

template<typename T>
QFuture<Result<T>> SqlDocuments::told(const QString &kind, const QFuture<Result<T>> &future)
{
    whenDone(future, this, [this, kind](const Result<T> &done) {
        if (done)
            Q_EMIT changed(kind);
    });
    return future;
}

QFuture<Result<QList<SavedDocument>>> SqlDocuments::list(const QString &kind)
{
    return m_database.run<QList<SavedDocument>>([kind](QSqlDatabase &database) -> Result<QList<SavedDocument>> {
        LibraryStatement rows(database, QStringLiteral("SELECT id, title, body, changed FROM documents WHERE kind = ? ORDER BY title, id"));
        QList<SavedDocument> all;
        rows.bind(kind).run();
        while (rows.next())
            all << documentOf(rows);
        return rows.error() ? Result<QList<SavedDocument>>(*rows.error()) : all;
    });
}

QFuture<Result<SavedDocument>> SqlDocuments::load(const QString &kind, const QString &id)
{
    return m_database.run<SavedDocument>([kind, id](QSqlDatabase &database) -> Result<SavedDocument> {
        LibraryStatement row(database, QStringLiteral("SELECT id, title, body, changed FROM documents WHERE kind = ? AND id = ?"));
        row.bind(kind).bind(id).run();
        if (row.next())
            return documentOf(row);
        return row.error().value_or(Error{Error::Kind::NotFound, assay::tr("This document is no longer in the library.")});
    });
}

QFuture<Result<SavedDocument>> SqlDocuments::save(const QString &kind, const SavedDocument &document)
{
    if (document.title.trimmed().isEmpty())
        return readyFuture<SavedDocument>(Error{Error::Kind::Invalid, assay::tr("Give it a name.")});
    if (document.body.size() > largestBody)
        return readyFuture<SavedDocument>(Error{Error::Kind::Invalid, assay::tr("“%1” is larger than 1 MiB and cannot be kept.").arg(document.title)});
    SavedDocument kept = document;
    kept.title = document.title.trimmed();
    kept.changedMs = m_database.clock().wallMs();
    if (kept.id.isEmpty())
        kept.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    return told(kind, m_database.run<SavedDocument>([kind, kept](QSqlDatabase &database) -> Result<SavedDocument> {
        LibraryStatement put(database, QStringLiteral("INSERT OR REPLACE INTO documents (kind, id, title, body, changed) VALUES (?, ?, ?, ?, ?)"));
        const QByteArray body = kept.body.isNull() ? QByteArray("") : kept.body; // a null array would be NULL
        if (!put.bind(kind).bind(kept.id).bind(kept.title).bind(body).bind(kept.changedMs).run())
            return *put.error();
        return kept;
    }));
}

QFuture<Result<Done>> SqlDocuments::remove(const QString &kind, const QString &id)
{
    return told(kind, m_database.run<Done>([kind, id](QSqlDatabase &database) -> Result<Done> {
        LibraryStatement gone(database, QStringLiteral("DELETE FROM documents WHERE kind = ? AND id = ?"));
        return gone.bind(kind).bind(id).run() ? Result<Done>(Done{}) : Result<Done>(*gone.error());
    }));
}

} // namespace assay

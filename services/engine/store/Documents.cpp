#include "services/engine/store/Documents.h"

#include <QUuid>

namespace assay::engine {

namespace {

Error notFound(DocumentKind kind, const QString &id)
{
    const QString name = kind == DocumentKind::Provider ? QStringLiteral("provider") : QStringLiteral("collection");
    return Error{Error::Kind::NotFound, QStringLiteral("The %1 resource '%2' was not found.").arg(name, id), {},
                 QStringLiteral("resource_not_found")};
}

const char *const columns = "id, tenant, owner, created_at, updated_at, body";

StoredDocument readRow(const Statement &row)
{
    StoredDocument document;
    document.resource.id = row.text(0);
    document.resource.tenant = row.text(1);
    document.resource.owner = row.text(2);
    document.resource.createdAt = rfc3339(row.integer(3));
    document.resource.updatedAt = rfc3339(row.integer(4));
    document.body = row.utf8(5);
    return document;
}

} // namespace

Result<StoredDocument> createDocument(Transaction &tx, DocumentKind kind, const QString &tenant, const QString &owner, const QByteArray &body)
{
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    auto row = tx.db.prepare("INSERT INTO document(kind, id, tenant, owner, created_at, updated_at, body) VALUES(?1, ?2, ?3, ?4, ?5, ?5, ?6)");
    row.bind(1, int(kind)).bind(2, id).bind(3, tenant).bind(4, owner).bind(5, tx.nowMs).bind(6, body).run();
    return readDocument(tx.db, kind, id, tenant);
}

Result<StoredDocument> replaceDocument(Transaction &tx, DocumentKind kind, const QString &id, const QString &tenant, const QByteArray &expected,
                                       const QByteArray &body)
{
    auto row = tx.db.prepare("UPDATE document SET body = ?4, updated_at = ?5 WHERE kind = ?1 AND id = ?2 AND tenant = ?3 AND body = ?6");
    row.bind(1, int(kind)).bind(2, id).bind(3, tenant).bind(4, body).bind(5, tx.nowMs).bind(6, expected).run();
    const bool replaced = tx.db.changes() > 0;
    auto now = readDocument(tx.db, kind, id, tenant);
    if (now && !replaced) {
        return Error{Error::Kind::Conflict, QStringLiteral("The document '%1' was changed by somebody else meanwhile.").arg(id), {},
                     documentChanged};
    }
    return now;
}

Result<Done> removeDocument(Transaction &tx, DocumentKind kind, const QString &id, const QString &tenant)
{
    auto row = tx.db.prepare("DELETE FROM document WHERE kind = ?1 AND id = ?2 AND tenant = ?3");
    row.bind(1, int(kind)).bind(2, id).bind(3, tenant).run();
    if (tx.db.changes() == 0)
        return notFound(kind, id);
    return Done{};
}

Result<StoredDocument> readDocument(Database &db, DocumentKind kind, const QString &id, const QString &tenant)
{
    // A caller without a tenant sees those without one: the comparison says just that.
    auto row = db.prepare((QByteArray("SELECT ") + columns + " FROM document WHERE kind = ?1 AND id = ?2 AND tenant = ?3").constData());
    row.bind(1, int(kind)).bind(2, id).bind(3, tenant);
    if (!row.step())
        return notFound(kind, id);
    return readRow(row);
}

Result<QList<StoredDocument>> readDocuments(Database &db, DocumentKind kind, const QString &tenant)
{
    auto rows = db.prepare((QByteArray("SELECT ") + columns + " FROM document WHERE kind = ?1"
                            + (tenant.isEmpty() ? "" : " AND tenant = ?2") + " ORDER BY seq DESC").constData());
    rows.bind(1, int(kind));
    if (!tenant.isEmpty())
        rows.bind(2, tenant);
    QList<StoredDocument> list;
    while (rows.step())
        list.append(readRow(rows));
    return list;
}

} // namespace assay::engine

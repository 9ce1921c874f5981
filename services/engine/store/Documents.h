#pragma once

#include "services/engine/store/Writer.h"

// Users' providers and collections. All throw SqliteError.

namespace assay::engine {

Result<StoredDocument> createDocument(Transaction &tx, DocumentKind kind, const QString &tenant, const QString &owner, const QByteArray &body);
Result<StoredDocument> replaceDocument(Transaction &tx, DocumentKind kind, const QString &id, const QString &tenant, const QByteArray &expected,
                                       const QByteArray &body);
Result<Done> removeDocument(Transaction &tx, DocumentKind kind, const QString &id, const QString &tenant);
Result<StoredDocument> readDocument(Database &db, DocumentKind kind, const QString &id, const QString &tenant);
Result<QList<StoredDocument>> readDocuments(Database &db, DocumentKind kind, const QString &tenant);

} // namespace assay::engine

#pragma once

#include "services/authoring/AuthoredDocument.h"

#include <QFuture>

namespace assay {

class CatalogueService;

/// A document as a server holds it.
struct StoredDocument {
    ResourceInfo resource;
    AuthoredDocument document;
    bool frozen = false; ///< a curated collection: the server refuses changes though it is nobody else's
};

/// Providers and collections alike, for who edits documents. Threads and errors as CatalogueService.
class ResourceService {
public:
    ResourceService(DocumentKind kind, CatalogueService &service) : m_kind(kind), m_service(service) {}
    QFuture<Result<StoredDocument>> get(const QString &id);
    QFuture<Result<StoredDocument>> create(const AuthoredDocument &document);
    QFuture<Result<StoredDocument>> replace(const QString &id, const AuthoredDocument &document);
    QFuture<Result<StoredDocument>> patch(const QString &id, const QByteArray &patch);
    /// Collections only; Error::Unsupported for the rest.
    QFuture<Result<StoredDocument>> clone(const QString &id);
    QFuture<Result<Done>> remove(const QString &id);
    CatalogueService &catalogue() const { return m_service; }

private:
    DocumentKind m_kind;
    CatalogueService &m_service;
};

} // namespace assay

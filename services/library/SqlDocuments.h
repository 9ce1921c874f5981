#pragma once

#include "services/api/SavedDocuments.h"

namespace assay {

class LibraryDatabase;

/// SavedDocuments as rows of the library.
class SqlDocuments final : public SavedDocuments {
    Q_OBJECT
public:
    /// The database outlives it.
    explicit SqlDocuments(LibraryDatabase &database) : m_database(database) {}
    QFuture<Result<QList<SavedDocument>>> list(const QString &kind) override;
    QFuture<Result<SavedDocument>> load(const QString &kind, const QString &id) override;
    QFuture<Result<SavedDocument>> save(const QString &kind, const SavedDocument &document) override;
    QFuture<Result<Done>> remove(const QString &kind, const QString &id) override;

private:
    template<typename T>
    QFuture<Result<T>> told(const QString &kind, const QFuture<Result<T>> &future);
    LibraryDatabase &m_database;
};

} // namespace assay

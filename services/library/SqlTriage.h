#pragma once

#include "services/api/TriageStore.h"

namespace assay {

class LibraryDatabase;

/// TriageStore as rows of the library.
class SqlTriage final : public TriageStore {
    Q_OBJECT
public:
    /// The database outlives it.
    explicit SqlTriage(LibraryDatabase &database, QObject *parent = nullptr);
    QFuture<Result<QList<TriageNote>>> notes(const TriagePlace &place) override;
    QFuture<Result<Done>> put(const TriagePlace &place, const TriageNote &note) override;
    QFuture<Result<Done>> keep(const RegressionItem &item) override;
    QFuture<Result<Done>> drop(const TriagePlace &place, const SampleKey &key) override;
    QFuture<Result<QList<RegressionItem>>> regressionSet() override;
    QFuture<Result<QStringList>> reasonNames() override;
    QFuture<Result<Done>> setReasonNames(const QStringList &names) override;

private:
    /// The future, and `tell` once it succeeded.
    QFuture<Result<Done>> telling(const QFuture<Result<Done>> &future, std::function<void()> tell);
    LibraryDatabase &m_database;
};

} // namespace assay

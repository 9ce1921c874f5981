#pragma once

#include "services/api/RunLibrary.h"

namespace assay {

class LibraryDatabase;

/// RunLibrary as rows of the library.
class SqlRunLibrary final : public RunLibrary {
    Q_OBJECT
public:
    /// The database outlives it.
    explicit SqlRunLibrary(LibraryDatabase &database, QObject *parent = nullptr);
    QFuture<Result<LibraryContent>> load() override;
    QFuture<Result<Done>> index(const QList<RunRecord> &runs, const QList<RunSourceAge> &sources) override;
    QFuture<Result<Done>> forget(const QList<RunRef> &runs) override;
    QFuture<Result<Done>> forgetConnection(const QString &connectionId) override;
    QFuture<Result<Done>> mark(const QList<RunMark> &marks) override;
    QFuture<Result<Done>> setBaseline(const RunBaseline &baseline) override;

private:
    LibraryDatabase &m_database;
};

} // namespace assay

#pragma once

#include "models/common/LoadState.h"
#include "models/common/MergedTable.h"
#include "models/common/Roles.h"
#include "services/api/BenchmarkService.h"

namespace assay {

class Connection;

/// The benchmarks that are registered with a server, in its order. Asks anew when its service changed something. GUI thread.
class ServerBenchmarkListModel : public MergedTable {
    Q_OBJECT
public:
    enum Column { IdColumn, DatasetColumn, FunctionsColumn, ProviderColumn, ColumnCount };
    explicit ServerBenchmarkListModel(Connection &connection, QObject *parent = nullptr);

    void refresh();
    /// Asks for this one alone, which may be told more of than the list does; dataChanged tells of it.
    void look(const QString &id);
    LoadState load() const { return m_load; }
    Error error() const { return m_error; } ///< why Failed
    const RegisteredBenchmark &benchmark(int row) const { return m_benchmarks.at(row); }
    int rowOf(const QString &id) const; ///< -1: none

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void loadChanged();
    /// look() failed; the row that is there stays. The sentence is translated.
    void lookFailed(const QString &sentence);

private:
    void answered(const Result<QList<RegisteredBenchmark>> &answer);
    void looked(const QString &id, const Result<RegisteredBenchmark> &answer);

    Connection &m_connection;
    QList<RegisteredBenchmark> m_benchmarks;
    LoadState m_load = LoadState::Idle;
    Error m_error;
    int m_asked = 0, m_looked = 0;
};

/// All that the server says of it, a line each; members of its metadata that are no single value as JSON.
QString serverBenchmarkText(const RegisteredBenchmark &benchmark);

} // namespace assay

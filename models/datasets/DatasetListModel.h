#pragma once

#include "models/common/LoadState.h"
#include "models/common/MergedTable.h"
#include "models/common/Roles.h"
#include "services/api/DatasetService.h"

namespace assay {

class Connection;

/// The datasets of a connection, in order of registration. Asks anew when its service changed something. GUI thread.
class DatasetListModel : public MergedTable {
    Q_OBJECT
public:
    enum Column { IdColumn, PurposeColumn, RowsColumn, VersionColumn, CreatedColumn, SourceColumn, ColumnCount };
    explicit DatasetListModel(Connection &connection, QObject *parent = nullptr);

    void refresh();
    LoadState load() const { return m_load; }
    Error error() const { return m_error; } ///< why Failed
    const Dataset &dataset(int row) const { return m_datasets.at(row); }
    int rowOf(const QString &id) const; ///< or of that name, where ids are made by the server; -1: none

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void loadChanged();

private:
    void answered(const Result<QList<Dataset>> &answer);

    Connection &m_connection;
    QList<Dataset> m_datasets;
    LoadState m_load = LoadState::Idle;
    Error m_error;
    int m_asked = 0;
};

/// What a purpose is called for people; the word itself when it is none of the known.
QString datasetPurposeName(const QString &purpose);

} // namespace assay

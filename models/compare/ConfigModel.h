#pragma once

#include "models/common/Roles.h"
#include "services/verdict/ConfigDiff.h"

#include <QAbstractTableModel>

namespace assay {

/// The settings of compared runs side by side: a row a setting, a column a run. GUI thread.
class ConfigModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { SettingColumn, BenchmarkColumn, FirstRunColumn };
    enum Role {
        DiffersRole = FirstOwnRole, ///< bool
    };
    using QAbstractTableModel::QAbstractTableModel;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void setRows(const QList<ConfigDiffRow> &rows, const QStringList &names);
    void setOnlyDifferences(bool only);
    bool isOnlyDifferences() const { return m_only; }
    int differences() const;
    QString asText() const; ///< with tabs

private:
    void fill();
    QList<ConfigDiffRow> m_rows;
    QList<int> m_shown;
    QStringList m_names;
    bool m_only = false;
};

} // namespace assay

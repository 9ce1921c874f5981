#pragma once

#include "models/jobs/JobFilterModel.h"

#include <QTableView>

class QMenu;

namespace assay {

class ConnectionRegistry;

/// The table of runs: columns that can be chosen and moved, sorting by several, groups; the selection stays with its runs.
class RunsTable : public QTableView {
    Q_OBJECT
public:
    RunsTable(JobFilterModel &model, const ConnectionRegistry &connections, QWidget *parent = nullptr);
    QStringList selectedIds() const;
    QString currentId() const;
    void selectIds(const QStringList &ids, const QString &current);
    /// Which columns, how wide, in which order.
    QByteArray columns() const;
    void setColumns(const QByteArray &state);
    void showConnectionColumn(bool shown);
    /// Menus that choose columns, order and groups; the same at the header's context menu and the table's.
    void fillColumnMenu(QMenu &menu);
    void fillSortMenu(QMenu &menu);

Q_SIGNALS:
    void chosenChanged(); ///< the selection or the run under the cursor

protected:
    void changeEvent(QEvent *event) override;

private:
    void sortBy(int column);
    void showSort();
    void rememberSelection();
    void restoreSelection();
    QString columnTitle(int column) const;

    JobFilterModel &m_model;
    QStringList m_keptIds;
    QString m_keptCurrent;
    bool m_restoring = false;
};

} // namespace assay

#pragma once

#include "models/common/Roles.h"
#include "services/api/ImportService.h"

#include <QAbstractTableModel>

namespace assay {

/// The runs of an import, or what could not be imported; rows come at the end and never change.
class ImportListModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum class Show { Runs, Problems };
    enum RunColumn { RunName, RunTool, RunFile, RunState, RunColumnCount };
    enum ProblemColumn { ProblemFile, ProblemPlace, ProblemText, ProblemColumnCount };
    ImportListModel(Show show, QObject *parent) : QAbstractTableModel(parent), m_show(show) {}

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    /// IdRole of a run: its job.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void append(const QList<ImportRun> &runs);
    void append(const QList<ImportFault> &faults);
    void clear();

private:
    const Show m_show;
    QList<ImportRun> m_runs;
    QList<ImportFault> m_faults;
};

} // namespace assay

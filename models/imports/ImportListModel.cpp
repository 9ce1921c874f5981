#include "models/imports/ImportListModel.h"

#include <QFileInfo>

namespace assay {

int ImportListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_show == Show::Runs ? m_runs.size() : m_faults.size());
}

int ImportListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_show == Show::Runs ? int(RunColumnCount) : int(ProblemColumnCount);
}

QVariant ImportListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const bool runs = m_show == Show::Runs;
    const QString file = runs ? m_runs.at(index.row()).file : m_faults.at(index.row()).file;
    const bool fileColumn = index.column() == (runs ? int(RunFile) : int(ProblemFile));
    if (fileColumn && (role == Qt::DisplayRole || role == Qt::ToolTipRole))
        return role == Qt::DisplayRole ? QFileInfo(file).fileName() : file;
    if (runs) {
        const ImportRun &run = m_runs.at(index.row());
        if (role == IdRole)
            return run.id;
        if (role == ToneRole)
            return int(run.known ? Tone::Muted : Tone::Plain);
        if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
            return {};
        switch (index.column()) {
        case RunName: return run.name;
        case RunTool: return run.tool;
        default: return run.known ? tr("Was there already") : tr("New");
        }
    }
    const ImportFault &fault = m_faults.at(index.row());
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    return index.column() == ProblemPlace ? fault.place : fault.message;
}

QVariant ImportListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    if (m_show == Show::Runs) {
        switch (section) {
        case RunName: return tr("Run");
        case RunTool: return tr("Tool");
        case RunFile: return tr("File");
        default: return tr("State");
        }
    }
    switch (section) {
    case ProblemFile: return tr("File");
    case ProblemPlace: return tr("Place");
    default: return tr("Problem");
    }
}

void ImportListModel::append(const QList<ImportRun> &runs)
{
    if (runs.isEmpty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + int(runs.size()) - 1);
    m_runs += runs;
    endInsertRows();
}

void ImportListModel::append(const QList<ImportFault> &faults)
{
    if (faults.isEmpty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + int(faults.size()) - 1);
    m_faults += faults;
    endInsertRows();
}

void ImportListModel::clear()
{
    beginResetModel();
    m_runs.clear();
    m_faults.clear();
    endResetModel();
}

} // namespace assay

#include "models/compare/ConfigModel.h"

#include <algorithm>

namespace assay {

int ConfigModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_shown.size()); }
int ConfigModel::columnCount(const QModelIndex &parent) const { return parent.isValid() || m_names.isEmpty() ? 0 : FirstRunColumn + int(m_names.size()); }

QVariant ConfigModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ConfigDiffRow &row = m_rows.at(m_shown.at(index.row()));
    if (role == DiffersRole)
        return row.differs;
    const bool unknown = index.column() >= FirstRunColumn && row.values.value(index.column() - FirstRunColumn).isEmpty();
    if (role == ToneRole)
        return int(unknown || !row.differs ? Tone::Muted : Tone::Plain);
    if (role == Qt::ToolTipRole && index.column() >= FirstRunColumn && !row.recorded && !unknown)
        return tr("%1. The job asked for it; whether the harness followed is not recorded.", "a value").arg(row.values.at(index.column() - FirstRunColumn));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case SettingColumn: return row.differs ? QStringLiteral("≠ ") + row.key : row.key;
    case BenchmarkColumn: return row.benchmark.isEmpty() ? tr("all", "benchmarks") : row.benchmark;
    default: return unknown ? tr("not known") : row.values.at(index.column() - FirstRunColumn);
    }
}

QVariant ConfigModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case SettingColumn: return tr("Setting");
    case BenchmarkColumn: return tr("Benchmark");
    default: return m_names.value(section - FirstRunColumn);
    }
}

void ConfigModel::setRows(const QList<ConfigDiffRow> &rows, const QStringList &names)
{
    beginResetModel();
    m_rows = rows;
    m_names = names;
    fill();
    endResetModel();
}

void ConfigModel::setOnlyDifferences(bool only)
{
    if (m_only == only)
        return;
    beginResetModel();
    m_only = only;
    fill();
    endResetModel();
}

void ConfigModel::fill()
{
    m_shown.clear();
    for (int i = 0; i < m_rows.size(); ++i) {
        if (!m_only || m_rows.at(i).differs)
            m_shown << i;
    }
}

int ConfigModel::differences() const { return int(std::ranges::count(m_rows, true, &ConfigDiffRow::differs)); }

QString ConfigModel::asText() const
{
    QString text = tr("Setting") + QLatin1Char('\t') + tr("Benchmark") + QLatin1Char('\t') + m_names.join(QLatin1Char('\t')) + QLatin1Char('\n');
    for (const int at : m_shown) {
        const ConfigDiffRow &row = m_rows.at(at);
        text += row.key + QLatin1Char('\t') + row.benchmark + QLatin1Char('\t') + row.values.join(QLatin1Char('\t')) + QLatin1Char('\n');
    }
    return text;
}

} // namespace assay

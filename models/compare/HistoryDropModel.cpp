#include "models/compare/HistoryDropModel.h"

#include "models/common/Roles.h"
#include "models/results/ResultRow.h"
#include "services/verdict/MetricInfo.h"

#include <QLocale>

#include <algorithm>

namespace assay {

int HistoryDropModel::rowCount(const QModelIndex &parent) const { return parent.isValid() || !m_drop ? 0 : int(m_drop->runs.size()); }
int HistoryDropModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QVariant HistoryDropModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const HistoryEntry &entry = m_drop->runs.at(index.row());
    if (role == IdRole)
        return entry.ref;
    if (role == ToneRole && index.column() == VerdictColumn && entry.hasValue())
        return int(verdictTone(entry.judged.verdict));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case RunColumn: return index.row() == m_drop->toMake ? tr("→ %1", "the run to make again").arg(entry.run) : entry.run;
    case WhenColumn: return QLocale().toString(entry.when.toLocalTime(), QLocale::ShortFormat);
    case ScoreColumn: return score(entry);
    case VerdictColumn: return entry.hasValue() ? verdictCell(entry.judged.verdict) : entry.missing;
    case ChangeColumn: return m_changes.at(index.row());
    default: return {};
    }
}

QString HistoryDropModel::score(const HistoryEntry &entry) const
{
    if (!entry.hasValue())
        return tr("no result");
    const QString value = formatMetric(entry.summary.name, *entry.summary.value, QLocale());
    const auto interval = metricInterval(entry.summary);
    return interval ? tr("%1 (%2 to %3)", "a score and its interval").arg(value, formatMetric(entry.summary.name, interval->low, QLocale()), formatMetric(entry.summary.name, interval->high, QLocale()))
                    : value;
}

QVariant HistoryDropModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case RunColumn: return tr("Run");
    case WhenColumn: return tr("When");
    case ScoreColumn: return tr("Score");
    case VerdictColumn: return tr("Verdict");
    case ChangeColumn: return tr("Changed from the run before");
    default: return {};
    }
}

void HistoryDropModel::setEntries(const QList<HistoryEntry> &entries)
{
    beginResetModel();
    m_drop = findDrop(entries);
    m_changes.clear();
    for (int row = 0; row < rowCount(); ++row)
        m_changes << changesText(m_drop->changes(row));
    m_results = int(std::ranges::count_if(entries, &HistoryEntry::hasValue));
    endResetModel();
}

QString HistoryDropModel::text() const { return dropText(m_drop, m_results, QLocale()); }

} // namespace assay

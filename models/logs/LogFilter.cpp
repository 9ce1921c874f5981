#include "models/logs/LogFilter.h"

#include "models/logs/LogModel.h"

namespace assay {

void LogFilter::setLeast(LogLevel level)
{
    if (std::exchange(m_least, level) != level)
        invalidateFilter();
}

bool LogFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    return m_least == LogLevel::None || sourceModel()->index(row, 0, parent).data(LogModel::LevelRole).toInt() >= int(m_least);
}

} // namespace assay

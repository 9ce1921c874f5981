#pragma once

#include "models/logs/LogText.h"

#include <QSortFilterProxyModel>

namespace assay {

/// The lines of a LogModel from a level on. What is loaded is filtered, not the whole log.
class LogFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    /// None: all lines.
    void setLeast(LogLevel level);
    LogLevel least() const { return m_least; }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    LogLevel m_least = LogLevel::None;
};

} // namespace assay

#pragma once

#include "models/common/Roles.h"
#include "services/api/RequestLog.h"

#include <QAbstractTableModel>

namespace assay {

/// The requests of all connections, oldest first.
class RequestLogModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { TimeColumn, ConnectionColumn, MethodColumn, PathColumn, StatusColumn, SizeColumn, DurationColumn, TraceColumn, ColumnCount };
    enum Role { SearchRole = FirstOwnRole, ///< QString: all that a filter looks at
                CurlRole };                ///< QString: a command line that repeats it, without secrets

    explicit RequestLogModel(RequestLog &log, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void clear() { m_log.clear(); }

private:
    QVariant text(const RequestRecord &record, int column) const;
    RequestLog &m_log;
};

} // namespace assay

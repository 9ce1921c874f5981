#include "models/connections/RequestLogModel.h"

#include <QLocale>

namespace assay {

namespace {

bool isNumber(int column)
{
    return column == RequestLogModel::StatusColumn || column == RequestLogModel::SizeColumn || column == RequestLogModel::DurationColumn;
}

Tone toneOf(const RequestRecord &record)
{
    if (record.status == 0 || record.status >= 500)
        return Tone::Error;
    return record.status >= 400 ? Tone::Warning : Tone::Pass;
}

QVariant sortValue(const RequestRecord &record, int column)
{
    switch (column) {
    case RequestLogModel::TimeColumn: return record.started;
    case RequestLogModel::StatusColumn: return record.status;
    case RequestLogModel::SizeColumn: return record.bytes;
    case RequestLogModel::DurationColumn: return record.ms;
    default: return {};
    }
}

} // namespace

RequestLogModel::RequestLogModel(RequestLog &log, QObject *parent) : QAbstractTableModel(parent), m_log(log)
{
    connect(&log, &RequestLog::aboutToAdd, this, [this] { beginInsertRows({}, m_log.size(), m_log.size()); });
    connect(&log, &RequestLog::added, this, [this] { endInsertRows(); });
    connect(&log, &RequestLog::aboutToDropOldest, this, [this] { beginRemoveRows({}, 0, 0); });
    connect(&log, &RequestLog::droppedOldest, this, [this] { endRemoveRows(); });
    connect(&log, &RequestLog::aboutToClear, this, [this] { beginResetModel(); });
    connect(&log, &RequestLog::cleared, this, [this] { endResetModel(); });
}

int RequestLogModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : m_log.size(); }
int RequestLogModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant RequestLogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (isNumber(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn: return tr("Time");
    case ConnectionColumn: return tr("Connection");
    case MethodColumn: return tr("Method");
    case PathColumn: return tr("Path");
    case StatusColumn: return tr("Status");
    case SizeColumn: return tr("Size");
    case DurationColumn: return tr("Duration");
    default: return tr("Trace Id");
    }
}

QVariant RequestLogModel::text(const RequestRecord &record, int column) const
{
    const QLocale locale;
    switch (column) {
    case TimeColumn: return record.started.toLocalTime().time().toString(QStringLiteral("HH:mm:ss.zzz"));
    case ConnectionColumn: return record.connection;
    case MethodColumn: return record.method;
    case PathColumn: return record.path;
    case StatusColumn: return record.status > 0 ? QString::number(record.status) : tr("✗ none", "no status: there was no answer");
    case SizeColumn: return locale.formattedDataSize(record.bytes, 1);
    case DurationColumn: return tr("%1 ms").arg(locale.toString(record.ms));
    case TraceColumn: return record.traceId;
    default: return {};
    }
}

QVariant RequestLogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const RequestRecord &record = m_log.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(record, index.column());
    case Qt::ToolTipRole: return record.error.isEmpty() ? text(record, index.column()) : QVariant(record.error);
    case Qt::TextAlignmentRole: return int(Qt::AlignVCenter | (isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    case SortRole: {
        const QVariant own = sortValue(record, index.column());
        return own.isValid() ? own : text(record, index.column());
    }
    case ToneRole: return int(index.column() == StatusColumn ? toneOf(record) : index.column() == PathColumn || index.column() == MethodColumn ? Tone::Plain : Tone::Muted);
    case SearchRole:
        return QStringList{record.connection, record.method, record.path, QString::number(record.status), record.traceId, record.error}.join(QLatin1Char(' '));
    case CurlRole: return asCurl(record);
    default: return {};
    }
}

} // namespace assay

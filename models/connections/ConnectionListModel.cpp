#include "models/connections/ConnectionListModel.h"

#include "services/api/ConnectionRegistry.h"

namespace assay {

ConnectionListModel::ConnectionListModel(ConnectionRegistry &registry, QObject *parent)
    : QAbstractTableModel(parent), m_registry(registry), m_ids{registry.local().id()}
{
    for (const ConnectionSettings &settings : registry.settings())
        m_ids << settings.id;
    connect(&registry, &ConnectionRegistry::added, this, &ConnectionListModel::onAdded);
    connect(&registry, &ConnectionRegistry::removed, this, &ConnectionListModel::onRemoved);
    connect(&registry, &ConnectionRegistry::changed, this, [this](const QString &id) {
        if (const int row = rowOf(id); row >= 0)
            Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    });
}

int ConnectionListModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_ids.size()); }
int ConnectionListModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant ConnectionListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | Qt::AlignLeft);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Name");
    case StateColumn: return tr("State");
    case AddressColumn: return tr("Address");
    default: return {};
    }
}

QVariant ConnectionListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const QString id = m_ids.at(index.row());
    const ConnectionSettings *settings = m_registry.settingsOf(id);
    const Connection *connection = m_registry.find(id);
    switch (role) {
    case IdRole: return id;
    case ColourRole: return settings ? settings->colour : -1;
    case GuardedRole: return settings && settings->guarded;
    case ToneRole: return int(index.column() == StateColumn ? tone(id) : index.column() == AddressColumn ? Tone::Muted : Tone::Plain);
    case Qt::ToolTipRole:
        if (connection && connection->state() == Connection::State::Unreachable)
            return connection->lastError().message;
        [[fallthrough]];
    case Qt::DisplayRole:
        if (index.column() == NameColumn)
            return settings ? settings->name : connection->name();
        if (index.column() == StateColumn)
            return stateText(id);
        return settings ? settings->url : tr("This computer");
    default: return {};
    }
}

QString ConnectionListModel::stateText(const QString &id) const
{
    const Connection *connection = m_registry.find(id);
    if (!connection)
        return tr("– Not known to this version");
    switch (connection->state()) {
    case Connection::State::Idle: return tr("○ Not connected");
    case Connection::State::Connecting: return tr("◔ Connecting…");
    case Connection::State::Ready: return tr("● Connected");
    case Connection::State::Unreachable: return tr("✗ Not reachable");
    }
    return {};
}

Tone ConnectionListModel::tone(const QString &id) const
{
    const Connection *connection = m_registry.find(id);
    if (!connection)
        return Tone::Muted;
    switch (connection->state()) {
    case Connection::State::Ready: return Tone::Pass;
    case Connection::State::Unreachable: return Tone::Error;
    case Connection::State::Connecting: return Tone::Running;
    case Connection::State::Idle: break;
    }
    return Tone::Muted;
}

void ConnectionListModel::onAdded(const QString &id)
{
    beginInsertRows({}, int(m_ids.size()), int(m_ids.size()));
    m_ids << id;
    endInsertRows();
}

void ConnectionListModel::onRemoved(const QString &id)
{
    const int row = rowOf(id);
    if (row < 0)
        return;
    beginRemoveRows({}, row, row);
    m_ids.removeAt(row);
    endRemoveRows();
}

} // namespace assay

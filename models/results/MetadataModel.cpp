#include "models/results/MetadataModel.h"

#include "services/core/EnteredValue.h"

#include <QSet>

#include <algorithm>

namespace assay {

MetadataModel::MetadataModel(const QList<JsonMember> &told, QObject *parent) : QAbstractTableModel(parent), m_told(told)
{
    for (const JsonMember &one : told)
        m_entries.append({one.name, enteredText(one.value), one.value});
}

int MetadataModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_entries.size()) + 1; }
int MetadataModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }
Qt::ItemFlags MetadataModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? QAbstractTableModel::flags(index) | Qt::ItemIsEditable : Qt::NoItemFlags;
}

QVariant MetadataModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const bool name = index.column() == NameColumn;
    if (role == Qt::AccessibleTextRole && isNew(index.row()))
        return name ? tr("Name of a new entry") : tr("Value of a new entry");
    if ((role != Qt::DisplayRole && role != Qt::EditRole && role != Qt::ToolTipRole) || isNew(index.row()))
        return {};
    const Entry &entry = m_entries.at(index.row());
    const QString &text = name ? entry.name : entry.text;
    return text.isEmpty() ? QVariant() : text;
}

QVariant MetadataModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == NameColumn ? tr("Name") : tr("Value");
}

bool MetadataModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const bool name = index.column() == NameColumn;
    const QString text = name ? value.toString().trimmed() : value.toString();
    if (text == data(index, Qt::EditRole).toString())
        return false; // what was told stays as it was told
    const int row = index.row();
    if (isNew(row)) {
        beginInsertRows({}, row + 1, row + 1);
        m_entries.append({{}, {}, jsonText(QString())});
        endInsertRows();
    }
    Entry &entry = m_entries[row];
    if (name) {
        entry.name = text;
    } else {
        entry.text = text;
        entry.value = enteredValue(text);
    }
    Q_EMIT dataChanged(index, index);
    return true;
}

void MetadataModel::remove(int row)
{
    if (row < 0 || row >= m_entries.size())
        return;
    beginRemoveRows({}, row, row);
    m_entries.removeAt(row);
    endRemoveRows();
}

QList<JsonMember> MetadataModel::changes() const
{
    QList<JsonMember> out;
    for (const JsonMember &was : m_told) {
        const bool stays = std::any_of(m_entries.cbegin(), m_entries.cend(), [&was](const Entry &entry) { return entry.name == was.name; });
        if (!stays)
            out.append({was.name, {}});
    }
    for (const Entry &entry : m_entries) {
        if (!entry.name.isEmpty() && !m_told.contains(JsonMember{entry.name, entry.value}))
            out.append({entry.name, entry.value});
    }
    return out;
}

QString MetadataModel::problem() const
{
    QSet<QString> names;
    for (const Entry &entry : m_entries) {
        if (entry.name.isEmpty() && !entry.text.isEmpty())
            return tr("Metadata: enter a name for the value “%1”, or remove its row.").arg(entry.text);
        if (!entry.name.isEmpty() && names.contains(entry.name))
            return tr("Metadata: “%1” is there twice; give each entry a name of its own.").arg(entry.name);
        names.insert(entry.name);
    }
    return {};
}

} // namespace assay

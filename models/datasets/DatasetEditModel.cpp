#include "models/datasets/DatasetEditModel.h"

#include "services/core/Async.h"
#include "services/core/EnteredValue.h"

#include <QLocale>

#include <algorithm>

namespace assay {

/// One step: rows put in at a place, taken out of it, one row changed, or a column put in.
class DatasetEditModel::Step final : public QUndoCommand {
public:
    enum class Kind { Change, Insert, Remove, AddColumn, DropColumn };
    Step(DatasetEditModel &model, Kind kind, int row, int count, EditedRows after, const QString &text)
        : QUndoCommand(text), m_model(model), m_kind(kind), m_row(row), m_count(count), m_before(model.m_state), m_after(std::move(after))
    {
    }
    void redo() override { apply(m_kind, m_after); }
    void undo() override
    {
        apply(opposite(m_kind), m_before);
    }

private:
    static Kind opposite(Kind kind)
    {
        switch (kind) {
        case Kind::Insert:
            return Kind::Remove;
        case Kind::Remove:
            return Kind::Insert;
        case Kind::AddColumn:
            return Kind::DropColumn;
        default:
            return kind;
        }
    }

    void apply(Kind kind, const EditedRows &state)
    {
        switch (kind) {
        case Kind::Insert:
            m_model.beginInsertRows({}, m_row, m_row + m_count - 1);
            m_model.become(state);
            m_model.endInsertRows();
            break;
        case Kind::Remove:
            m_model.beginRemoveRows({}, m_row, m_row + m_count - 1);
            m_model.become(state);
            m_model.endRemoveRows();
            break;
        case Kind::AddColumn:
            m_model.beginInsertColumns({}, m_model.columnCount(), m_model.columnCount());
            m_model.become(state);
            m_model.endInsertColumns();
            break;
        case Kind::DropColumn:
            m_model.beginRemoveColumns({}, m_model.columnCount() - 1, m_model.columnCount() - 1);
            m_model.become(state);
            m_model.endRemoveColumns();
            break;
        case Kind::Change:
            m_model.become(state);
            Q_EMIT m_model.dataChanged(m_model.index(m_row, 0), m_model.index(m_row, std::max(m_model.columnCount() - 1, 0)));
            Q_EMIT m_model.headerDataChanged(Qt::Vertical, m_row, m_row);
            break;
        }
    }

    DatasetEditModel &m_model;
    const Kind m_kind;
    const int m_row, m_count;
    const EditedRows m_before, m_after;
};

DatasetEditModel::DatasetEditModel(QObject *parent) : QAbstractTableModel(parent)
{
    connect(&m_rows, &QAbstractItemModel::modelReset, this, &DatasetEditModel::forget);
    connect(&m_stack, &QUndoStack::indexChanged, this, &DatasetEditModel::changed); // after a step, when the stack knows it too
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_rows, signal, this, &DatasetEditModel::followRows);
    connect(&m_rows, &QAbstractItemModel::columnsInserted, this, [this] {
        const int now = m_rows.columnCount();
        beginInsertColumns({}, m_known, now - 1);
        m_known = now;
        endInsertColumns();
    });
    connect(&m_rows, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &first, const QModelIndex &last) {
        if (columnCount() == 0 || rowCount() == 0)
            return;
        const bool plain = !isChanged();
        Q_EMIT dataChanged(index(plain ? first.row() : 0, 0), index(plain ? std::min(last.row(), rowCount() - 1) : rowCount() - 1, columnCount() - 1));
    });
}

/// The stack clears itself when it goes, and nobody is to hear of that.
DatasetEditModel::~DatasetEditModel()
{
    m_stack.disconnect(this);
}

void DatasetEditModel::show(DatasetService *service, const QString &id, std::optional<qint64> version, std::optional<qint64> at)
{
    ++m_ticket;
    m_saving = false;
    m_service = service;
    m_id = id;
    m_version = at ? std::nullopt : version;
    m_rows.show(service, id, at); // resets
    Q_EMIT changed();
}

void DatasetEditModel::forget()
{
    beginResetModel();
    m_base = m_rows.rowCount();
    m_known = m_rows.columnCount();
    m_state = EditedRows::plain(m_base);
    m_stack.clear();
    endResetModel();
    Q_EMIT changed();
}

/// The list grows while it is read. What others change while something is unsaved comes to light when it is saved.
void DatasetEditModel::followRows()
{
    const int now = m_rows.rowCount();
    if (isChanged() || now == m_base)
        return;
    const int was = std::exchange(m_base, now);
    EditedRows next = EditedRows::plain(now);
    next.columns = m_state.columns;
    if (now > was) {
        beginInsertRows({}, was, now - 1);
        become(next);
        endInsertRows();
    } else {
        beginRemoveRows({}, now, was - 1);
        become(next);
        endRemoveRows();
    }
    m_stack.clear(); // its steps are about other rows
}

const DatasetRow *DatasetEditModel::row(int number) const
{
    if (number < 0 || number >= rowCount())
        return nullptr;
    const EditedRows::Place place = m_state.placeOf(number);
    if (place.fresh)
        return &m_state.fresh.at(place.row);
    const auto mine = m_state.changed.constFind(place.row);
    return mine != m_state.changed.cend() ? &*mine : m_rows.row(place.row);
}

/// Whether the column's first cell that is known is no text: what is written where there was nothing follows it.
bool DatasetEditModel::isValueColumn(const QString &column) const
{
    for (int i = 0; i < std::min(m_base, DatasetRowsModel::pageRows); ++i) {
        const DatasetRow *known = m_rows.known(i);
        if (known && known->cell(column))
            return known->values.contains(column);
    }
    return false;
}

bool DatasetEditModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const DatasetRow *now = index.isValid() && role == Qt::EditRole && isEditable() ? row(index.row()) : nullptr;
    if (!now)
        return false;
    const QString column = columnName(index.column()), text = value.toString();
    const QString *cell = now->cell(column);
    if (cell ? *cell == text : text.isEmpty())
        return true;
    DatasetRow next = *now;
    const bool wasValue = cell && now->values.contains(column);
    if (wasValue && text.trimmed().isEmpty()) {
        next.remove(column);
    } else if (wasValue && !isJsonValue(text)) {
        Q_EMIT refused(tr("“%1” is no number, list or other JSON value, as this cell has one; put a text in quotation marks.").arg(text.left(60)));
        return false;
    } else if (wasValue && text.trimmed().startsWith(QLatin1Char('"'))) {
        next.setText(column, unquoted(text));
    } else if (wasValue || (!cell && isValueColumn(column) && isJsonValue(text))) {
        next.setValue(column, text.trimmed());
    } else {
        next.setText(column, text);
    }
    change(index.row(), next);
    return true;
}

void DatasetEditModel::change(int number, const DatasetRow &row)
{
    EditedRows next = m_state;
    const EditedRows::Place place = m_state.placeOf(number);
    if (place.fresh)
        next.fresh[place.row] = row;
    else if (const DatasetRow *original = m_rows.known(place.row); original && *original == row)
        next.changed.remove(place.row);
    else
        next.changed.insert(place.row, row);
    m_stack.push(new Step(*this, Step::Kind::Change, number, 1, std::move(next), tr("Change Cell")));
}

void DatasetEditModel::addRow(int before)
{
    if (!isEditable())
        return;
    const int at = std::clamp(before, 0, rowCount());
    m_stack.push(new Step(*this, Step::Kind::Insert, at, 1, m_state.with(at, {}), tr("Add Row")));
}

void DatasetEditModel::removeRows(QList<int> numbers)
{
    if (!isEditable() || numbers.isEmpty())
        return;
    std::sort(numbers.begin(), numbers.end());
    m_stack.beginMacro(tr("Remove Rows"));
    while (!numbers.isEmpty()) { // from the end, a run of rows at a time
        const int last = numbers.takeLast();
        int first = last;
        while (!numbers.isEmpty() && numbers.last() >= first - 1)
            first = numbers.takeLast();
        m_stack.push(new Step(*this, Step::Kind::Remove, first, last - first + 1, m_state.without(first, last - first + 1), {}));
    }
    m_stack.endMacro();
}

void DatasetEditModel::addColumn(const QString &name)
{
    if (!isEditable())
        return;
    const QString column = name.trimmed();
    if (column.isEmpty())
        return Q_EMIT refused(tr("A column needs a name."));
    if (columns().contains(column))
        return Q_EMIT refused(tr("There is a column “%1” already; write into its cells.").arg(column));
    EditedRows next = m_state;
    next.columns << column;
    m_stack.push(new Step(*this, Step::Kind::AddColumn, 0, 0, std::move(next), tr("Add Column")));
}

QString DatasetEditModel::columnName(int number) const
{
    return number < m_known ? m_rows.column(number) : m_state.columns.value(number - m_known);
}

QStringList DatasetEditModel::columns() const
{
    QStringList names;
    for (int i = 0; i < columnCount(); ++i)
        names << columnName(i);
    return names;
}

bool DatasetEditModel::restore(const EditedRows &state, qint64 version)
{
    if (!isEditable() || isChanged() || version != *m_version || !state.fits(m_base))
        return false;
    beginResetModel();
    become(state);
    m_stack.clear();
    endResetModel();
    Q_EMIT changed();
    return true;
}

void DatasetEditModel::discard()
{
    if (!m_saving)
        forget();
}

QString DatasetEditModel::changes() const
{
    const int altered = int(m_state.changed.size()), added = m_state.added(), removed = m_state.removed(m_base);
    QStringList words;
    if (altered > 0)
        words << tr("%n row(s) changed", nullptr, altered);
    if (added > 0)
        words << tr("%n added", nullptr, added);
    if (removed > 0)
        words << tr("%n removed", nullptr, removed);
    return words.join(QStringLiteral(" · "));
}

void DatasetEditModel::save()
{
    if (!isEditable() || !isChanged() || !m_service)
        return;
    m_saving = true;
    Q_EMIT changed();
    whenDone(m_service->edit(m_id, *m_version, edits()), this, [this, ticket = m_ticket](const Result<Dataset> &answer) {
        if (ticket != m_ticket)
            return;
        m_saving = false;
        Q_EMIT changed();
        if (answer)
            Q_EMIT saved(*answer);
        else
            Q_EMIT notSaved(answer.error());
    });
}

int DatasetEditModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_state.count();
}

int DatasetEditModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_known + int(m_state.columns.size());
}

QVariant DatasetEditModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || (role != Qt::DisplayRole && role != Qt::EditRole))
        return {};
    const DatasetRow *row = this->row(index.row());
    if (!row)
        return role == Qt::DisplayRole ? QVariant(QStringLiteral("…")) : QVariant();
    const QString *cell = row->cell(columnName(index.column()));
    if (!cell)
        return {};
    return role == Qt::EditRole ? *cell : DatasetRowsModel::shortened(*cell);
}

QVariant DatasetEditModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::DisplayRole && section >= m_known)
        return columnName(section);
    if (orientation == Qt::Horizontal || role != Qt::DisplayRole || section >= rowCount())
        return m_rows.headerData(section, orientation, role);
    const EditedRows::Place place = m_state.placeOf(section);
    const QString number = QLocale().toString(section + 1);
    if (place.fresh)
        return QString(number + QLatin1String(" +"));
    return m_state.changed.contains(place.row) ? QString(number + QStringLiteral(" •")) : number;
}

Qt::ItemFlags DatasetEditModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() && isEditable() && row(index.row()) ? flags | Qt::ItemIsEditable : flags;
}

bool DatasetEditModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_rows.canFetchMore({});
}

void DatasetEditModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        m_rows.fetchMore({});
}

} // namespace assay

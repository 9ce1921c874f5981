#include "models/datasets/DatasetEditModel.h"

#include "services/core/Async.h"

#include <QLocale>

#include <algorithm>

namespace assay {

/// One step: rows put in at a place, taken out of it, or one row changed.
class DatasetEditModel::Step final : public QUndoCommand {
public:
    enum class Kind { Change, Insert, Remove };
    Step(DatasetEditModel &model, Kind kind, int row, int count, State after, const QString &text)
        : QUndoCommand(text), m_model(model), m_kind(kind), m_row(row), m_count(count), m_before(model.m_state), m_after(std::move(after))
    {
    }
    void redo() override { apply(m_kind, m_after); }
    void undo() override
    {
        apply(m_kind == Kind::Insert ? Kind::Remove : m_kind == Kind::Remove ? Kind::Insert : m_kind, m_before);
    }

private:
    void apply(Kind kind, const State &state)
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
        case Kind::Change:
            m_model.become(state);
            Q_EMIT m_model.dataChanged(m_model.index(m_row, 0), m_model.index(m_row, std::max(m_model.m_columns - 1, 0)));
            Q_EMIT m_model.headerDataChanged(Qt::Vertical, m_row, m_row);
            break;
        }
    }

    DatasetEditModel &m_model;
    const Kind m_kind;
    const int m_row, m_count;
    const State m_before, m_after;
};

bool DatasetEditModel::State::isPlain(int base) const
{
    return changed.isEmpty() && count() == base && std::none_of(pieces.cbegin(), pieces.cend(), [](const Piece &one) { return one.fresh; });
}

int DatasetEditModel::State::count() const
{
    int sum = 0;
    for (const Piece &one : pieces)
        sum += one.count;
    return sum;
}

DatasetEditModel::DatasetEditModel(QObject *parent) : QAbstractTableModel(parent)
{
    connect(&m_rows, &QAbstractItemModel::modelReset, this, &DatasetEditModel::forget);
    connect(&m_stack, &QUndoStack::indexChanged, this, &DatasetEditModel::changed); // after a step, when the stack knows it too
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_rows, signal, this, &DatasetEditModel::followRows);
    connect(&m_rows, &QAbstractItemModel::columnsInserted, this, [this] {
        const int now = m_rows.columnCount();
        beginInsertColumns({}, m_columns, now - 1);
        m_columns = now;
        endInsertColumns();
    });
    connect(&m_rows, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &first, const QModelIndex &last) {
        if (m_columns == 0 || rowCount() == 0)
            return;
        const bool plain = !isChanged();
        Q_EMIT dataChanged(index(plain ? first.row() : 0, 0), index(plain ? std::min(last.row(), rowCount() - 1) : rowCount() - 1, m_columns - 1));
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
    m_columns = m_rows.columnCount();
    m_state = {};
    if (m_base > 0)
        m_state.pieces << Piece{false, 0, m_base};
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
    const State next{now > 0 ? QList<Piece>{{false, 0, now}} : QList<Piece>(), {}, {}};
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

DatasetEditModel::Place DatasetEditModel::placeOf(int number) const
{
    for (const Piece &one : m_state.pieces) {
        if (number < one.count)
            return {one.fresh, one.first + number};
        number -= one.count;
    }
    return {false, -1};
}

const DatasetRow *DatasetEditModel::row(int number) const
{
    if (number < 0 || number >= rowCount())
        return nullptr;
    const Place place = placeOf(number);
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
    const QString column = m_rows.column(index.column()), text = value.toString();
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
    State next = m_state;
    const Place place = placeOf(number);
    if (place.fresh)
        next.fresh[place.row] = row;
    else if (const DatasetRow *original = m_rows.known(place.row); original && *original == row)
        next.changed.remove(place.row);
    else
        next.changed.insert(place.row, row);
    m_stack.push(new Step(*this, Step::Kind::Change, number, 1, std::move(next), tr("Change Cell")));
}

DatasetEditModel::State DatasetEditModel::with(State state, int before, const DatasetRow &row)
{
    const Piece piece{true, int(state.fresh.size()), 1};
    state.fresh << row;
    qsizetype at = 0;
    while (at < state.pieces.size() && before >= state.pieces.at(at).count) {
        before -= state.pieces.at(at).count;
        ++at;
    }
    if (before > 0) { // within a piece
        Piece &left = state.pieces[at];
        const Piece right{left.fresh, left.first + before, left.count - before};
        left.count = before;
        state.pieces.insert(++at, right);
    }
    state.pieces.insert(at, piece);
    return state;
}

DatasetEditModel::State DatasetEditModel::without(State state, int first, int count)
{
    QList<Piece> kept;
    int at = 0;
    for (const Piece &one : std::as_const(state.pieces)) {
        const int from = std::clamp(first - at, 0, one.count), to = std::clamp(first + count - at, 0, one.count);
        if (from > 0)
            kept << Piece{one.fresh, one.first, from};
        if (to < one.count)
            kept << Piece{one.fresh, one.first + to, one.count - to};
        if (!one.fresh) {
            state.changed.removeIf([&](const auto &changed) { return changed.key() >= one.first + from && changed.key() < one.first + to; });
        }
        at += one.count;
    }
    QList<Piece> joined; // what stands beside each other again is one piece, so that nothing left to do looks like it
    for (const Piece &one : std::as_const(kept)) {
        if (!joined.isEmpty() && joined.last().fresh == one.fresh && joined.last().first + joined.last().count == one.first)
            joined.last().count += one.count;
        else
            joined << one;
    }
    state.pieces = joined;
    return state;
}

void DatasetEditModel::addRow(int before)
{
    if (!isEditable())
        return;
    const int at = std::clamp(before, 0, rowCount());
    m_stack.push(new Step(*this, Step::Kind::Insert, at, 1, with(m_state, at, {}), tr("Add Row")));
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
        m_stack.push(new Step(*this, Step::Kind::Remove, first, last - first + 1, without(m_state, first, last - first + 1), {}));
    }
    m_stack.endMacro();
}

void DatasetEditModel::discard()
{
    if (!m_saving)
        forget();
}

QList<RowEdit> DatasetEditModel::edits() const
{
    QList<RowEdit> out;
    int next = 0; // the first row of the dataset that was not spoken of
    for (const Piece &one : m_state.pieces) {
        for (int i = 0; one.fresh && i < one.count; ++i)
            out << RowEdit{RowEdit::Kind::Insert, next, 1, m_state.fresh.at(one.first + i)};
        if (one.fresh)
            continue;
        if (one.first > next)
            out << RowEdit{RowEdit::Kind::Remove, next, one.first - next, {}};
        next = one.first + one.count;
    }
    if (next < m_base)
        out << RowEdit{RowEdit::Kind::Remove, next, m_base - next, {}};
    for (auto it = m_state.changed.cbegin(); it != m_state.changed.cend(); ++it)
        out << RowEdit{RowEdit::Kind::Replace, it.key(), 1, it.value()};
    return out;
}

QString DatasetEditModel::changes() const
{
    int added = 0, removed = m_base;
    for (const Piece &one : m_state.pieces) {
        added += one.fresh ? one.count : 0;
        removed -= one.fresh ? 0 : one.count;
    }
    const int altered = int(m_state.changed.size());
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
    return parent.isValid() ? 0 : m_columns;
}

QVariant DatasetEditModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || (role != Qt::DisplayRole && role != Qt::EditRole))
        return {};
    const DatasetRow *row = this->row(index.row());
    if (!row)
        return role == Qt::DisplayRole ? QVariant(QStringLiteral("…")) : QVariant();
    const QString *cell = row->cell(m_rows.column(index.column()));
    if (!cell)
        return {};
    return role == Qt::EditRole ? *cell : DatasetRowsModel::shortened(*cell);
}

QVariant DatasetEditModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal || role != Qt::DisplayRole || section >= rowCount())
        return m_rows.headerData(section, orientation, role);
    const Place place = placeOf(section);
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

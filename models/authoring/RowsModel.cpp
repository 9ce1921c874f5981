#include "models/authoring/RowsModel.h"

#include "models/authoring/DocumentModel.h"
#include "services/authoring/AuthoredDraft.h"
#include "services/authoring/DocumentPath.h"

#include <QMimeData>

#include <algorithm>

namespace assay {

namespace {
const QString rowsType = QStringLiteral("application/x-assay-rows+json");
const QString indexType = QStringLiteral("application/x-assay-row-numbers"); ///< which rows of which model: a move within it
} // namespace

RowsModel::RowsModel(DocumentModel &document, const QString &path, const QStringList &fields, QObject *parent)
    : QAbstractTableModel(parent), m_document(document), m_path(path), m_fields(fields), m_rows(document.document().rows(path))
{
    connect(&m_document, &DocumentModel::changed, this, [this](const QString &changed) {
        if (path::within(changed, m_path) || path::within(m_path, changed))
            refresh();
    });
    connect(&m_document, &DocumentModel::problemsChanged, this, [this] {
        if (!m_rows.isEmpty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {ProblemRole, ToneRole, Qt::ToolTipRole});
    });
}

int RowsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }
int RowsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_fields.size()); }

QString RowsModel::rowPath(int row) const { return path::join(m_path, row); }
QString RowsModel::cellPath(int row, int column) const { return rowPath(row) + QLatin1Char('/') + m_fields.value(column); }
const FieldInfo *RowsModel::field(int column) const { return fieldAt(m_document.kind(), m_path + QStringLiteral("/*/") + m_fields.value(column)); }

QVariant RowsModel::cellValue(int row, int column) const
{
    QVariant value = m_rows.value(row);
    for (const QString &part : path::split(m_fields.value(column)))
        value = value.toMap().value(part);
    return value;
}

QString RowsModel::cellText(int row, int column) const
{
    const FieldInfo *info = field(column);
    const QVariant value = cellValue(row, column);
    return !info ? QString() : info->kind == FieldKind::Choice ? info->choiceTitle(value.toString()) : textOfValue(*info, value);
}

QVariant RowsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const FieldInfo *info = field(index.column());
    switch (role) {
    case Qt::DisplayRole: return cellText(index.row(), index.column());
    case Qt::EditRole: return info ? textOfValue(*info, cellValue(index.row(), index.column())) : QString();
    case PathRole: return cellPath(index.row(), index.column());
    case IdRole: return rowPath(index.row());
    case ProblemRole:
    case Qt::ToolTipRole: return m_document.problemAt(cellPath(index.row(), index.column()));
    case Qt::AccessibleDescriptionRole: return m_document.problemAt(cellPath(index.row(), index.column()));
    case ToneRole: {
        // A row whose fault is in no column shows it in its first cell.
        const QString problem = index.column() == 0 ? m_document.problemWithin(rowPath(index.row()))
                                                    : m_document.problemAt(cellPath(index.row(), index.column()));
        return int(problem.isEmpty() ? Tone::Plain : Tone::Error);
    }
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | (info && (info->kind == FieldKind::Number || info->kind == FieldKind::Integer) ? Qt::AlignRight : Qt::AlignLeft));
    default: return {};
    }
}

bool RowsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const FieldInfo *info = index.isValid() ? field(index.column()) : nullptr;
    if (!info || role != Qt::EditRole || m_readOnly)
        return false;
    m_document.endTyping();
    return m_document.set(cellPath(index.row(), index.column()),
                          value.typeId() == QMetaType::QString ? valueOfText(*info, value.toString()) : value);
}

QVariant RowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
    const FieldInfo *info = section >= 0 && section < m_fields.size() ? field(section) : nullptr;
    if (!info)
        return {};
    if (role == Qt::DisplayRole)
        return info->title();
    if (role == Qt::ToolTipRole)
        return info->help();
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (info->kind == FieldKind::Number || info->kind == FieldKind::Integer ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

Qt::ItemFlags RowsModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (m_readOnly)
        return index.isValid() ? flags | Qt::ItemIsDragEnabled : flags;
    if (!index.isValid())
        return flags | Qt::ItemIsDropEnabled; // between rows, not onto one
    const FieldInfo *info = field(index.column());
    return flags | Qt::ItemIsDragEnabled | (info && !info->readOnly ? Qt::ItemIsEditable : Qt::NoItemFlags);
}

void RowsModel::setReadOnly(bool readOnly)
{
    if (std::exchange(m_readOnly, readOnly) != readOnly && !m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void RowsModel::setForRows(const QList<int> &rows, int column, const QVariant &value)
{
    const FieldInfo *info = field(column);
    if (!info || m_readOnly)
        return;
    QStringList paths;
    for (const int row : rows)
        paths << cellPath(row, column);
    m_document.setAll(paths, value.typeId() == QMetaType::QString ? valueOfText(*info, value.toString()) : value);
}

void RowsModel::insert(int at, const QVariantList &rows)
{
    if (!m_readOnly)
        m_document.insertRows(m_path, at, rows);
}

void RowsModel::remove(const QList<int> &rows)
{
    if (!m_readOnly)
        m_document.removeRows(m_path, rows);
}

void RowsModel::move(const QList<int> &rows, int before)
{
    if (!m_readOnly)
        m_document.moveRows(m_path, rows, before);
}

QStringList RowsModel::mimeTypes() const { return {rowsType, QStringLiteral("application/json"), QStringLiteral("text/plain")}; }

QMimeData *RowsModel::copied(const QList<int> &rows) const
{
    QVariantList list;
    QStringList lines;
    for (const int row : rows) {
        list << m_rows.value(row);
        QStringList cells;
        for (int column = 0; column < columnCount(); ++column) {
            const FieldInfo *info = field(column);
            cells << (info ? textOfValue(*info, cellValue(row, column)) : QString()).simplified();
        }
        lines << cells.join(QLatin1Char('\t'));
    }
    auto *data = new QMimeData;
    const QByteArray json = jsonOf(list);
    data->setData(rowsType, json);
    data->setData(QStringLiteral("application/json"), json);
    data->setText(lines.join(QLatin1Char('\n')));
    return data;
}

QMimeData *RowsModel::mimeData(const QModelIndexList &indexes) const
{
    QList<int> rows;
    for (const QModelIndex &index : indexes) {
        if (!rows.contains(index.row()))
            rows << index.row();
    }
    std::ranges::sort(rows);
    QMimeData *data = copied(rows);
    QStringList numbers{QString::number(quintptr(this))};
    for (const int row : std::as_const(rows))
        numbers << QString::number(row);
    data->setData(indexType, numbers.join(QLatin1Char(' ')).toLatin1());
    return data;
}

/// JSON rows, else lines of tab separated cells in the order of the columns.
QVariantList RowsModel::rowsOf(const QMimeData *data) const
{
    for (const QString &type : {rowsType, QStringLiteral("application/json")}) {
        if (data->hasFormat(type))
            return valueFromJson(data->data(type)).toList();
    }
    if (!data->hasText() || data->text().trimmed().isEmpty())
        return {};
    const QByteArray text = data->text().toUtf8().trimmed();
    if (text.startsWith('[') || text.startsWith('{')) {
        const QVariant value = valueFromJson(text);
        return value.typeId() == QMetaType::QVariantMap ? QVariantList{value} : value.toList();
    }
    QVariantList rows;
    const QStringList lines = data->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        AuthoredDocument row(m_document.kind());
        const QStringList cells = line.split(QLatin1Char('\t'));
        for (int column = 0; column < qMin<int>(columnCount(), int(cells.size())); ++column) {
            if (const FieldInfo *info = field(column); info && !info->readOnly)
                row.set(path::join(m_path, 0) + QLatin1Char('/') + m_fields.at(column), valueOfText(*info, cells.at(column)));
        }
        rows << row.value(path::join(m_path, 0));
    }
    return rows;
}

bool RowsModel::paste(const QMimeData *data, int at)
{
    const QVariantList rows = data && !m_readOnly ? rowsOf(data) : QVariantList();
    const bool objects = !rows.isEmpty() && std::ranges::all_of(rows, [](const QVariant &row) { return row.typeId() == QMetaType::QVariantMap; });
    if (objects)
        insert(at, rows);
    return objects;
}

bool RowsModel::canDropMimeData(const QMimeData *data, Qt::DropAction, int, int, const QModelIndex &) const
{
    return !m_readOnly && data && (data->hasFormat(rowsType) || data->hasFormat(QStringLiteral("application/json")) || data->hasText());
}

bool RowsModel::dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int, const QModelIndex &parent)
{
    if (m_readOnly || action == Qt::IgnoreAction)
        return false;
    const int before = row >= 0 ? row : parent.isValid() ? parent.row() : rowCount();
    const QList<QByteArray> numbers = data->data(indexType).split(' ');
    if (numbers.value(0) == QByteArray::number(quintptr(this)) && action == Qt::MoveAction) {
        QList<int> rows;
        for (const QByteArray &number : numbers.mid(1))
            rows << number.toInt();
        move(rows, before);
        return false; // moved already, in one step: the view must not take the old rows away as well
    }
    return paste(data, before);
}

void RowsModel::refresh() { update(m_document.document().rows(m_path)); }

/// What is equal at both ends stays; between them rows were changed, moved by one, added or removed.
void RowsModel::update(const QVariantList &fresh)
{
    const qsizetype shorter = std::min(m_rows.size(), fresh.size());
    qsizetype head = 0, tail = 0;
    while (head < shorter && m_rows.at(head) == fresh.at(head))
        ++head;
    while (tail < shorter - head && m_rows.at(m_rows.size() - 1 - tail) == fresh.at(fresh.size() - 1 - tail))
        ++tail;
    const int first = int(head), oldCount = int(m_rows.size() - head - tail), newCount = int(fresh.size() - head - tail);
    if (oldCount == newCount) {
        if (oldCount > 0) {
            m_rows = fresh;
            Q_EMIT dataChanged(index(first, 0), index(first + newCount - 1, columnCount() - 1));
        }
    } else {
        if (oldCount > 0) {
            beginRemoveRows({}, first, first + oldCount - 1);
            m_rows.remove(first, oldCount);
            endRemoveRows();
        }
        if (newCount > 0) {
            beginInsertRows({}, first, first + newCount - 1);
            m_rows = fresh;
            endInsertRows();
        }
    }
    m_rows = fresh;
    if (!m_rows.isEmpty()) // shares and problems depend on the other rows
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

} // namespace assay

#include "models/composer/TargetListModel.h"

#include "models/authoring/DocumentModel.h"
#include "services/authoring/DocumentPath.h"

#include <algorithm>

namespace assay {

namespace {
QString targets() { return QStringLiteral("targets"); }
QString model() { return QStringLiteral("model"); }
}

TargetListModel::TargetListModel(DocumentModel &document, QObject *parent) : QAbstractTableModel(parent), m_document(document)
{
    m_rows = int(all().size());
    connect(&m_document, &DocumentModel::changed, this, &TargetListModel::refresh);
    connect(&m_document, &DocumentModel::problemsChanged, this, [this] { Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, ColumnCount - 1)); });
}

int TargetListModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : m_rows; }
int TargetListModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QString TargetListModel::pathOf(int row) { return row == 0 ? model() : path::join(targets(), row - 1); }

int TargetListModel::rowOf(const QString &path)
{
    if (path::within(path, model()))
        return 0;
    bool number = false;
    const int row = path::split(path).value(1).toInt(&number);
    return path::within(path, targets()) && number ? row + 1 : -1;
}

QVariantList TargetListModel::all() const { return QVariantList{m_document.value(model()).toMap()} + m_document.document().rows(targets()); }

void TargetListModel::refresh()
{
    const int rows = int(all().size());
    if (rows > m_rows) {
        beginInsertRows({}, m_rows, rows - 1);
        m_rows = rows;
        endInsertRows();
    } else if (rows < m_rows) {
        beginRemoveRows({}, rows, m_rows - 1);
        m_rows = rows;
        endRemoveRows();
    }
    Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, ColumnCount - 1));
}

QVariant TargetListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const QString path = pathOf(index.row());
    const QString problem = m_document.problemWithin(path);
    const auto text = [&](const char *member) { return m_document.value(path + QLatin1String(member)).toString(); };
    const QString url = text("/url");
    switch (role) {
    case Qt::DisplayRole: {
        const QString name = text("/name"), key = text("/auth/secret_ref");
        switch (index.column()) {
        case ModelColumn: return name.isEmpty() ? tr("no model yet") : name;
        case EndpointColumn: return url.startsWith(QLatin1String("recorded:")) ? tr("recorded answers") : url.isEmpty() ? QStringLiteral("–") : url;
        default: return key.isEmpty() ? QStringLiteral("–") : key;
        }
    }
    case Qt::ToolTipRole: return problem.isEmpty() ? index.data().toString() : problem;
    case ToneRole: return int(!problem.isEmpty() && index.column() == ModelColumn ? Tone::Error : Tone::Plain);
    case Qt::AccessibleDescriptionRole:
    case ProblemRole: return problem;
    case PathRole: return path;
    default: return {};
    }
}

QVariant TargetListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case ModelColumn: return tr("Model");
    case EndpointColumn: return tr("Endpoint");
    case KeyColumn: return tr("Key");
    default: return {};
    }
}

void TargetListModel::put(const QVariantList &list, const QString &step)
{
    AuthoredDocument next = m_document.document();
    next.set(model(), list.value(0));
    next.set(targets(), list.mid(1));
    m_document.replace(next, step);
}

void TargetListModel::add() { put(all() << QVariantMap(), tr("Add Target")); }

void TargetListModel::duplicate(const QList<int> &rows)
{
    QVariantList list = all();
    for (const int row : rows) {
        if (row >= 0 && row < m_rows)
            list << list.at(row);
    }
    put(list, tr("Duplicate Target"));
}

void TargetListModel::remove(QList<int> rows)
{
    QVariantList list = all();
    std::ranges::sort(rows, std::greater<>());
    for (const int row : std::as_const(rows)) {
        if (row >= 0 && row < list.size())
            list.removeAt(row);
    }
    put(list, tr("Remove Target"));
}

void TargetListModel::moveUp(int row)
{
    QVariantList list = all();
    if (row < 1 || row >= list.size())
        return;
    list.move(row, row - 1);
    put(list, tr("Move Target"));
}

} // namespace assay

#include "models/compare/SavedComparison.h"

#include "models/common/Roles.h"
#include "models/common/Words.h"
#include "services/core/Async.h"
#include "services/core/JsonText.h"

#include <QDateTime>

#include <algorithm>

namespace assay {

SavedDocument SavedComparison::document() const
{
    const QVariantMap body{{QStringLiteral("version"), 1}, {QStringLiteral("runs"), runs}, {QStringLiteral("names"), names}, {QStringLiteral("baseline"), baseline},
                           {QStringLiteral("tab"), tab}, {QStringLiteral("x"), x}, {QStringLiteral("y"), y}, {QStringLiteral("significantOnly"), significantOnly},
                           {QStringLiteral("confirmed"), confirmed}, {QStringLiteral("ownTitle"), ownTitle},
                           {QStringLiteral("allMetrics"), allMetrics}};
    SavedDocument made;
    made.id = id;
    made.title = title;
    made.body = JsonText::fromVariantMap(body).text;
    return made;
}

std::optional<SavedComparison> SavedComparison::from(const SavedDocument &document)
{
    const QVariantMap body = JsonText{document.body}.toVariantMap();
    if (body.value(QStringLiteral("version")).toInt() != 1 || body.value(QStringLiteral("runs")).toStringList().isEmpty())
        return std::nullopt;
    const auto text = [&body](const char *name) { return body.value(QLatin1String(name)).toString(); };
    const auto flag = [&body](const char *name) { return body.value(QLatin1String(name)).toBool(); };
    const QStringList names = body.value(QStringLiteral("names")).toStringList();
    // Earlier versions did not say whose the title is.
    const bool own = body.contains(QStringLiteral("ownTitle")) ? flag("ownTitle") : document.title != titleOf(names);
    return SavedComparison{document.id, document.title, body.value(QStringLiteral("runs")).toStringList(), names,
                           text("baseline"), text("tab"), text("x"), text("y"), flag("significantOnly"), flag("confirmed"), own, flag("allMetrics")};
}

QString SavedComparison::titleOf(const QStringList &names)
{
    if (names.size() > 3)
        return SavedComparisonsModel::tr("%1 and %n more", "names of runs", int(names.size()) - 2).arg(names.mid(0, 2).join(QStringLiteral(" ↔ ")));
    return names.isEmpty() ? SavedComparisonsModel::tr("Comparison") : names.join(QStringLiteral(" ↔ "));
}

SavedComparisonsModel::SavedComparisonsModel(SavedDocuments &documents, QObject *parent) : QAbstractTableModel(parent), m_documents(documents), m_saved(documents, SavedComparison::kind())
{
    connect(&m_saved, &SavedList::read, this, &SavedComparisonsModel::take);
    connect(&m_saved, &SavedList::loadChanged, this, &SavedComparisonsModel::loadChanged);
    connect(&m_saved, &SavedList::failed, this, &SavedComparisonsModel::failed);
}

int SavedComparisonsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }
int SavedComparisonsModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QVariant SavedComparisonsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows.at(index.row());
    if (role == IdRole)
        return row.comparison.id;
    if (role == Qt::EditRole && index.column() == TitleColumn)
        return row.comparison.title;
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case TitleColumn: return row.comparison.title;
    case RunsColumn: return row.comparison.names.isEmpty() ? tr("%n run(s)", nullptr, int(row.comparison.runs.size())) : row.comparison.names.join(QStringLiteral(", "));
    case ChangedColumn: return whenText(QDateTime::fromMSecsSinceEpoch(row.changedMs), QDateTime::currentDateTime());
    default: return {};
    }
}

QVariant SavedComparisonsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TitleColumn: return tr("Title");
    case RunsColumn: return tr("Runs");
    case ChangedColumn: return tr("Changed");
    default: return {};
    }
}

Qt::ItemFlags SavedComparisonsModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.column() == TitleColumn ? flags | Qt::ItemIsEditable : flags;
}

bool SavedComparisonsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString title = value.toString().trimmed();
    if (role != Qt::EditRole || !index.isValid() || index.column() != TitleColumn || title.isEmpty() || title == m_rows.at(index.row()).comparison.title)
        return false;
    SavedComparison &changed = m_rows[index.row()].comparison;
    changed.title = title;
    changed.ownTitle = true;
    Q_EMIT dataChanged(index, index);
    whenDone(m_documents.save(SavedComparison::kind(), changed.document()), this, [this](const Result<SavedDocument> &saved) {
        if (saved)
            return;
        Q_EMIT failed(saved.error());
        refresh(); // it is called as before
    });
    return true;
}

void SavedComparisonsModel::take(const QList<SavedDocument> &documents)
{
    QList<Row> fresh;
    for (const SavedDocument &document : documents) {
        if (const auto comparison = SavedComparison::from(document))
            fresh << Row{*comparison, document.changedMs};
    }
    std::ranges::stable_sort(fresh, std::ranges::greater(), &Row::changedMs);
    const bool same = fresh.size() == m_rows.size() && std::ranges::equal(fresh, m_rows, {}, [](const Row &row) { return row.comparison.id; }, [](const Row &row) { return row.comparison.id; });
    if (same) { // the selection stays
        m_rows = fresh;
        if (!m_rows.isEmpty())
            Q_EMIT dataChanged(index(0, 0), index(int(m_rows.size()) - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_rows = fresh;
    endResetModel();
}

void SavedComparisonsModel::remove(int row)
{
    const QString id = m_rows.at(row).comparison.id;
    beginRemoveRows({}, row, row);
    m_rows.removeAt(row);
    endRemoveRows();
    m_saved.remove(id);
    Q_EMIT loadChanged();
}

} // namespace assay

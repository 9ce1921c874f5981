#include "ui/pages/runs/RunsTable.h"

#include "services/api/ConnectionRegistry.h"
#include "services/api/RunRef.h"
#include "ui/widgets/ConnectionDelegate.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QApplication>
#include <QEvent>
#include <QHeaderView>
#include <QMenu>
#include <QSet>

namespace assay {

RunsTable::RunsTable(JobFilterModel &model, const ConnectionRegistry &connections, QWidget *parent) : QTableView(parent), m_model(model)
{
    setObjectName(QStringLiteral("runsTable"));
    setModel(&model);
    auto *delegate = new ToneDelegate(this);
    delegate->setProgressRoles(JobListModel::ProgressRole, JobListModel::ProgressTextRole);
    setItemDelegateForColumn(JobListModel::StateColumn, delegate);
    setItemDelegate(new ToneDelegate(this));
    makeRowTable(*this);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setWordWrap(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setItemDelegateForColumn(JobListModel::ConnectionColumn, new ConnectionDelegate([&connections](const QModelIndex &index) {
        const ConnectionSettings *settings = connections.settingsOf(RunRef::parse(index.data(IdRole).toString()).connectionId);
        return settings ? settings->colour : -1;
    }, this));
    QHeaderView *header = horizontalHeader();
    header->setSectionsMovable(true);
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(true);
    const int unit = fontMetrics().averageCharWidth();
    const int widths[JobFilterModel::ColumnCount] = {22, 30, 28, 18, 23, 11, 22, 15, 16, 24, 16, 24, 10, 16, 28};
    for (int column = 0; column < JobFilterModel::ColumnCount; ++column)
        header->resizeSection(column, widths[column] * unit);
    header->setStretchLastSection(true);
    header->moveSection(header->visualIndex(JobFilterModel::GroupColumn), 0);
    header->moveSection(header->visualIndex(JobListModel::BaselineColumn), header->visualIndex(JobListModel::ScoreColumn) + 1);
    for (const int column : {int(JobListModel::ConnectionColumn), int(JobListModel::NoteColumn), int(JobListModel::ItemsColumn),
                             int(JobListModel::ProviderColumn), int(JobFilterModel::GroupColumn)})
        hideColumn(column);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this, [this, header](const QPoint &position) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillColumnMenu(*menu);
        menu->addSeparator();
        fillSortMenu(*menu);
        menu->popup(header->mapToGlobal(position));
    });
    connect(header, &QHeaderView::sectionClicked, this, &RunsTable::sortBy);
    connect(&m_model, &JobFilterModel::sortKeysChanged, this, &RunsTable::showSort);
    connect(&m_model, &QAbstractItemModel::modelAboutToBeReset, this, &RunsTable::rememberSelection);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &RunsTable::restoreSelection);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (!m_restoring)
            Q_EMIT chosenChanged();
    });
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        if (!m_restoring)
            Q_EMIT chosenChanged();
    });
    showSort();
}

QStringList RunsTable::selectedIds() const
{
    QStringList ids;
    const QModelIndexList rows = selectionModel()->selectedRows();
    for (const QModelIndex &row : rows)
        ids << row.data(IdRole).toString();
    return ids;
}

QString RunsTable::currentId() const { return currentIndex().isValid() ? currentIndex().data(IdRole).toString() : QString(); }

void RunsTable::selectIds(const QStringList &ids, const QString &current)
{
    QList<int> rows;
    for (const QString &id : ids) {
        if (const int row = m_model.rowOf(id); row >= 0)
            rows << row;
    }
    std::sort(rows.begin(), rows.end());
    QItemSelection selection; // of few ranges, however many rows
    for (qsizetype from = 0, to = 0; from < rows.size(); from = to) {
        while (to < rows.size() && rows.at(to) - rows.at(from) == to - from)
            ++to;
        selection.append(QItemSelectionRange(m_model.index(rows.at(from), 0), m_model.index(rows.at(to - 1), JobFilterModel::ColumnCount - 1)));
    }
    if (const int row = m_model.rowOf(current); row >= 0)
        selectionModel()->setCurrentIndex(m_model.index(row, JobListModel::NameColumn), QItemSelectionModel::NoUpdate);
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

void RunsTable::rememberSelection()
{
    m_keptIds = selectedIds();
    m_keptCurrent = currentId();
    m_restoring = true;
}

/// The order was made anew; the runs that were chosen are chosen still, and the one under the cursor stays in sight.
void RunsTable::restoreSelection()
{
    if (!m_keptIds.isEmpty() || !m_keptCurrent.isEmpty())
        selectIds(m_keptIds, m_keptCurrent);
    m_restoring = false;
    setColumnHidden(JobFilterModel::GroupColumn, m_model.grouping() == RunGrouping::None);
    Q_EMIT chosenChanged();
}

QByteArray RunsTable::columns() const { return horizontalHeader()->saveState(); }

void RunsTable::setColumns(const QByteArray &state)
{
    if (state.isEmpty() || !horizontalHeader()->restoreState(state))
        return;
    setColumnHidden(JobFilterModel::GroupColumn, m_model.grouping() == RunGrouping::None);
    showSort();
}

void RunsTable::showConnectionColumn(bool shown)
{
    if (isColumnHidden(JobListModel::ConnectionColumn) != shown)
        return;
    setColumnHidden(JobListModel::ConnectionColumn, !shown);
    QHeaderView *header = horizontalHeader();
    if (shown)
        header->moveSection(header->visualIndex(JobListModel::ConnectionColumn), header->visualIndex(JobListModel::NameColumn) + 1);
}

QString RunsTable::columnTitle(int column) const { return jobColumnTitle(column); }

void RunsTable::fillColumnMenu(QMenu &menu)
{
    QHeaderView *header = horizontalHeader();
    for (int visual = 0; visual < header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        if (column == JobFilterModel::GroupColumn)
            continue;
        QAction *action = menu.addAction(columnTitle(column));
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        action->setEnabled(column != JobListModel::NameColumn); // a table without names helps nobody
        connect(action, &QAction::toggled, this, [this, column](bool shown) { setColumnHidden(column, !shown); });
    }
    menu.addSeparator();
    const int column = currentIndex().column();
    if (column < 0 || column == JobFilterModel::GroupColumn)
        return;
    const auto move = [this, header, column](int by) {
        int to = header->visualIndex(column);
        do
            to += by;
        while (to >= 0 && to < header->count() && header->isSectionHidden(header->logicalIndex(to)));
        if (to >= 0 && to < header->count())
            header->moveSection(header->visualIndex(column), to);
    };
    connect(menu.addAction(tr("Move “%1” Left").arg(columnTitle(column))), &QAction::triggered, this, [move] { move(-1); });
    connect(menu.addAction(tr("Move “%1” Right").arg(columnTitle(column))), &QAction::triggered, this, [move] { move(1); });
}

void RunsTable::fillSortMenu(QMenu &menu)
{
    const auto add = [this](QMenu &to, bool also) {
        for (int column = 0; column < JobListModel::ColumnCount; ++column) {
            QAction *action = to.addAction(columnTitle(column));
            connect(action, &QAction::triggered, this, [this, column, also] {
                const auto &keys = m_model.sortKeys();
                if (also)
                    return m_model.addSortKey(column);
                const bool turn = keys.size() == 1 && keys.first().column == column && keys.first().order == Qt::AscendingOrder;
                m_model.sort(column, turn ? Qt::DescendingOrder : Qt::AscendingOrder);
            });
        }
    };
    add(*menu.addMenu(tr("Sort By")), false);
    add(*menu.addMenu(tr("Then By")), true);
}

/// Shift adds the column to those that are sorted by already.
void RunsTable::sortBy(int column)
{
    if (column == JobFilterModel::GroupColumn)
        return showSort();
    if (QApplication::keyboardModifiers() & Qt::ShiftModifier)
        m_model.addSortKey(column);
    else
        m_model.sort(column, horizontalHeader()->sortIndicatorOrder());
    showSort();
}

void RunsTable::showSort()
{
    const JobFilterModel::SortKey first = m_model.sortKeys().first();
    horizontalHeader()->setSortIndicator(first.column, first.order);
}

void RunsTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        setAccessibleName(tr("Runs"));
}

} // namespace assay

#include "models/jobs/JobFilterModel.h"

#include <QFont>
#include <QLocale>

#include <algorithm>
#include <numeric>

namespace assay {

namespace {
constexpr int oneByOne = 8; ///< changed rows that are moved alone; more are sorted together
}

JobFilterModel::JobFilterModel(JobListModel &jobs, QObject *parent, Clock &clock) : QAbstractTableModel(parent), m_jobs(jobs), m_clock(clock)
{
    connect(&jobs, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &, int first, int last) { onInserted(first, last); });
    connect(&jobs, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this](const QModelIndex &, int first, int last) { onAboutToBeRemoved(first, last); });
    connect(&jobs, &QAbstractItemModel::rowsRemoved, this, [this](const QModelIndex &, int first, int last) { onRemoved(first, last); });
    connect(&jobs, &QAbstractItemModel::dataChanged, this, &JobFilterModel::onChanged);
    connect(&jobs, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        beginResetModel();
        m_order.clear();
        m_at.clear();
    });
    connect(&jobs, &QAbstractItemModel::modelReset, this, [this] {
        m_all.clear();
        fill();
        endResetModel();
    });
    rebuild();
}

int JobFilterModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_order.size()); }
int JobFilterModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant JobFilterModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && section == GroupColumn)
        return role == Qt::DisplayRole ? QVariant(tr("Group")) : role == Qt::TextAlignmentRole ? QVariant(int(Qt::AlignVCenter | Qt::AlignLeft)) : QVariant();
    const QVariant value = m_jobs.headerData(section, orientation, role);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || m_keys.size() < 2)
        return value;
    for (qsizetype i = 0; i < m_keys.size(); ++i) {
        if (m_keys.at(i).column == section)
            return tr("%1 %2%3", "a column that rows are sorted by: its name, up or down, and whether it is the first, second … key")
                .arg(value.toString(), m_keys.at(i).order == Qt::AscendingOrder ? QStringLiteral("▲") : QStringLiteral("▼"), QString::number(i + 1));
    }
    return value;
}

QVariant JobFilterModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const int source = m_order.at(std::size_t(index.row()));
    const bool first = !m_groups.empty()
        && (index.row() == 0 || m_groups.at(std::size_t(m_order.at(std::size_t(index.row()) - 1))) != m_groups.at(std::size_t(source)));
    if (role == GroupStartRole)
        return first;
    if (index.column() != GroupColumn)
        return m_jobs.index(source, index.column()).data(role);
    if (m_groups.empty())
        return {};
    const JobRow &run = m_jobs.row(source);
    switch (role) {
    case Qt::DisplayRole:
        return first ? tr("%1 (%2)", "a group and how many runs it has").arg(groupTitle(run), QLocale().toString(m_groupSize.value(m_groups.at(std::size_t(source)))))
                     : QString();
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: return groupTitle(run);
    case Qt::FontRole: {
        QFont font;
        font.setBold(true);
        return font;
    }
    default: return m_jobs.index(source, JobListModel::NameColumn).data(role);
    }
}

int JobFilterModel::rowOf(const QString &id) const
{
    const int source = m_jobs.rowOf(id);
    return source < 0 || source >= int(m_at.size()) ? -1 : m_at.at(std::size_t(source));
}

void JobFilterModel::setFilter(const JobFilter &filter)
{
    m_filter = filter;
    beginResetModel(); // the order is what it was
    fill();
    endResetModel();
}

void JobFilterModel::setGrouping(RunGrouping grouping)
{
    if (std::exchange(m_grouping, grouping) != grouping)
        rebuild();
}

void JobFilterModel::setSortKeys(const QList<SortKey> &keys)
{
    QList<SortKey> usable;
    for (const SortKey &key : keys) {
        const bool twice = std::any_of(usable.begin(), usable.end(), [&](const SortKey &other) { return other.column == key.column; });
        if (key.column >= 0 && key.column < JobListModel::ColumnCount && !twice)
            usable << key;
    }
    if (usable == m_keys || usable.isEmpty())
        return;
    m_keys = usable;
    rebuild();
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    Q_EMIT sortKeysChanged();
}

void JobFilterModel::addSortKey(int column)
{
    QList<SortKey> keys = m_keys;
    const auto there = std::find_if(keys.begin(), keys.end(), [column](const SortKey &key) { return key.column == column; });
    if (there == keys.end())
        keys.append({column, Qt::AscendingOrder});
    else
        there->order = there->order == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
    setSortKeys(keys);
}

void JobFilterModel::sort(int column, Qt::SortOrder order) { setSortKeys({{column, order}}); }

bool JobFilterModel::accepts(int source) const
{
    const JobRow &row = m_jobs.row(source);
    return !m_jobs.isHidden(row.id) && m_filter.accepts(row, m_nowMs);
}

/// Equal values keep a fixed order, so that rows do not jump at a refresh.
bool JobFilterModel::before(int a, int b) const
{
    if (!m_groups.empty()) {
        const int groups = m_groups.at(std::size_t(a)).compare(m_groups.at(std::size_t(b)));
        if (groups != 0)
            return m_grouping == RunGrouping::Day ? groups > 0 : groups < 0; // the newest day first
    }
    const JobRow &left = m_jobs.row(a), &right = m_jobs.row(b);
    for (const SortKey &key : m_keys) {
        const int order = compareJobs(left, right, key.column, m_nowMs);
        if (order != 0)
            return key.order == Qt::AscendingOrder ? order < 0 : order > 0;
    }
    return left.id < right.id;
}

QString JobFilterModel::groupOf(const JobRow &row) const
{
    switch (m_grouping) {
    case RunGrouping::Model: return row.model.toLower();
    case RunGrouping::Collection: return row.target.toLower();
    case RunGrouping::Day: return row.whenMs() > 0 ? QDateTime::fromMSecsSinceEpoch(row.whenMs()).date().toString(Qt::ISODate) : QString();
    case RunGrouping::Batch: return row.batch;
    case RunGrouping::None: break;
    }
    return {};
}

QString JobFilterModel::groupTitle(const JobRow &row) const
{
    switch (m_grouping) {
    case RunGrouping::Model: return row.model.isEmpty() ? tr("No model") : row.model;
    case RunGrouping::Collection: return row.target.isEmpty() ? tr("No benchmarks") : row.target;
    case RunGrouping::Day:
        return row.whenMs() > 0 ? QLocale().toString(QDateTime::fromMSecsSinceEpoch(row.whenMs()).date(), QLocale::ShortFormat) : tr("No date");
    case RunGrouping::Batch: return row.batch.isEmpty() ? tr("Sent alone") : tr("Batch %1").arg(row.batch.left(8));
    case RunGrouping::None: break;
    }
    return {};
}

void JobFilterModel::readGroups()
{
    m_groups.clear();
    if (m_grouping == RunGrouping::None)
        return;
    m_groups.reserve(std::size_t(m_jobs.rowCount()));
    for (int source = 0; source < m_jobs.rowCount(); ++source)
        m_groups.push_back(groupOf(m_jobs.row(source)));
}

void JobFilterModel::rebuild()
{
    beginResetModel();
    m_all.clear();
    fill();
    endResetModel();
}

void JobFilterModel::orderAll()
{
    readGroups();
    m_all.resize(std::size_t(m_jobs.rowCount()));
    std::iota(m_all.begin(), m_all.end(), 0);
    std::sort(m_all.begin(), m_all.end(), [this](int a, int b) { return before(a, b); });
}

void JobFilterModel::fill()
{
    m_nowMs = m_clock.wallMs();
    const bool moves = std::ranges::any_of(m_keys, [](const SortKey &key) { return key.column == JobListModel::DurationColumn; }); // as time goes by
    if (moves || m_all.empty() || m_all.size() != std::size_t(m_jobs.rowCount()))
        orderAll();
    m_order.clear();
    m_at.assign(m_all.size(), -1);
    for (const int source : m_all) {
        if (!accepts(source))
            continue;
        m_at[std::size_t(source)] = int(m_order.size());
        m_order.push_back(source);
    }
    m_groupSize.clear();
    if (!m_groups.empty()) {
        for (const int source : m_order)
            ++m_groupSize[m_groups[std::size_t(source)]];
    }
}

void JobFilterModel::takeOut(int source)
{
    const int at = m_at.at(std::size_t(source));
    if (at < 0)
        return;
    beginRemoveRows({}, at, at);
    m_order.erase(m_order.begin() + at);
    m_at[std::size_t(source)] = -1;
    for (std::size_t i = std::size_t(at); i < m_order.size(); ++i)
        m_at[std::size_t(m_order[i])] = int(i);
    if (!m_groups.empty())
        --m_groupSize[m_groups[std::size_t(source)]];
    endRemoveRows();
}

void JobFilterModel::put(int source)
{
    const auto where = std::lower_bound(m_order.begin(), m_order.end(), source, [this](int a, int b) { return before(a, b); });
    const int at = int(where - m_order.begin());
    beginInsertRows({}, at, at);
    m_order.insert(where, source);
    for (std::size_t i = std::size_t(at); i < m_order.size(); ++i)
        m_at[std::size_t(m_order[i])] = int(i);
    if (!m_groups.empty())
        ++m_groupSize[m_groups[std::size_t(source)]];
    endInsertRows();
}

/// One row whose run changed: it stays, moves, comes or goes.
void JobFilterModel::place(int source)
{
    const int at = m_at.at(std::size_t(source));
    const bool wanted = accepts(source);
    const QString group = m_groups.empty() ? QString() : groupOf(m_jobs.row(source));
    const bool sameGroup = m_groups.empty() || group == m_groups.at(std::size_t(source));
    const auto inOrder = [&] {
        return (at == 0 || before(m_order.at(std::size_t(at) - 1), source)) && (at + 1 == int(m_order.size()) || before(source, m_order.at(std::size_t(at) + 1)));
    };
    if (at >= 0 && wanted && sameGroup && inOrder()) {
        Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
        return;
    }
    if (at >= 0 && wanted && sameGroup) { // a move keeps the selection
        std::vector<int> others = m_order;
        others.erase(others.begin() + at);
        const int to = int(std::lower_bound(others.begin(), others.end(), source, [this](int a, int b) { return before(a, b); }) - others.begin());
        beginMoveRows({}, at, at, {}, to > at ? to + 1 : to);
        others.insert(others.begin() + to, source);
        m_order = std::move(others);
        for (std::size_t i = 0; i < m_order.size(); ++i)
            m_at[std::size_t(m_order[i])] = int(i);
        endMoveRows();
        Q_EMIT dataChanged(index(to, 0), index(to, ColumnCount - 1));
        return groupsChanged();
    }
    takeOut(source);
    if (!m_groups.empty())
        m_groups[std::size_t(source)] = group;
    if (wanted)
        put(source);
    groupsChanged();
}

/// Which rows begin a group, and their numbers.
void JobFilterModel::groupsChanged()
{
    if (!m_groups.empty() && !m_order.empty())
        Q_EMIT dataChanged(index(0, GroupColumn), index(int(m_order.size()) - 1, GroupColumn));
}

/// A chunk of a long list: only what is new is sorted.
void JobFilterModel::merge(int first, int last)
{
    m_all.clear();
    m_nowMs = m_clock.wallMs();
    beginResetModel();
    const auto old = std::ptrdiff_t(m_order.size());
    for (int source = first; source <= last; ++source) {
        if (m_grouping != RunGrouping::None)
            m_groups.push_back(groupOf(m_jobs.row(source)));
        if (!accepts(source))
            continue;
        m_order.push_back(source);
        if (!m_groups.empty())
            ++m_groupSize[m_groups[std::size_t(source)]];
    }
    const auto less = [this](int a, int b) { return before(a, b); };
    std::sort(m_order.begin() + old, m_order.end(), less);
    std::inplace_merge(m_order.begin(), m_order.begin() + old, m_order.end(), less);
    m_at.assign(std::size_t(m_jobs.rowCount()), -1);
    for (std::size_t i = 0; i < m_order.size(); ++i)
        m_at[std::size_t(m_order[i])] = int(i);
    endResetModel();
}

/// The list appends only.
void JobFilterModel::onInserted(int first, int last)
{
    if (last - first >= oneByOne)
        return merge(first, last);
    m_all.clear();
    m_nowMs = m_clock.wallMs();
    for (int source = first; source <= last; ++source) {
        m_at.push_back(-1);
        if (m_grouping != RunGrouping::None)
            m_groups.push_back(groupOf(m_jobs.row(source)));
    }
    for (int source = first; source <= last; ++source) {
        if (accepts(source))
            put(source);
    }
    groupsChanged();
}

void JobFilterModel::onAboutToBeRemoved(int first, int last)
{
    for (int source = first; source <= last; ++source)
        takeOut(source);
}

void JobFilterModel::onRemoved(int first, int last)
{
    m_all.clear();
    const int gone = last - first + 1;
    m_at.erase(m_at.begin() + first, m_at.begin() + last + 1);
    if (!m_groups.empty())
        m_groups.erase(m_groups.begin() + first, m_groups.begin() + last + 1);
    for (int &source : m_order)
        source -= source > last ? gone : 0;
    groupsChanged();
}

void JobFilterModel::onChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight, const QList<int> &roles)
{
    const int first = topLeft.row(), last = bottomRight.row();
    if (!roles.isEmpty()) { // texts only: nothing moves
        if (first == last) {
            if (const int at = m_at.at(std::size_t(first)); at >= 0)
                Q_EMIT dataChanged(index(at, topLeft.column()), index(at, bottomRight.column()), roles);
        } else if (!m_order.empty()) {
            Q_EMIT dataChanged(index(0, topLeft.column()), index(int(m_order.size()) - 1, bottomRight.column()), roles);
        }
        return;
    }
    if (last - first >= oneByOne)
        return rebuild();
    m_all.clear();
    m_nowMs = m_clock.wallMs();
    for (int source = first; source <= last; ++source)
        place(source);
}

} // namespace assay

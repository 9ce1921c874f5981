#include "models/datasets/DatasetRowsModel.h"

#include "services/core/Async.h"

#include <QLocale>

#include <algorithm>

namespace assay {

namespace {
constexpr qsizetype shownChars = 300; ///< of a cell; the detail beside the table has it whole
}

void DatasetRowsModel::show(DatasetService *service, const QString &id)
{
    beginResetModel();
    ++m_ticket;
    m_service = id.isEmpty() ? nullptr : service;
    m_id = id;
    m_columns.clear();
    m_count = 0;
    m_more = false;
    m_pages.clear();
    m_asked.clear();
    endResetModel();
    if (!m_service)
        return setLoad(LoadState::Idle);
    setLoad(LoadState::Loading);
    m_asked.insert(0);
    ask(0);
}

void DatasetRowsModel::setLoad(LoadState load, const QString &problem)
{
    m_load = load;
    m_problem = problem;
    Q_EMIT loadChanged();
}

/// Called while the view paints, so it only notes what is wanted.
void DatasetRowsModel::need(int page) const
{
    if (m_asked.contains(page))
        return;
    m_asked.insert(page);
    auto *self = const_cast<DatasetRowsModel *>(this);
    QMetaObject::invokeMethod(self, [self, page, ticket = m_ticket] {
        if (ticket == self->m_ticket)
            self->ask(page);
    }, Qt::QueuedConnection);
}

/// Long rows come in several answers a page; `from`: how many of the page are there.
void DatasetRowsModel::ask(int page, int from)
{
    if (!m_service)
        return;
    whenDone(m_service->rows(m_id, qint64(page) * pageRows + from, pageRows - from), this,
             [this, page, from, ticket = m_ticket](const Result<DatasetRowPage> &answer) {
                 if (ticket == m_ticket)
                     arrived(page, from, answer);
             });
}

void DatasetRowsModel::arrived(int page, int from, const Result<DatasetRowPage> &answer)
{
    m_asked.remove(page);
    if (!answer)
        return setLoad(LoadState::Failed, answer.error().message);
    const Held *before = page > 0 && m_pages.contains(page - 1) ? &m_pages[page - 1] : nullptr;
    const bool known = answer->total.has_value();
    const bool again = !known && from == 0 && !answer->rows.isEmpty() && before && before->rows == answer->rows;
    if (again || (!known && answer->more && answer->rows.isEmpty())) {
        m_more = false;
        return setLoad(LoadState::Ready, again ? tr("The server sends the same rows again; the list ends here.")
                                               : tr("The server says that there are more rows but sends none; the list ends here."));
    }
    takeColumns(answer->rows);
    Held &held = m_pages[page];
    held.rows = held.rows.mid(0, from) + answer->rows;
    held.used = ++m_looks;
    const int there = int(held.rows.size());
    forgetOldest();
    grow(page, from, *answer);
    if (m_count > 0 && !m_columns.isEmpty()) {
        const int first = page * pageRows, last = std::min(m_count, first + pageRows) - 1;
        if (last >= first)
            Q_EMIT dataChanged(index(first, 0), index(last, int(m_columns.size()) - 1));
    }
    if (answer->more && there < pageRows && !answer->rows.isEmpty()) {
        m_asked.insert(page);
        return ask(page, there);
    }
    setLoad(LoadState::Ready);
}

void DatasetRowsModel::grow(int page, int from, const DatasetRowPage &answer)
{
    const qint64 end = qint64(page) * pageRows + from + answer.rows.size();
    const qint64 now = answer.total.value_or(std::max<qint64>(m_count, end));
    m_more = !answer.total && answer.more && end >= m_count;
    const int count = int(std::min<qint64>(now, std::numeric_limits<int>::max()));
    if (count > m_count) {
        beginInsertRows({}, m_count, count - 1);
        m_count = count;
        endInsertRows();
    } else if (count < m_count) { // the dataset was replaced meanwhile
        beginRemoveRows({}, count, m_count - 1);
        m_count = count;
        endRemoveRows();
    }
}

void DatasetRowsModel::takeColumns(const QList<DatasetRow> &rows)
{
    QStringList fresh;
    for (const DatasetRow &row : rows) {
        for (const auto &[name, text] : row.cells) {
            if (!m_columns.contains(name) && !fresh.contains(name))
                fresh << name;
        }
    }
    if (fresh.isEmpty())
        return;
    beginInsertColumns({}, int(m_columns.size()), int(m_columns.size() + fresh.size()) - 1);
    m_columns += fresh;
    endInsertColumns();
}

void DatasetRowsModel::forgetOldest()
{
    if (m_pages.size() <= mostPages)
        return;
    auto oldest = m_pages.cbegin();
    for (auto it = m_pages.cbegin(); it != m_pages.cend(); ++it) {
        if (it->used < oldest->used)
            oldest = it;
    }
    m_pages.erase(oldest);
}

const DatasetRow *DatasetRowsModel::row(int number)
{
    if (number < 0 || number >= m_count)
        return nullptr;
    const auto held = m_pages.find(number / pageRows);
    if (held == m_pages.end()) {
        need(number / pageRows);
        return nullptr;
    }
    held->used = ++m_looks;
    const int at = number % pageRows;
    return at < held->rows.size() ? &held->rows.at(at) : nullptr;
}

QVariant DatasetRowsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::DisplayRole)
        return {};
    const DatasetRow *row = const_cast<DatasetRowsModel *>(this)->row(index.row());
    if (!row)
        return QStringLiteral("…");
    const QString &column = m_columns.at(index.column());
    for (const auto &[name, text] : row->cells) {
        if (name == column)
            return text.left(shownChars).simplified();
    }
    return {}; // this row has no such column
}

QVariant DatasetRowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return orientation == Qt::Horizontal ? QVariant(m_columns.value(section)) : QVariant(QLocale().toString(section + 1));
}

bool DatasetRowsModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_more && m_asked.isEmpty();
}

void DatasetRowsModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    const int page = m_count / pageRows;
    m_asked.insert(page);
    ask(page);
}

} // namespace assay

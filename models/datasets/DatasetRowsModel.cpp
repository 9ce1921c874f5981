#include "models/datasets/DatasetRowsModel.h"

#include "services/core/Async.h"

#include <QLocale>

#include <algorithm>
#include <limits>

namespace assay {

namespace {
constexpr qsizetype shownChars = 300; ///< of a cell; the detail beside the table has it whole
}

void DatasetRowsModel::show(DatasetService *service, const QString &id, std::optional<qint64> at)
{
    beginResetModel();
    ++m_ticket;
    m_service = id.isEmpty() ? nullptr : service;
    m_id = id;
    m_at = at;
    m_columns.clear();
    m_count = 0;
    m_more = false;
    m_pages.clear();
    m_guard = {};
    endResetModel();
    if (!m_service)
        return setLoad(LoadState::Idle);
    setLoad(LoadState::Loading);
    m_pages.fetch(0);
}

void DatasetRowsModel::retry()
{
    if (m_load != LoadState::Failed)
        return;
    if (m_count == 0)
        return show(m_service, QString(m_id), std::optional(m_at));
    setLoad(LoadState::Ready);
    if (!m_columns.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(m_count - 1, int(m_columns.size()) - 1)); // who shows them looks again
}

void DatasetRowsModel::setLoad(LoadState load, const QString &problem)
{
    m_pages.halt(load == LoadState::Failed);
    m_load = load;
    m_problem = problem;
    Q_EMIT loadChanged();
}

/// Long rows come in several answers a page; `from`: how many of the page are there.
void DatasetRowsModel::ask(int page, int from)
{
    if (!m_service)
        return;
    const qint64 start = qint64(page) * pageRows + from;
    whenDone(m_at ? m_service->rowsAt(m_id, *m_at, start, pageRows - from) : m_service->rows(m_id, start, pageRows - from), this,
             [this, page, from, ticket = m_ticket](const Result<DatasetRowPage> &answer) {
                 if (ticket == m_ticket)
                     arrived(page, from, answer);
             });
}

void DatasetRowsModel::arrived(int page, int from, const Result<DatasetRowPage> &answer)
{
    if (!answer) {
        m_pages.done(page);
        return setLoad(LoadState::Failed, answer.error().message);
    }
    if (answer->total)
        return take(page, from, *answer);
    if (answer->more && answer->rows.isEmpty())
        return endHere(page, tr("The server says that there are more rows but sends none; the list ends here."));
    if (m_guard.suspects(answer->rows))
        return suspectRepeat(page, from, *answer);
    take(page, from, *answer);
}

void DatasetRowsModel::suspectRepeat(int page, int from, const DatasetRowPage &answer)
{
    whenDone(m_service->rows(m_id, noSuchRow, 1), this, [this, page, from, answer, ticket = m_ticket](const Result<DatasetRowPage> &beyond) {
        if (ticket != m_ticket)
            return;
        const auto repeats = m_guard.isRepeating(beyond);
        if (!repeats)
            return arrived(page, from, repeats.error());
        if (*repeats)
            return endHere(page, tr("The server sends the same rows again; the list ends here."));
        take(page, from, answer);
    });
}

void DatasetRowsModel::endHere(int page, const QString &problem)
{
    m_pages.done(page);
    m_more = false;
    setLoad(LoadState::Ready, problem);
}

void DatasetRowsModel::take(int page, int from, const DatasetRowPage &answer)
{
    takeColumns(answer.rows);
    const QList<DatasetRow> rows = m_pages.rows(page).mid(0, from) + answer.rows;
    const int there = int(rows.size());
    m_pages.keep(page, rows);
    grow(page, from, answer);
    if (m_count > 0 && !m_columns.isEmpty()) {
        const int first = page * pageRows, last = std::min(m_count, first + pageRows) - 1;
        if (last >= first)
            Q_EMIT dataChanged(index(first, 0), index(last, int(m_columns.size()) - 1));
    }
    if (answer.more && there < pageRows && !answer.rows.isEmpty())
        return ask(page, there);
    m_pages.done(page);
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

const DatasetRow *DatasetRowsModel::row(int number) const
{
    return number < 0 || number >= m_count ? nullptr : m_pages.at(number);
}

const DatasetRow *DatasetRowsModel::known(int number) const
{
    return number < 0 || number >= m_count ? nullptr : m_pages.known(number);
}

QString DatasetRowsModel::shortened(const QString &text)
{
    return text.left(shownChars).simplified();
}

QVariant DatasetRowsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::DisplayRole)
        return {};
    const DatasetRow *row = this->row(index.row());
    if (!row)
        return QStringLiteral("…");
    const QString *cell = row->cell(m_columns.at(index.column()));
    return cell ? QVariant(shortened(*cell)) : QVariant(); // a row may lack a column
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
    return !parent.isValid() && m_more && m_load != LoadState::Failed && m_pages.isIdle();
}

void DatasetRowsModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_pages.fetch(m_count / pageRows);
}

} // namespace assay

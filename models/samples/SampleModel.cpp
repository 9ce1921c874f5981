#include "models/samples/SampleModel.h"

#include "services/core/Async.h"

#include <QLocale>

#include <algorithm>

namespace assay {

static constexpr int maxRequests = 2;
static constexpr int maxWanted = 6;     ///< more than can be on screen; older wishes were scrolled past
static constexpr int excerptChars = 160;
static constexpr int scanRows = 1000;

SampleModel::SampleModel(JobService &service, QObject *parent) : QAbstractTableModel(parent), m_service(service)
{
    // Rows are asked for while painting: gather a paint's wishes, then fetch.
    m_fetchTimer.setSingleShot(true);
    m_fetchTimer.setInterval(0);
    connect(&m_fetchTimer, &QTimer::timeout, this, &SampleModel::fetchWanted);
}

int SampleModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_total;
}

int SampleModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

SampleModel::Outcome SampleModel::outcome(const Sample &sample)
{
    if (!sample.error.isEmpty())
        return Outcome::Error;
    if (sample.score && *sample.score >= 0.5)
        return Outcome::Pass;
    if (sample.extractionFailed)
        return Outcome::NotExtracted;
    return sample.score ? Outcome::Fail : Outcome::Unscored;
}

QString SampleModel::outcomeText(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Pass: return tr("✓ Pass");
    case Outcome::Fail: return tr("✗ Fail");
    case Outcome::NotExtracted: return tr("∅ Not extracted");
    case Outcome::Error: return tr("⚠ Error");
    case Outcome::Unscored: break;
    }
    return tr("– No score");
}

static Tone outcomeTone(SampleModel::Outcome outcome)
{
    switch (outcome) {
    case SampleModel::Outcome::Pass: return Tone::Pass;
    case SampleModel::Outcome::Fail: return Tone::Fail;
    case SampleModel::Outcome::NotExtracted: return Tone::TooClose;
    case SampleModel::Outcome::Error: return Tone::Error;
    case SampleModel::Outcome::Unscored: break;
    }
    return Tone::Neutral;
}

/// One line of a text that may be megabytes long.
static QString excerpt(const QString &text)
{
    QString line = text.left(excerptChars);
    for (QChar &c : line) {
        if (c.isSpace() || c.category() == QChar::Other_Control)
            c = QLatin1Char(' ');
    }
    return text.size() > excerptChars ? line + QStringLiteral("…") : line;
}

QString SampleModel::jobText(const Sample &sample, int column) const
{
    const QLocale locale;
    switch (column) {
    case OrdinalColumn:
        return sample.repeat > 0 ? QStringLiteral("%1.%2").arg(sample.ordinal + 1).arg(sample.repeat + 1)
                                 : QString::number(sample.ordinal + 1);
    case VerdictColumn: return outcomeText(outcome(sample));
    case ScoreColumn: return sample.score ? locale.toString(*sample.score, 'g', 4) : QString();
    case ExtractedColumn: return excerpt(sample.extracted);
    case TargetColumn: return excerpt(sample.target);
    case ResponseColumn: return sample.error.isEmpty() ? excerpt(sample.response) : excerpt(sample.error);
    case LatencyColumn: return sample.latencyMs ? tr("%1 ms").arg(locale.toString(*sample.latencyMs, 'f', 0)) : QString();
    case TokensColumn: return sample.completionTokens ? locale.toString(*sample.completionTokens) : QString();
    default: return {};
    }
}

/// Numbers stand right, also in the header.
static int alignment(int column)
{
    const bool number = column == SampleModel::ScoreColumn
        || column == SampleModel::LatencyColumn || column == SampleModel::TokensColumn;
    return int((number ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
}

QVariant SampleModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column());
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && role != OutcomeRole && role != LoadedRole && role != ToneRole)
        return {};
    const Sample *sample = sampleAt(index.row());
    if (role == LoadedRole)
        return sample != nullptr;
    if (!sample) {
        if (role == OutcomeRole || role == ToneRole)
            return {};
        return role == Qt::AccessibleTextRole ? tr("Loading") : QStringLiteral("…");
    }
    if (role == ToneRole)
        return int(index.column() == VerdictColumn ? outcomeTone(outcome(*sample)) : Tone::Plain);
    return role == OutcomeRole ? QVariant(int(outcome(*sample))) : QVariant(jobText(*sample, index.column()));
}

QVariant SampleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
    if (role == Qt::TextAlignmentRole)
        return alignment(section);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    //: column of item numbers
    case OrdinalColumn: return tr("#");
    case VerdictColumn: return tr("Verdict");
    case ScoreColumn: return tr("Score");
    case ExtractedColumn: return tr("Extracted");
    case TargetColumn: return tr("Target");
    case ResponseColumn: return tr("Response");
    case LatencyColumn: return tr("Latency");
    case TokensColumn: return tr("Tokens");
    default: return {};
    }
}

static QString sortWord(int column)
{
    switch (column) {
    case SampleModel::OrdinalColumn: return QStringLiteral("ordinal");
    case SampleModel::VerdictColumn:
    case SampleModel::ScoreColumn: return QStringLiteral("score");
    case SampleModel::LatencyColumn: return QStringLiteral("latency_ms");
    case SampleModel::TokensColumn: return QStringLiteral("completion_tokens");
    default: return {};
    }
}

bool SampleModel::isSortable(int column)
{
    return !sortWord(column).isEmpty();
}

void SampleModel::sort(int column, Qt::SortOrder order)
{
    if (!isSortable(column) || (column == m_sortColumn && order == m_sortOrder))
        return;
    m_sortColumn = column;
    m_sortOrder = order;
    restart();
}

void SampleModel::setSource(const QString &jobId, int benchmarkIndex)
{
    if (jobId == m_jobId && benchmarkIndex == m_benchmarkIndex)
        return;
    m_jobId = jobId;
    m_benchmarkIndex = benchmarkIndex;
    m_counts = {};
    restart();
    fetchCounts();
}

void SampleModel::setFilter(SampleQuery::Filter filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    restart();
}

void SampleModel::setSearch(const QString &text)
{
    if (text == m_search)
        return;
    m_search = text;
    restart();
    fetchCounts();
}

void SampleModel::restart()
{
    ++m_ticket;
    ++m_scanTicket;
    beginResetModel();
    m_total = 0;
    m_chunks.clear();
    m_wanted.clear();
    m_pending.clear();
    endResetModel();
    if (m_jobId.isEmpty())
        return setLoad(Load::Idle);
    setLoad(Load::Loading);
    fetch(0);
}

void SampleModel::refresh()
{
    if (m_jobId.isEmpty())
        return;
    for (Chunk &chunk : m_chunks)
        chunk.stale = true;
    fetchCounts();
    // The first rows tell the new total; the others are fetched when somebody looks at them.
    if (!m_pending.contains(0))
        fetch(0);
    if (m_total > 0)
        Q_EMIT dataChanged(index(0, 0), index(m_total - 1, ColumnCount - 1));
}

void SampleModel::retry()
{
    if (m_total == 0)
        return restart();
    setLoad(Load::Ready);
    refresh();
}

SampleQuery SampleModel::query(qint64 offset, int limit) const
{
    SampleQuery result;
    result.filter = m_filter;
    result.search = m_search;
    result.sort = (m_sortOrder == Qt::DescendingOrder ? QStringLiteral("-") : QString()) + sortWord(m_sortColumn);
    result.offset = offset;
    result.limit = limit;
    return result;
}

const Sample *SampleModel::sampleAt(int row) const
{
    if (row < 0 || row >= m_total)
        return nullptr;
    const int number = row / chunkRows;
    const auto chunk = m_chunks.find(number);
    if (chunk == m_chunks.end() || chunk->stale)
        want(number);
    if (chunk == m_chunks.end() || row % chunkRows >= chunk->rows.size())
        return nullptr;
    chunk->used = ++m_useCounter;
    return &chunk->rows.at(row % chunkRows);
}

void SampleModel::want(int chunk) const
{
    if (m_pending.contains(chunk) || m_load == Load::Failed || (!m_wanted.isEmpty() && m_wanted.last() == chunk))
        return;
    m_wanted.removeOne(chunk);
    m_wanted.append(chunk);
    if (m_wanted.size() > maxWanted)
        m_wanted.removeFirst();
    if (!m_fetchTimer.isActive())
        m_fetchTimer.start();
}

void SampleModel::fetchWanted()
{
    while (!m_wanted.isEmpty() && m_pending.size() < maxRequests)
        fetch(m_wanted.takeLast());
}

void SampleModel::fetch(int chunk)
{
    m_pending.insert(chunk);
    const auto answer = m_service.samples(m_jobId, m_benchmarkIndex, query(qint64(chunk) * chunkRows, chunkRows));
    whenDone(answer, this, [this, chunk, ticket = m_ticket](const Result<SamplePage> &page) {
        if (ticket != m_ticket)
            return; // filter, order or benchmark changed meanwhile
        m_pending.remove(chunk);
        take(chunk, page);
        fetchWanted();
    });
}

void SampleModel::take(int chunk, const Result<SamplePage> &page)
{
    if (!page) {
        m_wanted.clear();
        return setLoad(Load::Failed, page.error());
    }
    setTotal(int(std::min<qint64>(page->totalCount, std::numeric_limits<int>::max())));
    const int first = chunk * chunkRows;
    if (first < m_total) {
        m_chunks.insert(chunk, {page->items, ++m_useCounter, false});
        evict();
        const int last = std::min(m_total, first + chunkRows) - 1;
        Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
    }
    auto &counted = m_counts.at(std::size_t(m_filter));
    if (counted != page->totalCount) {
        counted = page->totalCount;
        Q_EMIT countsChanged();
    }
    setLoad(Load::Ready);
}

void SampleModel::setTotal(int total)
{
    if (total > m_total) {
        // The last chunk was short when it was fetched.
        const auto last = m_chunks.find(m_total / chunkRows);
        if (last != m_chunks.end())
            last->stale = true;
        beginInsertRows({}, m_total, total - 1);
        m_total = total;
        endInsertRows();
    } else if (total < m_total) {
        beginRemoveRows({}, total, m_total - 1);
        m_total = total;
        m_chunks.removeIf([total](const auto &chunk) { return chunk.key() * chunkRows >= total; });
        endRemoveRows();
    }
}

void SampleModel::evict()
{
    while (m_chunks.size() > maxChunks) {
        auto oldest = m_chunks.begin();
        for (auto it = m_chunks.begin(); it != m_chunks.end(); ++it) {
            if (it->used < oldest->used)
                oldest = it;
        }
        m_chunks.erase(oldest);
    }
}

void SampleModel::fetchCounts()
{
    ++m_countTicket;
    if (m_jobId.isEmpty())
        return;
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        SampleQuery ask;
        ask.filter = SampleQuery::Filter(int(i));
        ask.search = m_search;
        ask.limit = 1;
        whenDone(m_service.samples(m_jobId, m_benchmarkIndex, ask), this,
                 [this, i, ticket = m_countTicket](const Result<SamplePage> &page) {
                     if (ticket != m_countTicket || !page || m_counts.at(i) == page->totalCount)
                         return;
                     m_counts.at(i) = page->totalCount;
                     Q_EMIT countsChanged();
                 });
    }
}

void SampleModel::findFailure(int row, bool backwards)
{
    const quint64 ticket = ++m_scanTicket;
    scan(backwards ? row - 1 : row + 1, backwards, ticket);
}

void SampleModel::scan(qint64 from, bool backwards, quint64 ticket)
{
    if (from < 0 || from >= m_total) {
        Q_EMIT failureFound(-1);
        return;
    }
    const qint64 first = backwards ? std::max<qint64>(0, from - scanRows + 1) : from;
    const int limit = backwards ? int(from - first + 1) : scanRows;
    whenDone(m_service.samples(m_jobId, m_benchmarkIndex, query(first, limit)), this,
             [this, first, backwards, ticket](const Result<SamplePage> &page) {
                 if (ticket != m_scanTicket)
                     return;
                 if (!page || page->items.isEmpty()) {
                     Q_EMIT failureFound(-1);
                     return;
                 }
                 const int n = int(page->items.size());
                 for (int i = 0; i < n; ++i) {
                     const int at = backwards ? n - 1 - i : i;
                     if (outcome(page->items.at(at)) != Outcome::Pass) {
                         Q_EMIT failureFound(int(first) + at);
                         return;
                     }
                 }
                 scan(backwards ? first - 1 : first + n, backwards, ticket);
             });
}

void SampleModel::setLoad(Load load, const Error &error)
{
    const bool same = m_load == load && m_error.message == error.message;
    m_error = error;
    if (same)
        return;
    m_load = load;
    Q_EMIT loadChanged();
}

} // namespace assay

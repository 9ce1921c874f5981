#include "models/samples/SampleModel.h"

#include "models/triage/TriageBook.h"
#include "services/core/Async.h"

#include <algorithm>

namespace assay {

static constexpr int scanRows = 1000;

SampleModel::SampleModel(JobService &service, QObject *parent) : QAbstractTableModel(parent), m_service(service), m_rows(service)
{
    connectRows();
}

void SampleModel::connectRows()
{
    connect(&m_rows, &SampleRows::aboutToReset, this, &SampleModel::beginResetModel);
    connect(&m_rows, &SampleRows::reset, this, &SampleModel::endResetModel);
    connect(&m_rows, &SampleRows::aboutToGrow, this, [this](int total) { beginInsertRows({}, m_rows.total(), total - 1); });
    connect(&m_rows, &SampleRows::grown, this, &SampleModel::endInsertRows);
    connect(&m_rows, &SampleRows::aboutToShrink, this, [this](int total) { beginRemoveRows({}, total, m_rows.total() - 1); });
    connect(&m_rows, &SampleRows::shrunk, this, &SampleModel::endRemoveRows);
    connect(&m_rows, &SampleRows::rowsChanged, this, [this](int first, int last) {
        learnNames(first, last);
        Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
        scanFound();
    });
    connect(&m_rows, &SampleRows::loadChanged, this, &SampleModel::loadChanged);
    connect(&m_rows, &SampleRows::searchChanged, this, &SampleModel::searchChanged);
    connect(&m_rows, &SampleRows::counted, this, [this](qint64 total) {
        auto &counted = m_counts.at(std::size_t(m_filter));
        if (counted == total)
            return;
        counted = total;
        Q_EMIT countsChanged();
    });
}

void SampleModel::setTriage(TriageBook &book)
{
    m_triage = &book;
    connect(&book, &TriageBook::reasonsChanged, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, ReasonColumn), index(rowCount() - 1, TagsColumn));
    });
    connect(&book, &TriageBook::placeRead, this, [this] {
        if (!needsTriage(m_expression))
            return;
        restart(); // it was asked by notes that were not there yet
        fetchCounts();
    });
}

int SampleModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows.total();
}

int SampleModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : FixedColumns + int(m_names.size());
}

static QString fixedSortWord(int column)
{
    switch (column) {
    case SampleModel::OrdinalColumn: return QStringLiteral("ordinal");
    case SampleModel::VerdictColumn:
    case SampleModel::ScoreColumn: return QStringLiteral("score");
    case SampleModel::LatencyColumn: return QStringLiteral("latency_ms");
    case SampleModel::TokensColumn: return QStringLiteral("completion_tokens");
    case SampleModel::PromptTokensColumn: return QStringLiteral("prompt_tokens");
    default: return {};
    }
}

bool SampleModel::isSortable(int column)
{
    return column >= FixedColumns || !fixedSortWord(column).isEmpty();
}

void SampleModel::sort(int column, Qt::SortOrder order)
{
    const QString word = column < FixedColumns ? fixedSortWord(column) : m_names.value(column - FixedColumns);
    if (word.isEmpty() || (word == m_sortWord && order == m_sortOrder))
        return;
    m_sortWord = word;
    m_sortOrder = order;
    restart();
}

void SampleModel::setSource(const QString &jobId, int benchmarkIndex, const RightRule &rule)
{
    if (jobId == m_jobId && benchmarkIndex == m_benchmarkIndex)
        return setRightRule(rule);
    m_rule = rule;
    m_jobId = jobId;
    m_benchmarkIndex = benchmarkIndex;
    ++m_sourceTicket;
    m_counts = {};
    if (m_names.contains(m_sortWord)) {
        m_sortWord = fixedSortWord(OrdinalColumn); // the other one may have no such column
        m_sortOrder = Qt::AscendingOrder;
    }
    if (!m_names.isEmpty()) {
        beginRemoveColumns({}, FixedColumns, FixedColumns + int(m_names.size()) - 1);
        m_names.clear();
        endRemoveColumns();
    }
    restart();
    fetchCounts();
}

void SampleModel::setRightRule(const RightRule &rule)
{
    if (rule == m_rule)
        return;
    m_rule = rule;
    m_counts = {};
    restart();
    fetchCounts();
    Q_EMIT countsChanged();
}

void SampleModel::setFilter(SampleQuery::Filter filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    restart();
}

void SampleModel::setExpression(const QString &text)
{
    auto parsed = parseSampleExpression(text);
    const bool hadProblem = m_problem.has_value();
    if (auto *problem = std::get_if<SampleExpressionProblem>(&parsed)) {
        m_problem = *problem;
        Q_EMIT problemChanged();
        return;
    }
    m_problem.reset();
    if (hadProblem)
        Q_EMIT problemChanged();
    if (text == m_expressionText)
        return;
    m_expressionText = text;
    m_expression = std::get<SampleExpression>(std::move(parsed));
    m_counts = {};
    Q_EMIT countsChanged();
    restart();
    fetchCounts();
}

void SampleModel::restart()
{
    ++m_scanTicket;
    m_foundScan.reset();
    m_rows.setQuery(m_jobId, m_benchmarkIndex, query(m_filter), needsTexts(m_expression));
}

void SampleModel::refresh()
{
    if (m_jobId.isEmpty())
        return;
    fetchCounts();
    m_rows.refresh();
}

void SampleModel::retry()
{
    m_rows.retry();
    fetchCounts();
}

/// As a server understands the filter, for which at least 0.5 has passed whatever the metric.
static SampleQuery::Filter askedFilter(SampleQuery::Filter filter, bool lowerIsBetter)
{
    using Filter = SampleQuery::Filter;
    if (!lowerIsBetter || (filter != Filter::Failed && filter != Filter::Passed))
        return filter;
    return filter == Filter::Failed ? Filter::Passed : Filter::Failed;
}

SampleQuery SampleModel::query(SampleQuery::Filter filter) const
{
    SampleQuery result;
    result.filter = askedFilter(filter, m_rule.lowerIsBetter);
    if (!m_expressionText.trimmed().isEmpty()) {
        const bool triage = m_triage && needsTriage(m_expression);
        const SampleExpression known = triage ? withKeys(m_expression, *m_triage) : m_expression;
        result.filterExpression = m_rule.lowerIsBetter ? writeSampleExpression(withOutcomesTurned(known))
            : triage                                   ? writeSampleExpression(known)
                                                       : m_expressionText;
    }
    result.sort = (m_sortOrder == Qt::DescendingOrder ? QStringLiteral("-") : QString()) + m_sortWord;
    return result;
}

/// The columns of what came: a scorer or a column of metadata that no sample before had gets one of its own.
void SampleModel::learnNames(int first, int last)
{
    QStringList found;
    const int end = std::min(last + 1, first + chunkRows); // a look at more would fetch it
    for (int row = first; row < end && m_names.size() + found.size() < maxNamedColumns; ++row) {
        const Sample *sample = m_rows.at(row);
        if (!sample)
            continue;
        for (const QString &name : m_cells.names(*sample)) {
            if (!m_names.contains(name) && !found.contains(name) && m_names.size() + found.size() < maxNamedColumns)
                found << name;
        }
    }
    if (found.isEmpty())
        return;
    const int from = FixedColumns + int(m_names.size());
    beginInsertColumns({}, from, from + int(found.size()) - 1);
    m_names << found;
    endInsertColumns();
}

void SampleModel::fetchCounts()
{
    ++m_countTicket;
    if (m_jobId.isEmpty() || needsTexts(m_expression))
        return; // a search counts what it finds
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        SampleQuery ask = query(SampleQuery::Filter(int(i)));
        ask.sort.clear();
        ask.limit = 1;
        ask.textChars = 1;
        whenDone(m_service.samples(m_jobId, m_benchmarkIndex, ask), this,
                 [this, i, ticket = m_countTicket](const Result<SamplePage> &page) {
                     if (ticket != m_countTicket || !page || m_counts.at(i) == page->totalCount)
                         return;
                     m_counts.at(i) = page->totalCount;
                     Q_EMIT countsChanged();
                 });
    }
}

void SampleModel::readSample(int row, int textChars, ReadHandler done)
{
    const Sample *sample = sampleAt(row);
    if (!sample)
        return;
    SampleQuery ask;
    ask.itemKeys = {{sample->itemKey, sample->repeat}};
    ask.textChars = textChars;
    ask.count = false;
    whenDone(m_service.samples(m_jobId, m_benchmarkIndex, ask), this,
             [this, ordinal = sample->ordinal, ticket = m_sourceTicket, done = std::move(done)](const Result<SamplePage> &page) {
                 if (ticket != m_sourceTicket)
                     return;
                 if (!page)
                     return done(page.error());
                 for (const Sample &one : page->items) { // rows of a data set may be the same twice
                     if (one.ordinal == ordinal)
                         return done(one);
                 }
                 done(Error{Error::Kind::NotFound, tr("This sample is not there any more: refresh the list.")});
             });
}

void SampleModel::findFailure(int row, bool backwards)
{
    const quint64 ticket = ++m_scanTicket;
    if (m_rows.searches()) {
        m_foundScan = FoundScan{backwards ? row - 1 : row + 1, backwards};
        return scanFound();
    }
    scan(backwards ? row - 1 : row + 1, backwards, ticket);
}

/// Rows of a search have no number on the server: they are walked here, and wait where one must be fetched again.
void SampleModel::scanFound()
{
    while (m_foundScan) {
        const FoundScan at = *m_foundScan;
        if (at.row < 0 || at.row >= m_rows.total()) {
            m_foundScan.reset();
            return Q_EMIT failureFound(-1);
        }
        const Sample *sample = m_rows.at(at.row);
        if (!sample)
            return;
        if (isFailure(outcome(*sample, m_rule))) {
            m_foundScan.reset();
            return Q_EMIT failureFound(at.row);
        }
        m_foundScan->row += at.backwards ? -1 : 1;
    }
}

void SampleModel::scan(qint64 from, bool backwards, quint64 ticket)
{
    if (from < 0 || from >= m_rows.total()) {
        Q_EMIT failureFound(-1);
        return;
    }
    const qint64 first = backwards ? std::max<qint64>(0, from - scanRows + 1) : from;
    SampleQuery ask = query(m_filter);
    ask.offset = first;
    ask.limit = backwards ? int(from - first + 1) : scanRows;
    ask.textChars = 1;
    ask.count = false;
    whenDone(m_service.samples(m_jobId, m_benchmarkIndex, ask), this, [this, first, backwards, ticket](const Result<SamplePage> &page) {
        if (ticket != m_scanTicket)
            return;
        if (!page || page->items.isEmpty()) {
            Q_EMIT failureFound(-1);
            return;
        }
        const int n = int(page->items.size());
        for (int i = 0; i < n; ++i) {
            const int at = backwards ? n - 1 - i : i;
            if (isFailure(outcome(page->items.at(at), m_rule))) {
                Q_EMIT failureFound(int(first) + at);
                return;
            }
        }
        scan(backwards ? first - 1 : first + n, backwards, ticket);
    });
}

} // namespace assay

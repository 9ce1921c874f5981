#include "models/samples/SampleModel.h"

#include "models/triage/TriageBook.h"
#include "services/core/Async.h"

#include <QLocale>

#include <algorithm>

namespace assay {

static constexpr int excerptChars = 160;
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
    const auto show = [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, ReasonColumn), index(rowCount() - 1, TagsColumn));
    };
    connect(&book, &TriageBook::noteChanged, this, show);
    connect(&book, &TriageBook::reasonsChanged, this, show);
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

/// A member of an object, in one line.
static QString memberText(const QVariantMap &map, const QString &name)
{
    const QVariant value = map.value(name);
    if (value.typeId() == QMetaType::QVariantMap)
        return excerpt(QString::fromUtf8(JsonText::fromVariantMap(value.toMap()).text));
    if (value.typeId() == QMetaType::Double)
        return QLocale().toString(value.toDouble(), 'g', 6);
    if (value.typeId() == QMetaType::QVariantList)
        return excerpt(value.toStringList().join(QStringLiteral(", ")));
    return excerpt(value.toString());
}

static QString namedText(const Sample &sample, const QString &name)
{
    const QString inner = name.section(QLatin1Char('.'), 1);
    if (name.startsWith(QLatin1String("meta.")))
        return memberText(sample.metadata.toVariantMap(), inner);
    return memberText(sample.scores.toVariantMap().value(inner).toMap(), QStringLiteral("score"));
}

QString SampleModel::cellText(const Sample &sample, int column) const
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
    case PromptTokensColumn: return sample.promptTokens ? locale.toString(*sample.promptTokens) : QString();
    case ReasonColumn:
    case LabelColumn:
    case TagsColumn: return triageText(sample, column);
    default: return namedText(sample, m_names.value(column - FixedColumns));
    }
}

QString SampleModel::triageText(const Sample &sample, int column) const
{
    if (!m_triage)
        return {};
    const TriageNote note = m_triage->note({sample.itemKey, sample.repeat});
    if (column == TagsColumn)
        return note.tags.join(QStringLiteral(", "));
    if (column == LabelColumn)
        return note.label == HumanLabel::None ? QString() : note.label == HumanLabel::Right ? tr("✓ Right") : tr("✗ Wrong");
    QStringList parts;
    if (note.kept)
        parts << QStringLiteral("⚑"); // in the regression set
    if (note.reason > 0)
        parts << tr("%1 %2").arg(note.reason).arg(m_triage->reasonName(note.reason));
    if (!note.note.isEmpty())
        parts << QStringLiteral("✎");
    return parts.join(QLatin1Char(' '));
}

/// Numbers stand right, also in the header.
static int alignment(int column)
{
    const bool number = column == SampleModel::ScoreColumn
        || column == SampleModel::LatencyColumn || column == SampleModel::TokensColumn || column == SampleModel::PromptTokensColumn;
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
    return role == OutcomeRole ? QVariant(int(outcome(*sample))) : QVariant(cellText(*sample, index.column()));
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
    case PromptTokensColumn: return tr("Prompt Tokens");
    case ReasonColumn: return tr("Reason");
    case LabelColumn: return tr("Label");
    case TagsColumn: return tr("Tags");
    default: return m_names.value(section - FixedColumns).section(QLatin1Char('.'), 1);
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
    case SampleModel::PromptTokensColumn: return QStringLiteral("prompt_tokens");
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
    if (!m_names.isEmpty()) {
        beginRemoveColumns({}, FixedColumns, FixedColumns + int(m_names.size()) - 1);
        m_names.clear();
        endRemoveColumns();
    }
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
    ++m_readTicket;
    m_foundScan.reset();
    m_rows.setQuery(m_jobId, m_benchmarkIndex, query(), needsTexts(m_expression));
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

SampleQuery SampleModel::query() const
{
    SampleQuery result;
    result.filter = m_filter;
    if (!m_expressionText.trimmed().isEmpty())
        result.filterExpression =
            m_triage && needsTriage(m_expression) ? writeSampleExpression(withKeys(m_expression, *m_triage)) : m_expressionText;
    result.sort = (m_sortOrder == Qt::DescendingOrder ? QStringLiteral("-") : QString()) + sortWord(m_sortColumn);
    return result;
}

/// The columns of what came: a scorer or a column of metadata that no sample before had gets one of its own.
void SampleModel::learnNames(int first, int last)
{
    QStringList found;
    for (int row = first; row <= std::min(last, first + chunkRows) && m_names.size() + found.size() < maxNamedColumns; ++row) {
        const Sample *sample = m_rows.at(row);
        if (!sample)
            continue;
        const auto learn = [&](const JsonText &object, const QString &prefix) {
            const QVariantMap map = object.toVariantMap();
            for (auto it = map.begin(); it != map.end(); ++it) {
                const QString name = prefix + it.key();
                if (!m_names.contains(name) && !found.contains(name) && m_names.size() + found.size() < maxNamedColumns)
                    found << name;
            }
        };
        learn(sample->scores, QStringLiteral("scorer."));
        learn(sample->metadata, QStringLiteral("meta."));
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
        SampleQuery ask = query();
        ask.sort.clear();
        ask.filter = SampleQuery::Filter(int(i));
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

void SampleModel::readSample(int row, int textChars)
{
    const Sample *sample = sampleAt(row);
    if (!sample)
        return;
    SampleQuery ask;
    ask.itemKeys = {{sample->itemKey, sample->repeat}};
    ask.textChars = textChars;
    ask.count = false;
    whenDone(m_service.samples(m_jobId, m_benchmarkIndex, ask), this,
             [this, ordinal = sample->ordinal, ticket = ++m_readTicket](const Result<SamplePage> &page) {
                 if (ticket != m_readTicket)
                     return;
                 if (!page)
                     return Q_EMIT sampleFailed(page.error());
                 for (const Sample &one : page->items) { // rows of a data set may be the same twice
                     if (one.ordinal == ordinal)
                         return Q_EMIT sampleRead(one);
                 }
                 Q_EMIT sampleFailed(Error{Error::Kind::NotFound, tr("This sample is not there any more: refresh the list.")});
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
        if (outcome(*sample) != Outcome::Pass) {
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
    SampleQuery ask = query();
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
            if (outcome(page->items.at(at)) != Outcome::Pass) {
                Q_EMIT failureFound(int(first) + at);
                return;
            }
        }
        scan(backwards ? first - 1 : first + n, backwards, ticket);
    });
}

} // namespace assay

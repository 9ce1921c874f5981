#include "models/results/ResultModel.h"

#include "models/results/RunText.h"
#include "services/verdict/CurrentPolicy.h"

namespace assay {

ResultModel::ResultModel(QObject *parent) : MergedTable(parent) {}

int ResultModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ResultModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ResultModel::text(const ResultRow &row, int column) const
{
    const QLocale locale;
    const auto number = [&](const std::optional<qint64> &value) { return value ? locale.toString(*value) : QString(); };
    switch (column) {
    case BenchmarkColumn: return row.lowerIsBetter ? QStringLiteral("%1 ↓").arg(row.id) : row.id;
    case ScoreColumn: return row.judged.value ? formatMetric(row.metric, *row.judged.value, locale) : QString();
    case IntervalColumn:
        return row.judged.interval ? QStringLiteral("%1–%2").arg(formatMetric(row.metric, row.judged.interval->low, locale),
                                                                 formatMetric(row.metric, row.judged.interval->high, locale))
                                   : QString();
    case SamplesColumn: return row.n ? locale.toString(qint64(*row.n)) : QString();
    case GateColumn: return gateText(row, locale);
    case VerdictColumn: return verdictCell(row, locale);
    case ServerColumn: return serverVerdictText(row);
    case NotExtractedColumn: return number(row.notExtracted);
    case ErrorsColumn: return number(row.errors);
    case LatencyColumn: return row.latencyMs ? tr("%1 ms").arg(locale.toString(*row.latencyMs, 'f', 0)) : QString();
    default: return {};
    }
}

QVariant ResultModel::sortValue(const ResultRow &row, int column) const
{
    const auto number = [](const auto &value) { return value ? QVariant(double(*value)) : QVariant(); };
    switch (column) {
    case BenchmarkColumn: return row.id;
    case BarColumn:
    case ScoreColumn: return number(row.judged.value);
    case IntervalColumn:
        return row.judged.interval ? QVariant(row.judged.interval->high - row.judged.interval->low) : QVariant();
    case SamplesColumn: return number(row.n);
    case GateColumn: return row.judged.gate ? QVariant(row.judged.gate->threshold) : QVariant();
    case VerdictColumn: return verdictOrder(row.judged.verdict);
    case ServerColumn: return serverVerdictText(row);
    case NotExtractedColumn: return number(row.notExtracted);
    case ErrorsColumn: return number(row.errors);
    case LatencyColumn: return number(row.latencyMs);
    default: return {};
    }
}

/// Numbers stand right, also in the header.
static int alignment(int column)
{
    const bool words = column == ResultModel::BenchmarkColumn || column == ResultModel::VerdictColumn
        || column == ResultModel::ServerColumn || column == ResultModel::BarColumn;
    return int((words ? Qt::AlignLeading : Qt::AlignTrailing) | Qt::AlignVCenter);
}

QVariant ResultModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ResultRow &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case RowRole: return QVariant::fromValue(row);
    case IdRole: return row.index;
    case ToneRole: {
        if (index.column() == VerdictColumn)
            return int(verdictTone(row.judged.verdict));
        return int(Tone::Plain);
    }
    case SortRole: return sortValue(row, index.column());
    // Escaped: a server's message is text, and tooltips would take it for markup.
    case Qt::ToolTipRole: return QStringLiteral("<p>%1</p>").arg(readingText(row, QLocale()).toHtmlEscaped());
    case ReadingRole: return readingText(row, QLocale());
    case Qt::AccessibleTextRole:
        return index.column() == BarColumn ? readingValueText(row, QLocale()) : text(row, index.column());
    case Qt::TextAlignmentRole: return alignment(index.column());
    default: return {};
    }
}

QVariant ResultModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return role == Qt::DisplayRole && section < m_rows.size() ? QVariant(m_rows.at(section).id) : QVariant();
    if (role == Qt::TextAlignmentRole)
        return alignment(section);
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case VerdictColumn: return tr("What the statistics say of the score and its gate.");
        case ServerColumn: return tr("What the server's own rule said, which looks at the score alone.");
        case NotExtractedColumn: return tr("Answers in which no scorer found what it looked for.");
        case IntervalColumn:
            return tr("Where the score would lie for other samples of the same kind, %1 times in 100.")
                .arg(QLocale().toString(m_policy.level * 100, 'g', 4));
        default: return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case BenchmarkColumn: return tr("Benchmark");
    case BarColumn: return tr("Bar");
    case ScoreColumn: return tr("Score");
    case IntervalColumn: return tr("%1 % Interval").arg(QLocale().toString(m_policy.level * 100, 'g', 4));
    case SamplesColumn: return tr("n");
    case GateColumn: return tr("Gate");
    case VerdictColumn: return tr("Verdict");
    case ServerColumn: return tr("Server Says");
    case NotExtractedColumn: return tr("Not Extracted");
    case ErrorsColumn: return tr("Errors");
    case LatencyColumn: return tr("Latency");
    default: return {};
    }
}

void ResultModel::setJob(const Job &job, const QList<BenchmarkRef> &plan)
{
    m_job = job;
    m_plan = plan;
    const GatePolicy before = m_policy;
    if (!m_ownPolicy)
        m_policy = currentPolicy();
    merge(resultRows(m_job, m_plan, m_policy));
    if (m_policy != before)
        Q_EMIT headerDataChanged(Qt::Horizontal, IntervalColumn, IntervalColumn);
}

void ResultModel::setPolicy(const GatePolicy &policy)
{
    m_policy = policy;
    m_ownPolicy = true;
    merge(resultRows(m_job, m_plan, m_policy));
    Q_EMIT headerDataChanged(Qt::Horizontal, IntervalColumn, IntervalColumn);
}

void ResultModel::setRows(const QList<ResultRow> &rows, const GatePolicy &policy)
{
    const bool changed = policy != m_policy;
    m_policy = policy;
    m_ownPolicy = true;
    merge(rows);
    if (changed)
        Q_EMIT headerDataChanged(Qt::Horizontal, IntervalColumn, IntervalColumn);
}

void ResultModel::merge(const QList<ResultRow> &fresh)
{
    mergeRows(m_rows, fresh, [](const ResultRow &row) { return row.index; });
}

QList<GateVerdict> ResultModel::verdicts() const
{
    QList<GateVerdict> all;
    for (const ResultRow &row : m_rows)
        all << row.judged;
    return all;
}

QString ResultModel::asText() const
{
    QStringList lines, cells;
    for (int column = 0; column < ColumnCount; ++column) {
        if (column != BarColumn)
            cells << headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    }
    lines << cells.join(QLatin1Char('\t'));
    for (const ResultRow &row : m_rows) {
        cells.clear();
        for (int column = 0; column < ColumnCount; ++column) {
            if (column != BarColumn)
                cells << text(row, column);
        }
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace assay

#include "models/jobs/JobCells.h"

#include "models/common/Words.h"
#include "models/jobs/JobListModel.h"
#include "models/results/ResultRow.h"

#include <QLocale>

namespace assay {

namespace {

QString connectionText(const JobRow &row, const JobCellContext &context)
{
    if (row.goneMs > 0)
        return JobListModel::tr("✗ %1, deleted there", "a connection whose server has the run no more").arg(row.connection);
    if (!context.away && !row.cached)
        return row.connection;
    if (context.away)
        return JobListModel::tr("✗ %1, %2", "a connection that is away, and how old what it told is, e.g. 8 s ago").arg(row.connection, ageText(context.ageMs));
    return JobListModel::tr("%1, as of %2", "a connection that was not heard yet, and how old what is known is, e.g. 8 s ago")
        .arg(row.connection, ageText(context.ageMs));
}

QString stateCell(Word<RunState> state) { return stateGlyph(state) + QLatin1Char(' ') + stateText(state); }

int stateOrder(RunState state)
{
    static const QList<RunState> order{RunState::Running, RunState::Pending, RunState::Failed, RunState::PartiallyFailed,
                                       RunState::Cancelled, RunState::Completed, RunState::Unknown};
    return int(order.indexOf(state));
}

template<typename T>
int compare(const T &a, const T &b)
{
    return a < b ? -1 : b < a ? 1 : 0;
}

int compareText(const QString &a, const QString &b) { return QString::compare(a, b, Qt::CaseInsensitive); }

QString firstOf(const QStringList &list, const QStringList &next = {})
{
    return !list.isEmpty() ? list.first() : next.isEmpty() ? QString() : next.first();
}

/// Runs without a baseline come last, whatever else.
double deltaOrder(const JobRow &row)
{
    return row.delta.kind == BaselineDelta::Kind::None ? -1e300 : row.delta.order;
}

} // namespace

QString jobColumnTitle(int column)
{
    switch (column) {
    case JobListModel::StateColumn: return JobListModel::tr("State");
    case JobListModel::NameColumn: return JobListModel::tr("Name");
    case JobListModel::ModelColumn: return JobListModel::tr("Model");
    case JobListModel::TargetColumn: return JobListModel::tr("Benchmarks");
    case JobListModel::VerdictColumn: return JobListModel::tr("Verdict");
    case JobListModel::ScoreColumn: return JobListModel::tr("Score");
    case JobListModel::StartedColumn: return JobListModel::tr("Started");
    case JobListModel::DurationColumn: return JobListModel::tr("Duration");
    case JobListModel::TagsColumn: return JobListModel::tr("Tags");
    case JobListModel::ConnectionColumn: return JobListModel::tr("Connection");
    case JobListModel::BaselineColumn: return JobListModel::tr("vs Baseline");
    case JobListModel::NoteColumn: return JobListModel::tr("Note");
    case JobListModel::ItemsColumn: return JobListModel::tr("Items");
    case JobListModel::ProviderColumn: return JobListModel::tr("Provider");
    default: return {};
    }
}

bool jobColumnIsNumber(int column)
{
    return column == JobListModel::ScoreColumn || column == JobListModel::DurationColumn || column == JobListModel::ItemsColumn;
}

QString jobCellText(const JobRow &row, int column, const JobCellContext &context)
{
    switch (column) {
    case JobListModel::StateColumn:
        return row.goneMs > 0 ? JobListModel::tr("✗ Gone", "a run that its server has no more")
             : row.archived   ? JobListModel::tr("%1, archived", "state of a run that its server has put away").arg(stateCell(row.state))
                              : stateCell(row.state);
    case JobListModel::NameColumn: return row.baseline ? QStringLiteral("★ ") + jobTitle(row) : jobTitle(row);
    case JobListModel::ModelColumn: return row.model;
    case JobListModel::TargetColumn: return row.target;
    case JobListModel::VerdictColumn: return QString(verdictGlyph(row.verdict) + QLatin1Char(' ') + verdictName(row.verdict));
    case JobListModel::ScoreColumn: return row.scoreText.isEmpty() ? QStringLiteral("–") : row.scoreText;
    case JobListModel::StartedColumn:
        return whenText(row.started.isValid() ? row.started : row.created, QDateTime::fromMSecsSinceEpoch(context.nowMs));
    case JobListModel::DurationColumn: return durationText(jobDurationMs(row, context.nowMs));
    case JobListModel::TagsColumn: return row.allTags().join(QStringLiteral(", "));
    case JobListModel::ConnectionColumn: return connectionText(row, context);
    case JobListModel::BaselineColumn: return row.delta.text;
    case JobListModel::NoteColumn: return row.note.section(QLatin1Char('\n'), 0, 0);
    case JobListModel::ItemsColumn: return row.itemsTotal > 0 ? QLocale().toString(row.itemsTotal) : QString();
    case JobListModel::ProviderColumn: return row.providers.join(QStringLiteral(", "));
    default: return {};
    }
}

QString jobCellToolTip(const JobRow &row, int column, const JobCellContext &context)
{
    if (column == JobListModel::StateColumn && row.goneMs > 0)
        return JobListModel::tr("The server has this run no more; what was known of it and your notes are kept. Delete takes them away, too.");
    if (column == JobListModel::StateColumn && !row.message.isEmpty())
        return row.message;
    if (column == JobListModel::VerdictColumn && !row.verdictReason.isEmpty())
        return row.verdictReason;
    if (column == JobListModel::BaselineColumn && !row.delta.reason.isEmpty())
        return row.delta.reason;
    if (column == JobListModel::NoteColumn)
        return row.note;
    return jobCellText(row, column, context);
}

Tone jobCellTone(const JobRow &row, int column)
{
    if (row.goneMs > 0 || row.archived)
        return Tone::Muted;
    switch (column) {
    case JobListModel::StateColumn: return stateTone(row.state);
    case JobListModel::VerdictColumn: return verdictTone(row.verdict);
    case JobListModel::BaselineColumn:
        return row.delta.kind == BaselineDelta::Kind::Better ? Tone::Pass
             : row.delta.kind == BaselineDelta::Kind::Worse || row.delta.kind == BaselineDelta::Kind::Mixed ? Tone::Fail : Tone::Muted;
    case JobListModel::NameColumn:
    case JobListModel::ModelColumn:
    case JobListModel::ScoreColumn: return Tone::Plain;
    default: return Tone::Muted;
    }
}

qint64 jobDurationMs(const JobRow &row, qint64 nowMs)
{
    if (!row.started.isValid())
        return -1;
    if (row.finished.isValid())
        return row.started.msecsTo(row.finished);
    return isTerminal(row.state) ? -1 : qMax(qint64(0), nowMs - row.started.toMSecsSinceEpoch());
}

int compareJobs(const JobRow &a, const JobRow &b, int column, qint64 nowMs)
{
    switch (column) {
    case JobListModel::StateColumn: return compare(stateOrder(a.state), stateOrder(b.state));
    case JobListModel::NameColumn: return compareText(a.name.isEmpty() ? jobTitle(a) : a.name, b.name.isEmpty() ? jobTitle(b) : b.name);
    case JobListModel::ModelColumn: return compareText(a.model, b.model);
    case JobListModel::TargetColumn: return compareText(a.target, b.target);
    case JobListModel::VerdictColumn: return compare(int(a.verdict), int(b.verdict));
    case JobListModel::ScoreColumn: return compare(a.score.value_or(-1e300), b.score.value_or(-1e300));
    case JobListModel::StartedColumn: return compare(a.whenMs(), b.whenMs());
    case JobListModel::DurationColumn: return compare(jobDurationMs(a, nowMs), jobDurationMs(b, nowMs));
    case JobListModel::TagsColumn: return compareText(firstOf(a.tags, a.ownTags), firstOf(b.tags, b.ownTags));
    case JobListModel::ConnectionColumn: return compareText(a.connection, b.connection);
    case JobListModel::BaselineColumn: return compare(deltaOrder(a), deltaOrder(b));
    case JobListModel::NoteColumn: return compareText(a.note, b.note);
    case JobListModel::ItemsColumn: return compare(a.itemsTotal, b.itemsTotal);
    case JobListModel::ProviderColumn: return compareText(firstOf(a.providers), firstOf(b.providers));
    default: return 0;
    }
}

} // namespace assay

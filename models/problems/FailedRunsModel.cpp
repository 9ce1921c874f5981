#include "models/problems/FailedRunsModel.h"

#include "models/common/Words.h"
#include "models/jobs/JobListModel.h"
#include "models/problems/AllProblemsModel.h"

namespace assay {

namespace {

QDateTime endOf(const JobRow &run) { return run.finished.isValid() ? run.finished : run.started.isValid() ? run.started : run.created; }

} // namespace

FailedRunsModel::FailedRunsModel(JobListModel &jobs, Clock &clock, QObject *parent) : QSortFilterProxyModel(parent), m_jobs(jobs), m_clock(clock)
{
    setSourceModel(&jobs);
    sort(0);
    m_hour.setInterval(3'600'000);
    connect(&m_hour, &QTimer::timeout, this, &FailedRunsModel::invalidateFilter); // days pass while the window is open
    m_hour.start();
}

bool FailedRunsModel::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    const JobRow &run = m_jobs.row(sourceRow);
    const bool failed = run.state == RunState::Failed || run.state == RunState::PartiallyFailed;
    return failed && !m_jobs.isHidden(run.id) && m_clock.wallMs() - endOf(run).toMSecsSinceEpoch() < days * 86'400'000LL;
}

/// Newest first.
bool FailedRunsModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const JobRow &a = m_jobs.row(left.row()), &b = m_jobs.row(right.row());
    return endOf(a) != endOf(b) ? endOf(a) > endOf(b) : a.id < b.id;
}

QVariant FailedRunsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const JobRow &run = m_jobs.row(mapToSource(index).row());
    const bool wholly = run.state == RunState::Failed;
    switch (role) {
    case Qt::DisplayRole: {
        const QString glyph = wholly ? QStringLiteral("✗") : QStringLiteral("⚠");
        const QString what = stateText(run.state);
        return run.message.isEmpty() ? QStringLiteral("%1 %2").arg(glyph, what) : QStringLiteral("%1 %2: %3").arg(glyph, what, run.message);
    }
    case Qt::ToolTipRole: return run.message;
    case IdRole: return run.id;
    case ProblemListModel::SeverityRole: return int(wholly ? Severity::Error : Severity::Warning);
    case ToneRole: return int(wholly ? Tone::Error : Tone::Warning);
    case AllProblemsModel::PlaceRole: return tr("Run: %1").arg(jobTitle(run));
    default: return {};
    }
}

} // namespace assay

#include "models/compare/EarlierRun.h"

#include "models/jobs/JobListModel.h"

namespace assay {

static bool hasResults(const JobRow &row)
{
    return row.state == RunState::Completed || row.state == RunState::PartiallyFailed;
}

QString earlierRun(const JobListModel &jobs, const QString &id)
{
    const int at = jobs.rowOf(id);
    if (at < 0 || !hasResults(jobs.row(at)) || jobs.row(at).target.isEmpty())
        return {};
    const JobRow &run = jobs.row(at);
    const JobRow *best = nullptr;
    for (int row = 0; row < jobs.rowCount(); ++row) {
        const JobRow &other = jobs.row(row);
        if (row == at || !hasResults(other) || other.connectionId != run.connectionId || other.target != run.target || jobs.isHidden(other.id)
            || other.created > run.created)
            continue;
        if (!best || other.created > best->created)
            best = &other;
    }
    return best ? best->id : QString();
}

} // namespace assay

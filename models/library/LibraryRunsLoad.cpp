// How what is known comes into the list of runs: another part of LibraryRuns.

#include "models/library/LibraryRuns.h"

#include "models/jobs/JobListModel.h"
#include "services/core/OnPool.h"
#include "services/verdict/CurrentPolicy.h"

#include <algorithm>
#include <utility>

namespace assay {

void LibraryRuns::load()
{
    if (std::exchange(m_loading, true))
        return;
    whenDone(m_library.load(), this, [this](const Result<LibraryContent> &content) {
        if (!content) {
            m_loading = false;
            return void(Q_EMIT failed(content.error().message));
        }
        take(*content); // it goes on until all of it is in the list
    });
}

void LibraryRuns::take(const LibraryContent &content)
{
    for (const RunMark &mark : content.marks)
        m_marks.insert(mark.ref.text(), mark);
    for (const RunBaseline &baseline : content.baselines) {
        m_baselines.insert(baseline.scope, baseline.ref);
        m_baselineRuns.insert(baseline.ref.text());
    }
    for (const RunSourceAge &source : content.sources)
        m_heard.insert(source.connectionId, source.heardMs);
    const QStringList shown = m_jobs.connectionIds();
    QList<RunRecord> runs;
    for (const RunRecord &run : content.runs) {
        if (shown.contains(run.ref.connectionId))
            runs << run;
        else
            m_known.insert(run.ref.text(), run);
    }
    m_lateMarks = m_jobs.rowCount() > 0;
    show(std::move(runs));
}

/// Rows, and the policy by which they were judged.
struct LibraryRuns::Judged {
    GatePolicy policy;
    QList<JobRow> rows;
};

LibraryRuns::Judged LibraryRuns::judged(const QList<RunRecord> &runs)
{
    Judged out{currentPolicy(), {}};
    out.rows.reserve(runs.size());
    for (const RunRecord &run : runs)
        out.rows << jobRow(run);
    return out;
}

/// A few at once; many are judged by the pool and come slice by slice, so that the window never stands still.
void LibraryRuns::show(QList<RunRecord> runs)
{
    // Those that others are compared with come first.
    std::ranges::stable_partition(runs, [this](const RunRecord &run) { return m_baselineRuns.contains(run.ref.text()); });
    if (runs.size() <= JobListModel::sliceRows)
        return takeRows(judged(runs));
    ++m_judging;
    whenDone(onPool<Judged>([runs] { return judged(runs); }), this, [this](const Result<Judged> &rows) {
        --m_judging;
        if (rows)
            takeRows(*rows);
    });
}

void LibraryRuns::takeRows(const Judged &judged)
{
    m_coming += judged.rows;
    m_judgedBy << judged.policy;
    addSlice();
}

/// They are in the list by the time when others are compared with them; some are compared with each other.
void LibraryRuns::addBaselines(const QList<JobRow> &baselines)
{
    if (baselines.isEmpty())
        return;
    m_jobs.addKnown(baselines, m_heard);
    QStringList ids;
    for (const JobRow &row : baselines)
        ids << row.id;
    m_jobs.decorateAgain(ids);
}

void LibraryRuns::addSlice()
{
    const QStringList shown = m_jobs.connectionIds();
    QList<JobRow> baselines, slice;
    for (; m_came < m_coming.size() && baselines.size() + slice.size() < JobListModel::sliceRows; ++m_came) {
        const JobRow &row = m_coming.at(m_came);
        if (shown.contains(row.connectionId))
            (m_baselineRuns.contains(row.id) ? baselines : slice) << row;
        else
            m_known.insert(row.id, runRecord(row)); // it was taken out meanwhile
    }
    addBaselines(baselines);
    m_jobs.addKnown(slice, m_heard);
    if (m_came < m_coming.size())
        return m_slice.start(0);
    m_coming.clear();
    m_came = 0;
    if (m_judging == 0)
        allCame();
}

/// All that is known is in the list.
void LibraryRuns::allCame()
{
    m_loading = false;
    const bool late = std::exchange(m_lateMarks, false);
    const auto inForce = [policy = currentPolicy()](const GatePolicy &one) { return one == policy; };
    if (!std::ranges::all_of(std::exchange(m_judgedBy, {}), inForce))
        m_jobs.makeAnew(); // the policy is another one since they were judged
    else if (late)
        m_jobs.decorateAgain();
    if (std::exchange(m_loaded, true))
        return;
    Q_EMIT loaded();
    Q_EMIT changed();
}

void LibraryRuns::showConnection(const QString &connectionId)
{
    QList<RunRecord> runs;
    m_known.removeIf([&](const QHash<QString, RunRecord>::iterator it) {
        if (it->ref.connectionId != connectionId)
            return false;
        runs << *it;
        return true;
    });
    if (runs.isEmpty())
        return;
    m_lateMarks = m_lateMarks || m_jobs.rowCount() > 0; // some may be compared with one of these
    show(std::move(runs));
}

} // namespace assay

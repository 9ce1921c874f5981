#include "models/library/LibraryRuns.h"

#include "models/jobs/JobListModel.h"
#include "models/library/RunScope.h"
#include "services/core/Async.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay {

namespace {
constexpr int writeDelayMs = 500; ///< gathers what servers tell into one transaction
constexpr int longestTag = 128;   ///< as servers have it
} // namespace

LibraryRuns::LibraryRuns(RunLibrary &library, JobListModel &jobs, Clock &clock, QObject *parent)
    : QObject(parent), m_library(library), m_jobs(jobs), m_clock(clock)
{
    m_jobs.setDecorator([this](JobRow &row) { decorate(row); });
    m_jobs.setKeeper([this](const QString &id) { return keeps(id); });
    connect(&m_jobs, &JobListModel::recordsArrived, this, &LibraryRuns::onArrived);
    connect(&m_jobs, &JobListModel::runGone, this, &LibraryRuns::onGone);
    connect(&m_jobs, &JobListModel::swept, this, [this](const QString &connectionId) {
        m_heardNow.insert(connectionId);
        writeSoon();
    });
    m_write.setSingleShot(true);
    m_write.setInterval(writeDelayMs);
    connect(&m_write, &QTimer::timeout, this, &LibraryRuns::flush);
    m_redecorate.setSingleShot(true);
    connect(&m_redecorate, &QTimer::timeout, this, [this] { m_jobs.decorateAgain(); });
    m_slice.setSingleShot(true);
    connect(&m_slice, &QTimer::timeout, this, &LibraryRuns::addSlice);
}

LibraryRuns::~LibraryRuns()
{
    flush();
    m_jobs.setDecorator({});
    m_jobs.setKeeper({});
}

void LibraryRuns::forgetConnection(const QString &connectionId)
{
    m_waiting.removeIf([&](const QHash<QString, RunRecord>::iterator it) { return it->ref.connectionId == connectionId; });
    m_heardNow.remove(connectionId);
    m_heard.remove(connectionId);
    const auto its = [&](const JobRow &row) { return row.connectionId == connectionId && !keeps(row.id); };
    m_coming.erase(std::remove_if(m_coming.begin() + m_came, m_coming.end(), its), m_coming.end());
    whenDone(m_library.forgetConnection(connectionId), this, [](const Result<Done> &) {}); // what stays is shown nowhere
}

void LibraryRuns::decorate(JobRow &row) const
{
    const RunMark mark = m_marks.value(row.id);
    row.note = mark.note;
    row.ownTags = mark.tags;
    row.baseline = m_baselineRuns.contains(row.id);
    row.delta = {};
    const QString baseline = baselineFor(row);
    if (baseline.isEmpty())
        return;
    const int at = m_jobs.rowOf(baseline);
    if (baseline == row.id)
        row.delta = baselineItself();
    else if (at >= 0 && isTerminal(row.state))
        row.delta = compareToBaseline(row.results, m_jobs.row(at).results, jobTitle(m_jobs.row(at)));
}

QString LibraryRuns::baselineFor(const JobRow &row) const
{
    if (m_baselines.isEmpty())
        return {};
    const RunScope scope = RunScope::ofFamily(row);
    if (!scope.isValid())
        return {};
    const auto family = m_baselines.constFind(scope.key());
    if (family != m_baselines.cend())
        return family->text();
    const auto all = m_baselines.constFind(RunScope{scope.benchmarks, {}}.key());
    return all == m_baselines.cend() ? QString() : all->text();
}

bool LibraryRuns::keeps(const QString &id) const { return m_marks.contains(id) || m_baselineRuns.contains(id); }

void LibraryRuns::onArrived(const QString &connectionId, const QList<RunRecord> &runs)
{
    for (const RunRecord &run : runs) {
        const QString id = run.ref.text();
        m_waiting.insert(id, run);
        m_out.remove(id);
        if (m_baselineRuns.contains(id))
            m_redecorate.start(0); // others are compared with it
    }
    m_heardNow.insert(connectionId);
    writeSoon();
}

void LibraryRuns::onGone(const QString &id)
{
    m_waiting.remove(id);
    const int at = m_jobs.rowOf(id);
    if (at >= 0) { // it is kept
        m_waiting.insert(id, runRecord(m_jobs.row(at)));
        return writeSoon();
    }
    m_out.insert(id, RunRef::parse(id));
    writeSoon();
}

void LibraryRuns::writeSoon()
{
    if (!m_write.isActive())
        m_write.start();
}

/// What cannot be written is told again by its server; that it cannot is told once with the first of the user's own words.
void LibraryRuns::flush()
{
    m_write.stop();
    if (!m_out.isEmpty()) // in one transaction; what is not written is found gone again by the next whole reading
        whenDone(m_library.forget(std::exchange(m_out, {}).values()), this, [](const Result<Done> &) {});
    if (m_waiting.isEmpty() && m_heardNow.isEmpty())
        return;
    QList<RunSourceAge> sources;
    for (const QString &connectionId : std::as_const(m_heardNow))
        sources.append({connectionId, m_clock.wallMs()});
    m_heardNow.clear();
    whenDone(m_library.index(std::exchange(m_waiting, {}).values(), sources), this, [](const Result<Done> &) {});
}

QStringList LibraryRuns::ownTags() const
{
    QSet<QString> all;
    for (const RunMark &mark : m_marks) {
        for (const QString &tag : mark.tags)
            all.insert(tag);
    }
    QStringList sorted(all.begin(), all.end());
    sorted.sort(Qt::CaseInsensitive);
    return sorted;
}

/// A change of marks that are not known would take their place.
bool LibraryRuns::canChange()
{
    if (!m_loaded) {
        Q_EMIT failed(tr("The notes, tags and baselines are not read yet; try again in a moment."));
        load();
    }
    return m_loaded;
}

void LibraryRuns::setNote(const QString &id, const QString &note)
{
    if (!canChange())
        return;
    RunMark mark = m_marks.value(id);
    mark.ref = RunRef::parse(id);
    mark.note = note.trimmed();
    putMarks({mark});
}

void LibraryRuns::addTag(const QStringList &ids, const QString &tag)
{
    if (!canChange())
        return;
    const QString word = tag.trimmed();
    QList<RunMark> marks;
    for (const QString &id : ids) {
        RunMark mark = m_marks.value(id);
        mark.ref = RunRef::parse(id);
        const int at = m_jobs.rowOf(id);
        if (mark.tags.contains(word) || (at >= 0 && m_jobs.row(at).tags.contains(word)))
            continue;
        mark.tags << word;
        mark.tags.sort();
        marks << mark;
    }
    putMarks(marks);
}

void LibraryRuns::removeTag(const QStringList &ids, const QString &tag)
{
    if (!canChange())
        return;
    QList<RunMark> marks;
    for (const QString &id : ids) {
        RunMark mark = m_marks.value(id);
        if (mark.tags.removeAll(tag) > 0)
            marks << mark;
    }
    putMarks(marks);
}

QString LibraryRuns::tagProblem(const QString &tag)
{
    const QString word = tag.trimmed();
    if (word.isEmpty())
        return tr("Type a tag.");
    if (word.size() > longestTag)
        return tr("A tag has at most %n character(s).", nullptr, longestTag);
    if (word.contains(QLatin1Char(',')) || word.contains(QLatin1Char('|')) || word.contains(QLatin1Char('"')))
        return tr("A tag holds no comma, quote or |: type one tag after the other.");
    return {};
}

void LibraryRuns::putMarks(const QList<RunMark> &marks)
{
    if (marks.isEmpty())
        return;
    QList<RunMark> old;
    QStringList ids;
    const auto show = [this](const QList<RunMark> &now) {
        for (const RunMark &mark : now) {
            if (mark.note.isEmpty() && mark.tags.isEmpty())
                m_marks.remove(mark.ref.text());
            else
                m_marks.insert(mark.ref.text(), mark);
        }
    };
    for (const RunMark &mark : marks) {
        RunMark before = m_marks.value(mark.ref.text());
        before.ref = mark.ref;
        old << before;
        ids << mark.ref.text();
    }
    show(marks);
    m_jobs.decorateAgain(ids);
    Q_EMIT changed();
    whenDone(m_library.mark(marks), this, [this, old, ids, show](const Result<Done> &done) {
        if (done)
            return;
        show(old);
        m_jobs.decorateAgain(ids);
        Q_EMIT changed();
        Q_EMIT failed(done.error().message);
    });
}

void LibraryRuns::setBaseline(const QString &id, bool familyOnly)
{
    const int at = m_jobs.rowOf(id);
    if (at < 0 || !canChange())
        return;
    const RunScope scope = familyOnly ? RunScope::ofFamily(m_jobs.row(at)) : RunScope::of(m_jobs.row(at));
    if (!scope.isValid())
        return void(Q_EMIT failed(tr("This run names no benchmarks, so nothing can be compared with it.")));
    putBaseline(scope.key(), RunRef::parse(id));
}

void LibraryRuns::clearBaseline(const QString &id)
{
    for (const QString &scope : m_baselines.keys(RunRef::parse(id)))
        putBaseline(scope, {});
}

void LibraryRuns::putBaseline(const QString &scope, const RunRef &run)
{
    const RunRef before = m_baselines.value(scope);
    const auto show = [this, scope](const RunRef &now) {
        if (now.jobId.isEmpty())
            m_baselines.remove(scope);
        else
            m_baselines.insert(scope, now);
        baselinesMoved();
    };
    show(run);
    whenDone(m_library.setBaseline({scope, run}), this, [this, before, show](const Result<Done> &done) {
        if (done)
            return;
        show(before);
        Q_EMIT failed(done.error().message);
    });
}

void LibraryRuns::baselinesMoved()
{
    m_baselineRuns.clear();
    for (const RunRef &run : std::as_const(m_baselines))
        m_baselineRuns.insert(run.text());
    m_jobs.decorateAgain();
    Q_EMIT changed();
}

void LibraryRuns::forgetRun(const QString &id)
{
    clearBaseline(id);
    putMarks({RunMark{RunRef::parse(id), {}, {}}});
    m_jobs.removeRun(id); // nothing keeps it now
}

} // namespace assay

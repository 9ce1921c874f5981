#include "models/compare/RunSet.h"

#include "models/jobs/JobRow.h"
#include "services/api/CatalogueService.h"
#include "services/api/ConnectionRegistry.h"
#include "services/api/RunRef.h"
#include "services/core/OnPool.h"
#include "services/verdict/CurrentPolicy.h"

#include <QTimer>

#include <algorithm>

namespace assay {

static constexpr int atOnce = 4; // a server of one process answers no quicker for more

RunSet::RunSet(ConnectionRegistry &connections, QObject *parent) : QObject(parent), m_connections(connections)
{
    connect(&connections, &ConnectionRegistry::changed, this, &RunSet::onConnection);
}

/// A server that was away is there: what it could not answer is asked again.
void RunSet::onConnection(const QString &id)
{
    const Connection *connection = m_connections.find(id);
    if (!connection || connection->state() != Connection::State::Ready)
        return;
    for (const QString &ref : refs()) {
        const Run *run = find(ref);
        const bool away = run->load == LoadState::Failed && (run->error.kind == Error::Kind::Network || run->error.kind == Error::Kind::Timeout);
        if (away && RunRef::parse(ref).connectionId == id)
            load(ref);
    }
}

RunSet::~RunSet()
{
    if (m_stop)
        *m_stop = true;
}

RunSet::Run *RunSet::find(const QString &ref)
{
    const auto it = std::ranges::find(m_runs, ref, &Run::ref);
    return it == m_runs.end() ? nullptr : &*it;
}

int RunSet::placeOf(const QString &ref) const
{
    const auto it = std::ranges::find(m_runs, ref, &Run::ref);
    return it == m_runs.end() ? -1 : int(it - m_runs.begin());
}

const RunSet::Run *RunSet::loaded(int place) const
{
    return place >= 0 && place < m_runs.size() && m_runs.at(place).load == LoadState::Ready ? &m_runs.at(place) : nullptr;
}

QStringList RunSet::refs() const
{
    QStringList all;
    for (const Run &run : m_runs)
        all << run.ref;
    return all;
}

void RunSet::setRuns(const QStringList &refs, const QString &baseline)
{
    QList<Run> fresh;
    for (const QString &ref : refs) {
        const bool twice = std::ranges::find(fresh, ref, &Run::ref) != fresh.end();
        if (ref.isEmpty() || twice || fresh.size() >= mostRuns)
            continue;
        const Run *old = find(ref);
        Run made;
        made.ref = made.name = ref;
        fresh << (old ? *old : made);
    }
    m_runs = fresh;
    m_told.removeIf([this](const QHash<QString, Told>::iterator &told) { return !find(told.key()); });
    if (!baseline.isEmpty())
        m_baseline = baseline;
    if (!find(m_baseline))
        m_baseline = m_runs.isEmpty() ? QString() : m_runs.first().ref;
    nameRuns();
    Q_EMIT runsChanged();
    for (const Run &run : fresh) {
        if (run.load == LoadState::Idle)
            load(run.ref);
    }
    compareLater();
}

void RunSet::setBaseline(const QString &ref)
{
    if (m_baseline == ref || !find(ref))
        return;
    m_baseline = ref;
    Q_EMIT runsChanged();
    compareLater();
}

void RunSet::setAllMetrics(bool all)
{
    if (std::exchange(m_allMetrics, all) != all)
        compareLater();
}

void RunSet::refresh()
{
    ++m_ticket;
    m_wishes.clear();
    m_asked = m_left = m_asking = 0;
    for (const QString &ref : refs())
        load(ref);
    compareLater(); // also where no connection is there to answer
}

void RunSet::cancel()
{
    ++m_ticket;
    m_wishes.clear();
    m_left = m_asking = 0;
    if (m_stop)
        *m_stop = true;
    for (Run &run : m_runs) {
        if (run.load == LoadState::Loading) {
            run.load = LoadState::Failed;
            run.error = Error{Error::Kind::Cancelled, tr("Loading was stopped.")};
        }
    }
    Q_EMIT runsChanged();
    Q_EMIT progressed();
    compareLater();
}

void RunSet::load(const QString &ref)
{
    Run *run = find(ref);
    run->load = LoadState::Loading;
    Connection *connection = m_connections.ofRun(ref);
    if (!connection) {
        run->load = LoadState::Failed;
        run->error = Error{Error::Kind::NotFound, tr("The connection of this run was taken out.")};
        Q_EMIT runsChanged();
        return;
    }
    ++m_asked;
    ++m_left;
    whenDone(connection->jobs().get(RunRef::parse(ref).jobId), this, [this, ref, ticket = m_ticket](const Result<Job> &job) {
        if (ticket != m_ticket)
            return;
        takeJob(ref, job);
        answeredOne();
    });
    Q_EMIT progressed();
}

void RunSet::takeJob(const QString &ref, const Result<Job> &job)
{
    Run *run = find(ref);
    if (!run)
        return;
    run->load = job ? LoadState::Ready : LoadState::Failed;
    run->error = job ? Error{} : job.error();
    if (job) {
        m_told.insert(ref, {*job, {}, {}, {}});
        show(ref);
        run->withoutScores.clear();
        if (job->collection)
            askCollection(ref);
        askRetries(ref);
    }
    nameRuns();
    Q_EMIT runsChanged();
}

/// The run by all that is known of it.
void RunSet::show(const QString &ref)
{
    Run *run = find(ref);
    Told &told = m_told[ref];
    if (!run)
        return;
    const RecordedRun recorded = recordedRun(told.job, told.retries, AttemptPolicy::Last, told.collection ? &*told.collection : nullptr);
    told.merged = recorded.merged;
    run->job = recorded.merged.job;
    run->plan = recorded.plan.benchmarks;
    run->mergedWith = recorded.merged.others();
}

std::pair<QString, int> RunSet::source(const QString &ref, int benchmarkIndex) const
{
    const auto told = m_told.constFind(ref);
    return told == m_told.constEnd() ? std::pair(RunRef::parse(ref).jobId, benchmarkIndex) : told->merged.source(benchmarkIndex);
}

/// Jobs that tried a failed run again where its server cannot do that inside a job; the scores come after them.
void RunSet::askRetries(const QString &ref)
{
    Connection *connection = m_connections.ofRun(ref);
    const Job &job = m_told[ref].job;
    if (!connection || !mayHaveRetries(job) || connection->capabilities().has(Capability::RetryBenchmarks) || !connection->capabilities().has(Capability::SubmitJobs))
        return askScores(ref);
    ++m_asked;
    ++m_left;
    whenDone(connection->jobs().list(retriesQuery(job.resource.id)), this, [this, ref, ticket = m_ticket](const Result<Page<Job>> &page) {
        if (ticket != m_ticket)
            return;
        if (page && m_told.contains(ref)) { // else the run is what its own job says
            m_told[ref].retries = endedRetries(m_told[ref].job.resource.id, page->items);
            show(ref);
        }
        if (find(ref))
            askScores(ref);
        answeredOne();
    });
}

/// Gates and directions of a collection job are the collection's.
void RunSet::askCollection(const QString &ref)
{
    const Run *run = find(ref);
    Connection *connection = m_connections.ofRun(ref);
    if (!connection)
        return; // taken out meanwhile
    ++m_asked;
    ++m_left;
    whenDone(connection->catalogue().collection(run->job.collection->id), this, [this, ref, ticket = m_ticket](const Result<Collection> &collection) {
        if (ticket != m_ticket)
            return;
        if (collection && m_told.contains(ref)) { // a deleted collection is no fault of this run
            m_told[ref].collection = *collection;
            show(ref);
        }
        answeredOne();
    });
}

void RunSet::askScores(const QString &ref)
{
    Run *run = find(ref);
    const Connection *connection = m_connections.ofRun(ref);
    if (!connection)
        return;
    const Capabilities able = connection->capabilities();
    if (!able.has(Capability::Scores)) {
        run->withoutScores = able.reasonMissing(Capability::Scores);
        return;
    }
    for (const BenchmarkResult &result : run->job.results.benchmarks) {
        m_wishes << Wish{ref, int(result.benchmarkIndex.value_or(0))};
        ++m_asked;
        ++m_left;
    }
    askNext();
}

void RunSet::askNext()
{
    while (m_asking < atOnce && !m_wishes.isEmpty()) {
        const Wish wish = m_wishes.takeFirst();
        Connection *connection = m_connections.ofRun(wish.ref);
        if (!connection || !find(wish.ref)) {
            answeredOne();
            continue;
        }
        ++m_asking;
        const auto [job, index] = source(wish.ref, wish.index);
        whenDone(connection->jobs().scores(job, index), this, [this, wish, ticket = m_ticket](const Result<ScoreColumns> &scores) {
            if (ticket != m_ticket)
                return;
            --m_asking;
            takeScores(wish.ref, wish.index, scores);
            answeredOne();
            askNext();
        });
    }
}

void RunSet::takeScores(const QString &ref, int index, const Result<ScoreColumns> &scores)
{
    Run *run = find(ref);
    if (!run)
        return;
    if (!scores)
        run->withoutScores = scores.error().message;
    else if (!scores->itemKeys.isEmpty())
        run->scores.insert(index, *scores);
}

void RunSet::answeredOne()
{
    m_left = std::max(0, m_left - 1);
    Q_EMIT progressed();
    if (m_left == 0)
        compareLater();
}

/// Names that tell the runs apart: the job's own, else with its model, else with its start.
void RunSet::nameRuns()
{
    const auto repeated = [this](const QString &name) { return std::ranges::count(m_runs, name, &Run::name) > 1; };
    for (Run &run : m_runs) {
        const QString known = m_known && run.load != LoadState::Ready ? m_known(run.ref) : QString();
        if (run.load == LoadState::Ready)
            run.name = jobTitle(jobRow(run.job));
        else if (!known.isEmpty())
            run.name = known;
        else if (run.name.isEmpty())
            run.name = run.ref;
    }
    QStringList twice;
    for (const Run &run : std::as_const(m_runs)) {
        if (repeated(run.name))
            twice << run.ref;
    }
    for (Run &run : m_runs) {
        if (twice.contains(run.ref) && !run.job.model.name.isEmpty())
            run.name = tr("%1 · %2", "a run's name and what tells it from others").arg(run.name, run.job.model.name);
    }
    for (qsizetype i = 0; i < m_runs.size(); ++i) {
        if (repeated(m_runs.at(i).name))
            m_runs[i].name = tr("%1 · %2", "a run's name and what tells it from others").arg(m_runs.at(i).name, QStringLiteral("#%1").arg(i + 1));
    }
}

void RunSet::compareLater()
{
    if (m_left > 0 || std::exchange(m_compareAgain, true))
        return;
    QTimer::singleShot(0, this, &RunSet::compare);
}

/// In the pool.
Result<RunSet::Made> RunSet::make(const QList<ComparedRun> &runs, const RunComparisonOptions &options, const std::atomic_bool &stop)
{
    const auto comparison = compareRuns(runs, options, [&stop] { return stop.load(); });
    if (!comparison)
        return comparison.error();
    return Made{*comparison, comparabilityOf(*comparison, runs), configDiff(*comparison, runs)};
}

void RunSet::compare()
{
    if (m_comparing) {
        if (m_stop)
            *m_stop = true; // the one under way is about what was
        return;             // it begins anew when that one has ended
    }
    m_compareAgain = false;
    if (m_left > 0)
        return; // answers are on their way, and the last of them asks again
    QList<ComparedRun> runs;
    RunComparisonOptions options;
    options.allMetrics = m_allMetrics;
    options.policy = currentPolicy();
    options.test.level = options.policy.level;
    for (const Run &run : std::as_const(m_runs)) {
        if (run.load != LoadState::Ready)
            continue;
        if (run.ref == m_baseline)
            options.baseline = int(runs.size());
        runs << ComparedRun{run.ref, run.name, run.job, run.plan, run.scores};
    }
    if (runs.isEmpty()) {
        m_made = {};
        return Q_EMIT compared();
    }
    m_comparing = true;
    m_stop = std::make_shared<std::atomic_bool>(false);
    Q_EMIT progressed();
    const auto work = onPool<Made>([runs, options, stop = m_stop] { return make(runs, options, *stop); });
    whenDone(work, this, [this](const Result<Made> &made) {
        m_comparing = false;
        if (made)
            m_made = *made;
        Q_EMIT progressed();
        if (m_compareAgain) {
            QTimer::singleShot(0, this, &RunSet::compare);
            return;
        }
        Q_EMIT compared();
    });
}

} // namespace assay

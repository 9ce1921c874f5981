#include "models/report/ReportModel.h"

#include "services/api/CatalogueService.h"
#include "services/api/ConnectionRegistry.h"
#include "services/api/JobService.h"
#include "services/api/RunRef.h"
#include "services/core/OnPool.h"
#include "services/verdict/CurrentPolicy.h"
#include "services/verdict/RetryJobs.h"

#include <QMap>

#include <algorithm>

namespace assay {

namespace {

constexpr int pageSize = 1000;
constexpr qsizetype mostSamples = 5000; ///< items of a benchmark whose texts are looked through; beyond, keys must do

const QString comparePrefix = QStringLiteral("compare:"), confirmedPrefix = QStringLiteral("confirmed:");

/// What the pool is asked for: a report, and which benchmarks each of its flips is about.
struct Made {
    reports::ReportData data;
    QList<QPair<int, int>> benchmarks; ///< baseline's and run's benchmark index, same index as data.flips
    QList<int> runs;                   ///< the run of each flip
};

Result<Made> madeFrom(const QList<reports::RunInput> &inputs, bool compare, bool confirmed, const QString &toolVersion)
{
    Made made;
    if (!compare || inputs.size() < 2) {
        made.data = reports::reportOf(inputs, toolVersion);
        return made;
    }
    const auto comparison = reports::compareInputs(inputs, 0, inputs.first().judged.rules.policy);
    if (!comparison)
        return comparison.error();
    made.data = reports::comparisonReport(inputs, *comparison, toolVersion, confirmed);
    for (const ComparedRow &row : comparison->rows) {
        for (int run = 1; run < inputs.size(); ++run) {
            const int before = row.cells.first().index, after = row.cells.at(run).index;
            if (!row.primary || !inputs.first().scores.contains(before) || !inputs.at(run).scores.contains(after))
                continue;
            const auto flips = reports::reportFlips(*comparison, row, run, inputs.first().scores.value(before), inputs.at(run).scores.value(after));
            if (!flips)
                continue;
            made.data.flips.append(*flips);
            made.benchmarks.append({before, after});
            made.runs.append(run);
        }
    }
    return made;
}

} // namespace

/// One refresh. It ends early when a newer one has begun: nobody keeps it then.
struct ReportModel::Gathering {
    QList<Job> jobs;
    QList<QList<Job>> retries; ///< of each
    QList<std::optional<Collection>> collections;
    QList<reports::RunInput> inputs;
    Made made;
    QMap<QPair<int, int>, QList<Sample>> samples; ///< run, benchmark
    int waiting = 0;
    bool over = false;
};

ReportModel::ReportModel(ConnectionRegistry &connections, const QString &subject, const QString &toolVersion, QObject *parent)
    : QObject(parent), m_connections(connections), m_comparison(subject.startsWith(comparePrefix)), m_toolVersion(toolVersion)
{
    QString refs = m_comparison ? subject.mid(comparePrefix.size()) : subject;
    m_confirmed = m_comparison && refs.startsWith(confirmedPrefix);
    if (m_confirmed)
        refs = refs.mid(confirmedPrefix.size());
    m_refs = refs.split(u',', Qt::SkipEmptyParts);
}

void ReportModel::refresh()
{
    auto work = std::make_shared<Gathering>();
    if (const auto older = m_newest.lock())
        older->over = true;
    m_newest = work;
    m_load = LoadState::Loading;
    work->jobs.resize(m_refs.size());
    work->retries.resize(m_refs.size());
    work->collections.resize(m_refs.size());
    work->inputs.resize(m_refs.size());
    work->waiting = int(m_refs.size());
    Q_EMIT changed();
    for (int run = 0; run < m_refs.size() && !work->over; ++run)
        fetchRun(work, run);
}

Connection *ReportModel::connectionOf(const std::shared_ptr<Gathering> &work, int run)
{
    Connection *connection = m_connections.ofRun(m_refs.at(run));
    if (!connection)
        fail(work, {Error::Kind::NotFound, tr("The connection of run %1 was taken out; add it again to make the report.").arg(RunRef::parse(m_refs.at(run)).jobId)});
    return connection;
}

void ReportModel::fetchRun(const std::shared_ptr<Gathering> &work, int run)
{
    Connection *connection = connectionOf(work, run);
    if (!connection)
        return;
    whenDone(connection->jobs().get(RunRef::parse(m_refs.at(run)).jobId), this, [this, work, run](const Result<Job> &job) {
        if (work->over)
            return;
        if (!job)
            return fail(work, job.error());
        work->jobs[run] = *job;
        fetchRetries(work, run);
    });
}

/// Jobs that tried a failed run again where its server cannot do that inside a job.
void ReportModel::fetchRetries(const std::shared_ptr<Gathering> &work, int run)
{
    Connection *connection = connectionOf(work, run);
    if (!connection)
        return;
    const Capabilities able = connection->capabilities();
    const Job &job = work->jobs.at(run);
    if (!mayHaveRetries(job) || able.has(Capability::RetryBenchmarks) || !able.has(Capability::SubmitJobs))
        return fetchCollection(work, run);
    whenDone(connection->jobs().list(retriesQuery(job.resource.id)), this, [this, work, run](const Result<Page<Job>> &page) {
        if (work->over)
            return;
        if (!page)
            return fail(work, page.error());
        work->retries[run] = endedRetries(work->jobs.at(run).resource.id, page->items);
        fetchCollection(work, run);
    });
}

void ReportModel::fetchCollection(const std::shared_ptr<Gathering> &work, int run)
{
    Connection *connection = connectionOf(work, run);
    if (!connection)
        return;
    if (!work->jobs.at(run).collection)
        return fetchScores(work, run);
    whenDone(connection->catalogue().collection(work->jobs.at(run).collection->id), this, [this, work, run](const Result<Collection> &collection) {
        if (work->over)
            return;
        if (collection) // one that was deleted since takes nothing away from the results
            work->collections[run] = *collection;
        fetchScores(work, run);
    });
}

void ReportModel::fetchScores(const std::shared_ptr<Gathering> &work, int run)
{
    Connection *connection = connectionOf(work, run);
    if (!connection)
        return;
    // As assayctl names it, so that both write the same; whose it is stands beside it.
    const QString id = work->jobs.at(run).resource.id;
    const std::optional<Collection> &collection = work->collections.at(run);
    const auto judged = reports::judgedAsRecorded(work->jobs.at(run), collection ? &*collection : nullptr, {currentPolicy()}, work->retries.at(run));
    work->inputs[run] = {id, connection->name(), judged, {}};
    for (const reports::JudgedBenchmark &benchmark : std::as_const(work->inputs.at(run).judged.benchmarks)) {
        if (benchmark.result < 0 || !benchmark.first)
            continue;
        ++work->waiting;
        const auto [from, place] = work->inputs.at(run).judged.source(benchmark.index);
        whenDone(connection->jobs().scores(from, place), this,
                 [this, work, run, index = benchmark.index](const Result<ScoreColumns> &scores) {
                     if (work->over)
                         return;
                     // A server without items has reports all the same.
                     if (scores && !scores->itemKeys.isEmpty())
                         work->inputs[run].scores.insert(index, *scores);
                     else if (!scores && scores.error().kind != Error::Kind::Unsupported && scores.error().kind != Error::Kind::NotFound)
                         return fail(work, scores.error());
                     if (--work->waiting == 0)
                         make(work);
                 });
    }
    if (--work->waiting == 0)
        make(work);
}

void ReportModel::make(const std::shared_ptr<Gathering> &work)
{
    const auto report = onPool<Made>([inputs = work->inputs, compare = m_comparison, confirmed = m_confirmed, version = m_toolVersion] {
        return madeFrom(inputs, compare, confirmed, version);
    });
    whenDone(report, this, [this, work](const Result<Made> &made) {
        if (work->over)
            return;
        if (!made)
            return fail(work, made.error());
        work->made = *made;
        fetchTexts(work);
    });
}

void ReportModel::fetchTexts(const std::shared_ptr<Gathering> &work)
{
    QList<QPair<int, int>> wanted;
    for (qsizetype i = 0; i < work->made.data.flips.size(); ++i) {
        const reports::ReportFlips &flips = work->made.data.flips.at(i);
        const auto [before, after] = work->made.benchmarks.at(i);
        if (flips.gained + flips.lost == 0)
            continue;
        for (const auto &one : {qMakePair(0, before), qMakePair(work->made.runs.at(i), after)}) {
            const bool tooMany = work->inputs.at(one.first).scores.value(one.second).itemKeys.size() > mostSamples;
            if (!tooMany && !wanted.contains(one))
                wanted.append(one);
        }
    }
    work->waiting = int(wanted.size());
    if (wanted.isEmpty())
        return finish(work->made.data);
    for (const auto &[run, benchmark] : std::as_const(wanted))
        fetchSamples(work, run, benchmark);
}

void ReportModel::fetchSamples(const std::shared_ptr<Gathering> &work, int run, int benchmark)
{
    Connection *connection = m_connections.ofRun(m_refs.at(run));
    if (!connection)
        return finishTexts(work);
    SampleQuery query;
    query.offset = work->samples.value({run, benchmark}).size();
    query.limit = pageSize;
    const auto [from, place] = work->inputs.at(run).judged.source(benchmark);
    whenDone(connection->jobs().samples(from, place, query), this,
             [this, work, run, benchmark](const Result<SamplePage> &page) {
                 if (work->over)
                     return;
                 // Texts are extra: without them the keys of the items stay.
                 QList<Sample> &all = work->samples[{run, benchmark}];
                 if (page)
                     all += page->items;
                 if (page && !page->items.isEmpty() && all.size() < page->totalCount && all.size() < mostSamples)
                     fetchSamples(work, run, benchmark);
                 else
                     finishTexts(work);
             });
}

void ReportModel::finishTexts(const std::shared_ptr<Gathering> &work)
{
    if (--work->waiting > 0)
        return;
    for (qsizetype i = 0; i < work->made.data.flips.size(); ++i) {
        const auto [before, after] = work->made.benchmarks.at(i);
        reports::addTexts(work->made.data.flips[i], work->samples.value({0, before}), work->samples.value({work->made.runs.at(i), after}));
    }
    finish(work->made.data);
}

void ReportModel::finish(const reports::ReportData &data)
{
    m_data = data;
    m_load = LoadState::Ready;
    Q_EMIT changed();
}

void ReportModel::fail(const std::shared_ptr<Gathering> &work, const Error &error)
{
    work->over = true;
    m_error = error;
    m_load = LoadState::Failed;
    Q_EMIT changed();
}

} // namespace assay

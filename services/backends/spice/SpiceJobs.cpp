#include "services/backends/spice/SpiceJobs.h"

#include "services/backends/rest/JobMatch.h"
#include "services/backends/rest/RestClient.h"
#include "services/backends/rest/SampleList.h"
#include "services/backends/spice/SpiceResults.h"
#include "services/core/OnPool.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QUuid>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

Error noRun() { return Error{Error::Kind::NotFound, Text::tr("This run is not known any more.")}; }

std::optional<Error> whyNot(const Job &job, const QUrl &runtime)
{
    const auto invalid = [](const QString &text) { return Error{Error::Kind::Invalid, text}; };
    if (job.model.name.trimmed().isEmpty())
        return invalid(Text::tr("Model: enter the name of one of the runtime's models."));
    // A runtime asks its own models only; its address is one of theirs, as far as other programs are concerned.
    if (!job.model.url.isEmpty() && !runtime.isEmpty() && originOf(QUrl(job.model.url)) != originOf(runtime))
        return invalid(Text::tr("Endpoint: a Spice runtime asks its own models only; enter its address, %1, and the name of a model.").arg(runtime.toString()));
    if (job.collection)
        return invalid(Text::tr("Collection: a Spice runtime knows none; choose its evals one by one."));
    if (job.benchmarks.isEmpty())
        return invalid(Text::tr("Benchmarks: choose at least one eval."));
    for (const BenchmarkRef &ref : job.benchmarks) {
        if (ref.providerId != spiceProvider() || ref.id.isEmpty())
            return invalid(Text::tr("Benchmarks: “%1” is no eval of this runtime; choose from its own.").arg(ref.id));
    }
    return {};
}

/// What the user is asked about on a guarded connection.
RestCall writeOf(const QString &text)
{
    RestCall question;
    question.method = "POST";
    question.write = text;
    return question;
}

} // namespace

SpiceJobs::SpiceJobs(RestClient &client, DraftStore &files, const QString &place, QObject *parent)
    : JobService(parent), m_client(client), m_store(files, place), m_history(client, m_store), m_runner(client, m_store, m_history)
{
    connect(&m_history, &SpiceHistory::changed, this, &SpiceJobs::tell);
    connect(&m_runner, &SpiceRunner::changed, this, &SpiceJobs::tell);
    connect(&m_history, &SpiceHistory::listChanged, this, &JobService::listChanged);
}

void SpiceJobs::ready(const QList<SpiceEval> &evals)
{
    m_history.setEvals(evals);
    m_runner.resume();
}

void SpiceJobs::moveTo(const QString &place)
{
    m_runner.stop();
    m_history.reset();
    m_store.moveTo(place);
    m_shown = {};
}

void SpiceJobs::tell(const QString &id, int index)
{
    if (m_shown.id == id)
        m_shown = {};
    const SpiceRecord *record = m_store.find(id);
    if (!record)
        return;
    Q_EMIT jobChanged({id, record->job.status.state, index, record->job.status.benchmarks.at(index).status, {}, {}});
}

QFuture<Result<Page<Job>>> SpiceJobs::list(const JobQuery &query)
{
    auto promise = std::make_shared<QPromise<Result<Page<Job>>>>();
    promise->start();
    whenDone(m_history.look(), this, [this, promise, query](const Result<Done> &looked) {
        if (looked) {
            QList<Job> jobs;
            const auto records = m_store.records();
            for (const SpiceRecord *record : records)
                jobs << record->job;
            promise->addResult(matchingJobs(jobs, query));
        } else {
            promise->addResult(looked.error());
        }
        promise->finish();
    });
    return promise->future();
}

QFuture<Result<Job>> SpiceJobs::get(const QString &id)
{
    auto promise = std::make_shared<QPromise<Result<Job>>>();
    promise->start();
    whenDone(m_store.load(), this, [this, promise, id](const Result<Done> &loaded) {
        const SpiceRecord *record = loaded ? m_store.find(id) : nullptr;
        promise->addResult(record ? Result<Job>(record->job) : Result<Job>(loaded ? noRun() : loaded.error()));
        promise->finish();
    });
    return promise->future();
}

QFuture<Result<Job>> SpiceJobs::submit(const Job &job, const QString &idempotencyKey)
{
    if (const auto why = whyNot(job, m_client.base()))
        return readyFuture(Result<Job>(*why));
    auto promise = std::make_shared<QPromise<Result<Job>>>();
    promise->start();
    const auto end = [promise](const Result<Job> &made) {
        promise->addResult(made);
        promise->finish();
    };
    const QString key = idempotencyKey.isEmpty() ? QUuid::createUuid().toString(QUuid::WithoutBraces) : idempotencyKey;
    whenDone(m_store.load(), this, [this, job, key, end](const Result<Done> &loaded) {
        if (!loaded)
            return end(loaded.error());
        const auto records = m_store.records();
        for (const SpiceRecord *record : records) {
            if (record->key == key)
                return end(record->job);
        }
        whenDone(m_client.askGuard(writeOf(Text::tr("submit a job"))), this, [this, job, key, end](const Result<Done> &allowed) {
            if (!allowed)
                return end(allowed.error());
            whenDone(keep(job, key), this, end);
        });
    });
    return promise->future();
}

/// Acknowledged once it is on the disk; the first request goes out after that.
QFuture<Result<Job>> SpiceJobs::keep(const Job &job, const QString &key)
{
    SpiceRecord record;
    record.job = job;
    record.key = key;
    ResourceInfo &resource = record.job.resource;
    resource = {};
    resource.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    resource.createdAt = resource.updatedAt = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    record.job.results = {};
    record.job.status = {};
    for (int i = 0; i < job.benchmarks.size(); ++i) {
        BenchmarkStatus status;
        status.id = job.benchmarks.at(i).id;
        status.providerId = spiceProvider();
        status.benchmarkIndex = i;
        status.status = RunState::Pending;
        record.job.status.benchmarks << status;
        record.calls << SpiceCall{};
    }
    settleJob(record.job);
    auto promise = std::make_shared<QPromise<Result<Job>>>();
    promise->start();
    whenDone(m_store.save(record), this, [this, promise, made = record.job](const Result<Done> &saved) {
        promise->addResult(saved ? Result<Job>(made) : Result<Job>(saved.error()));
        promise->finish();
        if (!saved)
            return;
        Q_EMIT listChanged();
        m_runner.resume();
    });
    return promise->future();
}

QFuture<Result<Done>> SpiceJobs::cancel(const QString &id)
{
    SpiceRecord *record = m_store.find(id);
    if (!record)
        return readyFuture(Result<Done>(noRun()));
    if (isTerminal(record->job.status.state))
        return readyFuture(Result<Done>(Error{Error::Kind::Conflict, Text::tr("This run has ended already.")}));
    if (record->key.isEmpty())
        return readyFuture(Result<Done>(Error{Error::Kind::Unsupported, Text::tr("Somebody else started this run; only they can end it.")}));
    auto promise = std::make_shared<QPromise<Result<Done>>>();
    promise->start();
    const auto end = [promise](const Result<Done> &ended) {
        promise->addResult(ended);
        promise->finish();
    };
    whenDone(m_client.askGuard(writeOf(Text::tr("cancel a run"))), this, [this, id, end](const Result<Done> &allowed) {
        if (!allowed)
            return end(allowed.error());
        whenDone(cancelNow(id), this, end);
    });
    return promise->future();
}

QFuture<Result<Done>> SpiceJobs::cancelNow(const QString &id)
{
    SpiceRecord *record = m_store.find(id); // it may have gone, or ended, while the user was asked
    if (!record)
        return readyFuture(Result<Done>(noRun()));
    for (int i = 0; i < record->job.status.benchmarks.size(); ++i) {
        BenchmarkStatus &status = record->job.status.benchmarks[i];
        if (isTerminal(status.status))
            continue;
        status.status = RunState::Cancelled;
        status.completedAt = QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
        status.warningMessage.reset();
        record->calls[i].lostMs = 0;
    }
    settleJob(record->job);
    const auto saved = m_store.save(*record);
    m_runner.abort(id);
    for (int i = 0; i < record->calls.size(); ++i)
        tell(id, i);
    return saved;
}

QFuture<Result<Done>> SpiceJobs::remove(const QString &id)
{
    const SpiceRecord *record = m_store.find(id);
    if (!record)
        return readyFuture(Result<Done>(noRun()));
    if (!isTerminal(record->job.status.state))
        return readyFuture(Result<Done>(Error{Error::Kind::Conflict, Text::tr("This run has not ended; cancel it first.")}));
    const auto removed = m_store.remove(id);
    Q_EMIT listChanged();
    return removed;
}

QFuture<Result<LogRange>> SpiceJobs::log(const QString &, int, qint64, qint64)
{
    return readyFuture(Result<LogRange>(Error{Error::Kind::Unsupported, Text::tr("A Spice runtime hands out no logs of its runs.")}));
}

QFuture<Result<QList<Sample>>> SpiceJobs::samplesOf(const QString &id, int index)
{
    const SpiceRecord *record = m_store.find(id);
    if (!record || index < 0 || index >= record->calls.size())
        return readyFuture(Result<QList<Sample>>(noRun()));
    if (m_shown.id == id && m_shown.index == index)
        return readyFuture(Result<QList<Sample>>(m_shown.samples));
    const int parts = record->calls.at(index).parts;
    if (parts < 0) {
        if (record->job.status.benchmarks.at(index).status != RunState::Completed)
            return readyFuture(Result<QList<Sample>>(QList<Sample>()));
        return readyFuture(Result<QList<Sample>>(Error{
            Error::Kind::NotFound, Text::tr("The rows of this run are not here: they are copied while the runtime has them, which it does for a day and until its restart.")}));
    }
    const auto read = m_store.samples(id, index, parts);
    whenDone(read, this, [this, id, index](const Result<QList<Sample>> &samples) {
        if (samples)
            m_shown = {id, index, *samples};
    });
    return read;
}

/// What `make` finds in the samples, on a pool thread.
template<typename T, typename Make>
QFuture<Result<T>> SpiceJobs::fromSamples(const QString &id, int index, Make make)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    const auto end = [promise](const Result<T> &found) {
        promise->addResult(found);
        promise->finish();
    };
    whenDone(m_store.load(), this, [=, this](const Result<Done> &) {
        whenDone(samplesOf(id, index), this, [this, end, make](const Result<QList<Sample>> &samples) {
            if (!samples)
                return end(samples.error());
            whenDone(onPool<T>([make, samples = *samples] { return make(samples); }), this, end);
        });
    });
    return promise->future();
}

QFuture<Result<SamplePage>> SpiceJobs::samples(const QString &id, int benchmarkIndex, const SampleQuery &query)
{
    return fromSamples<SamplePage>(id, benchmarkIndex, [query](const QList<Sample> &samples) { return querySamples(samples, query); });
}

QFuture<Result<ScoreColumns>> SpiceJobs::scores(const QString &id, int benchmarkIndex)
{
    return fromSamples<ScoreColumns>(id, benchmarkIndex, [](const QList<Sample> &samples) { return scoreColumnsOf(samples); });
}

QFuture<Result<QList<SampleFacet>>> SpiceJobs::sampleFacets(const QString &id, int benchmarkIndex, const SampleFacetQuery &query)
{
    return fromSamples<QList<SampleFacet>>(id, benchmarkIndex, [query](const QList<Sample> &samples) { return sampleFacetsOf(samples, query); });
}

} // namespace assay

#include "services/backends/rest/KeptJobs.h"

#include "services/backends/rest/JobMatch.h"
#include "services/backends/rest/Promised.h"
#include "services/backends/rest/RestClient.h"
#include "services/backends/rest/SampleList.h"
#include "services/core/OnPool.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QUuid>

#include <algorithm>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

Error noRun()
{
    return Error { Error::Kind::NotFound, Text::tr("This run is not known any more.") };
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

KeptJobs::KeptJobs(RestClient &client, DraftStore &files, const QString &kind, const QString &place, QObject *parent)
    : JobService(parent)
    , m_client(client)
    , m_store(files, kind, place)
{
}

void KeptJobs::tell(const QString &id, int index)
{
    if (m_shown.id == id)
        m_shown = {};
    const KeptRun *record = m_store.find(id);
    if (!record)
        return;
    Q_EMIT jobChanged({ id, record->job.status.state, index, record->job.status.benchmarks.at(index).status, {}, {} });
}

QFuture<Result<Page<Job>>> KeptJobs::list(const JobQuery &query)
{
    auto promise = std::make_shared<QPromise<Result<Page<Job>>>>();
    promise->start();
    whenDone(look(), this, [this, promise, query](const Result<Done> &looked) {
        if (looked) {
            QList<Job> jobs;
            const auto records = m_store.records();
            for (const KeptRun *record : records)
                jobs << record->job;
            promise->addResult(matchingJobs(jobs, query));
        } else {
            promise->addResult(looked.error());
        }
        promise->finish();
    });
    return promise->future();
}

QFuture<Result<Job>> KeptJobs::get(const QString &id)
{
    auto promise = std::make_shared<QPromise<Result<Job>>>();
    promise->start();
    whenDone(m_store.load(), this, [this, promise, id](const Result<Done> &loaded) {
        const KeptRun *record = loaded ? m_store.find(id) : nullptr;
        promise->addResult(record ? Result<Job>(record->job) : Result<Job>(loaded ? noRun() : loaded.error()));
        promise->finish();
    });
    return promise->future();
}

QFuture<Result<Done>> KeptJobs::check(const Job &) const
{
    return readyFuture(Result<Done>(Done {}));
}

QFuture<Result<Job>> KeptJobs::submit(const Job &job, const QString &idempotencyKey)
{
    if (const auto why = whyNot(job))
        return readyFuture(Result<Job>(*why));
    const QString key = idempotencyKey.isEmpty() ? QUuid::createUuid().toString(QUuid::WithoutBraces) : idempotencyKey;
    const auto checked = check(job);
    if (checked.isFinished() && checked.resultCount() > 0) { // nothing long
        const Result<Done> fits = checked.result();
        return fits ? submitChecked(job, key, m_store.place()) : readyFuture(Result<Job>(fits.error()));
    }
    const auto promise = begun<Job>();
    whenDone(checked, this, [this, promise, job, key, place = m_store.place()](const Result<Done> &fits) {
        if (!fits)
            return finish<Job>(promise, fits.error());
        whenDone(submitChecked(job, key, place), this, [promise](const Result<Job> &made) { finish(promise, made); });
    });
    return promise->future();
}

/// `place`: the server that it was meant for.
QFuture<Result<Job>> KeptJobs::submitChecked(const Job &job, const QString &key, const QString &place)
{
    const auto promise = begun<Job>();
    const auto end = [promise](const Result<Job> &made) { finish(promise, made); };
    whenDone(m_store.load(), this, [this, job, key, end, place](const Result<Done> &loaded) {
        if (!loaded)
            return end(loaded.error());
        if (const KeptRun *record = ofKey(key))
            return end(record->job);
        whenDone(m_client.askGuard(writeOf(Text::tr("submit a job"))), this,
            [this, job, key, end, place](const Result<Done> &allowed) {
                if (!allowed)
                    return end(allowed.error());
                if (place != m_store.place()) // it was meant for the server before
                    return end(Error { Error::Kind::Cancelled });
                whenDone(keep(job, key), this, end);
            });
    });
    return promise->future();
}

const KeptRun *KeptJobs::ofKey(const QString &key) const
{
    const auto records = m_store.records();
    const auto found = std::find_if(
        records.cbegin(), records.cend(), [&key](const KeptRun *record) { return record->key == key; });
    return found == records.cend() || m_keeping.contains(key) ? nullptr : *found;
}

/// Another submit with the same key may have come as far while the user was asked: it is the same job.
QFuture<Result<Job>> KeptJobs::keep(const Job &job, const QString &key)
{
    if (const auto same = m_keeping.constFind(key); same != m_keeping.cend())
        return *same;
    if (const KeptRun *record = ofKey(key))
        return readyFuture(Result<Job>(record->job));
    KeptRun record;
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
        status.providerId = provider();
        status.benchmarkIndex = i;
        status.status = RunState::Pending;
        record.job.status.benchmarks << status;
        record.calls << RunCall {};
    }
    settleJob(record.job);
    return write(record);
}

QFuture<Result<Job>> KeptJobs::write(const KeptRun &record)
{
    auto promise = std::make_shared<QPromise<Result<Job>>>();
    promise->start();
    m_keeping.insert(record.key, promise->future());
    whenDone(
        m_store.save(record), this, [this, promise, key = record.key, made = record.job](const Result<Done> &saved) {
            m_keeping.remove(key);
            promise->addResult(saved ? Result<Job>(made) : Result<Job>(saved.error()));
            promise->finish();
            if (!saved)
                return;
            Q_EMIT listChanged();
            proceed();
        });
    return promise->future();
}

QFuture<Result<Done>> KeptJobs::cancel(const QString &id)
{
    KeptRun *record = m_store.find(id);
    if (!record)
        return readyFuture(Result<Done>(noRun()));
    if (isTerminal(record->job.status.state))
        return readyFuture(Result<Done>(Error { Error::Kind::Conflict, Text::tr("This run has ended already.") }));
    if (record->key.isEmpty())
        return readyFuture(Result<Done>(
            Error { Error::Kind::Unsupported, Text::tr("Somebody else started this run; only they can end it.") }));
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

QFuture<Result<Done>> KeptJobs::cancelNow(const QString &id)
{
    KeptRun *record = m_store.find(id); // it may have gone, or ended, while the user was asked
    if (!record)
        return readyFuture(Result<Done>(noRun()));
    QList<int> cancelled;
    for (int i = 0; i < record->job.status.benchmarks.size(); ++i) {
        BenchmarkStatus &status = record->job.status.benchmarks[i];
        if (isTerminal(status.status))
            continue;
        status.status = RunState::Cancelled;
        status.completedAt = QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
        status.warningMessage = cancelNote(record->calls.at(i));
        record->calls[i].lostMs = 0;
        cancelled << i;
    }
    settleJob(record->job);
    const auto saved = m_store.save(*record);
    giveUp(id, cancelled);
    for (int i = 0; i < record->calls.size(); ++i)
        tell(id, i);
    return saved;
}

QFuture<Result<Done>> KeptJobs::remove(const QString &id)
{
    const KeptRun *record = m_store.find(id);
    if (!record)
        return readyFuture(Result<Done>(noRun()));
    if (!isTerminal(record->job.status.state))
        return readyFuture(
            Result<Done>(Error { Error::Kind::Conflict, Text::tr("This run has not ended; cancel it first.") }));
    const auto removed = m_store.remove(id);
    Q_EMIT listChanged();
    return removed;
}

QFuture<Result<LogRange>> KeptJobs::log(const QString &, int, qint64, qint64)
{
    return readyFuture(Result<LogRange>(Error { Error::Kind::Unsupported, noLogs() }));
}

QFuture<Result<QList<Sample>>> KeptJobs::samplesOf(const QString &id, int index)
{
    const KeptRun *record = m_store.find(id);
    if (!record || index < 0 || index >= record->calls.size())
        return readyFuture(Result<QList<Sample>>(noRun()));
    if (m_shown.id == id && m_shown.index == index)
        return readyFuture(Result<QList<Sample>>(m_shown.samples));
    const int parts = record->calls.at(index).parts;
    if (parts < 0) {
        if (record->job.status.benchmarks.at(index).status != RunState::Completed)
            return readyFuture(Result<QList<Sample>>(QList<Sample>()));
        return readyFuture(Result<QList<Sample>>(Error { Error::Kind::NotFound, noRows() }));
    }
    const auto read = m_store.samples(id, index, parts);
    whenDone(read, this, [this, id, index](const Result<QList<Sample>> &samples) {
        if (samples)
            m_shown = { id, index, *samples };
    });
    return read;
}

/// What `make` finds in the samples, on a pool thread.
template <typename T, typename Make>
QFuture<Result<T>> KeptJobs::fromSamples(const QString &id, int index, Make make)
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

QFuture<Result<SamplePage>> KeptJobs::samples(const QString &id, int benchmarkIndex, const SampleQuery &query)
{
    return fromSamples<SamplePage>(
        id, benchmarkIndex, [query](const QList<Sample> &samples) { return querySamples(samples, query); });
}

QFuture<Result<ScoreColumns>> KeptJobs::scores(const QString &id, int benchmarkIndex)
{
    return fromSamples<ScoreColumns>(
        id, benchmarkIndex, [](const QList<Sample> &samples) { return scoreColumnsOf(samples); });
}

QFuture<Result<QList<SampleFacet>>> KeptJobs::sampleFacets(
    const QString &id, int benchmarkIndex, const SampleFacetQuery &query)
{
    return fromSamples<QList<SampleFacet>>(
        id, benchmarkIndex, [query](const QList<Sample> &samples) { return sampleFacetsOf(samples, query); });
}

} // namespace assay

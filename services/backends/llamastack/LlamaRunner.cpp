#include "services/backends/llamastack/LlamaRunner.h"

#include "services/backends/llamastack/EvalCalls.h"
#include "services/backends/llamastack/LlamaFunctions.h"
#include "services/core/OnPool.h"

#include <QCoreApplication>
#include <QDateTime>

#include <utility>

namespace assay {

namespace {

constexpr int pollMs = 3000;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

QString now()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
}

} // namespace

LlamaRunner::LlamaRunner(RestClient &client, RunStore &store, LlamaFunctions &functions, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_store(store)
    , m_functions(functions)
{
    m_poll.setSingleShot(true);
    m_poll.setInterval(pollMs);
    connect(&m_poll, &QTimer::timeout, this, &LlamaRunner::askStatus);
    connect(&m_comeback, &Comeback::due, this, &LlamaRunner::resume);
}

void LlamaRunner::start()
{
    m_stopped = false;
    resume();
}

void LlamaRunner::resume()
{
    if (m_stopped)
        return;
    whenDone(m_store.load(), this, [this, stops = m_stops](const Result<Done> &loaded) {
        if (!loaded || stops != m_stops)
            return;
        m_running = true;
        const auto records = m_store.records();
        for (const KeptRun *one : records) {
            KeptRun &record = *m_store.find(one->job.resource.id);
            const bool ours = m_flight.id == record.job.resource.id;
            const QList<int> lost = failLost(record, ours ? m_flight.index : -1);
            if (!lost.isEmpty())
                m_store.save(record);
            for (const int index : lost)
                Q_EMIT changed(record.job.resource.id, index);
        }
        next();
    });
}

void LlamaRunner::stop()
{
    ++m_stops;
    m_running = false;
    m_stopped = true;
    m_comeback.reset();
    land();
}

void LlamaRunner::abort(const QString &id, const QList<int> &cancelled)
{
    const KeptRun *kept = m_store.find(id);
    for (const int index : kept ? cancelled : QList<int>()) {
        if (kept->calls.at(index).runId.isEmpty())
            continue;
        m_client.request(llamastack::cancelCall(*kept, index)); // the built-in evaluator cannot; the run's note says so
    }
    if (m_flight.id == id)
        goOn();
}

KeptRun *LlamaRunner::record()
{
    return m_flight.id.isEmpty() ? nullptr : m_store.find(m_flight.id);
}

BenchmarkStatus *LlamaRunner::openStatus()
{
    KeptRun *kept = record();
    BenchmarkStatus *status = kept ? &kept->job.status.benchmarks[m_flight.index] : nullptr;
    return status && !isTerminal(status->status) ? status : nullptr;
}

/// The flight is over, however; answers that are still to come find nobody.
void LlamaRunner::land()
{
    ++m_round;
    m_poll.stop();
    Flight flight = std::exchange(m_flight, {});
    flight.reply.cancel();
}

/// The server is away: the next resume() goes on, which comes by itself unless the key was refused.
void LlamaRunner::wait(const Error &error)
{
    m_running = false;
    land();
    m_comeback.failed(error);
}

void LlamaRunner::put()
{
    KeptRun *kept = record();
    settleJob(kept->job);
    kept->job.resource.updatedAt = now();
    m_store.save(*kept);
    Q_EMIT changed(m_flight.id, m_flight.index);
}

void LlamaRunner::fail(const QString &text, const QString &code)
{
    failBenchmark(*openStatus(), runtimeMessage(text, code));
    put();
    goOn();
}

void LlamaRunner::next()
{
    if (!m_running || !m_flight.id.isEmpty())
        return;
    auto one = m_store.nextUnderWay();
    if (!one)
        one = m_store.nextWaiting();
    if (one)
        begin(one->first, one->second);
}

void LlamaRunner::goOn()
{
    land();
    next();
}

void LlamaRunner::begin(const QString &id, int index)
{
    ++m_round;
    m_flight = {};
    m_flight.id = id;
    m_flight.index = index;
    const auto asked = m_client.call<RegisteredBenchmark>(llamastack::benchmarkCall(*record(), index),
        [](const HttpReply &reply) { return llamastack::decodeBenchmark(reply.body); });
    whenHere<RegisteredBenchmark>(asked, [this](const Result<RegisteredBenchmark> &found) {
        found ? haveBenchmark(*found) : notBegun(found.error());
    });
}

void LlamaRunner::haveBenchmark(const RegisteredBenchmark &benchmark)
{
    m_flight.benchmark = benchmark;
    if (!record()->calls.at(m_flight.index).runId.isEmpty()) { // over the dataset, and so with its own functions
        m_flight.request.functions = benchmark.scoringFunctions;
        return askStatus();
    }
    whenHere<QList<ScoringFunction>>(m_functions.ask(), [this](const Result<QList<ScoringFunction>> &definitions) {
        definitions ? plan(*definitions) : notBegun(definitions.error());
    });
}

/// What is needed to know first could not be asked.
void LlamaRunner::notBegun(const Error &error)
{
    if (llamastack::mayPass(error) || error.kind == Error::Kind::Unauthorized)
        return wait(error);
    fail(error.message, error.code);
}

/// Given rows may be long.
void LlamaRunner::plan(const QList<ScoringFunction> &definitions)
{
    m_comeback.reset();
    const auto made = onPool<llamastack::EvalBody>(
        [job = record()->job, index = m_flight.index, functions = m_flight.benchmark.scoringFunctions, definitions] {
            return llamastack::bodyOf(job, index, functions, definitions);
        });
    whenHere<llamastack::EvalBody>(made, [this, definitions](const Result<llamastack::EvalBody> &request) {
        if (!request)
            return fail(request.error().message, QStringLiteral("not_sent"));
        m_flight.request = *request;
        announce(definitions);
    });
}

/// The record says that it is sent; then it is sent.
void LlamaRunner::announce(const QList<ScoringFunction> &definitions)
{
    KeptRun *kept = record();
    BenchmarkStatus &status = kept->job.status.benchmarks[m_flight.index];
    status.status = RunState::Running;
    status.phase = Phase::RunningEvaluation;
    status.startedAt = now();
    status.itemsTotal = m_flight.request.count;
    kept->calls[m_flight.index].sentMs = QDateTime::currentMSecsSinceEpoch();
    m_functions.sent(m_flight.request.params, definitions);
    settleJob(kept->job);
    Q_EMIT changed(m_flight.id, m_flight.index);
    whenHere<Done>(m_store.save(*kept), [this](const Result<Done> &saved) {
        if (saved)
            return send();
        record()->calls[m_flight.index].sentMs = 0;
        fail(saved.error().message, QStringLiteral("not_sent"));
    });
}

void LlamaRunner::send()
{
    m_flight.reply = m_client.request(
        llamastack::runCall(*record(), m_flight.index, std::exchange(m_flight.request.body, {}), hasGivenRows()));
    whenHere<HttpReply>(m_flight.reply, [this](const Result<HttpReply> &reply) { answered(reply); });
}

void LlamaRunner::answered(const Result<HttpReply> &reply)
{
    if (!reply && isDefinite(reply.error()))
        return fail(reply.error().message, reply.error().code);
    if (!reply)
        return fail(brokenText(reply.error().message), QStringLiteral("state_unknown"));
    m_functions.arrived(m_flight.request.params);
    if (hasGivenRows()) {
        const auto read
            = onPool<llamastack::EvalOutcome>([body = reply->body] { return llamastack::decodeOutcome(body); });
        return whenHere<llamastack::EvalOutcome>(read, [this](const Result<llamastack::EvalOutcome> &outcome) {
            outcome ? haveOutcome(*outcome) : fail(outcome.error().message, QStringLiteral("unreadable"));
        });
    }
    const auto job = llamastack::decodeEvalJob(reply->body);
    if (!job)
        return fail(job.error().message, QStringLiteral("unreadable"));
    m_flight.direct = true;
    record()->calls[m_flight.index].runId = job->id;
    put();
    follow(*job);
}

void LlamaRunner::follow(const llamastack::EvalJob &job)
{
    m_comeback.reset();
    BenchmarkStatus *status = openStatus();
    switch (job.state.value()) {
    case RunState::Completed:
        if (status->phase != Phase::PersistingArtifacts) {
            status->phase = Phase::PersistingArtifacts;
            put();
        }
        return askResult();
    case RunState::Failed:
        return fail(Text::tr("The server says that the run failed, and not why; its log says more."),
            QStringLiteral("llamastack_failed"));
    case RunState::Cancelled:
        status->status = RunState::Cancelled;
        status->completedAt = now();
        put();
        return goOn();
    default: // a word of a newer server, too: it may still be at it
        m_poll.start();
    }
}

void LlamaRunner::askStatus()
{
    const auto asked = m_client.call<llamastack::EvalJob>(llamastack::statusCall(*record(), m_flight.index),
        [](const HttpReply &reply) { return llamastack::decodeEvalJob(reply.body); });
    whenHere<llamastack::EvalJob>(
        asked, [this](const Result<llamastack::EvalJob> &job) { job ? follow(*job) : troubled(job.error()); });
}

void LlamaRunner::askResult()
{
    const auto asked = m_client.call<llamastack::EvalOutcome>(llamastack::resultCall(*record(), m_flight.index),
        [](const HttpReply &reply) { return llamastack::decodeOutcome(reply.body); });
    whenHere<llamastack::EvalOutcome>(asked, [this](const Result<llamastack::EvalOutcome> &outcome) {
        outcome ? haveOutcome(*outcome) : troubled(outcome.error());
    });
}

/// Asking went wrong. The run itself is not the worse for it, unless the server forgot it.
void LlamaRunner::troubled(const Error &error)
{
    if (error.kind == Error::Kind::NotFound)
        return forgotten(error.message);
    if (error.kind == Error::Kind::Unauthorized)
        return wait(error);
    if (!llamastack::mayPass(error))
        return fail(Text::tr("The run is over, and its result cannot be read: %1").arg(error.message), error.code);
    m_flight.direct = false; // it may have been started anew, and count from 0 again
    m_poll.start();
}

} // namespace assay

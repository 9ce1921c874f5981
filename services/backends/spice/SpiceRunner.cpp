#include "services/backends/spice/SpiceRunner.h"

#include "services/backends/spice/SpiceClient.h"
#include "services/backends/spice/SpiceHistory.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

namespace assay {

namespace {

constexpr int lookMs = 1200;              ///< a runtime repeats an answer of its tables for a second
constexpr int longestRunMs = 24 * 3600'000;

} // namespace

SpiceRunner::SpiceRunner(RestClient &client, RunStore &store, SpiceHistory &history, QObject *parent)
    : QObject(parent), m_client(client), m_store(store), m_history(history)
{
    m_look.setSingleShot(true);
    m_look.setInterval(lookMs);
    connect(&m_look, &QTimer::timeout, this, &SpiceRunner::findLost);
}

void SpiceRunner::start()
{
    m_stopped = false;
    resume();
}

void SpiceRunner::resume()
{
    if (m_stopped)
        return;
    whenDone(m_store.load(), this, [this, round = m_round](const Result<Done> &loaded) {
        if (!loaded || round != m_round)
            return;
        m_running = true;
        const auto records = m_store.records();
        for (const KeptRun *one : records) {
            KeptRun &record = *m_store.find(one->job.resource.id);
            for (int i = 0; i < record.calls.size(); ++i) {
                const bool ours = m_flight.id == record.job.resource.id && m_flight.index == i;
                if (!record.key.isEmpty() && record.calls.at(i).sentMs > 0 && record.calls.at(i).lostMs == 0 && !ours
                    && !isTerminal(record.job.status.benchmarks.at(i).status))
                    lose(record, i);
            }
        }
        next();
    });
}

void SpiceRunner::stop()
{
    ++m_round;
    m_running = false;
    m_stopped = true;
    m_look.stop();
    Flight flight = std::exchange(m_flight, {});
    flight.reply.cancel();
}

void SpiceRunner::abort(const QString &id)
{
    if (m_flight.id == id)
        m_flight.reply.cancel();
}

bool SpiceRunner::anyLost() const
{
    const auto records = m_store.records();
    return std::any_of(records.cbegin(), records.cend(), [](const KeptRun *record) {
        return std::any_of(record->calls.cbegin(), record->calls.cend(), [](const RunCall &call) { return call.lostMs > 0; });
    });
}

/// The oldest job's next eval. Nothing is begun while it is not known what became of the one before.
void SpiceRunner::next()
{
    if (!m_running || !m_flight.id.isEmpty())
        return;
    if (anyLost()) {
        if (!m_look.isActive())
            m_look.start();
        return;
    }
    if (const auto waiting = m_store.nextWaiting())
        begin(waiting->first, waiting->second);
}

/// What is there already is none of ours; then the record says that it is sent; then it is sent.
void SpiceRunner::begin(const QString &id, int index)
{
    m_flight = {id, index, {}};
    whenDone(askSpiceRuns(m_client), this, [this, id, index, round = m_round](const Result<QList<SpiceRun>> &runs) {
        KeptRun *record = m_store.find(id);
        if (round != m_round)
            return;
        if (!runs || !record || isTerminal(record->job.status.benchmarks.at(index).status)) {
            m_flight = {};
            m_running = m_running && runs; // the runtime is away: the next resume() goes on
            return next();
        }
        const QString time = QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
        record->calls[index].before = m_history.runsLike(*runs, *record, index);
        record->calls[index].sentMs = QDateTime::currentMSecsSinceEpoch();
        record->job.status.benchmarks[index].status = RunState::Running;
        record->job.status.benchmarks[index].startedAt = time;
        settleJob(record->job);
        whenDone(m_store.save(*record), this, [this, id, index, round](const Result<Done> &saved) {
            KeptRun *kept = m_store.find(id);
            if (round != m_round)
                return;
            if (saved && kept && !isTerminal(kept->job.status.benchmarks.at(index).status))
                return send(id, index);
            m_flight = {};
            if (!saved && kept)
                m_history.failed(*kept, index, Message{saved.error().message, QStringLiteral("not_sent"), QStringLiteral("runtime"), {}});
            next();
        });
        Q_EMIT changed(id, index);
    });
}

void SpiceRunner::send(const QString &id, int index)
{
    const KeptRun *record = m_store.find(id);
    RestCall call{.method = "POST", .path = pathOf({QStringLiteral("v1"), QStringLiteral("evals"), record->job.benchmarks.at(index).id})};
    call.body = QByteArray::fromStdString(nlohmann::json{{"model", record->job.model.name.toStdString()}}.dump());
    call.idempotent = false;
    call.agreed = true; // when the job was submitted
    call.patient = true;
    call.timeoutMs = longestRunMs;
    m_flight.reply = m_client.request(call);
    whenDone(m_flight.reply, this, [this, id, index, round = m_round](const Result<HttpReply> &reply) {
        if (round == m_round)
            answered(id, index, reply);
    });
}

void SpiceRunner::answered(const QString &id, int index, const Result<HttpReply> &reply)
{
    m_flight = {};
    KeptRun *record = m_store.find(id);
    if (record && !isTerminal(record->job.status.benchmarks.at(index).status)) {
        const auto run = reply ? readSpiceRun(reply->body) : Result<SpiceRun>(reply.error());
        if (run && isTerminal(run->state))
            m_history.ended(*record, index, *run);
        else if (!reply && isDefinite(reply.error()))
            m_history.failed(*record, index, Message{reply.error().message, reply.error().code, QStringLiteral("runtime"), {}});
        else
            lose(*record, index);
    }
    next();
}

void SpiceRunner::lose(KeptRun &record, int index)
{
    record.calls[index].lostMs = QDateTime::currentMSecsSinceEpoch();
    record.job.status.benchmarks[index].warningMessage =
        Message{QCoreApplication::translate("assay", "The connection broke before the answer; the runtime's own list of runs is looked at."),
                QStringLiteral("answer_lost"), QStringLiteral("runtime"), {}};
    m_store.save(record);
    Q_EMIT changed(record.job.resource.id, index);
}

void SpiceRunner::findLost()
{
    whenDone(m_history.look(), this, [this, round = m_round](const Result<Done> &) {
        if (round == m_round)
            next();
    });
}

} // namespace assay

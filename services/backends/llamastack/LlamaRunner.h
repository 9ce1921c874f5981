#pragma once

#include "services/api/BenchmarkService.h"
#include "services/backends/llamastack/EvalRequest.h"
#include "services/backends/llamastack/EvalResults.h"
#include "services/backends/llamastack/EvalWire.h"
#include "services/backends/llamastack/RunDoubts.h"
#include "services/backends/rest/Comeback.h"
#include "services/backends/rest/RunStore.h"
#include "services/core/Async.h"
#include "services/http/HttpTypes.h"

#include <QTimer>

#include <functional>

namespace assay {

class LlamaFunctions;
class RestClient;

/// Sends the benchmarks of all jobs to a Llama Stack server, one after the other: runs at once would mix the parameters
/// of their scoring functions. The built-in evaluator answers when all is over, others are asked how far they are; the
/// result is copied at once, because nothing of it survives the server's restart. What was sent is never sent again by
/// itself. GUI thread.
class LlamaRunner : public QObject {
    Q_OBJECT
public:
    LlamaRunner(RestClient &client, RunStore &store, LlamaFunctions &functions, QObject *parent = nullptr);

    /// Between two questions how far a run is.
    void setPollInterval(int ms) { m_poll.setInterval(ms); }
    /// Before a server that was away is tried again; longer each time.
    void setFirstRetry(int ms) { m_comeback.setFirst(ms); }

    /// Kept with each result; empty: not told.
    void setServerVersion(const QString &version) { m_serverVersion = version; }

    /// The server is there: goes on with what waits and what is under way there.
    void start();
    /// The same, unless it was stopped: an answer or a save that was still to come wakes no connection that was closed.
    void resume();
    /// Sends nothing more until start(); what is under way is given up.
    void stop();
    /// Ends these benchmarks of the job, whose record says already that they are cancelled: the server is told of each
    /// whose run is known.
    void abort(const QString &id, const QList<int> &cancelled);

Q_SIGNALS:
    void changed(const QString &id, int index);

private:
    struct Flight {
        QString id;
        int index = -1;
        RegisteredBenchmark benchmark;
        llamastack::EvalBody request; ///< of a run that was sent before this start only the functions are known
        QFuture<Result<HttpReply>> reply;
        bool direct = false; ///< the server was there all the time since it answered the POST
    };
    void next();
    void goOn(); ///< with another benchmark
    void begin(const QString &id, int index);
    void haveBenchmark(const RegisteredBenchmark &benchmark);
    void notBegun(const Error &error);
    void plan(const QList<ScoringFunction> &definitions);
    void announce(const QList<ScoringFunction> &definitions);
    void send();
    void answered(const Result<HttpReply> &reply);
    bool hasGivenRows() const { return !m_flight.request.rows.isEmpty(); }
    void follow(const llamastack::EvalJob &job);
    void askStatus();
    void askResult();
    void troubled(const Error &error);
    void haveOutcome(const llamastack::EvalOutcome &outcome);
    void doubt(const llamastack::EvalOutcome &outcome, const QStringList &known);
    void askRows(const llamastack::EvalOutcome &outcome, bool strict);
    void forgotten(const QString &words = {}); ///< words: what the server said; empty: nothing of it
    void copy(
        const llamastack::EvalOutcome &outcome, const JsonText &given, const QList<JsonText> &rows, bool rowsMissing);
    void keep(const llamastack::EvalOutcome &outcome, const llamastack::EvalCopy &copied, const RunDoubts &doubts);
    void finish(const llamastack::EvalOutcome &outcome, const BenchmarkResult &result, const RunDoubts &doubts);

    KeptRun *record();
    BenchmarkStatus *openStatus();
    /// Calls back while the same flight is up, with a record that has not ended.
    template <typename T>
    void whenHere(const QFuture<Result<T>> &future, std::function<void(const Result<T> &)> handler);
    void fail(const QString &text, const QString &code);
    void land();
    void wait(const Error &error);
    void put();

    RestClient &m_client;
    RunStore &m_store;
    LlamaFunctions &m_functions;
    Flight m_flight; ///< no id: nothing is under way
    QTimer m_poll;
    Comeback m_comeback;
    bool m_running = false, m_stopped = false;
    int m_round = 0; ///< of flights
    int m_stops = 0;
    QString m_serverVersion;
};

template <typename T>
void LlamaRunner::whenHere(const QFuture<Result<T>> &future, std::function<void(const Result<T> &)> handler)
{
    whenDone(future, this, [this, handler = std::move(handler), round = m_round](const Result<T> &result) {
        if (round != m_round)
            return;
        openStatus() ? handler(result) : goOn();
    });
}

} // namespace assay

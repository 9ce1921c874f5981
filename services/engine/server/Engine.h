#pragma once

#include "services/core/Clock.h"
#include "services/core/Result.h"
#include "services/engine/exports/ExportTypes.h"
#include "services/engine/inputs/Fetch.h"
#include "services/engine/runner/AttemptRunner.h"
#include "services/engine/scheduler/Scheduler.h"
#include "services/engine/server/HttpServer.h"
#include "services/engine/store/StoreTypes.h"

#include <memory>

namespace assay::engine {

struct EngineOptions {
    QString workspace;        ///< folder, exists, locked by the caller
    QString catalogue;        ///< folder with providers/ and collections/
    QStringList taskFolders;  ///< the native provider's benchmarks
    QByteArray token;         ///< empty: no token is asked for
    quint16 port = 0;         ///< 0: any free one
    QString version;
    RunnerMap runners;        ///< outlive the engine
    AttemptRunner *commands = nullptr; ///< runs providers' commands; outlives the engine. None: their benchmarks wait for reports
    SchedulerSettings scheduling;
    HttpLimits limits;
    Clock *clock = &Clock::system();
    ExportSettings exports;   ///< MLflow, registries
    InputSettings inputs;     ///< how test data is fetched before a runner starts
    qint64 minimumFree = qint64(1) << 30; ///< bytes; see StoreOptions
    std::function<void(const char *operation, WriteStage stage)> onWrite; ///< for tests of faults; see StoreOptions
};

/// Store, scheduler, catalogue and server as one: what `assayctl serve` runs and what tests start.
class Engine {
public:
    /// Opens the store, loads the catalogue, takes up what an earlier engine left, answers on the port. Blocks meanwhile.
    static Result<std::unique_ptr<Engine>> start(const EngineOptions &options);
    ~Engine(); ///< stop()

    QString url() const; ///< http://127.0.0.1:PORT
    quint16 port() const;
    int connectionCount() const; ///< any thread
    /// A client is connected, or something runs or waits. Any thread.
    bool inUse() const;
    bool exporting() const; ///< something is being sent elsewhere, or is due. Any thread
    /// It was told to start nothing more, and nothing runs: it may leave. Any thread.
    bool drained() const;
    /// Answers as if the request had come over a connection. Any thread.
    void handle(const HttpRequest &request, const Responder &responder) const;
    QStringList complaints() const; ///< what had to be left out of the catalogue, a sentence each
    QStringList routes() const; ///< what it answers, "METHOD /path/{id}" each
    /// Ends in order: no new connections, running requests end (5 s at most), scheduler, exports, store. Harmless the second time.
    void stop();

private:
    struct Parts;
    explicit Engine(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace assay::engine

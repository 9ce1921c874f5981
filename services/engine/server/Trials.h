#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Clock.h"
#include "services/core/Result.h"
#include "services/engine/runner/TaskThread.h"
#include "services/engine/server/HttpServer.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <mutex>
#include <optional>

namespace assay::engine {

class AttemptRunner;

/// Tries a provider's command without a job: one benchmark of it, on five rows and a toy model, under the same shim as a run, in a
/// folder of its own. Nothing of it is stored; it is there to be looked at until the next trial begins. One at a time.
/// All members may be called from any thread.
class Trials {
public:
    struct Options {
        AttemptRunner *commands = nullptr; ///< null: this engine runs no commands. Outlives this
        QString folder;                    ///< of trials, e.g. WORKSPACE/trials
        Clock *clock = &Clock::system();
        qint64 limitMs = 10 * 60 * 1000;   ///< of one trial
    };
    explicit Trials(Options options);
    ~Trials(); ///< stop()
    Trials(const Trials &) = delete;
    Trials &operator=(const Trials &) = delete;

    /// Ends and clears what an engine that was killed left running. `url`: of this engine, for the toy model.
    void start(const QString &url);
    /// The id of a trial that runs now. Error::Conflict: another one runs; Invalid: no command, or no such benchmark.
    Result<QString> begin(const Provider &provider, const QString &benchmarkId);
    /// What is known, with reports after number `reports` and output from byte `offset` on. NotFound: none of that id.
    void view(const QString &id, qint64 reports, qint64 offset, std::function<void(Result<nlohmann::json>)> reply);
    /// Asks for the end of everything that the command started; view() tells when nothing of it is left.
    Result<Done> cancel(const QString &id);
    /// A request to the toy model of a trial.
    HttpResponse model(const QString &id, const QByteArray &method, const QString &path, const QByteArray &body);
    bool busy() const; ///< one runs
    /// Ends the one that runs, and waits for that, ten seconds at most. Harmless twice.
    void stop();

private:
    class Trial;
    std::shared_ptr<Trial> find(const QString &id) const;
    void endNow(const std::shared_ptr<Trial> &trial, bool tooLong);
    void endWithProcess(const std::shared_ptr<Trial> &trial);

    const Options m_options;
    QString m_url;
    mutable std::mutex m_mutex;
    std::shared_ptr<Trial> m_trial; ///< the last one
    std::optional<TaskThread> m_thread; ///< reads files, watches the limit; there since the first trial; goes first
};

} // namespace assay::engine

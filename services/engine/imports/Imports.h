#pragma once

#include "services/engine/imports/ImportProgress.h"
#include "services/engine/runner/TaskThread.h"
#include "services/engine/store/Store.h"

namespace assay::engine {

/// Imports of other tools' results, one after another, in the background. A request is stored before it is answered, and one that an
/// engine that died left unfinished goes on with the next engine: what it had stored is found again by its content.
/// All members may be called from any thread.
class Imports {
public:
    explicit Imports(Store &store, Clock &clock = Clock::system());
    ~Imports(); ///< stop()
    Imports(const Imports &) = delete;
    Imports &operator=(const Imports &) = delete;

    /// Takes up what was left. Once, before the first request.
    void start();
    /// paths: absolute, at least one. Answers with the id once the request is on disk.
    void begin(const QStringList &paths, const QString &tenant, const QString &owner, Reply<QString> reply);
    /// How it stands, with runs and problems after the first `runsKnown` and `problemsKnown`. NotFound: none of that id for the tenant.
    Result<nlohmann::json> view(const QString &id, const QString &tenant, qint64 runsKnown, qint64 problemsKnown) const;
    /// All that are known, the newest first, without their runs and problems.
    nlohmann::json list(const QString &tenant) const;
    /// It ends soon; what is stored stays. Answers once that is on disk: no later engine goes on with it. Nothing happens when it is
    /// over. NotFound as above.
    void cancel(const QString &id, const QString &tenant, Reply<Done> reply);
    bool busy() const; ///< one runs or waits
    /// Interrupts what runs, so that the next engine goes on with it. Harmless twice.
    void stop();

private:
    struct One {
        QString id, tenant, owner;
        QStringList paths;
        imports::ImportProgress progress;
        std::atomic<bool> byUser{false}; ///< it was cancelled, not interrupted
    };
    std::shared_ptr<One> find(const QString &id, const QString &tenant) const;
    void enqueue(const std::shared_ptr<One> &one);
    void run(const std::shared_ptr<One> &one);
    /// state: the one that a later engine finds; Waiting: it runs it.
    static ImportRecord recordOf(const One &one, imports::ImportProgress::State state);

    Store &m_store;
    Clock &m_clock;
    mutable std::mutex m_mutex;
    std::vector<std::shared_ptr<One>> m_all; ///< oldest first
    std::atomic<bool> m_stopping{false};
    std::unique_ptr<TaskThread> m_thread; // goes first
    const std::function<void(TaskThread::Task)> m_post; ///< does nothing once the thread has gone
};

} // namespace assay::engine

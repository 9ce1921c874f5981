#pragma once

#include "services/engine/store/Migrations.h"
#include "services/engine/store/StoreTypes.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace assay::engine {

/// Jobs per state, all tenants. Any thread.
class StateCounts {
public:
    void add(RunState state, qint64 by) { m_counts[std::size_t(state)].fetch_add(by, std::memory_order_relaxed); }
    /// What was stored before has been counted.
    void setKnown();
    bool known() const { return m_known; }
    qint64 of(RunState state) const; ///< waits until they are known
    qint64 total() const;            ///< as above

private:
    std::array<std::atomic<qint64>, 7> m_counts{};
    std::atomic<bool> m_known{false};
};

struct ItemsProgress {
    qint64 done = 0, total = 0;
};
using BenchmarkKey = std::pair<QString, int>; ///< job id, index

/// What an operation works with, inside its transaction.
struct Transaction {
    Database &db;
    qint64 nowMs;                         ///< wall clock
    std::vector<ChangeRecord> changes = {}; ///< published after the commit; seq is filled in then
    std::vector<std::pair<RunState, int>> counts = {}; ///< added to StateCounts after the commit
    bool keepOnError = false;             ///< an operation that answers with an error, but whose writes stay
    bool idleWork = false;                ///< set: there is something to do when nothing waits
};

/// The only thread that writes. Operations run in the order of post(), many in one commit, each in a savepoint of its own.
class Writer {
public:
    /// What is written without having been posted; names for StoreOptions::onWrite.
    static constexpr const char *progressWrite = "progress", *purgeWrite = "purge", *checkpointWrite = "checkpoint", *closeWrite = "close";
    static constexpr std::array ownWrites{progressWrite, purgeWrite, checkpointWrite, closeWrite};

    Writer(OpenedDatabase opened, const StoreOptions &options);
    ~Writer(); ///< stop()
    /// Sets what happens between operations, then begins. `load` runs first, on the writer's thread, and fills counts(): with many jobs
    /// that takes longer than all else at the start. `progress` runs as an operation for each benchmark that counted; `idle` does a
    /// piece of unimportant work when nothing waits and answers whether there is more.
    void start(std::function<void(Database &)> load, std::function<void(Transaction &, const BenchmarkKey &, ItemsProgress)> progress,
               std::function<bool(Transaction &)> idle);

    /// `body` runs on the writer's thread; an error, or SqliteError, undoes what it did. `reply` comes after the commit.
    /// name: a literal; see StoreOptions::onWrite.
    template<typename T>
    void post(const char *name, std::function<Result<T>(Transaction &)> body, Reply<T> reply)
    {
        auto result = std::make_shared<std::optional<Result<T>>>();
        Operation operation;
        operation.name = name;
        operation.body = [result, body = std::move(body)](Transaction &tx) {
            result->emplace(body(tx));
            return (*result)->hasValue() || tx.keepOnError;
        };
        operation.done = [result, reply = std::move(reply)](const Error *failure) {
            if (reply)
                reply(failure ? Result<T>(*failure) : std::move(**result));
        };
        enqueue(std::move(operation));
    }

    /// Kept in memory and written at most ten times a second.
    void progress(const BenchmarkKey &key, ItemsProgress items);
    std::optional<ItemsProgress> takeProgress(const BenchmarkKey &key);

    void addChangeListener(std::function<void(const ChangeRecord &)> listener);
    void setDamaged(const Error &error);
    std::optional<Error> damage() const;
    /// While set, the end of the writer does not count as a clean one: the next start checks the file.
    void setCheckDue(bool due) { m_checkDue = due; }
    StateCounts &counts() { return m_counts; }
    qint64 lastChange() const { return m_lastChange.load(); }
    /// Blocks until all that was posted is answered.
    void flush();
    /// Blocks: drains, checkpoints, closes.
    void stop();

private:
    struct Operation {
        const char *name = progressWrite;
        std::function<bool(Transaction &)> body; ///< false: undo
        std::function<void(const Error *)> done;
        std::optional<Error> failure = {};
        std::vector<ChangeRecord> changes = {};
        std::vector<std::pair<RunState, int>> counts = {};
    };
    void enqueue(Operation operation);
    void loop();
    void load();
    void addProgressOperations();
    void runBatch(std::vector<Operation> &batch);
    void runOperation(Operation &operation, bool alone);
    void failAll(std::vector<Operation> &batch, std::size_t count, const Error &error);
    void publish(std::vector<Operation> &batch);
    void tell(const char *operation, WriteStage stage) const;
    void tell(const std::vector<Operation> &batch, WriteStage stage) const;
    void maintain();
    void close();
    Error toError(const SqliteError &error);

    const StoreOptions m_options;
    std::unique_ptr<Database> m_db;
    StateCounts m_counts;
    std::atomic<qint64> m_lastChange{0};
    std::atomic<bool> m_checkDue{false};
    std::vector<std::function<void(const ChangeRecord &)>> m_listeners;
    std::function<void(Database &)> m_load;
    std::function<void(Transaction &, const BenchmarkKey &, ItemsProgress)> m_writeProgress;
    std::function<bool(Transaction &)> m_idleWork;
    bool m_moreIdleWork = true;
    int m_commitsSinceCheckpoint = 0;
    int m_walPages = 0; ///< set by SQLite's hook at each commit

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Operation> m_queue;
    std::map<BenchmarkKey, ItemsProgress> m_progress;
    std::optional<Error> m_damage;
    bool m_stopping = false, m_stopped = false;
    std::thread m_thread; // last: it uses all of the above
};

} // namespace assay::engine

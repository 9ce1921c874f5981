#pragma once

#include "services/engine/store/Migrations.h"

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace assay::engine {

/// Two threads with read-only connections of their own; each task sees one snapshot.
class Readers {
public:
    /// Throws SqliteError when a connection cannot be opened.
    explicit Readers(const StoreOptions &options);
    ~Readers(); ///< stop()

    /// `body` may throw SqliteError.
    template<typename T>
    void post(std::function<Result<T>(Database &)> body, Reply<T> reply)
    {
        enqueue([this, body = std::move(body), reply = std::move(reply)](Database *db) {
            if (!db)
                return reply(stopped());
            reply(run<T>(body, *db));
        });
    }
    /// Blocks; not from a reader's thread.
    template<typename T>
    Result<T> ask(std::function<Result<T>(Database &)> body)
    {
        std::promise<Result<T>> answer;
        post<T>(std::move(body), [&](Result<T> result) { answer.set_value(std::move(result)); });
        return answer.get_future().get();
    }
    /// Called with every damage a reader met.
    void setDamageHandler(std::function<void(const Error &)> handler) { m_onDamage = std::move(handler); }
    void stop(); ///< answers what waits with Error::Cancelled, ends the threads

private:
    using Task = std::function<void(Database *)>;
    void enqueue(Task task);
    void loop(Database &db);
    Error stopped() const;
    Error toError(const SqliteError &error) const;
    template<typename T>
    Result<T> run(const std::function<Result<T>(Database &)> &body, Database &db)
    {
        try {
            const ReadTransaction snapshot(db);
            return body(db);
        } catch (const SqliteError &error) {
            return toError(error);
        }
    }

    const StoreOptions m_options;
    std::function<void(const Error &)> m_onDamage;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Task> m_tasks;
    bool m_stopping = false;
    std::vector<std::unique_ptr<Database>> m_databases;
    std::vector<std::thread> m_threads;
};

} // namespace assay::engine

#include "services/engine/store/Readers.h"

#include <QCoreApplication>

namespace assay::engine {

namespace {
constexpr int readerThreads = 2;
}

Readers::Readers(const StoreOptions &options) : m_options(options)
{
    for (int i = 0; i < readerThreads; ++i)
        m_databases.push_back(openReader(options));
    for (const auto &db : m_databases)
        m_threads.emplace_back([this, database = db.get()] { loop(*database); });
}

Readers::~Readers()
{
    stop();
}

void Readers::enqueue(Task task)
{
    bool refused = false;
    {
        const std::lock_guard lock(m_mutex);
        refused = m_stopping;
        if (!refused)
            m_tasks.push_back(std::move(task));
    }
    if (refused)
        task(nullptr);
    else
        m_wake.notify_one();
}

void Readers::loop(Database &db)
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return m_stopping || !m_tasks.empty(); });
        if (m_tasks.empty())
            return; // stopping, and everything is answered
        const Task task = std::move(m_tasks.front());
        m_tasks.pop_front();
        const bool stopping = m_stopping;
        lock.unlock();
        task(stopping ? nullptr : &db);
        lock.lock();
    }
}

Error Readers::stopped() const
{
    return Error{Error::Kind::Cancelled, QCoreApplication::translate("assay", "The engine is stopping."), {}, {}};
}

Error Readers::toError(const SqliteError &error) const
{
    const Error result = storageError(error, m_options);
    if (meansDamage(error) && m_onDamage)
        m_onDamage(result);
    return result;
}

void Readers::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    for (std::thread &thread : m_threads) {
        if (thread.joinable())
            thread.join();
    }
    m_threads.clear();
    m_databases.clear();
}

} // namespace assay::engine

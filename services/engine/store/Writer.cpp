#include "services/engine/store/Writer.h"

#include <QCoreApplication>

#include <sqlite3.h>

#include <chrono>
#include <future>
#include <numeric>

namespace assay::engine {

using namespace std::chrono_literals;

namespace {
constexpr std::size_t largestBatch = 256;
constexpr auto progressInterval = 100ms;
constexpr auto idleDelay = 50ms; // a lone client's commits do not each pay for a checkpoint
constexpr int commitsPerCheckpoint = 400;
constexpr int walPagesPerCheckpoint = (32 << 20) / 4096;

Error stoppedError()
{
    return Error{Error::Kind::Cancelled, QCoreApplication::translate("assay", "The engine is stopping."), {}, {}};
}
} // namespace

void StateCounts::setKnown()
{
    m_known = true;
    m_known.notify_all();
}

qint64 StateCounts::of(RunState state) const
{
    m_known.wait(false);
    return m_counts[std::size_t(state)].load(std::memory_order_relaxed);
}

qint64 StateCounts::total() const
{
    m_known.wait(false);
    return std::accumulate(m_counts.begin(), m_counts.end(), qint64(0),
                           [](qint64 sum, const std::atomic<qint64> &count) { return sum + count.load(std::memory_order_relaxed); });
}

Writer::Writer(OpenedDatabase opened, const StoreOptions &options) : m_options(options), m_db(std::move(opened.writer))
{
    sqlite3_wal_hook(
        m_db->handle(),
        [](void *pages, sqlite3 *, const char *, int count) {
            *static_cast<int *>(pages) = count;
            return SQLITE_OK;
        },
        &m_walPages);
}

void Writer::start(std::function<void(Database &)> load, std::function<void(Transaction &, const BenchmarkKey &, ItemsProgress)> progress,
                   std::function<bool(Transaction &)> idle)
{
    m_load = std::move(load);
    m_writeProgress = std::move(progress);
    m_idleWork = std::move(idle);
    m_thread = std::thread([this] { loop(); });
}

Writer::~Writer()
{
    stop();
}

void Writer::enqueue(Operation operation)
{
    std::optional<Error> refused;
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping)
            refused = stoppedError();
        else
            m_queue.push_back(std::move(operation));
    }
    if (refused)
        operation.done(&*refused);
    else
        m_wake.notify_all();
}

void Writer::progress(const BenchmarkKey &key, ItemsProgress items)
{
    {
        const std::lock_guard lock(m_mutex);
        const bool known = !m_progress.empty();
        m_progress[key] = items;
        if (known)
            return; // the thread knows already that something waits
    }
    m_wake.notify_all();
}

std::optional<ItemsProgress> Writer::takeProgress(const BenchmarkKey &key)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_progress.find(key);
    if (found == m_progress.end())
        return {};
    const ItemsProgress items = found->second;
    m_progress.erase(found);
    return items;
}

void Writer::addChangeListener(std::function<void(const ChangeRecord &)> listener)
{
    const std::lock_guard lock(m_mutex);
    m_listeners.push_back(std::move(listener));
}

void Writer::setDamaged(const Error &error)
{
    const std::lock_guard lock(m_mutex);
    if (!m_damage)
        m_damage = error;
}

std::optional<Error> Writer::damage() const
{
    const std::lock_guard lock(m_mutex);
    return m_damage;
}

Error Writer::toError(const SqliteError &error)
{
    const Error result = storageError(error, m_options);
    if (meansDamage(error))
        setDamaged(result);
    return result;
}

void Writer::load()
{
    try {
        m_load(*m_db);
    } catch (const SqliteError &error) {
        setDamaged(storageError(error, m_options)); // reads may still work; nothing is written any more
    }
    m_counts.setKnown();
}

void Writer::loop()
{
    load();
    auto nextProgress = std::chrono::steady_clock::now();
    std::vector<Operation> batch;
    std::unique_lock lock(m_mutex);
    for (;;) {
        const auto busy = [this] { return !m_queue.empty() || m_stopping; };
        const bool upkeep = m_commitsSinceCheckpoint > 0 || (m_moreIdleWork && m_idleWork);
        if (!m_progress.empty())
            m_wake.wait_until(lock, nextProgress, busy);
        else if (upkeep)
            m_wake.wait_for(lock, idleDelay, [&] { return busy() || !m_progress.empty(); });
        else
            m_wake.wait(lock, [&] { return busy() || !m_progress.empty(); });
        if (!m_progress.empty() && (m_stopping || std::chrono::steady_clock::now() >= nextProgress)) {
            addProgressOperations();
            nextProgress = std::chrono::steady_clock::now() + progressInterval;
        }
        if (m_queue.empty() && m_stopping)
            break;
        while (!m_queue.empty() && batch.size() < largestBatch) {
            batch.push_back(std::move(m_queue.front()));
            m_queue.pop_front();
        }
        const bool waiting = !m_progress.empty();
        lock.unlock();
        if (!batch.empty())
            runBatch(batch);
        else if (!waiting)
            maintain();
        if (m_commitsSinceCheckpoint >= commitsPerCheckpoint || m_walPages >= walPagesPerCheckpoint)
            maintain();
        batch.clear();
        lock.lock();
    }
    lock.unlock();
    close();
}

void Writer::addProgressOperations() // called with the lock held
{
    for (const auto &[key, items] : m_progress) {
        Operation operation;
        operation.body = [this, key = key, items = items](Transaction &tx) {
            m_writeProgress(tx, key, items);
            return true;
        };
        operation.done = [](const Error *) {};
        m_queue.push_front(std::move(operation)); // before a report that ends the benchmark
    }
    m_progress.clear();
}

void Writer::runBatch(std::vector<Operation> &batch)
{
    std::size_t ran = 0;
    const auto damaged = damage();
    try {
        if (damaged) {
            failAll(batch, batch.size(), *damaged);
        } else {
            m_db->execute("BEGIN IMMEDIATE");
            for (; ran < batch.size(); ++ran) {
                runOperation(batch[ran], batch.size() == 1);
                if (!m_db->inTransaction()) { // a full disk may undo everything; nothing of it was acknowledged yet
                    failAll(batch, batch.size(), batch[ran].failure.value_or(stoppedError()));
                    break;
                }
            }
            tell(batch, WriteStage::Commit);
            if (m_db->inTransaction())
                m_db->execute("COMMIT");
            ++m_commitsSinceCheckpoint;
        }
    } catch (const SqliteError &error) {
        failAll(batch, batch.size(), toError(error));
        if (m_db->inTransaction())
            sqlite3_exec(m_db->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    tell(batch, WriteStage::Reply);
    publish(batch);
    for (Operation &operation : batch)
        operation.done(operation.failure ? &*operation.failure : nullptr);
}

void Writer::runOperation(Operation &operation, bool alone)
{
    Transaction tx{*m_db, m_options.clock->wallMs()};
    bool keep = false;
    if (!alone)
        m_db->execute("SAVEPOINT operation");
    try {
        tell(operation.name, WriteStage::Run);
        keep = operation.body(tx);
    } catch (const SqliteError &error) {
        operation.failure = toError(error);
    }
    if (!m_db->inTransaction())
        return;
    if (keep) {
        operation.changes = std::move(tx.changes);
        operation.counts = std::move(tx.counts);
        m_moreIdleWork = m_moreIdleWork || tx.idleWork;
        if (!alone)
            m_db->execute("RELEASE operation");
    } else if (alone) {
        m_db->execute("ROLLBACK");
        m_db->execute("BEGIN IMMEDIATE"); // so that the caller finds a transaction to commit
    } else {
        m_db->execute("ROLLBACK TO operation; RELEASE operation");
    }
}

void Writer::failAll(std::vector<Operation> &batch, std::size_t count, const Error &error)
{
    for (std::size_t i = 0; i < count; ++i) {
        if (!batch[i].failure)
            batch[i].failure = error;
        batch[i].changes.clear();
        batch[i].counts.clear();
    }
}

void Writer::publish(std::vector<Operation> &batch)
{
    std::vector<std::function<void(const ChangeRecord &)>> listeners;
    {
        const std::lock_guard lock(m_mutex);
        listeners = m_listeners;
    }
    for (Operation &operation : batch) {
        for (const auto &[state, by] : operation.counts)
            m_counts.add(state, by);
        for (ChangeRecord &change : operation.changes) {
            change.seq = m_lastChange.fetch_add(1) + 1;
            for (const auto &listener : listeners)
                listener(change);
        }
    }
}

void Writer::tell(const char *operation, WriteStage stage) const
{
    if (m_options.onWrite)
        m_options.onWrite(operation, stage);
}

void Writer::tell(const std::vector<Operation> &batch, WriteStage stage) const
{
    for (const Operation &operation : batch)
        tell(operation.name, stage);
}

void Writer::maintain()
{
    try {
        if (m_commitsSinceCheckpoint > 0) {
            tell(checkpointWrite, WriteStage::Run);
            m_commitsSinceCheckpoint = 0;
            m_walPages = 0;
            sqlite3_wal_checkpoint_v2(m_db->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        }
        if (m_moreIdleWork && m_idleWork && !damage()) {
            Transaction tx{*m_db, m_options.clock->wallMs()};
            m_db->execute("BEGIN IMMEDIATE");
            tell(purgeWrite, WriteStage::Run);
            m_moreIdleWork = m_idleWork(tx);
            tell(purgeWrite, WriteStage::Commit);
            m_db->execute("COMMIT");
            tell(purgeWrite, WriteStage::Reply);
        }
    } catch (const SqliteError &error) {
        m_moreIdleWork = false;
        toError(error);
        if (m_db->inTransaction())
            sqlite3_exec(m_db->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

void Writer::close()
{
    try {
        if (!damage()) {
            tell(closeWrite, WriteStage::Run);
            if (!m_checkDue)
                m_db->execute("UPDATE meta SET value = 'cleanly' WHERE key = 'stopped'");
            sqlite3_wal_checkpoint_v2(m_db->handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
        }
    } catch (const SqliteError &) {
        // A full disk: the next start checks the file, nothing else is lost.
    }
    m_db.reset();
}

void Writer::flush()
{
    std::promise<void> reached;
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping)
            return;
        addProgressOperations();
    }
    post<Done>("flush", [](Transaction &) -> Result<Done> { return Done{}; }, [&](const Result<Done> &) { reached.set_value(); });
    reached.get_future().wait();
}

void Writer::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        if (m_stopped)
            return;
        m_stopped = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

} // namespace assay::engine

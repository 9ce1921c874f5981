#include "services/engine/scheduler/FolderSweeper.h"

#include "services/engine/store/Store.h"

#include <QDir>

#include <future>

namespace assay::engine {

namespace {
constexpr int folders = 50; // asked for at a time
} // namespace

QString attemptFolder(const Store &store, const AttemptKey &key)
{
    return QStringLiteral("%1/jobs/%2/%3/attempt-%4").arg(store.options().workspace, key.jobId).arg(key.index).arg(key.attempt);
}

void FolderSweeper::sweep(qint64 beforeMs)
{
    const std::lock_guard lock(m_mutex);
    if (m_stop || m_busy.exchange(true))
        return;
    if (m_thread.joinable())
        m_thread.join();
    m_thread = std::thread([this, beforeMs] {
        removeAll(beforeMs);
        m_busy = false;
    });
}

void FolderSweeper::removeAll(qint64 beforeMs)
{
    while (!m_stop) {
        std::promise<Result<QList<AttemptKey>>> asked;
        m_store.unsweptAttempts(beforeMs, folders, [&](const Result<QList<AttemptKey>> &list) { asked.set_value(list); });
        const auto list = asked.get_future().get();
        if (!list || list->isEmpty())
            return;
        QList<AttemptKey> done;
        for (const AttemptKey &key : *list) {
            if (m_stop)
                break;
            QDir(attemptFolder(m_store, key)).removeRecursively(); // what cannot be removed is not tried for ever
            done.append(key);
        }
        std::promise<bool> stored;
        m_store.attemptsSwept(done, [&](const Result<Done> &result) { stored.set_value(result.hasValue()); });
        if (!stored.get_future().get())
            return;
    }
}

void FolderSweeper::stop()
{
    m_stop = true;
    const std::lock_guard lock(m_mutex);
    if (m_thread.joinable())
        m_thread.join();
}

} // namespace assay::engine

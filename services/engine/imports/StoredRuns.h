#pragma once

#include "services/engine/imports/ByteSource.h"
#include "services/engine/imports/ImportTypes.h"
#include "services/engine/store/Store.h"

#include <condition_variable>
#include <mutex>

namespace assay::engine::imports {

/// Where a run came from; kept in custom.assay.import.
struct RunOrigin {
    QString path;
    FileIdentity identity;
    QString tool; ///< formatName()
    QString tenant, owner;
};

/// Identity of a run's content for a tenant: what one imported is nothing to another.
QString contentKey(const FileIdentity &identity, const QString &part, const QString &tenant);
/// The run as the store takes it. complete: no samples will follow.
ImportedJob importedJob(const ImportedRun &run, const RunOrigin &origin, bool complete);
/// additional_info of a benchmark.
QByteArray additionalInfo(const ImportedBenchmark &benchmark);

/// Writes to the store as fast as it takes it: many writes are on their way at a time, so that they share commits, and never more than
/// a few megabytes. Blocks otherwise. For one thread.
class StoreFeed {
public:
    explicit StoreFeed(Store &store) : m_store(store) {}
    ~StoreFeed() { drain(); }
    StoreFeed(const StoreFeed &) = delete;
    StoreFeed &operator=(const StoreFeed &) = delete;

    /// `made` is called on the store's thread, before drain() returns.
    bool make(const ImportedJob &job, std::function<void(const ImportedContent &)> made);
    Result<ImportedContent> known(const QString &key); ///< waits for the answer
    /// False once the store has refused something; see fault().
    bool sample(const QString &jobId, int benchmark, Sample &&sample);
    bool finish(const QString &jobId, const QString &key, const QHash<int, QByteArray> &infos);
    void drain(); ///< waits until everything is answered
    std::optional<Error> fault() const;

private:
    void flush();
    void wait(qint64 bytes);
    Reply<Done> answered(qint64 bytes);

    Store &m_store;
    QString m_job;
    int m_benchmark = 0;
    QList<Sample> m_batch;
    qint64 m_batchBytes = 0;
    struct Flight {
        mutable std::mutex mutex;
        std::condition_variable landed;
        qint64 bytes = 0;
        int writes = 0;
        std::optional<Error> fault;
    };
    std::shared_ptr<Flight> m_flight = std::make_shared<Flight>();
};

} // namespace assay::engine::imports

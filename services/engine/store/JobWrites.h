#pragma once

#include "services/engine/store/Writer.h"

// Operations on jobs, run by the Writer inside a transaction.

namespace assay::engine {

/// Creates, cancels and removes jobs. Lives on the writer's thread.
class JobWrites {
public:
    explicit JobWrites(const StoreOptions &options) : m_options(options) {}
    void load(Database &db, StateCounts &counts); ///< what is kept in memory; before the first write

    Result<CreatedJob> create(Transaction &tx, const NewJob &job);
    Result<Done> cancel(Transaction &tx, const QString &id, const QString &tenant);
    Result<Done> remove(Transaction &tx, const QString &id, const QString &tenant);
    std::optional<Error> checkSpace() const; ///< why new work is refused
    /// Frees a piece of what removed jobs left; true when there is more.
    static bool purge(Transaction &tx);

private:
    static Result<std::optional<qint64>> knownKey(Transaction &tx, const NewJob &job);
    void insertJob(Transaction &tx, const NewJob &job, qint64 seq, const QString &id) const;
    static void insertBenchmarks(Transaction &tx, const NewJob &job, qint64 seq);

    const StoreOptions &m_options;
    qint64 m_lastSeq = 0; ///< numbers are not used again, so that a removed job's samples are never another's
};

} // namespace assay::engine

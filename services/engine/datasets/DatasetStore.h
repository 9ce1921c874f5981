#pragma once

#include "services/core/Clock.h"
#include "services/engine/datasets/DatasetTable.h"
#include "services/engine/datasets/RowChanges.h"
#include "services/json/RowSource.h"
#include "services/engine/runner/TaskThread.h"
#include "services/engine/store/StoreTypes.h"

#include <atomic>
#include <memory>
#include <mutex>

namespace assay::engine {

/// A request for a dataset, checked by its route.
struct NewDataset {
    QString tenant, owner;
    QString id;          ///< empty: one is made
    QString purpose;
    QByteArray metadata; ///< text of one JSON object
    QString uri;         ///< empty: the rows are within
    QList<QByteArray> rows; ///< compact texts of one JSON object each
    bool skipBroken = false; ///< leave out rows of the file that cannot be read, instead of refusing it
};

struct RegisteredDataset {
    datasets::DatasetRecord record;
    QList<json::BrokenRow> skipped; ///< the first hundred
    qint64 skippedCount = 0;
};

struct DatasetRows {
    QList<QByteArray> rows;
    qint64 total = 0;
};

/// Datasets that clients register, in WORKSPACE/datasets.sqlite. Their rows are copied when they are registered, so that a run can say
/// which rows it saw (DatasetRecord::digest), whatever becomes of the file. What is answered has been synced to the disk; a registration
/// that the engine's end interrupts leaves nothing. Members may be called from any thread; replies come on the store's two
/// own: one registers, so that a long file keeps nobody from reading what is there.
///
/// Errors: NotFound (code dataset_not_found), Conflict (another dataset has the id, or it is being registered), Invalid, Storage.
class DatasetStore {
public:
    DatasetStore(const QString &workspace, Clock &clock);
    ~DatasetStore(); ///< stop()
    DatasetStore(const DatasetStore &) = delete;
    DatasetStore &operator=(const DatasetStore &) = delete;

    /// The same again (purpose, metadata and rows) answers what is there and changes nothing.
    void add(const NewDataset &dataset, Reply<RegisteredDataset> reply);
    void list(const QString &tenant, Reply<QList<datasets::DatasetRecord>> reply);
    void find(const QString &tenant, const QString &id, Reply<datasets::DatasetRecord> reply);
    void remove(const QString &tenant, const QString &id, Reply<Done> reply);
    /// limit: 1 and more. May answer fewer than asked for, but one at least where there is one: an answer holds some megabytes.
    void rows(const QString &tenant, const QString &id, qint64 start, qint64 limit, Reply<DatasetRows> reply);
    /// rows: as NewDataset::rows. Answers the dataset with them.
    void append(const QString &tenant, const QString &id, const QList<QByteArray> &rows, Reply<datasets::DatasetRecord> reply);
    /// Changes rows, all of them or none. Answers the dataset with them. Conflict: it has another version by now. Every row is written
    /// anew beside the old ones, so this takes its time where there are many, and nobody sees a part of it.
    void edit(const QString &tenant, const QString &id, qint64 version, const QList<datasets::RowChange> &changes, Reply<datasets::DatasetRecord> reply);
    /// Interrupts what is read. Harmless twice; afterwards every call answers Cancelled.
    void stop();

    static constexpr qint64 answerBytes = qint64(8) << 20;

private:
    /// A thread with a connection of its own.
    struct Lane {
        Lane();
        std::unique_ptr<datasets::DatasetTable> table; ///< opened when first needed
        std::unique_ptr<TaskThread> thread;            // goes first
        const std::function<void(TaskThread::Task)> post; ///< does nothing once the thread has gone
    };
    template<typename T>
    using Body = std::function<Result<T>(datasets::DatasetTable &)>;
    template<typename T>
    void post(Lane &lane, Reply<T> reply, Body<T> body);
    datasets::DatasetTable &opened(Lane &lane); ///< throws SqliteError
    Result<datasets::DatasetRecord> known(datasets::DatasetTable &table, const QString &tenant, const QString &id) const;
    Result<RegisteredDataset> registered(datasets::DatasetTable &table, const NewDataset &dataset);
    Result<Done> copyRows(datasets::DatasetTable &table, const NewDataset &dataset, RegisteredDataset &out);
    Result<datasets::DatasetRecord> edited(datasets::DatasetTable &table, const datasets::DatasetRecord &before, const QList<datasets::RowChange> &changes);
    void giveUp(datasets::DatasetTable &table, qint64 key) noexcept; ///< rows that no dataset will have
    void purgeLater();

    const QString m_workspace, m_file;
    Clock &m_clock;
    std::atomic<bool> m_stopping{false};
    std::mutex m_opening;
    bool m_abandoned = false; ///< what an earlier engine left; under m_opening
    Lane m_serving, m_registering;
};

} // namespace assay::engine

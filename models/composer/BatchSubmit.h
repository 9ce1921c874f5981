#pragma once

#include "models/common/Roles.h"
#include "models/composer/Batch.h"
#include "services/core/Clock.h"
#include "services/core/Result.h"

#include <QAbstractListModel>
#include <QPointer>

#include <functional>

namespace assay {

class BatchStore;
class Connection;

/// Sends one or several jobs to a connection so that none is sent twice, whatever is lost on the way: an answer, the server or
/// this window. Its rows are the jobs, with what became of each.
///
/// The batch is on disk before its first job is sent, and each job's state before and after it is sent. One is sent after the
/// other; one that fails does not stop the rest. A job whose answer was lost is sent again only when that is safe: on servers
/// with Capability::IdempotentSubmit under the same key, within the time that the server remembers it; elsewhere after the
/// server was asked for a job with the batch's mark and had none, not before the first request must be over. While the server
/// cannot be asked, the row says so and nothing is sent. GUI thread.
class BatchSubmit : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { StateRole = FirstOwnRole, ///< int(BatchJob::State)
                JobIdRole,                ///< QString, when Sent
                MessageRole,              ///< QString: why it is not Sent
                CodeRole };               ///< QString: the server's code of a refusal

    BatchSubmit(Connection &connection, BatchStore &store, QObject *parent = nullptr, Clock &clock = Clock::system());
    /// Nothing more is sent; what was on its way is found out by resume().
    ~BatchSubmit() override;

    /// A new batch of `jobs`, each marked anew. Does nothing while one runs. failed() when it cannot be written down.
    void start(const QList<AuthoredDocument> &jobs);
    /// Goes on with a batch of the store: what was not sent is sent, what may have been is found out first. False when the store
    /// has no such batch, it belongs to another connection or it runs elsewhere.
    bool resume(const QString &batchId);
    /// Sends what is not there: jobs that wait, were refused or are unknown. Does nothing while it runs.
    void tryAgain();
    /// Other content for a job that was refused, for the next tryAgain(). False for any other state.
    bool replace(int row, const AuthoredDocument &job);

    const Batch &batch() const { return m_batch; }
    static QString stateText(BatchJob::State state); ///< translated, one or two words
    bool isRunning() const { return m_running; }
    bool allSent() const { return m_batch.finished(); }

    int rowCount(const QModelIndex &parent = {}) const override;
    /// Display: the job's name. ToolTip and accessible text: with its state in words.
    QVariant data(const QModelIndex &index, int role) const override;

    /// How long after it was sent a request may still arrive at a server, in ms: their limit for reading one is 15 s.
    void setSettleTime(int ms) { m_settleMs = ms; }
    /// How long a server remembers a key, in ms; the local engine 24 hours.
    void setKeyTime(qint64 ms) { m_keyMs = ms; }

Q_SIGNALS:
    void jobChanged(int row);   ///< its state or message
    void jobSent(int row, const QString &jobId);
    void runningChanged(bool running);
    void finished();            ///< nothing more happens by itself; see allSent()
    void failed(const QString &sentence); ///< the batch cannot be written down; nothing further was sent

private:
    QDateTime now() const;
    void take(const Batch &batch);
    void run();
    void setRunning(bool running);
    void next();
    void prepare(int row);
    void look(int row, const std::optional<Error> &refused, qint64 offset = 0);
    void sendNow(int row, bool uncertain);
    void answered(int row, bool uncertain, const Result<Job> &made);
    void sent(int row, const QString &jobId);
    void setState(int row, BatchJob::State state, const Error &why = {});
    void store(std::function<void(bool saved)> then);
    void storeThenNext();
    bool keyHolds(const BatchJob &job) const;
    bool mayBeThere(const BatchJob &job) const;

    QPointer<Connection> m_connection;
    QPointer<BatchStore> m_store;
    Clock &m_clock;
    Batch m_batch;
    QList<int> m_todo;  ///< rows of this run that are left
    QList<int> m_again; ///< rows that had their second attempt in this run
    qint64 m_keyMs = 23LL * 3600 * 1000;
    int m_settleMs = 20'000;
    bool m_running = false;
};

} // namespace assay

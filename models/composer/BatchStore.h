#pragma once

#include "models/common/LoadState.h"
#include "models/composer/Batch.h"

#include <QObject>
#include <QSet>

#include <functional>

namespace assay {

class DraftStore;

/// The batches that are not finished, as they stand on disk. One object for a draft store. GUI thread.
class BatchStore : public QObject {
    Q_OBJECT
public:
    using Answer = std::function<void(const Result<Done> &)>;

    explicit BatchStore(DraftStore &store, QObject *parent = nullptr);
    /// Reads what an earlier window left; loaded() tells. Batches that cannot be read are left where they are.
    void load();
    LoadState state() const { return m_state; }
    QString error() const { return m_error; }

    /// Those with a job that is not Sent, oldest first, for the window to offer: also those that run now, see claimed().
    QList<Batch> unfinished() const;
    /// Of one connection.
    QList<Batch> unfinished(const QString &connectionId) const;
    /// Where they are; what is on its way is kept here, not with drafts.
    DraftStore &store() { return m_store; }
    std::optional<Batch> find(const QString &id) const;

    /// Answers once it is on disk. A finished one is taken away.
    void save(const Batch &batch, QObject *context, const Answer &answer);
    /// The user does not want the rest any more; jobs that were sent go on.
    void forget(const QString &id);

    /// One sender a batch: false when another has it.
    bool claim(const QString &id);
    void release(const QString &id);
    bool claimed(const QString &id) const { return m_claimed.contains(id); }

Q_SIGNALS:
    void loaded();
    void changed(); ///< unfinished() or claimed() is another

private:
    void read(const QStringList &ids);
    void ready(const QString &error);
    void drop(const QString &id, const Answer &tell);
    QByteArray index() const;

    DraftStore &m_store;
    QList<Batch> m_batches;
    QStringList m_unreadable; ///< ids in the index whose batch could not be read; they stay
    QSet<QString> m_claimed;
    QList<std::function<void()>> m_waiting; ///< saves that came before the batches were read
    LoadState m_state = LoadState::Idle;
    QString m_error;
};

} // namespace assay

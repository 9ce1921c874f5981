#pragma once

#include "services/core/Clock.h"
#include "services/core/Result.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace assay {

class BatchStore;
class ConnectionRegistry;

/// Tries the failed benchmarks of several runs again, one run after the other: inside the job where its server does that, else as a
/// job of their own, as the run's page would (RunRetry). GUI thread.
class RetryRuns : public QObject {
    Q_OBJECT
public:
    /// All outlive this object. batches: null: only what servers do inside the job.
    RetryRuns(ConnectionRegistry &connections, BatchStore *batches, Clock &clock = Clock::system(), QObject *parent = nullptr);
    ~RetryRuns() override;

    /// Whether its server can do it, one way or the other.
    bool canRetry(const QString &ref) const;
    /// By RunRef::text(). One that waits already is not taken twice.
    void retry(const QStringList &refs);

Q_SIGNALS:
    void started(const QString &ref, int benchmarks); ///< as jobs of their own
    void failed(const QString &ref, const assay::Error &error);

private:
    struct One;
    void next();
    void begin();
    void end(const QString &ref);

    ConnectionRegistry &m_connections;
    BatchStore *m_batches;
    Clock &m_clock;
    QStringList m_waiting;
    std::unique_ptr<One> m_one; ///< under way
};

} // namespace assay

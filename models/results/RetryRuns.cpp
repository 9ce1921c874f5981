#include "models/results/RetryRuns.h"

#include "models/composer/BatchStore.h"
#include "models/results/RunModel.h"
#include "models/results/RunRetry.h"
#include "services/api/ConnectionRegistry.h"
#include "services/api/RunRef.h"
#include "services/core/Async.h"

#include <QTimer>

#include <utility>

namespace assay {

struct RetryRuns::One {
    One(const QString &refIn, Connection &connection, BatchStore &batches, Clock &clock)
        : ref(refIn), run(connection.jobs(), &connection.catalogue(), RunRef::parse(refIn).jobId, clock), retry(run, connection, batches)
    {
    }
    QString ref;
    RunModel run;
    RunRetry retry;
    bool asked = false;
};

RetryRuns::RetryRuns(ConnectionRegistry &connections, BatchStore *batches, Clock &clock, QObject *parent)
    : QObject(parent), m_connections(connections), m_batches(batches), m_clock(clock)
{
}

RetryRuns::~RetryRuns() = default;

bool RetryRuns::canRetry(const QString &ref) const
{
    const Connection *connection = m_connections.ofRun(ref);
    if (!connection)
        return false;
    const Capabilities able = connection->capabilities();
    return able.has(Capability::RetryBenchmarks) || (m_batches && able.has(Capability::SubmitJobs));
}

void RetryRuns::retry(const QStringList &refs)
{
    for (const QString &ref : refs) {
        Connection *connection = m_connections.ofRun(ref);
        if (!connection || !canRetry(ref))
            continue;
        if (connection->capabilities().has(Capability::RetryBenchmarks)) {
            whenDone(connection->jobs().retry(RunRef::parse(ref).jobId, {}), this, [this, ref](const Result<Job> &job) {
                if (!job)
                    Q_EMIT failed(ref, job.error());
            });
        } else if (!m_waiting.contains(ref) && !(m_one && m_one->ref == ref)) {
            m_waiting << ref;
        }
    }
    next();
}

void RetryRuns::next()
{
    while (!m_one && !m_waiting.isEmpty()) {
        const QString ref = m_waiting.takeFirst();
        Connection *connection = m_connections.ofRun(ref);
        if (!connection)
            continue; // taken out meanwhile
        m_one = std::make_unique<One>(ref, *connection, *m_batches, m_clock);
        begin();
    }
}

/// Sent once everything is known: the run, its collection and the jobs that try it already.
void RetryRuns::begin()
{
    One &one = *m_one;
    const auto fail = [this, ref = one.ref](const Error &error) {
        Q_EMIT failed(ref, error);
        end(ref);
    };
    one.run.setFindsRetries(true);
    connect(&one.run, &RunModel::settled, this, [&one, fail] {
        if (std::exchange(one.asked, true))
            return;
        const QString obstacle = one.retry.obstacle();
        if (!obstacle.isEmpty())
            return fail({Error::Kind::Invalid, obstacle});
        one.retry.retry();
    });
    connect(&one.run, &RunModel::changed, this, [&one, fail] {
        if (one.run.load() == LoadState::Failed && !std::exchange(one.asked, true))
            fail(one.run.lastError());
    });
    connect(&one.retry, &RunRetry::failed, this, fail);
    connect(&one.retry, &RunRetry::started, this, [this, ref = one.ref](int benchmarks) {
        Q_EMIT started(ref, benchmarks);
        end(ref);
    });
    // It refers to the connection, which may be taken out any time.
    if (Connection *connection = m_connections.ofRun(one.ref))
        connect(connection, &QObject::destroyed, &one.run, [this, ref = one.ref] { end(ref); });
    one.run.refresh();
}

/// Later: it may be one of its own signals that says so.
void RetryRuns::end(const QString &ref)
{
    QTimer::singleShot(0, this, [this, ref] {
        if (m_one && m_one->ref == ref)
            m_one.reset();
        next();
    });
}

} // namespace assay

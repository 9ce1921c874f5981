#pragma once

#include "services/core/Job.h"
#include "services/core/Result.h"

#include <QObject>

namespace assay {

class Connection;

/// Submits the first run of a benchmark that was just made, as soon as the server lists it. GUI thread.
class SmokeRun final : public QObject {
    Q_OBJECT
public:
    /// job: of one benchmark.
    SmokeRun(Connection &connection, Job job, QObject *parent);
    void start();

    static constexpr int pauseMs = 300, mostLooks = 40;

Q_SIGNALS:
    void started(const QString &jobId);
    void failed(const assay::Error &error);

private:
    void look();
    void submit();

    Connection &m_connection;
    const Job m_job;
    int m_looks = 0;
};

} // namespace assay

#pragma once

#include "services/core/Clock.h"
#include "services/engine/process/EventFile.h"
#include "services/engine/server/ReportCheck.h"

#include <nlohmann/json_fwd.hpp>

namespace assay::engine {

/// What the command of a trial reported, read from the files of its shim: one of what was taken, one of what was refused at the door.
/// One thread at a time.
class TrialReports {
public:
    /// attemptFolder: with the files. The times of reports are told from this moment on.
    TrialReports(const QString &attemptFolder, const ReportExpectation &expected, Clock &clock);
    /// Reads what came since.
    void collect();
    qint64 count() const { return m_count; } ///< also those beyond the 2,000 that are kept
    bool completed() const { return m_completed; } ///< one said so, kept or not; same for failed()
    bool failed() const { return m_failed; }
    /// Those after number `after`, as GET /trials/{id} lists them.
    nlohmann::json document(qint64 after) const;

private:
    struct Report {
        QByteArray body;
        qint64 bytes = 0, atMs = 0;
        QList<ReportFault> faults;
        QString status, phase;
    };
    void take(const QByteArray &body);
    void takeRefused(const QByteArray &line);

    const ReportExpectation m_expected;
    Clock &m_clock;
    const qint64 m_began;
    EventFile m_taken, m_refused;
    QList<Report> m_reports; ///< in the order in which they were seen
    qint64 m_count = 0;
    bool m_completed = false, m_failed = false;
};

} // namespace assay::engine

#pragma once

#include "services/core/Result.h"
#include "services/reports/ReportBuilder.h"

#include <QByteArray>

namespace assay::reports {

/// The version of the layout that docs/reports.md describes; readers refuse a newer one.
inline constexpr int jsonReportVersion = 1;

/// The report for programs (docs/reports.md): numbers in full, our judgement and the server's own word apart, the jobs as their
/// server has them, and the items' scores where they are known. Indented, members in a fixed order, UTF-8. Any thread.
QByteArray jsonReport(const ReportData &data);

/// A run as a report keeps it: enough to judge it again and to compare it item by item without its server.
struct StoredRun {
    QString ref, label;
    Job job;
    QList<BenchmarkRef> plan;
    std::optional<PassCriteria> criteria; ///< the gate of the run's own score, as the report judged it
    QMap<int, ScoreColumns> scores; ///< by benchmark index
};

/// Reads the runs of a file that jsonReport() made. Error::Invalid names the member and the fix. Any thread.
Result<QList<StoredRun>> readJsonReport(const QByteArray &text);

} // namespace assay::reports

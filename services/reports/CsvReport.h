#pragma once

#include "services/reports/ReportData.h"

#include <QByteArray>

namespace assay::reports {

/// A table in RFC 4180 (UTF-8, lines ending in CR LF, one header line): one row for each metric of each benchmark of each run, numbers
/// in full and in the metric's unit. Differences to the baseline stand in the row of the metric that was compared. A text that a
/// spreadsheet would take for a formula begins with an apostrophe. Any thread.
QByteArray csvReport(const ReportData &data);

} // namespace assay::reports

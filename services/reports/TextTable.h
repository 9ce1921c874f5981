#pragma once

#include "services/reports/ReportData.h"

namespace assay::reports {

/// The results and the changed items as plain text for a terminal, lines ending in '\n', no colours. Control characters in
/// names are shown as '?', so that a model's name cannot steer the terminal. Any thread.
QString textTable(const ReportData &data);

} // namespace assay::reports

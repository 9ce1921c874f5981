#pragma once

#include "services/reports/ReportData.h"

#include <QByteArray>

namespace assay::reports {

/// One HTML file in UTF-8 without scripts or outside resources: verdicts, bar charts as SVG, tables, changed items, provenance.
/// Light and dark follow the reader's system; it prints in light. Same data (and language), same bytes. Any thread.
QByteArray htmlReport(const ReportData &data);

} // namespace assay::reports

#pragma once

#include "services/reports/ReportData.h"

#include <QByteArray>

namespace assay::reports {

/// The report in GitHub's Markdown, UTF-8: decision, scores and gates, differences, caveats, settings that differ, changed items,
/// provenance, job files. Texts from models cannot form markup, links or HTML. Any thread.
QByteArray markdownReport(const ReportData &data);

/// The text as it stands in a paragraph or a table's cell, on one line.
QString markdownEscaped(const QString &text);

} // namespace assay::reports

#pragma once

#include "services/reports/ReportData.h"

#include <QByteArray>

namespace assay::reports {

/// The kinds of file that need no painting; PDF is the window's.
enum class ReportFormat { Html, Markdown, Csv, Json, Junit };

/// Which parts a report has.
enum class ReportTemplate {
    Decision, ///< what it comes to, with gates, differences and caveats; no items, no other metrics, no job files
    Full,
    Table,    ///< the numbers alone
};

/// "html", "md", "csv", "json", "junit", as on the command line; none: no such format.
std::optional<ReportFormat> reportFormat(const QString &id);
QString formatId(ReportFormat format);
/// Of a file's name, without the dot.
QString formatSuffix(ReportFormat format);

QByteArray writeReport(ReportFormat format, const ReportData &data);

struct ReportParts {
    ReportTemplate kind = ReportTemplate::Full;
    bool items = true;   ///< changed items with the texts of prompts and answers
    bool jobFile = true; ///< the job files that make the runs again
    bool operator==(const ReportParts &) const = default;
};

/// The data without the parts that were not asked for. Gates and caveats are never left out of what names a decision.
ReportData shaped(ReportData data, const ReportParts &parts);

} // namespace assay::reports

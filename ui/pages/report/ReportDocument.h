#pragma once

#include "services/reports/ReportData.h"

#include <QByteArray>
#include <QTextDocument>

#include <memory>

namespace assay {

/// The report as a document of pages, with the charts as drawings: what the preview shows and what the PDF holds. On white paper
/// whatever the theme, as it will be printed. Any thread, for whoever made it.
std::unique_ptr<QTextDocument> reportDocument(const reports::ReportData &data);

/// A4 with page numbers, text that can be searched, charts as vectors; the same bytes for the same data. Any thread.
QByteArray pdfReport(const reports::ReportData &data);

} // namespace assay

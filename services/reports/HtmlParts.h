#pragma once

#include "services/reports/ReportData.h"

// Pieces that the sections of the HTML report share.

namespace assay::reports::html {

/// Fit for element content and attributes, without control characters.
QString escaped(const QString &text);
/// `text` must be escaped.
QString element(const char *name, const QString &text, const char *style = nullptr);
/// A table's head; `numbers` names the columns of numbers.
QString head(const QStringList &titles, const QList<int> &numbers);
/// Classes of a cell with a verdict.
const char *verdictStyle(ReportVerdict verdict);
/// The run's marker and its model.
QString modelMark(int run, const QString &model);

// Sections; empty when there is nothing to say.
QString decisionSection(const ReportData &data);
QString caveatSection(const ReportData &data);
QString checkSection(const ReportData &data);
QString differenceSection(const ReportData &data);
QString settingSection(const ReportData &data);
QString jobFileSection(const ReportData &data);

} // namespace assay::reports::html

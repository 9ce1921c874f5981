#pragma once

#include "services/reports/ReportData.h"

// Words and numbers that all reports share. Numbers always have '.' decimals, whatever the locale.

namespace assay::reports {

/// "0.562" for shares; other units have as many decimals as make three significant digits, and no more than three.
QString numberText(double value, const QString &unit);
/// "≥ 0.5" or "≤ 0.5"; a dash without a gate.
QString gateText(const ReportScore &score);
/// "0.453 – 0.666"; a dash when it is unknown.
QString intervalText(const ReportScore &score);
QString valueText(const ReportScore &score);
/// ✓ ✗ ◐ ? or ○: never colour alone.
QString verdictGlyph(ReportVerdict verdict);
QString verdictWord(ReportVerdict verdict);
/// "95 % interval"
QString intervalHeading(double level);
/// "p = 0.013: unlikely to be chance"
QString chanceText(const ReportFlips &flips);
/// The run's own sentence, or one counted from its gates.
QString runSentence(const ReportRun &run);
QString benchmarkLabel(const QString &id, const QString &name);
QString reportTitle(const ReportData &data);
/// The text without control characters other than line feed and tab, each replaced by `replacement`.
QString printable(const QString &text, QChar replacement = u'\uFFFD');

/// Benchmarks in the order in which they first appear, each with its scores and the number of the run they belong to.
struct BenchmarkRows {
    QString id, name, metric, unit;
    bool lowerIsBetter = false;
    QList<QPair<int, ReportScore>> scores;
};
QList<BenchmarkRows> rowsByBenchmark(const ReportData &data);

} // namespace assay::reports

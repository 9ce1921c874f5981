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
/// "pass", "fail", "too_close", "no_result", "pending", "not_gated": for programs, never translated.
const char *verdictId(ReportVerdict verdict);
/// The shortest text that reads back as the same number; empty when it is not finite.
QString exactNumber(double value);
/// "+0.042", "−0.042", "0.000"
QString differenceText(double value, const QString &unit);
/// The p value that counts: "0.013", "< 0.001"; a dash without one.
QString pText(const ReportDifference &difference);
/// "better", "worse", "different" (where neither may be said), "could be chance" or "uncertainty not known".
QString directionText(const ReportDifference &difference);
QString caveatWord(ReportCaveat::Level level);
/// "red", "amber" or "note": for programs, never translated.
const char *caveatId(ReportCaveat::Level level);
/// "red: Another prompt was used.": for programs, which sort by the word.
QString caveatLine(const ReportCaveat &caveat);
/// "95 % interval"
QString intervalHeading(double level);
/// "p = 0.013 after Holm over 5 comparisons: unlikely to be chance"
QString chanceText(const ReportFlips &flips);
/// The run's own sentence, or one counted from its gates.
QString runSentence(const ReportRun &run);
QString benchmarkLabel(const QString &id, const QString &name);
QString reportTitle(const ReportData &data);
/// The text without control characters other than line feed and tab, marks that turn the direction of writing, and what is no
/// character at all, each replaced by `replacement`. What is left may stand in XML.
QString printable(const QString &text, QChar replacement = u'\uFFFD');

/// Benchmarks in the order in which they first appear, each with its scores and the number of the run they belong to.
struct BenchmarkRows {
    QString id, name, metric, unit;
    bool lowerIsBetter = false;
    QList<QPair<int, ReportScore>> scores;
};
QList<BenchmarkRows> rowsByBenchmark(const ReportData &data);

} // namespace assay::reports

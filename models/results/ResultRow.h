#pragma once

#include "models/common/Roles.h"
#include "services/core/Job.h"
#include "services/verdict/Judge.h"
#include "services/verdict/MetricInfo.h"

#include <QLocale>
#include <QMetaType>

namespace assay {

/// One benchmark of one job as the run page shows it: what the server said and what the statistics say, side by side.
struct ResultRow {
    int index = 0; ///< benchmark_index: the position in the job's list, from 0
    QString id, providerId;
    Word<RunState> state;
    QString metric;       ///< the primary metric; empty while nobody told
    bool lowerIsBetter = false;
    MetricUnit unit = MetricUnit::Unbounded;
    GateVerdict judged;   ///< what the statistics say
    std::optional<double> n;
    std::optional<BenchmarkTest> server; ///< what the server's own rule said
    std::optional<qint64> notExtracted, errors;
    std::optional<double> latencyMs;     ///< median, else mean
    QString message;      ///< the benchmark's error, else its warning
    /// What the record says of a benchmark that is judged by other gates or weights here; see WhatIf.
    struct Recorded {
        GateVerdict judged;
        std::optional<BenchmarkTest> server;
    };
    std::optional<Recorded> recorded; ///< none: this row is the record
    std::optional<double> triedWeight; ///< with `recorded`: another weight is tried
    bool operator==(const ResultRow &other) const;
};

/// Rows of a job in the order of its list. plan: the effective benchmarks; empty: the job's own list, and for a collection
/// job, which has none, whatever reported so far. Pure, any thread.
QList<ResultRow> resultRows(const Job &job, const QList<BenchmarkRef> &plan, const GatePolicy &policy);

/// "gsm8k, 0.581, interval 0.554 to 0.607, gate at least 0.65, fails by 0.069": what a screen reader and a tooltip say.
QString readingText(const ResultRow &row, const QLocale &locale);
/// The same without the benchmark's name.
QString readingValueText(const ResultRow &row, const QLocale &locale);

/// A sign that goes with the verdict's word; never the only carrier.
QString verdictGlyph(Verdict verdict);
Tone verdictTone(Verdict verdict);
QString verdictCell(Verdict verdict); ///< "✓ pass"; empty for what is not gated
/// "✗ fail −0.069"; of a row that is tried: "what if ✓ pass (recorded ✗ fail −0.069)"
QString verdictCell(const ResultRow &row, const QLocale &locale);
/// What the server's own rule said of one benchmark: "Pass", "Fail", or empty without a test.
QString serverVerdictText(const ResultRow &row);
/// Rows with equal keys may share an axis.
QString axisGroup(const ResultRow &row);
/// Over such an axis: "Score, 0 to 1", "Throughput, tok/s", "perplexity".
QString axisGroupTitle(const ResultRow &row);
/// "≥ 0.65" or "≤ 0.3"; empty without a gate. Of a gate that is tried also the recorded one.
QString gateText(const ResultRow &row, const QLocale &locale);
/// Fails first, then undecided, then passes: smaller is shown earlier.
int verdictOrder(Verdict verdict);

} // namespace assay

Q_DECLARE_METATYPE(assay::ResultRow)

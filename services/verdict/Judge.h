#pragma once

#include "services/core/Job.h"
#include "services/core/Sample.h"
#include "services/verdict/Intervals.h"
#include "services/verdict/MetricInfo.h"

#include <QLocale>
#include <QString>

#include <optional>

// What the statistics say about a result and its gate. Computed by whoever reads, never stored as truth; the server's
// own verdict is WireScore.h. Pure functions, any thread; the sentences are translated.

namespace assay {

enum class Verdict {
    Pass,
    Fail,
    TooClose, ///< the interval holds the gate
    NoResult, ///< gated, but failed, cancelled or without the metric: counts as failed, never as zero
    Pending, ///< gated, not finished yet
    NotGated,
};

/// How uncertainty is treated.
struct GatePolicy {
    enum class Mode {
        Strict, ///< the whole interval must clear the gate; one that holds the gate is TooClose
        Lenient, ///< the point decides
    };
    Mode mode = Mode::Strict;
    double level = 0.95; ///< of the interval, in (0, 1)
    bool operator==(const GatePolicy &) const = default;
};

/// A bar to clear, in the metric's own unit. Reaching it exactly passes, both ways.
struct Gate {
    double threshold = 0;
    bool lowerIsBetter = false;
    bool operator==(const Gate &) const = default;
};

/// An interval that is known at one level.
struct LevelInterval {
    double level = 0;
    Interval interval;
    bool operator==(const LevelInterval &) const = default;
};

/// A metric's value and what is known about its uncertainty.
struct MetricSummary {
    QString name;
    std::optional<double> value; ///< none: the benchmark reported nothing under this name
    std::optional<double> n; ///< samples behind it
    std::optional<double> standardError;
    bool binary = false; ///< every sample is 0 or 1
    std::optional<double> successes;
    QList<LevelInterval> bootstrap; ///< over the samples, where whoever had them made it
    bool lowerIsBetter = false;
    bool operator==(const MetricSummary &) const = default;
};

/// Reads a metric and its uncertainty from a benchmark's result: `additional_info.assay.metrics.NAME`, else sibling
/// metrics: `NAME_stderr` (`acc_stderr,none` for `acc,none`, `scorer/stderr` for `scorer/accuracy`) and `samples` or
/// `n` for the count.
MetricSummary metricSummary(const BenchmarkResult &result, const QString &metric, bool lowerIsBetter = false);

/// The interval that the metric dictionary asks for, as far as the summary can give it. Automatic: Wilson for binary metrics with n,
/// else normal from the standard error, else none.
std::optional<Interval> metricInterval(const MetricSummary &metric, double level = 0.95);

/// The same and how it was made: Wilson, Normal or Bootstrap.
struct MadeInterval {
    Interval interval;
    IntervalMethod method = IntervalMethod::Normal;
};
std::optional<MadeInterval> madeInterval(const MetricSummary &metric, double level = 0.95);
/// How it was made where the dictionary asks for a bootstrap or a normal one that the summary cannot give, e.g. "from the standard
/// error, not by bootstrap"; else empty.
QString otherMethodText(const MetricSummary &metric, const MadeInterval &made);

struct GateVerdict {
    Verdict verdict = Verdict::NotGated;
    std::optional<double> value;
    std::optional<Gate> gate;
    /// In the metric's unit; negative: by how much the gate is missed, whatever the direction.
    std::optional<double> margin;
    std::optional<Interval> interval;
    QString reason; ///< one sentence in words and numbers
};

/// state: of the benchmark (Completed for a finished one). gate: none gives NotGated. locale: for the numbers in the
/// reason.
GateVerdict judge(const MetricSummary &metric, const std::optional<Gate> &gate, const GatePolicy &policy,
    RunState state = RunState::Completed, const QLocale &locale = QLocale::c());

/// The word for a verdict, e.g. "Too close to call".
QString verdictName(Verdict verdict);

struct JobVerdict {
    Verdict verdict = Verdict::NotGated;
    int gates = 0, passed = 0, failed = 0, tooClose = 0, pending = 0; ///< failed counts NoResult
    QString sentence; ///< "Fails 2 of 6 gates"
};

/// All verdicts of a job together, and the job's own gate if it has one (its score has no interval: the point decides).
JobVerdict judgeJob(const QList<GateVerdict> &verdicts, const std::optional<GateVerdict> &jobGate = std::nullopt);

} // namespace assay

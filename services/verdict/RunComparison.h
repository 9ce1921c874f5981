#pragma once

#include "services/core/Result.h"
#include "services/verdict/Compare.h"
#include "services/verdict/MetricInfo.h"
#include "services/verdict/RunBenchmarks.h"

#include <QHash>
#include <QList>
#include <QLocale>
#include <QString>

#include <functional>
#include <optional>
#include <utility>

// Several runs beside a baseline, benchmark by benchmark. Pure functions, any thread; the sentences are translated.

namespace assay {

/// One run as it enters a comparison.
struct ComparedRun {
    QString ref; ///< RunRef::text(), or any text that no other run of the comparison has
    QString name; ///< for headers and sentences
    Job job;
    QList<BenchmarkRef> plan; ///< the effective benchmarks; empty: see runBenchmarks()
    QHash<int, ScoreColumns> scores; ///< by benchmark_index; a benchmark without them is compared by what it reported
};

struct RunComparisonOptions {
    int baseline = 0; ///< position of the run that the others are compared with
    bool adjust = true; ///< p values after Holm, over all comparisons
    bool allMetrics = false; ///< every metric that was reported; otherwise the primary ones
    QList<std::pair<QString, QString>> metrics; ///< id of a benchmark and one of its metrics: these beside the primary ones
    CompareOptions test;
    GatePolicy policy;
    /// Draws that all bootstraps together may cost; cells with few items go first, the others get Student's t. Fifty
    /// million take some 0.3 s.
    double mostDraws = 5e7;
};

/// One run's result in one row.
struct ComparedCell {
    enum class State {
        Shown, ///< it has a value
        NotRun, ///< the run does not have this benchmark
        Pending,
        Failed,
        Cancelled,
        NoMetric, ///< it ended well, but did not report this metric
        NotComparable, ///< it has a value that means something else; `note` says what
    };
    /// What a difference rests on.
    enum class Basis {
        None, ///< there is none: a value is missing
        Baseline, ///< this is the baseline
        Paired, ///< the same items
        Unpaired, ///< two standard errors
        NoUncertainty, ///< two bare numbers
    };
    State state = State::NotRun;
    Basis basis = Basis::None;
    int index = -1; ///< benchmark_index in its run; -1: not run
    std::optional<double> value, n;
    std::optional<Interval> interval; ///< of the value
    GateVerdict judged; ///< against the gate as it was for this run; not gated where the metric is not its primary one
    std::optional<double> difference; ///< to the baseline, in the metric's unit; over the shared items where paired
    std::optional<Comparison> comparison; ///< Basis::Paired and Unpaired
    MissingScores missing = MissingScores::LeftOut; ///< Basis::Paired: what items without a score count as, as in the runs' values
    QString note; ///< a sentence or two: the error, why it is not comparable, what was reported instead, or why items are not paired;
                  ///< may be empty

    bool significant() const { return comparison && comparison->significant(); }
};

/// One metric of one benchmark over all runs.
struct ComparedRow {
    QString providerId, id; ///< as the first run that has it calls it
    int turn = 0; ///< how many entries of the same benchmark come before it
    QString metric;
    bool primary = true;
    bool lowerIsBetter = false;
    MetricUnit unit = MetricUnit::Unbounded;
    QList<ComparedCell> cells; ///< same index as the runs
};

/// How a run does beside the baseline.
struct ComparisonTally {
    int better = 0, worse = 0; ///< significantly
    int chance = 0; ///< differences that could be chance
    int unknown = 0; ///< differences without a known uncertainty
    int missing = 0; ///< rows without a difference
    int compared() const { return better + worse + chance + unknown; }
    bool operator==(const ComparisonTally &) const = default;
};

struct RunComparison {
    QStringList refs, names; ///< of the runs, in the order given
    int baseline = 0;
    double level = 0.95;
    qsizetype tested = 0; ///< comparisons that Holm's correction is over
    QList<ComparedRow> rows; ///< the baseline's benchmarks in its order, then those that only others have
    QList<ComparisonTally> tallies; ///< same index as the runs; of primary metrics; the baseline's is empty
};

/// Benchmarks are matched by provider and id, one listed twice by its turn, and by id alone where the provider's name differs.
/// Errors: Invalid (no run, or no such baseline), Cancelled once `cancelled` says so, which is asked often.
Result<RunComparison> compareRuns(
    const QList<ComparedRun> &runs, const RunComparisonOptions &options, const std::function<bool()> &cancelled = {});

/// Whether the run falls behind the baseline by `most` at most: in the metric's unit, at least 0, a change for the worse whatever the
/// direction. Strict: the whole interval of the drop must be within; one that holds `most` is TooClose. Lenient, or where no
/// interval is known: the difference alone decides. NoResult without a difference.
Verdict judgeDrop(const ComparedRow &row, int run, double most, GatePolicy::Mode mode);

/// "−0.061" or "+38 tok/s"; empty without a difference.
QString differenceText(const ComparedRow &row, int run, const QLocale &locale = QLocale::c());
/// "▲" significantly better, "▼" significantly worse, "≈" could be chance, "?" no uncertainty is known; empty without a difference.
/// With Wording::Plain "△" and "▽" for significantly higher and lower.
QString differenceGlyph(const ComparedRow &row, int run, Wording wording = Wording::Judging);
/// "0.642 −0.061 ▼"; for a cell without a value why there is none, e.g. "not run".
QString cellText(const ComparedRow &row, int run, const QLocale &locale = QLocale::c(), Wording wording = Wording::Judging);
/// The whole cell in words: value, interval, gate, difference, and what it rests on.
QString cellSentence(const RunComparison &comparison, int row, int run, const QLocale &locale = QLocale::c(),
    Wording wording = Wording::Judging);
/// "B is better on 2 of 6, worse on 1, the rest could be chance."; empty for the baseline.
QString runSentence(const RunComparison &comparison, int run, Wording wording = Wording::Judging);
/// One sentence a run.
QString comparisonSummary(const RunComparison &comparison, Wording wording = Wording::Judging);
/// "not run", "failed", ...; empty for a cell with a value.
QString missingText(ComparedCell::State state);

} // namespace assay

#pragma once

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>
#include <QStringList>

#include <optional>

// What a report says, as plain values: whoever makes one fills this in (ReportBuilder.h does for jobs); nothing here is computed
// from a clock or a store, so the same data always gives the same bytes. All texts may come from models and files: the writers
// escape them.

namespace assay::reports {

enum class ReportVerdict {
    Pass,
    Fail,
    TooClose, ///< the interval holds the gate
    NoResult, ///< gated, but there is no score
    NotGated,
    Pending,  ///< gated, not finished yet
};

/// What the server's own rule said, of a benchmark or of a whole run.
struct ReportServerWord {
    QString metric; ///< empty for a run
    std::optional<double> score, threshold;
    std::optional<bool> pass;
    bool operator==(const ReportServerWord &) const = default;
};

/// One metric of one benchmark of one run beside those that are judged.
struct ReportMetric {
    QString name, unit;
    bool lowerIsBetter = false;
    std::optional<double> value, standardError, low, high;
    std::optional<qint64> n;
    bool operator==(const ReportMetric &) const = default;
};

/// One metric of one benchmark of one run that is shown, and judged where it is gated.
struct ReportScore {
    QString benchmarkId;
    QString benchmarkName; ///< empty: the id is shown
    QString metric;        ///< as the provider spells it
    QString unit;          ///< empty for shares on a scale from 0 to 1, else e.g. "tok/s"; rows of one unit share an axis
    bool lowerIsBetter = false;
    std::optional<double> value;     ///< in the metric's unit
    std::optional<double> low, high; ///< confidence interval; none: unknown
    std::optional<qint64> n;         ///< items behind the value
    std::optional<double> gate;      ///< threshold in the metric's unit
    ReportVerdict verdict = ReportVerdict::NotGated;
    QString reason;                  ///< one sentence; may be empty
    std::optional<qint64> notExtracted, errors; ///< answers without a readable answer; requests that failed
    std::optional<double> latencyMs;            ///< mean
    std::optional<qint64> promptTokens, completionTokens;
    int index = 0;                         ///< of the benchmark in its run, from 0
    QString providerId;
    QString state;                         ///< of the benchmark, the wire's word
    QString message;                       ///< the benchmark's error, else its warning
    std::optional<double> standardError;
    std::optional<double> margin;          ///< to the gate; negative: missed by that much
    std::optional<ReportServerWord> server;
    QList<ReportMetric> otherMetrics;      ///< ascending by name; of the benchmark's first score only
    bool operator==(const ReportScore &) const = default;
};

/// The gate of a run's own score (the weighted mean that the server computes).
struct ReportRunGate {
    std::optional<double> value;
    double gate = 0;
    ReportVerdict verdict = ReportVerdict::NotGated;
    QString reason;
};

/// A rule about a run as against its baseline.
struct ReportCheck {
    QString benchmarkId; ///< empty: about the whole run
    QString metric;
    QString name;        ///< what is asked, e.g. "drops by 0.02 at most"
    ReportVerdict verdict = ReportVerdict::NotGated; ///< NotGated: left out, as the policy says
    QString reason;      ///< one sentence
};

/// Scores of the items of one benchmark: same index, same item. For later comparisons, in JSON only.
struct ReportItems {
    int benchmarkIndex = 0;
    QStringList keys;
    QList<int> repeats, groups; ///< groups: as in ScoreColumns; may be empty
    QList<std::optional<double>> scores;
};

/// One model's run over the benchmarks.
struct ReportRun {
    QString model;    ///< its label: different for each run of a report
    QString sentence; ///< verdict on the whole run; empty: counted from the scores
    QList<ReportScore> scores;
    QList<QPair<QString, QString>> provenance; ///< label and text, in order: job id, recording, quantisation, server, date, ...
    QString ref;                       ///< how its maker names it; may be empty
    QString jobId, jobName, state;     ///< state: the wire's word
    ReportVerdict verdict = ReportVerdict::NotGated; ///< on the whole run
    std::optional<ReportServerWord> server;
    std::optional<ReportRunGate> runGate;
    QList<ReportCheck> checks;
    QByteArray jobFile;                ///< YAML that submits the same job again; empty: not attached
    QByteArray jobJson, planJson;      ///< the job as the server has it and its effective benchmarks, JSON text; for JSON only
    QList<ReportItems> items;          ///< ascending by benchmark
};

/// An item that one run got right and the other wrong.
struct ReportItem {
    QString key;
    QString prompt, target;        ///< prompt: the item's own part, not the worked examples, where that is known
    QString responseA, responseB;
    int repeat = 0;                ///< of the item; 0 for the first time it was asked
};

/// How the answers to one benchmark differ between two runs; gained: wrong in A, right in B.
struct ReportFlips {
    QString benchmarkId, benchmarkName;
    QString modelA, modelB;
    int gained = 0, lost = 0, bothRight = 0, bothWrong = 0;
    std::optional<double> pValue; ///< of the benchmark's difference, adjusted where that is; none: not tested
    qint64 comparisons = 1;       ///< that it is adjusted for
    double level = 0.95;          ///< a difference is more than chance below 1 − level
    QList<ReportItem> gainedItems, lostItems; ///< may hold fewer than were counted
};

/// One benchmark of one run against the baseline.
struct ReportDifference {
    int run = 0; ///< of ReportData::runs
    QString benchmarkId, benchmarkName, metric, unit;
    bool lowerIsBetter = false;
    std::optional<double> before, after, difference; ///< after − before, in the metric's unit
    std::optional<double> low, high;                 ///< interval of the difference
    std::optional<double> pValue, adjusted;          ///< adjusted: for the number of comparisons
    qint64 pairs = 0;                                ///< items that both runs share; 0: not paired
    std::optional<qint64> gained, lost;
    bool significant = false;
    std::optional<bool> better; ///< none: equal, or the runs may not be called so
    QString sentence;           ///< names benchmark and run
    int index = 0;              ///< of the benchmark in the run; -1: it has none
};

/// Why numbers of the runs may not be compared as they stand.
struct ReportCaveat {
    enum class Level { Note, Amber, Red };
    Level level = Level::Amber;
    QString benchmarkId; ///< empty: about the runs as a whole
    QString text;        ///< one sentence
};

/// A setting that differs between the runs.
struct ReportSetting {
    QString benchmarkId; ///< empty: of the whole run
    QString key;
    QStringList values;  ///< of the run with the same index; a null string: not known
};

struct ReportData {
    QString title;       ///< empty: "Evaluation report"
    QString date;        ///< ISO 8601, of the report; shown as it is
    QString toolVersion; ///< e.g. "Assay 0.1.0"
    QString policy;      ///< how intervals count, e.g. "strict, 95 % intervals"
    double level = 0.95; ///< of the intervals
    QString decision;    ///< what it comes to, a sentence or two; may be empty
    ReportVerdict verdict = ReportVerdict::NotGated; ///< that goes with the decision
    QList<ReportRun> runs;
    std::optional<int> baseline; ///< of the runs; none: nothing is compared
    QList<ReportDifference> differences;
    QString correction;          ///< of the differences' p values, e.g. "Holm"; empty: none
    QList<ReportCaveat> caveats;
    QList<ReportSetting> settings;
    QList<ReportFlips> flips;
    QList<QPair<QString, QString>> provenance; ///< what holds for all runs: collection, task ids and versions, machine
};

} // namespace assay::reports

#pragma once

#include <QList>
#include <QPair>
#include <QString>
#include <QStringList>

#include <optional>

// What a report says, as plain values: whoever makes one fills this in; nothing here is computed from a clock or a store, so the
// same data always gives the same bytes. All texts may come from models and files: the writers escape them.

namespace assay::reports {

enum class ReportVerdict {
    Pass,
    Fail,
    TooClose, ///< the interval holds the gate
    NoResult, ///< gated, but there is no score
    NotGated,
};

/// One metric of one benchmark of one run.
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
};

/// One model's run over the benchmarks.
struct ReportRun {
    QString model;
    QString sentence; ///< verdict on the whole run; empty: counted from the scores
    QList<ReportScore> scores;
    QList<QPair<QString, QString>> provenance; ///< label and text, in order: job id, recording, quantisation, server, date, ...
};

/// An item that one run got right and the other wrong.
struct ReportItem {
    QString key;
    QString prompt, target;        ///< prompt: the item's own part, not the worked examples, where that is known
    QString responseA, responseB;
};

/// How the answers to one benchmark differ between two runs; gained: wrong in A, right in B.
struct ReportFlips {
    QString benchmarkId, benchmarkName;
    QString modelA, modelB;
    int gained = 0, lost = 0, bothRight = 0, bothWrong = 0;
    std::optional<double> pValue; ///< exact McNemar test, two-sided
    QList<ReportItem> gainedItems, lostItems; ///< may hold fewer than were counted
};

struct ReportData {
    QString title;       ///< empty: "Evaluation report"
    QString date;        ///< ISO 8601, of the report; shown as it is
    QString toolVersion; ///< e.g. "Assay 0.1.0"
    QString policy;      ///< how intervals count, e.g. "strict, 95 % intervals"
    double level = 0.95; ///< of the intervals
    QList<ReportRun> runs;
    QList<ReportFlips> flips;
    QList<QPair<QString, QString>> provenance; ///< what holds for all runs: collection, task ids and versions, machine
};

} // namespace assay::reports

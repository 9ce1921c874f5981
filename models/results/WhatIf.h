#pragma once

#include "models/results/ResultModel.h"
#include "services/core/Catalogue.h"
#include "services/verdict/WireScore.h"

#include <QHash>

namespace assay {

class RunModel;

/// A stored run under other gates and weights: "what if". What the run reported is judged again by the rules that judged it
/// first (services/verdict); the run, its record and the server's own verdict stay what they are. GUI thread.
class WhatIf : public QObject {
    Q_OBJECT
public:
    /// What was changed of one benchmark; none: as recorded.
    struct Change {
        std::optional<double> threshold, weight;
        bool operator==(const Change &) const = default;
    };
    explicit WhatIf(RunModel &run, QObject *parent = nullptr);

    /// The record as long as nothing is tried; then its rows judged again, the changed ones with what was recorded beside it.
    ResultModel &results() { return m_results; }
    /// The run has ended and reported something that can be judged.
    bool canTry() const;
    bool isActive() const { return !m_changes.isEmpty() || m_jobGate.has_value(); }

    /// In the metric's own unit, as tried, else as recorded; none: there is no gate.
    std::optional<double> gate(int benchmarkIndex) const;
    /// 1 where nobody said another.
    double weight(int benchmarkIndex) const;
    /// Of the whole run's score; the server's default where nobody said another.
    double jobGate() const;
    void setGate(int benchmarkIndex, double threshold);
    /// Above 0: the server counts 0 as 1.
    void setWeight(int benchmarkIndex, double weight);
    void setJobGate(double threshold);
    void reset();

    /// "Passes all 3 gates · score 0.612 (gate 0.600) · server's rule: pass"; translated.
    QString sentence() const;
    QString recordedSentence() const;
    /// Puts what is tried into the job's or the collection's benchmarks as they are now, and into the gate over them.
    void applyTo(QList<BenchmarkRef> &benchmarks, std::optional<PassCriteria> &criteria) const;
    /// The run's collection with what is tried; for a run without one, a new one of its benchmarks.
    Collection collection() const;
    /// False until the run's collection has been read, or cannot be had: what is tried would be kept without its benchmarks.
    bool canBeKept() const;
    const QHash<int, Change> &changes() const { return m_changes; }
    const std::optional<double> &changedJobGate() const { return m_jobGate; }

Q_SIGNALS:
    void aboutToChange(); ///< isActive() is what it will be, the rows are not yet
    void changed();

private:
    void takeRun();
    void judgeAgain();
    void put(int benchmarkIndex, const Change &change);
    const ResultRow *recordedRow(int benchmarkIndex) const;
    std::optional<BenchmarkTest> serverTest(int benchmarkIndex) const;
    Job judgedJob() const;
    WireEntry wireEntryOf(int benchmarkIndex) const;

    RunModel &m_run;
    ResultModel m_results;
    QHash<int, Change> m_changes; ///< by benchmark index
    std::optional<double> m_jobGate;
    struct Reported {
        MetricSummary summary;
        std::optional<BenchmarkTest> test;
    };
    QHash<int, Reported> m_reported; ///< read once a run: a thousand metrics are not parsed at each move of a gate
};

} // namespace assay

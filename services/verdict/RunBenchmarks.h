#pragma once

#include "services/core/Job.h"
#include "services/verdict/Judge.h"

#include <QList>
#include <QString>

#include <optional>

namespace assay {

/// One benchmark of one run: how it ended, what it reported and what it is judged by.
struct RunBenchmark {
    int index = 0; ///< benchmark_index: the position in the job's list, from 0
    QString id, providerId;
    BenchmarkRef entry; ///< as the job (or the plan) asks for it
    int turn = 0; ///< how many entries before this one are of the same benchmark
    Word<RunState> state;
    QString message; ///< its error, else its warning
    int result = -1; ///< position in job.results.benchmarks; -1: it reported nothing
    QString metric; ///< the primary one; empty while nobody told
    bool lowerIsBetter = false;
    MetricSummary summary; ///< of that metric
    std::optional<Gate> gate; ///< as it was for this run
    std::optional<BenchmarkTest> server; ///< what the server's own rule said
};

/// In the order of the job's list, then what reported beyond it. plan: the effective benchmarks; empty: the job's own list,
/// and for a collection job, which has none, whatever reported so far. Pure, any thread.
QList<RunBenchmark> runBenchmarks(const Job &job, const QList<BenchmarkRef> &plan = {});

/// The job's own gate and score, judged; its collection's where it names none. None when nobody set a gate (the wire's default 0.5 is
/// not one). locale: for the numbers in the reason.
std::optional<GateVerdict> judgedJobGate(const Job &job, const std::optional<PassCriteria> &collectionCriteria, const GatePolicy &policy,
    const QLocale &locale = QLocale::c());

} // namespace assay

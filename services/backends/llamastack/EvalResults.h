#pragma once

#include "services/core/Job.h"
#include "services/core/Result.h"
#include "services/core/Sample.h"

#include <QByteArray>
#include <QMap>

// What an evaluation of Llama Stack found, in the words of the common model (contract llamastack.md, section 3.4). Pure
// functions, any thread.

namespace assay::llamastack {

/// What one scoring function said.
struct Scores {
    QString function;
    QList<JsonText> rows; ///< an object for each answer; may be empty where a provider hands out no rows
    JsonText aggregates; ///< object as the server told it
};

struct EvalOutcome {
    QList<JsonText> generations; ///< an object for each row, in their order; may be empty as above
    QList<Scores> scores; ///< in the server's order
    /// Nothing at all: how some providers answer for a job that is not over.
    bool isEmpty() const { return generations.isEmpty() && scores.isEmpty(); }
    /// Rows that were asked or scored.
    qsizetype answers() const;
};
Result<EvalOutcome> decodeOutcome(const QByteArray &body);

/// One for each answer. `rows`: those of the dataset, which the server does not repeat; used where there are as many.
/// `primary`: the function whose score is the sample's; a score that is a text and wholly a number, as judges give
/// them, counts as that number.
QList<Sample> samplesOf(const EvalOutcome &outcome, const QList<JsonText> &rows, const QString &primary);

/// Names and values of the numbers that the server added up: "FUNCTION/AGGREGATION", of counts by text
/// "FUNCTION/categorical_count/TEXT". Each in its own unit; one that is null or missing is left out.
QList<QPair<QString, double>> metricsOf(const EvalOutcome &outcome);

/// Whose result it is, as far as the names of its scores tell. The built-in evaluator scores with every function of a
/// benchmark and under its name; others have names of their own, "TASK:METRIC" or the benchmark's, which tell nothing.
enum class Owner { Ours, Others, Unknown };
/// `functions`: those that our run scores with; `known`: all of the server.
Owner ownerOf(const EvalOutcome &outcome, const QStringList &functions, const QStringList &known);

/// What is to be remembered of how it was asked.
struct EvalFacts {
    QString jobId, dataset;
    QMap<QString, JsonText> params; ///< as they were sent
    QString serverVersion; ///< e.g. "0.3.5"; empty: not told
};
/// With counts and spread where the samples are there and say the same as the server.
BenchmarkResult resultOf(const EvalOutcome &outcome, const BenchmarkRef &ref, int index, const QList<Sample> &samples,
    const EvalFacts &facts);

/// The function that the benchmark's primary metric is of; else the first.
QString countedFunction(const EvalOutcome &outcome, const BenchmarkRef &ref);

/// Functions that did not add up what they were told to: parameters of another run, which the server took for
/// everybody, came between. Where other evaluators than the built-in one add up, nothing is known of it.
QStringList mixedFunctions(const EvalOutcome &outcome, const QMap<QString, JsonText> &sent);

/// What is kept of an outcome.
struct EvalCopy {
    QList<Sample> samples;
    BenchmarkResult result;
    QStringList mixed; ///< mixedFunctions()
};
/// `rows` as samplesOf(), `index` as resultOf(). Reads every row: takes seconds for many thousands of them.
EvalCopy copyOf(const EvalOutcome &outcome, const BenchmarkRef &ref, int index, const QList<JsonText> &rows,
    const EvalFacts &facts);

/// The benchmark is over with this result; where it names no primary metric, the first one becomes it.
void complete(Job &job, int index, const EvalOutcome &outcome, const BenchmarkResult &result);

} // namespace assay::llamastack

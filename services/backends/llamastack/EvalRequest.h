#pragma once

#include "services/api/BenchmarkService.h"
#include "services/core/Job.h"

#include <QByteArray>
#include <QMap>

#include <functional>

// A benchmark of a job as a request to Llama Stack. Settings are members of the model's parameters, and of the
// benchmark's, which count first:
//
// - num_examples: the first so many rows.
// - max_tokens: of an answer; always sent, because servers fail without it. None: standardMaxTokens.
// - temperature, top_p, top_k: become the sampling strategy, top_k, else top_p where the temperature is above 0, else
//   greedy. What a strategy has no place for is refused: top_p without such a temperature, either of them beside top_k.
// - repetition_penalty, stop: stop is a text or a list.
// - system_message: a text, or the message as the server takes it.
// - scoring_params: object, scoring function -> its parameters. What it leaves out, the function's own definition says.
// - input_rows: array of objects; these rows are evaluated instead of the benchmark's dataset.
// - scoring_functions: list, with input_rows; none: the benchmark's own.
//
// Pure functions, any thread.

namespace assay::llamastack {

/// Of an answer where none were asked for, as the local engine's tasks.
inline constexpr int standardMaxTokens = 256;

/// What of it breaks a rule, as Error::Invalid; its sentence names the member and the fix.
std::optional<Error> faultOf(const Job &job, const BenchmarkRef &ref);
/// The same of each member by itself.
std::optional<Error> memberFault(const Job &job, const BenchmarkRef &ref);
/// The same of temperature, top_p and top_k together; `named`: what they are called in the sentence.
std::optional<Error> samplingFault(
    const Job &job, const BenchmarkRef &ref, const std::function<QString(const QString &member)> &named);

/// The array's text; empty: the benchmark's dataset.
JsonText inputRows(const Job &job, const BenchmarkRef &ref);
std::optional<qint64> numExamples(const Job &job, const BenchmarkRef &ref);
/// Given rows, or those asked for; none: all that the dataset has.
std::optional<qint64> rowsToAsk(const Job &job, const BenchmarkRef &ref);
/// `benchmark`: those that it has; they stand where the job names none.
QStringList scoringFunctions(const Job &job, const BenchmarkRef &ref, const QStringList &benchmark);

/// The parameters of every function of a run, which are always sent: a server keeps what it was sent last for everybody
/// (contract llamastack.md, section 9.1), so what is left out may be another's. Error::Invalid: a judge without a model
/// or a prompt.
Result<QMap<QString, JsonText>> scoringParams(
    const Job &job, const BenchmarkRef &ref, const QStringList &functions, const QList<ScoringFunction> &definitions);

/// What goes out for a benchmark of a job.
struct EvalBody {
    QByteArray body;
    QStringList functions; ///< scoringFunctions()
    QMap<QString, JsonText> params; ///< scoringParams()
    JsonText rows; ///< inputRows()
    std::optional<qint64> count; ///< rowsToAsk()
};
/// All of it at once for the job's benchmark at `index`; `benchmark` as scoringFunctions(). Reads every given row:
/// takes long for many. Error::Invalid as scoringParams().
Result<EvalBody> bodyOf(
    const Job &job, int index, const QStringList &benchmark, const QList<ScoringFunction> &definitions);

/// Body of a job's POST.
QByteArray encodeRun(const Job &job, const BenchmarkRef &ref, const QMap<QString, JsonText> &params);
/// Body of the POST that evaluates given rows.
QByteArray encodeEvaluation(
    const Job &job, const BenchmarkRef &ref, const QStringList &functions, const QMap<QString, JsonText> &params);

} // namespace assay::llamastack

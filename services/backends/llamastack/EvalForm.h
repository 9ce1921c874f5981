#pragma once

#include "services/api/BenchmarkService.h"
#include "services/api/EvaluationService.h"
#include "services/core/Job.h"

// Evaluations of given rows (contract llamastack.md, sections 4.5 and 5.2) as a form to fill in, and a filled-in one as
// a job whose request gives the rows. Pure functions, any thread.

namespace assay::llamastack {

/// Translated when it is called.
EvaluationForm evaluationForm();

/// The provider of benchmarks that the server itself evaluates, as its distributions name it; which columns it reads is
/// known (contract, section 5.2).
inline constexpr QLatin1String builtInEvaluator { "meta-reference" };

/// Bytes of an evaluation's rows: they are kept with the run, as a small file of the profile.
inline constexpr qsizetype largestGivenRows = 2 << 20;

/// Faults of what was entered beside the rows, a sentence each that begins with the field's label; none: it fits.
QStringList enteredFaults(const EvaluationValues &entered);
/// The first so many of the rows; none: all of them.
std::optional<qint64> firstRows(const EvaluationValues &entered);
/// The functions that were entered; none: the benchmark's own.
QStringList enteredFunctions(const EvaluationValues &entered);

/// A run of what was entered, without enteredFaults(), over `rows`, an array of objects. `functions`: those that the
/// server has. Error::Invalid: a sentence a fault on lines of their own, of functions that there are not, of rows that
/// are too long, and of the first row that has not what it needs. Reads every row: takes long for many.
Result<Job> evaluationJob(const EvaluationValues &entered, const JsonText &rows, const RegisteredBenchmark &benchmark,
    const QStringList &functions);

} // namespace assay::llamastack

#pragma once

#include "services/api/BenchmarkService.h"
#include "services/api/ModelService.h"
#include "services/core/Job.h"

#include <QByteArray>

// Benchmarks, scoring functions, models and evaluation jobs as Llama Stack writes them (contract llamastack.md,
// sections 3.2 to 3.4, 4.3 to 4.5 and 4.8). Null counts as absent, unknown members are passed over; answers that are
// none are Error::Protocol. Pure functions, any thread.

namespace assay::llamastack {

/// Of every benchmark of such a server.
QString provider();

Result<QList<RegisteredBenchmark>> decodeBenchmarks(const QByteArray &body);
Result<RegisteredBenchmark> decodeBenchmark(const QByteArray &body);
QByteArray encodeBenchmark(const RegisteredBenchmark &benchmark);
Result<QList<ScoringFunction>> decodeScoringFunctions(const QByteArray &body);
/// Of both shapes of /v1/models.
Result<QList<ServedModel>> decodeModels(const QByteArray &body);

/// An evaluation job of the server.
struct EvalJob {
    QString id;
    Word<RunState> state; ///< scheduled: Pending, in_progress: Running
};
Result<EvalJob> decodeEvalJob(const QByteArray &body);

/// "scheduled" and "in_progress" are our Pending and Running; a word of a newer server stays what it is.
Word<RunState> stateOf(const QString &word);

} // namespace assay::llamastack

#pragma once

#include "services/engine/imports/ImportTypes.h"

namespace assay::engine::imports {

/// The results file of lm-evaluation-harness as one run: a benchmark a task and a group, each metric under the harness's own name.
/// Benchmarks that may have samples name their task in samplesName.
Result<ImportedRun> readLmEvalResults(const QString &path);

/// A file of samples, one JSON object a line. Its lines are in order of filters first and documents second; a document's lines become
/// one sample with the scores of all filters. `benchmark` is the task's, `counts` takes what goes by.
Result<Done> readLmEvalSamples(const QString &path, const ImportedBenchmark &benchmark, SampleCounts &counts, const SampleSink &sink);

/// What results files know a file of samples by (task_hashes): over the hashes in its lines, in order. Error::Cancelled once `stopped` says so.
Result<QString> lmEvalSamplesHash(const QString &path, const std::function<bool()> &stopped = {});

} // namespace assay::engine::imports

#pragma once

#include "services/engine/imports/ImportTypes.h"

namespace assay::engine::imports {

/// Results of promptfoo, of version 3 (a list of prompts beside the results) or older (prompts in the head of a table): a run for each
/// provider, in it a benchmark for each prompt. pass_rate is what promptfoo shows; its own counts keep their names. Error::Cancelled once `stopped` says so.
Result<QList<ImportedRun>> readPromptfoo(const QString &path, const std::function<bool()> &stopped = {});

/// The single results; `runs` as readPromptfoo() gave them. counts: by run and benchmark.
Result<Done> readPromptfooSamples(const QString &path, const QList<ImportedRun> &runs, QList<QList<SampleCounts>> &counts, const SampleSink &sink);

} // namespace assay::engine::imports

#pragma once

#include "services/backends/spice/SpiceReader.h"
#include "services/core/Job.h"
#include "services/core/Sample.h"

// A run of a Spice runtime in the words of the common model. Pure functions, any thread.

namespace assay {

/// Provider of every eval of a runtime.
QString spiceProvider();

/// One sample for each row of the dataset, with what every scorer said about it; in the order of the rows.
QList<Sample> spiceSamples(const QList<SpiceScore> &scores, const QStringList &scorers);

/// Metrics as the runtime told them; counts and spread are added where the samples are there and say the same.
BenchmarkResult spiceResult(const SpiceRun &run, const QString &eval, int index, const QList<Sample> &samples = {});

/// State, times and message of a benchmark of a job as its run says.
BenchmarkStatus spiceStatus(const SpiceRun &run, const QString &eval, int index);

/// "SCORER/mean" of the first scorer; null when there is none.
QString spicePrimaryMetric(const QStringList &scorers);

/// A run that was started by somebody else, as a job of one eval.
Job spiceForeignJob(const SpiceRun &run, const QString &eval);

} // namespace assay

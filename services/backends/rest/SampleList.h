#pragma once

#include "services/core/Result.h"
#include "services/core/Sample.h"

#include <QList>

// What the local engine's store answers about samples, for servers that hand them out whole: they are kept here and searched here.
// Pure functions, any thread.

namespace assay {

/// Error::Invalid: the expression cannot be read, or there are more keys than allowed.
Result<SamplePage> querySamples(const QList<Sample> &samples, const SampleQuery &query);
QList<SampleFacet> sampleFacetsOf(const QList<Sample> &samples, const SampleFacetQuery &query);
ScoreColumns scoreColumnsOf(const QList<Sample> &samples);

/// Numbers the samples in their order and, where several have one item key, their repeats.
void numberSamples(QList<Sample> &samples);

/// Mean, count and spread of a metric over samples, as `additional_info.assay.metrics` tells them.
struct MetricTally {
    qint64 n = 0;
    double sum = 0, sumOfSquares = 0;
    bool binary = true; ///< every value is 0 or 1
    void add(double value);
    double mean() const { return n > 0 ? sum / double(n) : 0; }
    /// {"n":…, "stderr":…, "binary":…, "successes":…}; the last where it is binary.
    JsonText info() const;
};

} // namespace assay

#pragma once

#include "services/verdict/Judge.h"

#include <QStringList>
#include <QVariantMap>

namespace assay {

/// The metrics of one benchmark's result, read once. A value; any thread.
class ResultMetrics {
public:
    ResultMetrics() = default; ///< of nothing
    explicit ResultMetrics(const BenchmarkResult &result);

    /// Numbers that measure something: no counts and no standard errors; sorted.
    QStringList names() const;
    /// What to show when nobody names a primary metric: the first that the dictionary knows, else the first; may be empty.
    QString mainName() const;
    /// As metricSummary().
    MetricSummary summary(const QString &metric, bool lowerIsBetter = false) const;

private:
    QVariantMap m_values; ///< of the result
    QVariantMap m_known; ///< metric -> counts and errors, of `additional_info.assay.metrics`
};

} // namespace assay

#pragma once

#include "services/core/Result.h"
#include "services/reports/PolicyFile.h"
#include "services/reports/ReportBuilder.h"
#include "services/verdict/Comparability.h"
#include "services/verdict/RunComparison.h"

// Comparisons in reports: the numbers and the words are those of services/verdict/RunComparison.h, which the window shows. Pure
// functions, any thread.

namespace assay::reports {

/// Compares the runs. `correct`: p values after Holm; else as they are. `metrics`: as RunComparisonOptions::metrics. Errors: see
/// compareRuns().
Result<RunComparison> compareInputs(const QList<RunInput> &runs, int baseline, const GatePolicy &policy, quint64 seed = 1, bool correct = true,
                                    const QList<std::pair<QString, QString>> &metrics = {});

/// The report over the runs with everything a comparison says: differences, caveats, settings that differ, the decision in words.
/// `confirmed`: its author took the responsibility for runs that are not comparable; then they are called better and worse, and the
/// caveats say why.
ReportData comparisonReport(const QList<RunInput> &runs, const RunComparison &comparison, const QString &toolVersion, bool confirmed = false);

/// Whether the runs that the comparison was made of measured the same thing.
Comparability comparabilityOfInputs(const RunComparison &comparison, const QList<RunInput> &runs);

/// Judges the second run of a comparison of two by what is allowed against the first. A drop is a change for the worse, whatever the
/// direction of the metric. Strict: the whole interval of the drop must be within what is allowed; one that holds it is too close to
/// call. Lenient: the difference alone decides. A benchmark that is not comparable (red) fails, whatever its difference.
QList<ReportCheck> regressionChecks(const RunComparison &comparison, const Comparability &comparability, const RegressionPolicy &policy, const GatePolicy &mode);

} // namespace assay::reports

#include "models/library/QuickLookRows.h"

#include "models/jobs/RunFacts.h"
#include "models/results/ResultRow.h"
#include "services/verdict/CurrentPolicy.h"
#include "services/verdict/MetricInfo.h"

#include <QCoreApplication>
#include <QLocale>

namespace assay {

QList<QuickLookRow> quickLookRows(const JobRow &row)
{
    QList<QuickLookRow> rows;
    for (const RunResult &result : row.results) {
        QuickLookRow made;
        made.title = result.benchmark;
        made.value = result.score ? formatMetric(result.metric, *result.score, QLocale()) : QCoreApplication::translate("assay", "no score");
        const std::optional<Gate> gate = result.gate ? std::optional(Gate{*result.gate, result.lowerIsBetter}) : std::nullopt;
        const GateVerdict verdict = judge(summaryOf(result), gate, currentPolicy(), RunState::Completed, QLocale());
        if (gate)
            made.gate = (result.lowerIsBetter ? QStringLiteral("≤ ") : QStringLiteral("≥ ")) + formatMetric(result.metric, gate->threshold, QLocale());
        const MetricInfo info = metricInfo(result.metric);
        const double top = info.unit == MetricUnit::Ratio ? 1 : info.unit == MetricUnit::Percent ? 100 : 0; // others have no common scale
        if (top > 0 && result.score)
            made.fraction = qBound(0.0, *result.score / top, 1.0);
        if (top > 0 && gate)
            made.gateFraction = qBound(0.0, gate->threshold / top, 1.0);
        made.tone = verdictTone(verdict.verdict);
        made.sentence = QStringLiteral("%1: %2 %3 (%4)").arg(made.title, made.value, made.gate, verdictName(verdict.verdict));
        rows << made;
    }
    return rows;
}

} // namespace assay

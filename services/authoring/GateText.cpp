#include "services/authoring/GateText.h"

#include "services/authoring/DocumentPath.h"
#include "services/verdict/MetricInfo.h"

#include <QCoreApplication>
#include <QLocale>

namespace assay {

static QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

static QString gateSentence(const GateView &gate)
{
    if (gate.metric.isEmpty())
        return tr("No metric: this benchmark gets no verdict.");
    if (!gate.threshold)
        return tr("%1 is reported and not judged.").arg(gate.metricTitle);
    // As typed: rounding a gate would show another one.
    const QString number = QStringLiteral("%1 %2").arg(QLocale().toString(*gate.threshold, 'g', 10), gate.unit).trimmed();
    return gate.lowerIsBetter ? tr("Passes at %1 or less ↓ (%2).").arg(number, gate.metricTitle)
                              : tr("Passes at %1 or more ↑ (%2).").arg(number, gate.metricTitle);
}

GateView gateOf(const AuthoredDocument &document, const QString &row, const ProviderBenchmark *known)
{
    GateView gate;
    const QVariantMap score = document.value(row + QStringLiteral("/primary_score")).toMap();
    const QVariant threshold = document.value(row + QStringLiteral("/pass_criteria/threshold"));
    gate.metric = score.value(QStringLiteral("metric")).toString();
    gate.lowerIsBetter = score.value(QStringLiteral("lower_is_better")).toBool();
    if (threshold.canConvert<double>() && threshold.typeId() != QMetaType::QString)
        gate.threshold = threshold.toDouble();
    if (gate.metric.isEmpty() && known && known->primaryScore) {
        // The server looks at the provider's gate only where the entry names no metric.
        gate.metric = known->primaryScore->metric;
        gate.lowerIsBetter = known->primaryScore->lowerIsBetter.value_or(false);
        gate.inherited = !gate.threshold;
        if (!gate.threshold && known->passCriteria)
            gate.threshold = known->passCriteria->threshold;
    }
    const MetricInfo info = metricInfo(gate.metric);
    gate.metricTitle = info.title.isEmpty() ? gate.metric : info.title;
    gate.unit = gate.metric.isEmpty() ? QString() : metricUnitText(info);
    gate.lowest = info.lowest;
    gate.highest = info.highest;
    gate.sentence = gateSentence(gate);
    return gate;
}

QString unitAt(const AuthoredDocument &document, const QString &path)
{
    const QString end = QStringLiteral("/pass_criteria/threshold");
    return path.endsWith(end) ? gateOf(document, path.chopped(end.size())).unit : QString();
}

} // namespace assay

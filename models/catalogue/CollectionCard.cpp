#include "models/catalogue/CollectionCard.h"

#include "services/verdict/MetricInfo.h"
#include "services/verdict/WireScore.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace assay {

namespace {
constexpr qsizetype mostMetrics = 3; ///< on a card; the rest is a number

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

struct Part {
    QString metric;
    double weight;
};

/// By metric as the server would take it, heaviest first. A benchmark without one counts under an empty name.
QList<Part> partsOf(const Collection &collection, const BenchmarkLookup &lookup)
{
    QList<Part> parts;
    for (const BenchmarkRef &entry : collection.benchmarks) {
        const WireEntry wire = wireEntry(entry, lookup ? lookup(entry.providerId, entry.id) : nullptr);
        const WireGate gate = wireGate(wire);
        const QString metric = gate.score ? gate.score->metric : QString();
        const auto it = std::ranges::find(parts, metric, &Part::metric);
        if (it == parts.end())
            parts.append({metric, wireWeight(wire)});
        else
            it->weight += wireWeight(wire);
    }
    std::ranges::stable_sort(parts, std::greater<>(), &Part::weight);
    return parts;
}

QString metricsText(const Collection &collection, const BenchmarkLookup &lookup)
{
    const QList<Part> parts = partsOf(collection, lookup);
    double sum = 0;
    for (const Part &part : parts)
        sum += part.weight;
    QStringList texts;
    for (const Part &part : parts.first(std::min(mostMetrics, parts.size()))) {
        const QString title = metricInfo(part.metric).title;
        const QString name = part.metric.isEmpty() ? tr("no verdict") : title.isEmpty() ? part.metric : title;
        texts << tr("%1 %2 %").arg(name, QLocale().toString(100 * part.weight / sum, 'f', 0));
    }
    if (parts.size() > mostMetrics)
        texts << QCoreApplication::translate("assay", "%n more", nullptr, int(parts.size() - mostMetrics));
    return texts.join(QStringLiteral(" · "));
}

} // namespace

CollectionCard cardOf(const Collection &collection, const BenchmarkLookup &lookup)
{
    CollectionCard card;
    card.benchmarks = QCoreApplication::translate("assay", "%n benchmark(s)", nullptr, int(collection.benchmarks.size()));
    card.metrics = metricsText(collection, lookup);
    const std::optional<double> own = collection.passCriteria ? collection.passCriteria->threshold : std::nullopt;
    card.gate = own ? tr("Gate: score ≥ %1").arg(QLocale().toString(*own, 'g', 6))
                    : tr("Gate: score ≥ %1 (default)").arg(QLocale().toString(wireDefaultThreshold));
    card.source = collection.resource.readOnly()    ? tr("built-in")
                : collection.derivedFrom.isEmpty() ? tr("own")
                                                   : tr("own, copied from %1").arg(collection.derivedFrom);
    return card;
}

} // namespace assay

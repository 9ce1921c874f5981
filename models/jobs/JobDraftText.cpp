#include "models/jobs/JobDraft.h"

#include <QVariantList>

// A draft as text: one JSON object with a version, so that a later program knows what it reads.

namespace assay {

namespace {

QVariantMap benchmarkMap(const DraftBenchmark &benchmark)
{
    QVariantMap map{{QStringLiteral("provider"), benchmark.providerId},
                    {QStringLiteral("id"), benchmark.id},
                    {QStringLiteral("title"), benchmark.title},
                    {QStringLiteral("metrics"), benchmark.metrics},
                    {QStringLiteral("metric"), benchmark.metric},
                    {QStringLiteral("lowerIsBetter"), benchmark.lowerIsBetter},
                    {QStringLiteral("gated"), benchmark.gated},
                    {QStringLiteral("threshold"), benchmark.threshold},
                    {QStringLiteral("weight"), benchmark.weight}};
    if (benchmark.datasetSize)
        map.insert(QStringLiteral("size"), *benchmark.datasetSize);
    if (!benchmark.parameters.isEmpty())
        map.insert(QStringLiteral("parameters"), QString::fromUtf8(benchmark.parameters.text));
    return map;
}

DraftBenchmark benchmarkFrom(const QVariantMap &map)
{
    DraftBenchmark benchmark;
    benchmark.providerId = map.value(QStringLiteral("provider")).toString();
    benchmark.id = map.value(QStringLiteral("id")).toString();
    benchmark.title = map.value(QStringLiteral("title")).toString();
    benchmark.metrics = map.value(QStringLiteral("metrics")).toStringList();
    benchmark.metric = map.value(QStringLiteral("metric")).toString();
    benchmark.lowerIsBetter = map.value(QStringLiteral("lowerIsBetter")).toBool();
    benchmark.gated = map.value(QStringLiteral("gated")).toBool();
    benchmark.threshold = map.value(QStringLiteral("threshold")).toDouble();
    benchmark.weight = map.value(QStringLiteral("weight"), 1.0).toDouble();
    if (map.contains(QStringLiteral("size")))
        benchmark.datasetSize = map.value(QStringLiteral("size")).toLongLong();
    benchmark.parameters = {map.value(QStringLiteral("parameters")).toString().toUtf8()};
    return benchmark;
}

QVariantList listOf(const QList<DraftBenchmark> &benchmarks)
{
    QVariantList list;
    for (const DraftBenchmark &benchmark : benchmarks)
        list << benchmarkMap(benchmark);
    return list;
}

QList<DraftBenchmark> benchmarksFrom(const QVariant &list)
{
    QList<DraftBenchmark> benchmarks;
    const QVariantList entries = list.toList();
    for (const QVariant &entry : entries) {
        const DraftBenchmark benchmark = benchmarkFrom(entry.toMap());
        if (!benchmark.id.isEmpty())
            benchmarks << benchmark;
    }
    return benchmarks;
}

} // namespace

QByteArray JobDraft::encode() const
{
    QVariantMap map{{QStringLiteral("draft"), 1},
                    {QStringLiteral("recorded"), target == Target::Recorded},
                    {QStringLiteral("url"), url},
                    {QStringLiteral("model"), model},
                    {QStringLiteral("secret"), secretName},
                    {QStringLiteral("recording"), recording},
                    {QStringLiteral("collection"), collectionId},
                    {QStringLiteral("benchmarks"), listOf(benchmarks)},
                    {QStringLiteral("fromCollection"), listOf(fromCollection)},
                    {QStringLiteral("numExamples"), numExamples},
                    {QStringLiteral("name"), name},
                    {QStringLiteral("tags"), tags}};
    if (collectionThreshold)
        map.insert(QStringLiteral("collectionThreshold"), *collectionThreshold);
    return JsonText::fromVariantMap(map).text;
}

JobDraft JobDraft::decode(const QByteArray &text)
{
    const QVariantMap map = JsonText{text}.toVariantMap();
    JobDraft draft;
    if (map.value(QStringLiteral("draft")).toInt() != 1)
        return draft;
    draft.target = map.value(QStringLiteral("recorded")).toBool() ? Target::Recorded : Target::Endpoint;
    draft.url = map.value(QStringLiteral("url")).toString();
    draft.model = map.value(QStringLiteral("model")).toString();
    draft.secretName = map.value(QStringLiteral("secret")).toString();
    draft.recording = map.value(QStringLiteral("recording")).toString();
    draft.collectionId = map.value(QStringLiteral("collection")).toString();
    draft.benchmarks = benchmarksFrom(map.value(QStringLiteral("benchmarks")));
    draft.fromCollection = benchmarksFrom(map.value(QStringLiteral("fromCollection")));
    draft.numExamples = map.value(QStringLiteral("numExamples")).toLongLong();
    draft.name = map.value(QStringLiteral("name")).toString();
    draft.tags = map.value(QStringLiteral("tags")).toStringList();
    if (map.contains(QStringLiteral("collectionThreshold")))
        draft.collectionThreshold = map.value(QStringLiteral("collectionThreshold")).toDouble();
    return draft;
}

} // namespace assay

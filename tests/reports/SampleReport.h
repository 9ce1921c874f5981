#pragma once

#include "services/reports/ReportData.h"

namespace assay::reports::testing {

inline ReportScore score(const QString &id, const QString &name, double value, double low, double high, qint64 n, double gate,
                         ReportVerdict verdict)
{
    ReportScore out;
    out.benchmarkId = id;
    out.benchmarkName = name;
    out.metric = id == QLatin1String("format-v1") ? QStringLiteral("weighted_average") : QStringLiteral("accuracy");
    out.value = value;
    out.low = low;
    out.high = high;
    out.n = n;
    out.gate = gate;
    out.verdict = verdict;
    return out;
}

/// Two models over five benchmarks, with the figures of the shipped recordings, and one benchmark in another unit.
inline ReportData sampleReport()
{
    using enum ReportVerdict;
    ReportData data;
    data.title = QStringLiteral("Starter v1: SmolLM2 135M and Gemma 3 270M");
    data.date = QStringLiteral("2026-11-23T02:00:00Z");
    data.toolVersion = QStringLiteral("Assay 0.1.0");
    data.policy = QStringLiteral("strict, 95 % intervals");
    data.provenance = {{QStringLiteral("Collection"), QStringLiteral("starter-v1")},
                       {QStringLiteral("Tasks"), QStringLiteral("facts-v1, arithmetic-v1, choice-v1, reading-v1, format-v1")}};
    ReportRun smol, gemma;
    smol.model = QStringLiteral("smollm2-135m-instruct");
    smol.scores = {score("facts-v1", "Facts", 0.575, 0.466, 0.677, 80, 0.5, TooClose),
                   score("arithmetic-v1", "Arithmetic", 0.3375, 0.243, 0.446, 80, 0.5, Fail),
                   score("choice-v1", "Everyday Science", 0.25, 0.158, 0.372, 60, 0.4, Fail),
                   score("reading-v1", "Reading", 0.53125, 0.411, 0.648, 64, 0.5, TooClose),
                   score("format-v1", "Format Following", 0.478, 0.356, 0.6, 60, 0.5, TooClose)};
    smol.scores[0].reason = QStringLiteral("The interval 0.466 to 0.677 holds the gate 0.5.");
    smol.scores[0].latencyMs = 61.4;
    smol.scores[0].promptTokens = 6480;
    smol.scores[0].completionTokens = 244;
    smol.scores[0].notExtracted = 0;
    smol.scores[0].errors = 0;
    smol.provenance = {{QStringLiteral("Job"), QStringLiteral("0193-ab")},
                       {QStringLiteral("Model"), QStringLiteral("SmolLM2 135M Instruct, Q4_1")},
                       {QStringLiteral("Recorded"), QStringLiteral("2026-11-23")}};
    gemma.model = QStringLiteral("gemma-3-270m");
    gemma.scores = {score("facts-v1", "Facts", 0.6125, 0.503, 0.712, 80, 0.5, Pass),
                    score("arithmetic-v1", "Arithmetic", 0.1, 0.052, 0.185, 80, 0.5, Fail),
                    score("choice-v1", "Everyday Science", 0.2167, 0.131, 0.336, 60, 0.4, Fail),
                    score("reading-v1", "Reading", 0.734, 0.615, 0.827, 64, 0.5, Pass),
                    score("format-v1", "Format Following", 0.406, 0.285, 0.527, 60, 0.5, TooClose)};
    for (ReportRun *run : {&smol, &gemma}) {
        ReportScore latency;
        latency.benchmarkId = QStringLiteral("latency");
        latency.metric = QStringLiteral("time_to_first_token");
        latency.unit = QStringLiteral("ms");
        latency.lowerIsBetter = true;
        latency.value = run == &smol ? 61.25 : 140.5;
        latency.gate = 100;
        latency.verdict = run == &smol ? Pass : Fail;
        run->scores.append(latency);
    }
    data.runs = {smol, gemma};
    ReportFlips flips;
    flips.benchmarkId = QStringLiteral("reading-v1");
    flips.benchmarkName = QStringLiteral("Reading");
    flips.modelA = smol.model;
    flips.modelB = gemma.model;
    flips.gained = 19;
    flips.lost = 6;
    flips.bothRight = 28;
    flips.bothWrong = 11;
    flips.pValue = 0.0146;
    flips.gainedItems = {{QStringLiteral("reading-005"), QStringLiteral("What was the lighthouse built from?"),
                          QStringLiteral("grey granite"), QStringLiteral(" a goat"), QStringLiteral(" grey granite"), 0}};
    flips.lostItems = {{QStringLiteral("reading-013"), QStringLiteral("What must be returned after one week?"),
                        QStringLiteral("films"), QStringLiteral(" films"), QStringLiteral(" books"), 0}};
    ReportFlips facts = flips;
    facts.benchmarkId = QStringLiteral("facts-v1");
    facts.benchmarkName = QStringLiteral("Facts");
    facts.gained = 16;
    facts.lost = 13;
    facts.pValue = 0.711;
    facts.gainedItems.clear();
    facts.lostItems.clear();
    data.flips = {facts, flips};
    return data;
}

} // namespace assay::reports::testing

#pragma once

#include "tests/reports/SampleReport.h"

namespace assay::reports::testing {

/// The sample report with everything that a report can have: a comparison, caveats, checks, job files, the server's word.
inline ReportData fullReport()
{
    ReportData data = sampleReport();
    data.decision = QStringLiteral("smollm2-135m-instruct: Fails 3 of 6 gates.");
    data.verdict = ReportVerdict::Fail;
    ReportRun &smol = data.runs[0], &gemma = data.runs[1];
    smol.jobId = QStringLiteral("0193-ab");
    smol.jobName = QStringLiteral("nightly");
    smol.state = gemma.state = QStringLiteral("completed");
    smol.verdict = gemma.verdict = ReportVerdict::Fail;
    smol.server = ReportServerWord{{}, 0.4123456789012345, 0.5, false};
    smol.runGate = ReportRunGate{0.4123456789012345, 0.5, ReportVerdict::Fail, QStringLiteral("fails by 0.088")};
    smol.jobFile = "name: nightly\nmodel:\n  name: smollm2-135m-instruct\n";
    smol.jobJson = R"({"name":"nightly","model":{"name":"smollm2-135m-instruct","url":""},"benchmarks":[{"id":"facts-v1","provider_id":"assay"}]})";
    smol.planJson = R"([{"id":"facts-v1","provider_id":"assay"}])";
    smol.items = {{0, {QStringLiteral("facts-001"), QStringLiteral("facts-002")}, {0, 0}, {}, {1.0, std::nullopt}}};
    ReportScore &facts = smol.scores[0];
    facts.providerId = QStringLiteral("assay");
    facts.state = QStringLiteral("completed");
    facts.standardError = 0.05526935823752236;
    facts.margin = 0.075;
    facts.server = ReportServerWord{QStringLiteral("accuracy"), 0.575, 0.5, true};
    facts.otherMetrics = {{QStringLiteral("f1"), {}, false, 0.1 + 0.2, 0.01, 0.28, 0.32, 80},
                          {QStringLiteral("tok_per_s"), QStringLiteral("tok/s"), false, 512.25, {}, {}, {}, {}}};
    gemma.state = QStringLiteral("partially_failed");
    gemma.scores[1].verdict = ReportVerdict::NoResult;
    gemma.scores[1].message = QStringLiteral("out of memory");
    gemma.scores[2].verdict = ReportVerdict::Pending;
    gemma.checks = {{QStringLiteral("reading-v1"), QStringLiteral("accuracy"), QStringLiteral("drops by 0.02 at most"), ReportVerdict::Pass,
                     QStringLiteral("reading-v1 rises by 0.203.")},
                    {QStringLiteral("facts-v1"), QStringLiteral("accuracy"), QStringLiteral("no significant drop"), ReportVerdict::NotGated,
                     QStringLiteral("The baseline does not have facts-v1.")}};
    data.baseline = 0;
    data.correction = QStringLiteral("Holm");
    ReportDifference reading;
    reading.run = 1;
    reading.benchmarkId = QStringLiteral("reading-v1");
    reading.benchmarkName = QStringLiteral("Reading");
    reading.metric = QStringLiteral("accuracy");
    reading.before = 0.53125;
    reading.after = 0.734375;
    reading.difference = 0.203125;
    reading.low = 0.05;
    reading.high = 0.35;
    reading.pValue = 0.0146;
    reading.adjusted = 0.0292;
    reading.pairs = 64;
    reading.gained = 19;
    reading.lost = 6;
    reading.significant = true;
    reading.better = true;
    reading.sentence = QStringLiteral("gemma-3-270m is better by 20.3 points.");
    ReportDifference latency;
    latency.run = 1;
    latency.benchmarkId = latency.metric = QStringLiteral("latency");
    latency.unit = QStringLiteral("ms");
    latency.lowerIsBetter = true;
    latency.difference = -0.25;
    data.differences = {reading, latency};
    data.caveats = {{ReportCaveat::Level::Red, QStringLiteral("reading-v1"), QStringLiteral("The data differ: 64 items are not the same.")},
                    {ReportCaveat::Level::Amber, {}, QStringLiteral("The harness differs: 0.4.9.1 and 0.4.9.2.")}};
    data.settings = {{{}, QStringLiteral("temperature"), {QStringLiteral("0"), QString()}},
                     {QStringLiteral("reading-v1"), QStringLiteral("num_fewshot"), {QStringLiteral("0"), QStringLiteral("5")}}};
    return data;
}

/// The full report with every text replaced.
inline ReportData hostileReport(const QString &text)
{
    ReportData data = fullReport();
    data.title = data.date = data.policy = data.toolVersion = data.decision = data.correction = text;
    data.provenance = {{text, text}};
    for (ReportRun &run : data.runs) {
        run.model = run.sentence = run.ref = run.jobId = run.jobName = run.state = text;
        run.provenance = {{text, text}};
        run.jobFile = text.toUtf8();
        for (ReportCheck &check : run.checks)
            check.benchmarkId = check.metric = check.name = check.reason = text;
        for (ReportScore &score : run.scores) {
            score.benchmarkId = score.benchmarkName = score.metric = score.reason = score.unit = score.message = score.providerId = score.state = text;
            for (ReportMetric &metric : score.otherMetrics)
                metric.name = metric.unit = text;
        }
    }
    for (ReportDifference &one : data.differences)
        one.benchmarkId = one.benchmarkName = one.metric = one.unit = one.sentence = text;
    for (ReportCaveat &caveat : data.caveats)
        caveat.text = text;
    for (ReportSetting &setting : data.settings)
        setting = {text, text, {text, text}};
    for (ReportFlips &flips : data.flips) {
        flips.benchmarkId = flips.benchmarkName = flips.modelA = flips.modelB = text;
        for (ReportItem &item : flips.gainedItems)
            item = {text, text, text, text, text, 0};
    }
    return data;
}

} // namespace assay::reports::testing

#include "services/json/Json.h"
#include "services/verdict/Lint.h"
#include "tests/support/FromYaml.h"
#include "tests/support/TestRegistry.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <algorithm>

using namespace assay;
using assay::test::fromYaml;

/// One row a rule, and for each the nearest document that is clean.
class tst_Lint : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void entries_data();
    void entries();
    void jobScores_data();
    void jobScores();
    void overrides_data();
    void overrides();
    void providers_data();
    void providers();
    void pointsAndMends();
    void collectionsOfJobs();
    void usersDictionaryCounts();
    void everyCodeIsARule();
};

namespace {

LintSources sources()
{
    LintSources out;
    Provider provider = fromYaml<Provider>(R"(
name: p
benchmarks:
- {id: quiz, metrics: [acc, f1], primary_score: {metric: acc}, pass_criteria: {threshold: 0.25}}
- {id: other, metrics: [acc], primary_score: {metric: acc}, pass_criteria: {threshold: 0.25}}
- {id: plain, metrics: [acc]}
- {id: gateonly, metrics: [acc], pass_criteria: {threshold: 0.5}}
- id: attack
  metrics: [attack_success_rate]
  primary_score: {metric: attack_success_rate, lower_is_better: true}
  pass_criteria: {threshold: 0.3}
  agent:
    score_ranges:
    - {range: 0.0-0.1, meaning: fine}
    - {range: 0.1-0.3, meaning: fair}
    - {range: 0.3-0.6, meaning: bad}
    - {range: 0.6-1.0, meaning: worst}
- id: steps
  metrics: [acc]
  primary_score: {metric: acc}
  pass_criteria: {threshold: 0.6}
  agent:
    score_ranges:
    - {range: 0.0-0.6, meaning: below}
    - {range: 0.6-1.0, meaning: above}
- {id: house, metrics: [house_score], primary_score: {metric: house_score}, agent: {score_ranges: [{range: 0-5, meaning: low}, {range: 5-10, meaning: high}]}}
- {id: speed, metrics: [output_tokens_per_second], primary_score: {metric: output_tokens_per_second}, pass_criteria: {threshold: 10}}
- {id: ppl, metrics: [perplexity], primary_score: {metric: perplexity, lower_is_better: true}, pass_criteria: {threshold: 20}}
- {id: half, metrics: [success_percent], primary_score: {metric: success_percent}}
)");
    provider.resource.id = QStringLiteral("p");
    out.providers << provider;
    return out;
}

/// "code severity" of each finding.
QStringList said(const QList<Finding> &findings)
{
    QStringList list;
    for (const Finding &finding : findings)
        list << finding.code + u' ' + severityWord(finding.severity);
    return list;
}

} // namespace

void tst_Lint::entries_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const char *entry, const QStringList &expected) {
        QTest::addRow("%s", name) << QByteArray(entry) << expected;
    };
    const auto one = [](const char *text) { return QStringList { QString::fromLatin1(text) }; };
    row("clean", "{id: quiz, provider_id: p, weight: 2, primary_score: {metric: acc}, pass_criteria: {threshold: 0.5}}", {});
    row("clean, all from the provider", "{id: quiz, provider_id: p}", {});
    row("percent for share", "{id: quiz, provider_id: p, primary_score: {metric: acc}, pass_criteria: {threshold: 50}}", one("gate-out-of-range error"));
    row("lower, above the scale", "{id: attack, provider_id: p, primary_score: {metric: attack_success_rate, lower_is_better: true}, pass_criteria: {threshold: 30}}", one("gate-out-of-range error"));
    row("below the scale", "{id: quiz, provider_id: p, primary_score: {metric: acc}, pass_criteria: {threshold: -0.1}}", one("gate-out-of-range error"));
    row("scale from the provider's ranges", "{id: house, provider_id: p, primary_score: {metric: house_score}, pass_criteria: {threshold: 11}}", one("gate-out-of-range error"));
    row("within those ranges", "{id: house, provider_id: p, primary_score: {metric: house_score}, pass_criteria: {threshold: 6}}", {});
    row("unit, hundredth", "{id: speed, provider_id: p, primary_score: {metric: output_tokens_per_second}, pass_criteria: {threshold: 0.1}}", one("gate-scale error"));
    row("unit", "{id: speed, provider_id: p, primary_score: {metric: output_tokens_per_second}, pass_criteria: {threshold: 10}}", {});
    row("share for percent", "{id: half, provider_id: p, primary_score: {metric: success_percent}, pass_criteria: {threshold: 0.5}}", one("gate-scale error"));
    row("easy end", "{id: quiz, provider_id: p, primary_score: {metric: acc}, pass_criteria: {threshold: 0}}", one("gate-always-passes warning"));
    row("easy end, lower", "{id: attack, provider_id: p, primary_score: {metric: attack_success_rate, lower_is_better: true}, pass_criteria: {threshold: 1}}", { "gate-always-passes warning", "gate-looser-than-worst-range error" });
    row("worst range", "{id: attack, provider_id: p, primary_score: {metric: attack_success_rate, lower_is_better: true}, pass_criteria: {threshold: 0.85}}", one("gate-looser-than-worst-range error"));
    row("looser, not that far", "{id: attack, provider_id: p, primary_score: {metric: attack_success_rate, lower_is_better: true}, pass_criteria: {threshold: 0.5}}", {});
    row("looser, ranges only say the gate", "{id: steps, provider_id: p, primary_score: {metric: acc}, pass_criteria: {threshold: 0.5}}", {});
    row("direction", "{id: attack, provider_id: p, primary_score: {metric: attack_success_rate, lower_is_better: false}, pass_criteria: {threshold: 0.3}}", one("direction-contradicts-provider error"));
    row("direction left out", "{id: attack, provider_id: p, primary_score: {metric: attack_success_rate}, pass_criteria: {threshold: 0.3}}", one("direction-contradicts-provider error"));
    row("direction of another metric", "{id: quiz, provider_id: p, primary_score: {metric: f1, lower_is_better: true}, pass_criteria: {threshold: 0.3}}", one("direction-contradicts-metric error"));
    row("direction of an unknown metric", "{id: x, provider_id: q, primary_score: {metric: frobs, lower_is_better: true}, pass_criteria: {threshold: 0.3}}", one("unknown-provider warning"));
    row("metric not reported", "{id: quiz, provider_id: p, primary_score: {metric: recall}, pass_criteria: {threshold: 0.3}}", one("metric-not-reported error"));
    row("metric's spelling", "{id: quiz, provider_id: p, primary_score: {metric: 'acc,none'}, pass_criteria: {threshold: 0.3}}", one("metric-spelling warning"));
    row("gate in parameters", "{id: quiz, provider_id: p, parameters: {secondary_metric: f1, secondary_threshold: 0.7}}", one("gate-in-parameters warning"));
    row("harmless parameters", "{id: quiz, provider_id: p, parameters: {num_fewshot: 3, eval_threshold: 0.5, thresholds_file: x}}", {});
    row("gate without metric", "{id: plain, provider_id: p, pass_criteria: {threshold: 0.3}}", one("gate-without-metric warning"));
    row("provider's gate lost", "{id: quiz, provider_id: p, primary_score: {metric: acc}}", one("provider-gate-not-inherited warning"));
    row("other metric, only reported", "{id: quiz, provider_id: p, primary_score: {metric: f1}}", {});
    row("no primary score", "{id: plain, provider_id: p}", one("no-primary-score note"));
    row("weight 0", "{id: quiz, provider_id: p, weight: 0}", one("weight-zero error"));
    row("weight 0, not judged", "{id: plain, provider_id: p, weight: 0}", { "weight-zero warning", "no-primary-score note" });
    row("weight below 0", "{id: quiz, provider_id: p, weight: -1}", one("weight-negative error"));
    row("unknown benchmark", "{id: quizz, provider_id: p}", one("unknown-benchmark error"));
    row("unknown provider", "{id: quiz, provider_id: q}", one("unknown-provider warning"));
    row("unknown provider, wrong all the same", "{id: quiz, provider_id: q, primary_score: {metric: acc}, pass_criteria: {threshold: 60}}", { "unknown-provider warning", "gate-out-of-range error" });
}

void tst_Lint::entries()
{
    QFETCH(QByteArray, entry);
    QFETCH(QStringList, expected);
    const auto collection = fromYaml<Collection>("name: c\ncategory: x\nbenchmarks:\n- " + entry + "\n");
    QStringList found = said(lint(collection, sources()));
    for (const char *aboutJob : { "default-job-gate-on-units error" })
        found.removeAll(QLatin1String(aboutJob));
    QCOMPARE(found, expected);
    // A job's own list is judged by the same rule.
    const auto job = fromYaml<Job>("name: j\nmodel: {name: m, url: 'http://h'}\nbenchmarks:\n- " + entry + "\n");
    QCOMPARE(lint(job, sources()), lint(collection, sources()));
}

void tst_Lint::jobScores_data()
{
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const char *rest, const QStringList &expected) {
        QTest::addRow("%s", name) << QByteArray(rest) << expected;
    };
    const QByteArray quiz = "- {id: quiz, provider_id: p}\n";
    row("clean", "pass_criteria: {threshold: 0.4}\nbenchmarks:\n- {id: quiz, provider_id: p}\n", {});
    row("no gate of its own", "benchmarks:\n- {id: quiz, provider_id: p}\n", {});
    row("percent", "pass_criteria: {threshold: 40}\nbenchmarks:\n- {id: quiz, provider_id: p}\n", { "job-gate-out-of-range error" });
    row("passes everything", "pass_criteria: {threshold: -1}\nbenchmarks:\n- {id: quiz, provider_id: p}\n", { "job-gate-out-of-range error" });
    row("same mistake as the entry", "pass_criteria: {threshold: 40}\nbenchmarks:\n- {id: quiz, provider_id: p, primary_score: {metric: acc}, pass_criteria: {threshold: 40}}\n",
        { "gate-out-of-range error", "job-gate-same-scale note" });
    row("mixed units", "pass_criteria: {threshold: 0.4}\nbenchmarks:\n- {id: quiz, provider_id: p}\n- {id: speed, provider_id: p}\n", { "mixed-units error" });
    row("unit without a gate is only reported", "pass_criteria: {threshold: 0.4}\nbenchmarks:\n- {id: quiz, provider_id: p}\n- {id: speed, provider_id: p, primary_score: {metric: output_tokens_per_second}}\n",
        { "provider-gate-not-inherited warning" });
    row("default gate on a unit", "benchmarks:\n- {id: speed, provider_id: p}\n", { "default-job-gate-on-units error" });
    row("own gate on a unit", "pass_criteria: {threshold: 20}\nbenchmarks:\n- {id: speed, provider_id: p}\n", {});
    row("unbounded, turned", "pass_criteria: {threshold: 0.4}\nbenchmarks:\n- {id: ppl, provider_id: p, primary_score: {metric: perplexity, lower_is_better: true}, pass_criteria: {threshold: 20}}\n",
        { "unbounded-lower-in-job-score error" });
    row("share, turned", "pass_criteria: {threshold: 0.4}\nbenchmarks:\n- {id: attack, provider_id: p, primary_score: {metric: attack_success_rate, lower_is_better: true}, pass_criteria: {threshold: 0.3}}\n", {});
    row("direction only at the provider", "pass_criteria: {threshold: 0.4}\nbenchmarks:\n- {id: attack, provider_id: p}\n", { "direction-only-at-provider error" });
    row("gate of a job without scores", "pass_criteria: {threshold: 0.4}\nbenchmarks:\n- {id: plain, provider_id: p}\n", { "no-primary-score note", "job-gate-never-read warning" });
    row("twice, other gates", "benchmarks:\n- {id: quiz, provider_id: p}\n- {id: quiz, provider_id: p, primary_score: {metric: f1}, pass_criteria: {threshold: 0.6}}\n", { "duplicate-benchmark warning" });
    row("twice, same gate", "benchmarks:\n- {id: quiz, provider_id: p, parameters: {num_fewshot: 0}}\n- {id: quiz, provider_id: p}\n", {});
}

void tst_Lint::jobScores()
{
    QFETCH(QByteArray, rest);
    QFETCH(QStringList, expected);
    QCOMPARE(said(lint(fromYaml<Collection>("name: c\ncategory: x\n" + rest), sources())), expected);
    QCOMPARE(said(lint(fromYaml<Job>("name: j\nmodel: {name: m, url: 'http://h'}\n" + rest), sources())), expected);
}

static LintSources withCollection()
{
    LintSources out = sources();
    auto collection = fromYaml<Collection>(R"(
name: c
category: x
benchmarks:
- {id: quiz, provider_id: p, parameters: {num_fewshot: 5, shots: ""}}
- {id: other, provider_id: p, parameters: {num_fewshot: 5}}
)");
    collection.resource.id = QStringLiteral("c");
    out.collections << collection;
    return out;
}

void tst_Lint::overrides_data()
{
    QTest::addColumn<QByteArray>("reference");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const char *reference, const QStringList &expected) {
        QTest::addRow("%s", name) << QByteArray(reference) << expected;
    };
    row("clean", "{id: c}", {});
    row("unknown collection", "{id: d}", { "unknown-collection warning" });
    row("foreign benchmark", "{id: c, benchmarks: [{id: speed, provider_id: p}]}", { "override-unknown error" });
    row("gate and weight", "{id: c, benchmarks: [{id: quiz, provider_id: p, weight: 3, pass_criteria: {threshold: 0.9}}]}",
        { "override-ignored warning", "override-ignored warning" });
    row("primary score", "{id: c, benchmarks: [{id: quiz, provider_id: p, primary_score: {metric: f1}}]}", { "override-ignored warning" });
    row("parameter that loses", "{id: c, benchmarks: [{id: quiz, provider_id: p, parameters: {num_fewshot: 0}}]}", { "override-parameter-loses warning" });
    row("same value", "{id: c, benchmarks: [{id: quiz, provider_id: p, parameters: {num_fewshot: 5}}]}", {});
    row("parameter that leaks", "{id: c, benchmarks: [{id: quiz, provider_id: p, parameters: {num_examples: 10}}]}", { "override-leaks warning" });
}

void tst_Lint::overrides()
{
    QFETCH(QByteArray, reference);
    QFETCH(QStringList, expected);
    const auto job = fromYaml<Job>("name: j\nmodel: {name: m, url: 'http://h'}\ncollection: " + reference + "\n");
    QCOMPARE(said(lint(job, withCollection())), expected);
}

void tst_Lint::providers_data()
{
    QTest::addColumn<QByteArray>("benchmark");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const char *benchmark, const QStringList &expected) {
        QTest::addRow("%s", name) << QByteArray(benchmark) << expected;
    };
    row("clean", "{id: b, metrics: [acc], primary_score: {metric: acc}, pass_criteria: {threshold: 0.5}}", {});
    row("no primary score", "{id: b, metrics: [acc]}", { "no-primary-score note" });
    row("gate without metric", "{id: b, metrics: [acc], pass_criteria: {threshold: 0.5}}", { "gate-without-metric warning" });
    row("scale", "{id: b, metrics: [acc], primary_score: {metric: acc}, pass_criteria: {threshold: 50}}", { "gate-out-of-range error" });
    row("metric", "{id: b, metrics: [acc], primary_score: {metric: f1}, pass_criteria: {threshold: 0.5}}", { "metric-not-reported error" });
    row("direction", "{id: b, metrics: [toxicity], primary_score: {metric: toxicity}, pass_criteria: {threshold: 0.5}}", { "direction-contradicts-metric error" });
}

void tst_Lint::providers()
{
    QFETCH(QByteArray, benchmark);
    QFETCH(QStringList, expected);
    QCOMPARE(said(lint(fromYaml<Provider>("name: p\nbenchmarks:\n- " + benchmark + "\n"), MetricDictionary::seed())), expected);
}

/// Carries the edits of a finding out and finds nothing more.
void tst_Lint::pointsAndMends()
{
    const QByteArray text = R"(
name: c
category: x
benchmarks:
- {id: quiz, provider_id: p, primary_score: {metric: acc}, pass_criteria: {threshold: 62.5}}
- {id: attack, provider_id: p, primary_score: {metric: attack_success_rate}, pass_criteria: {threshold: 0.8}}
- {id: attack, provider_id: p}
- {id: quiz, provider_id: p, primary_score: {metric: acc}}
- {id: attack, provider_id: p, primary_score: {metric: attack_success_rate, lower_is_better: true}, pass_criteria: {threshold: 0.9}}
)";
    nlohmann::json document = *json::yamlToJson(text);
    const auto findings = lint(fromYaml<Collection>(text), sources());
    QStringList pointers;
    for (const Finding &finding : findings) {
        if (finding.code == QLatin1String("duplicate-benchmark"))
            continue;
        pointers << finding.pointer;
        QVERIFY2(!finding.edits.isEmpty(), qPrintable(finding.code));
        QVERIFY(!finding.message.isEmpty() && !finding.fix.isEmpty());
        for (const FixEdit &edit : finding.edits)
            document[nlohmann::json::json_pointer(edit.pointer.toStdString())]
                = nlohmann::json::parse(edit.value.text.begin(), edit.value.text.end());
    }
    QCOMPARE(pointers,
        QStringList({ "/benchmarks/0/pass_criteria/threshold", "/benchmarks/1/primary_score", "/benchmarks/3/primary_score",
            "/benchmarks/4/pass_criteria/threshold", "/benchmarks/2" }));
    QCOMPARE(document["benchmarks"][0]["pass_criteria"]["threshold"].get<double>(), 0.625);
    QStringList left = said(lint(*json::decode<Collection>(json::dump(document)), sources()));
    left.removeAll(QStringLiteral("duplicate-benchmark warning"));
    QCOMPARE(left, QStringList());
}

void tst_Lint::collectionsOfJobs()
{
    LintSources all = withCollection();
    all.collections.first().benchmarks[0].passCriteria = PassCriteria { 55, {} };
    all.collections.first().benchmarks[0].primaryScore = PrimaryScore { QStringLiteral("acc"), {}, {} };
    const auto job = fromYaml<Job>("name: j\nmodel: {name: m, url: 'http://h'}\ncollection: {id: c}\npass_criteria: {threshold: 55}\n");
    const auto findings = lint(job, all);
    QCOMPARE(said(findings), QStringList({ "gate-out-of-range error", "job-gate-same-scale note" }));
    QCOMPARE(findings.at(0).pointer, QStringLiteral("/collection/id")); // it cannot be mended in the job
    QVERIFY(findings.at(0).edits.isEmpty());
    QVERIFY2(findings.at(0).message.contains(QStringLiteral("In the collection c: quiz")), qPrintable(findings.at(0).message));
    QCOMPARE(findings.at(1).pointer, QStringLiteral("/pass_criteria/threshold"));
}

void tst_Lint::usersDictionaryCounts()
{
    LintSources all = sources();
    const auto own = MetricDictionary::parse(R"({"metrics": [{"names": ["acc"], "unit": "percent"}]})");
    QVERIFY(own);
    all.dictionary = MetricDictionary::seed().mergedWith(*own);
    const auto collection = fromYaml<Collection>(
        "name: c\ncategory: x\npass_criteria: {threshold: 40}\nbenchmarks:\n- {id: quiz, provider_id: p, primary_score: {metric: acc}, pass_criteria: {threshold: 62}}\n");
    QCOMPARE(said(lint(collection, all)), QStringList());
    QCOMPARE(said(lint(collection, sources())), QStringList({ "gate-out-of-range error", "job-gate-same-scale note" }));
}

void tst_Lint::everyCodeIsARule()
{
    QStringList codes;
    for (const LintRule &rule : lintRules()) {
        QVERIFY2(!rule.summary.isEmpty(), qPrintable(rule.code));
        codes << rule.code;
    }
    QCOMPARE(codes.removeDuplicates(), 0);
}

ASSAY_TEST(tst_Lint)
#include "tst_Lint.moc"

#include "tests/e2e/Ctl.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

using namespace assay::test;

/// assayctl lint over files on disk.
class tst_CtlLint : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void shippedIsClean();
    void shippedCollections();
    void jsonFindings();
    void sarif();
    void text();
    void filesKnowEachOther();
    void notesDoNotFail();
    void ownDictionary();
    void badInput_data();
    void badInput();
};

namespace {

const QByteArray provider = R"(id: p
name: p
runtime: {local: {command: "true"}}
benchmarks:
- {id: quiz, name: quiz, category: x, metrics: [acc], primary_score: {metric: acc}, pass_criteria: {threshold: 0.25}}
- {id: risk, name: risk, category: x, metrics: [toxicity], primary_score: {metric: toxicity, lower_is_better: true}, pass_criteria: {threshold: 0.3}}
)";

const QByteArray collection = R"(id: c
name: c
category: x
benchmarks:
- id: quiz
  provider_id: p
  primary_score: {metric: acc}
  pass_criteria:
    threshold: 62
- id: risk
  provider_id: p
  primary_score:
    metric: toxicity
  pass_criteria: {threshold: 0.3}
  parameters:
    blocking/threshold: 1
    second_threshold: 0.5
)";

/// A catalogue of one provider and one collection.
QStringList withCatalogue(const CtlBench &bench, const QStringList &more)
{
    bench.write(QStringLiteral("cat/providers/p.yaml"), provider);
    bench.write(QStringLiteral("cat/collections/c.yaml"), collection);
    return QStringList{QStringLiteral("lint"), QStringLiteral("--catalogue"), bench.path(QStringLiteral("cat"))} + more;
}

} // namespace

void tst_CtlLint::shippedIsClean()
{
    const QString starter = assay::test::inSource("/resources/catalogue/collections/starter-v1.yaml");
    const CtlEnd end = CtlBench().run({QStringLiteral("lint"), QStringLiteral("--format"), QStringLiteral("json"), starter});
    QCOMPARE(end.code, 0);
    QVERIFY2(parsed(end.out) == nlohmann::json::array(), end.out.constData());
}

/// The collections that come from EvalHub have nine entries whose verdict is wrong and three gates that nobody reads; see
/// docs/lint.md for why each.
void tst_CtlLint::shippedCollections()
{
    const CtlEnd end = CtlBench().run({QStringLiteral("lint"), QStringLiteral("--format"), QStringLiteral("json")});
    QCOMPARE(end.code, 1);
    QStringList errors, warnings;
    const auto findings = parsed(end.out);
    QVERIFY(findings.is_array());
    for (const auto &finding : findings) {
        const QString name = QFileInfo(QString::fromStdString(finding["file"])).completeBaseName() + QLatin1Char('/')
            + QString::fromStdString(finding["benchmark"]) + QLatin1Char(' ') + QString::fromStdString(finding["code"]);
        if (finding["severity"] == "error")
            errors << name;
        else if (finding["severity"] == "warning")
            warnings << name;
        QVERIFY(finding["line"].get<int>() > 0);
    }
    errors.sort();
    warnings.sort();
    QStringList wrong;
    for (const char *task : {"bbh", "gpqa", "ifeval", "math_hard", "mmlu_pro", "musr"})
        wrong << QStringLiteral("leaderboard-v2/leaderboard_%1 gate-out-of-range").arg(QLatin1String(task));
    wrong << QStringLiteral("model-validation/intents gate-looser-than-worst-range")
          << QStringLiteral("safety-and-fairness-v1/crows_pairs_english direction-contradicts-provider")
          << QStringLiteral("safety-and-fairness-v1/winogender direction-contradicts-provider");
    QCOMPARE(errors, wrong);
    QCOMPARE(warnings,
             QStringList({QStringLiteral("safety-and-fairness-v1/bbq gate-in-parameters"),
                          QStringLiteral("toxicity-and-ethical-principles/bigbench_hhh_alignment_multiple_choice gate-in-parameters"),
                          QStringLiteral("toxicity-and-ethical-principles/truthfulqa_mc1 gate-in-parameters")}));
}

void tst_CtlLint::jsonFindings()
{
    const CtlBench bench;
    const CtlEnd end = bench.run(withCatalogue(bench, {QStringLiteral("--format"), QStringLiteral("json")}));
    QCOMPARE(end.code, 1);
    QVERIFY(end.err.isEmpty());
    const auto findings = parsed(end.out);
    QCOMPARE(findings.size(), std::size_t(3));
    for (const auto &finding : findings) {
        for (const char *member : {"code", "severity", "file", "location", "message", "fix", "line", "edits"})
            QVERIFY2(finding.contains(member), member);
        QCOMPARE(finding["file"].get<std::string>(), bench.path(QStringLiteral("cat/collections/c.yaml")).toStdString());
    }
    QCOMPARE(findings[0]["code"].get<std::string>(), std::string("gate-out-of-range"));
    QCOMPARE(findings[0]["location"].get<std::string>(), std::string("/benchmarks/0/pass_criteria/threshold"));
    QCOMPARE(findings[0]["line"].get<int>(), 9);
    QVERIFY(findings[0]["edits"]
            == nlohmann::json::parse(R"([{"op": "add", "path": "/benchmarks/0/pass_criteria/threshold", "value": 0.62}])"));
    QCOMPARE(findings[1]["code"].get<std::string>(), std::string("direction-contradicts-provider"));
    QCOMPARE(findings[1]["line"].get<int>(), 12);
    QCOMPARE(findings[2]["code"].get<std::string>(), std::string("gate-in-parameters"));
    QCOMPARE(findings[2]["severity"].get<std::string>(), std::string("warning"));
    QCOMPARE(findings[2]["line"].get<int>(), 17);
}

void tst_CtlLint::sarif()
{
    const CtlBench bench;
    const CtlEnd end = bench.run(withCatalogue(bench, {QStringLiteral("--format"), QStringLiteral("sarif")}));
    QCOMPARE(end.code, 1);
    const auto log = parsed(end.out);
    QCOMPARE(log["version"].get<std::string>(), std::string("2.1.0"));
    const auto &run = log["runs"][0];
    const auto &rules = run["tool"]["driver"]["rules"];
    QCOMPARE(run["results"].size(), std::size_t(3));
    for (const auto &result : run["results"]) {
        QVERIFY(rules[result["ruleIndex"].get<std::size_t>()]["id"] == result["ruleId"]);
        QVERIFY(!result["message"]["text"].get<std::string>().empty());
        const auto &place = result["locations"][0]["physicalLocation"];
        QVERIFY(place["artifactLocation"]["uri"].get<std::string>().starts_with("file:///"));
        QVERIFY(place["region"]["startLine"].get<int>() > 0);
    }
    QCOMPARE(run["results"][0]["level"].get<std::string>(), std::string("error"));
    QCOMPARE(run["results"][2]["level"].get<std::string>(), std::string("warning"));
}

void tst_CtlLint::text()
{
    const CtlBench bench;
    const CtlEnd end = bench.run(withCatalogue(bench, {}));
    QCOMPARE(end.code, 1);
    QVERIFY2(end.out.contains("cat/collections/c.yaml:9: error [gate-out-of-range]\n    quiz: the gate 62 on acc can never be passed"), end.out.constData());
    QVERIFY2(end.out.endsWith("Errors: 2, warnings: 1, notes: 0; files: 1\n"), end.out.constData());
}

void tst_CtlLint::filesKnowEachOther()
{
    const CtlBench bench;
    bench.write(QStringLiteral("mine.yaml"), "id: mine\nname: mine\nruntime: {}\nbenchmarks:\n- {id: b, metrics: [acc], primary_score: {metric: acc}}\n");
    bench.write(QStringLiteral("set.json"), R"({"resource": {"id": "set"}, "name": "set", "category": "x",
 "benchmarks": [{"id": "b", "provider_id": "mine", "pass_criteria": {"threshold": 40}}]})");
    bench.write(QStringLiteral("job.yaml"), "name: j\nmodel: {name: m, url: 'http://h'}\ncollection: {id: set}\n");
    const CtlEnd end = bench.run(withCatalogue(bench, {QStringLiteral("--format"), QStringLiteral("json"), bench.path(QStringLiteral("mine.yaml")),
                                                       bench.path(QStringLiteral("set.json")), bench.path(QStringLiteral("job.yaml"))}));
    const auto findings = parsed(end.out);
    QCOMPARE(end.code, 1);
    QVERIFY2(findings.size() == 2, end.out.constData());
    QCOMPARE(findings[0]["code"].get<std::string>(), std::string("gate-out-of-range"));
    QCOMPARE(findings[0]["line"].get<int>(), 2);
    QCOMPARE(findings[1]["code"].get<std::string>(), std::string("gate-out-of-range"));
    QCOMPARE(findings[1]["location"].get<std::string>(), std::string("/collection/id"));
    QCOMPARE(findings[1]["line"].get<int>(), 3);
}

void tst_CtlLint::notesDoNotFail()
{
    const CtlBench bench;
    bench.write(QStringLiteral("p2.yaml"), "id: p2\nname: p2\nruntime: {}\nbenchmarks:\n- {id: b, metrics: [acc]}\n");
    const CtlEnd end = bench.run(withCatalogue(bench, {bench.path(QStringLiteral("p2.yaml"))}));
    QCOMPARE(end.code, 0);
    QVERIFY2(end.out.contains("note [no-primary-score]"), end.out.constData());
}

void tst_CtlLint::ownDictionary()
{
    const CtlBench bench;
    bench.write(QStringLiteral("metrics.yaml"), "metrics:\n- {names: [acc], unit: percent}\n- {names: [toxicity], unit: ratio, direction: lower}\n");
    const CtlEnd end = bench.run(withCatalogue(
        bench, {QStringLiteral("--format"), QStringLiteral("json"), QStringLiteral("--metrics"), bench.path(QStringLiteral("metrics.yaml"))}));
    const auto findings = parsed(end.out);
    QVERIFY2(findings[0]["code"] != "gate-out-of-range", end.out.constData());
}

void tst_CtlLint::badInput_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("more");
    QTest::addColumn<QByteArray>("words");
    const QStringList file{QStringLiteral("@x.yaml")};
    QTest::addRow("no file") << QByteArray() << QStringList{QStringLiteral("@missing.yaml")} << QByteArray("missing.yaml cannot be read (No such file");
    QTest::addRow("broken YAML") << QByteArray("a: [") << file << QByteArray("x.yaml: Line ");
    QTest::addRow("nothing of ours") << QByteArray("a: b\n") << file << QByteArray("x.yaml: this is no job");
    QTest::addRow("wrong type") << QByteArray("name: c\nbenchmarks:\n- {id: 5, provider_id: p}\n") << file << QByteArray("/benchmarks/0/id");
    QTest::addRow("no catalogue") << QByteArray() << QStringList{QStringLiteral("--catalogue"), QStringLiteral("@nowhere")} << QByteArray("nowhere is no folder");
    QTest::addRow("broken catalogue") << QByteArray("id: p\nbenchmarks: 5\n") << QStringList{QStringLiteral("--catalogue"), QStringLiteral("@broken")}
                                      << QByteArray("broken/providers/x.yaml, line 2");
    QTest::addRow("dictionary") << QByteArray("metrics: [{names: [x], unit: mile}]\n") << QStringList{QStringLiteral("--metrics"), QStringLiteral("@x.yaml")}
                                << QByteArray("metrics[0].unit: “mile” is unknown");
}

void tst_CtlLint::badInput()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, more);
    QFETCH(QByteArray, words);
    const CtlBench bench;
    bench.write(QStringLiteral("x.yaml"), text);
    bench.write(QStringLiteral("broken/providers/x.yaml"), text);
    QStringList arguments{QStringLiteral("lint")};
    for (const QString &one : more)
        arguments << (one.startsWith(QLatin1Char('@')) ? bench.path(one.mid(1)) : one);
    const CtlEnd end = bench.run(arguments);
    QVERIFY2(end.code == 3, (QByteArray::number(end.code) + end.out + end.err).constData());
    QVERIFY2(end.err.contains(words), end.err.constData());
    QCOMPARE(end.err.count("error: "), 1);
}

ASSAY_TEST(tst_CtlLint)
#include "tst_CtlLint.moc"

#include "services/verdict/Comparability.h"
#include "services/verdict/ConfigDiff.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;
using test::jobOf;
using test::Outcome;
using Aspect = ComparabilityAspect;

namespace {

const QString gsm8k = QStringLiteral("gsm8k");

/// What a harness that records everything writes.
QVariantMap fullConfig()
{
    return { { QStringLiteral("harness"), QStringLiteral("lm_eval") }, { QStringLiteral("harness_version"), QStringLiteral("0.4.9.1") },
        { QStringLiteral("dataset_sha256"), QStringLiteral("ab12") }, { QStringLiteral("num_fewshot"), 5 },
        { QStringLiteral("prompt_sha256"), QStringLiteral("cd34") }, { QStringLiteral("temperature"), 0.0 } };
}

ScoreColumns columnsOf(int from, int to)
{
    ScoreColumns columns;
    for (int i = from; i < to; ++i) {
        columns.itemKeys << QStringLiteral("id:%1").arg(i);
        columns.repeats << 0;
        columns.scores << (i % 2 ? 1.0 : 0.0);
    }
    return columns;
}

/// One benchmark, half of whose items are right.
ComparedRun runOf(const QString &name, const QVariantMap &config, const ScoreColumns &scores = {}, const QString &benchmark = gsm8k)
{
    ComparedRun run;
    run.ref = run.name = name;
    run.job = jobOf(RunState::Completed, { Outcome { benchmark, QStringLiteral("accuracy"), 0.5, 100, {}, false, RunState::Completed, {} } }, name);
    run.job.benchmarks[0].parameters = {};
    QVariantMap info = run.job.results.benchmarks[0].additionalInfo.toVariantMap();
    QVariantMap own = info.value(QStringLiteral("assay")).toMap();
    own.insert(QStringLiteral("config"), config);
    info.insert(QStringLiteral("assay"), own);
    run.job.results.benchmarks[0].additionalInfo = JsonText::fromVariantMap(info);
    if (!scores.itemKeys.isEmpty())
        run.scores.insert(0, scores);
    return run;
}

struct Compared {
    RunComparison comparison;
    Comparability comparability;
};
Compared compared(const QList<ComparedRun> &runs)
{
    const RunComparison comparison = *compareRuns(runs, {});
    return { comparison, comparabilityOf(comparison, runs) };
}

ComparabilityCheck checkOf(const Compared &all, Aspect aspect, int run = 1)
{
    for (const ComparabilityCheck &check : all.comparability.of(run)) {
        if (check.aspect == aspect)
            return check;
    }
    return {};
}

} // namespace

class tst_Comparability : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsWhatIsRecorded();
    void takesWhatWasAskedForElse();
    void longValuesAreToldByTheirHash();
    void readsOlderResultsOfTheNativeRunner();
    void greenWhenAllIsTheSame();
    void oneKeyDiffers_data();
    void oneKeyDiffers();
    void notRecorded();
    void sameItemsSpeakForTheData();
    void itemsOverlap();
    void nothingInCommon();
    void turnedDirection();
    void redTakesTheWordAway();
    void breaksOfHistory();
    void configDiffShowsWhatDiffersFirst();
};

void tst_Comparability::readsWhatIsRecorded()
{
    QVariantMap config = fullConfig();
    config.insert(QStringLiteral("own_flag"), true);
    config.insert(QStringLiteral("max_tokens"), 256);
    const RunConfig read = runConfigs(runOf(QStringLiteral("A"), config).job).value(0);
    QCOMPARE(read.value(QStringLiteral("harness_version")), QStringLiteral("0.4.9.1"));
    QCOMPARE(read.value(QStringLiteral("temperature")), QStringLiteral("0"));
    QCOMPARE(read.value(QStringLiteral("max_tokens")), QStringLiteral("256"));
    QCOMPARE(read.value(QStringLiteral("own_flag")), QStringLiteral("true")); // unknown keys are kept
    QVERIFY(read.value(QStringLiteral("judge")).isEmpty());
    QVERIFY(std::ranges::is_sorted(read.values, {}, &ConfigValue::key));
    QVERIFY(sameConfigValue(QStringLiteral("0.70"), QStringLiteral("0.7")));
    QVERIFY(!sameConfigValue(QStringLiteral("ab"), QStringLiteral("ac")) && !sameConfigValue(QStringLiteral("0"), QString()));
}

void tst_Comparability::takesWhatWasAskedForElse()
{
    ComparedRun run = runOf(QStringLiteral("A"), { { QStringLiteral("num_fewshot"), 5 } });
    run.job.benchmarks[0].parameters.text = R"({"num_fewshot":3,"num_examples":50,"sampling":{"temperature":0.7,"penalty":1.5},"judge_model":"big"})";
    run.job.model.parameters.text = R"({"top_p":0.9,"temperature":1})";
    TestDataRef data;
    data.hf = HfRef { QStringLiteral("org/set"), QStringLiteral("main"), {}, {}, {} };
    data.resolvedSha = QStringLiteral("0123abc");
    run.job.benchmarks[0].testDataRef = data;
    const RunConfig read = runConfigs(run.job).value(0);
    QStringList all;
    for (const ConfigValue &value : read.values)
        all << QStringLiteral("%1=%2%3").arg(value.key, value.value, value.recorded ? QString() : QStringLiteral("?"));
    QCOMPARE(all, QStringList({ QStringLiteral("dataset=org/set?"), QStringLiteral("dataset_revision=0123abc"), QStringLiteral("judge=big?"), QStringLiteral("limit=50?"),
                      QStringLiteral("num_fewshot=5"), QStringLiteral("sampling.penalty=1.5?"), QStringLiteral("temperature=0.7?"), QStringLiteral("top_p=0.9?") }));
}

/// Rows that a job holds are not told whole, and other rows are others.
void tst_Comparability::longValuesAreToldByTheirHash()
{
    const auto told = [](const QByteArray &last) {
        ComparedRun run = runOf(QStringLiteral("A"), {});
        QByteArray rows;
        for (int i = 0; i < 1000; ++i)
            rows += R"({"input_query":"a question"},)";
        run.job.benchmarks[0].parameters.text = R"({"input_rows":[)" + rows + last + "]}";
        return runConfigs(run.job).value(0).value(QStringLiteral("input_rows"));
    };
    const QString one = told("1");
    QVERIFY2(one.size() < 300 && one.startsWith(QStringLiteral("[{\"input_query\":\"a question\"},")), qPrintable(one));
    QCOMPARE(told("1"), one);
    QVERIFY(told("2") != one);
}

void tst_Comparability::readsOlderResultsOfTheNativeRunner()
{
    ComparedRun run = runOf(QStringLiteral("A"), {});
    run.job.results.benchmarks[0].additionalInfo.text
        = R"({"assay":{"dataset":{"name":"facts.jsonl","sha256":"aa"},"items":80,"generation":{"max_tokens":12,"temperature":0}}})";
    const RunConfig read = runConfigs(run.job).value(0);
    QCOMPARE(read.value(QStringLiteral("dataset_sha256")), QStringLiteral("aa"));
    QCOMPARE(read.value(QStringLiteral("dataset")), QStringLiteral("facts.jsonl"));
    QCOMPARE(read.value(QStringLiteral("max_tokens")), QStringLiteral("12"));
    QCOMPARE(read.value(QStringLiteral("items")), QStringLiteral("80"));
}

void tst_Comparability::greenWhenAllIsTheSame()
{
    const ScoreColumns scores = columnsOf(0, 100);
    const auto all = compared({ runOf(QStringLiteral("A"), fullConfig(), scores), runOf(QStringLiteral("B"), fullConfig(), scores) });
    QVERIFY2(all.comparability.light() == Light::Green, qPrintable(caveatText(all.comparability, all.comparison.names)));
    QCOMPARE(all.comparability.checks.size(), int(Aspect::Other) + 1);
    QVERIFY(caveatText(all.comparability, all.comparison.names).isEmpty());
    QVERIFY(all.comparability.of(0).isEmpty()); // the baseline
}

void tst_Comparability::oneKeyDiffers_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QVariant>("other"); // invalid: not recorded
    QTest::addColumn<int>("aspect");
    QTest::addColumn<int>("light");
    const auto row = [](const char *key, const QVariant &other, Aspect aspect, Light light) {
        QTest::addRow("%s %s", key, other.isValid() ? qPrintable(other.toString()) : "missing") << QString::fromLatin1(key) << other << int(aspect) << int(light);
    };
    row("harness_version", QStringLiteral("0.4.9.2"), Aspect::Harness, Light::Amber);
    row("harness", QStringLiteral("assay"), Aspect::Harness, Light::Amber);
    row("task_version", 2, Aspect::Harness, Light::Green); // the baseline does not tell
    row("num_fewshot", 0, Aspect::Shots, Light::Red);
    row("num_fewshot", {}, Aspect::Shots, Light::Amber);
    row("num_fewshot", 5.0, Aspect::Shots, Light::Green);
    row("prompt_sha256", QStringLiteral("ffff"), Aspect::Prompt, Light::Red);
    row("system_prompt_sha256", QStringLiteral("ffff"), Aspect::Prompt, Light::Amber); // one has one, the other does not tell
    row("temperature", 0.7, Aspect::Decoding, Light::Amber);
    row("seed", 7, Aspect::Decoding, Light::Green); // luck, no setting
    row("judge", QStringLiteral("big"), Aspect::Judge, Light::Amber);
    row("limit", 50, Aspect::Limits, Light::Amber);
    row("model_revision", QStringLiteral("abc"), Aspect::Other, Light::Green); // what runs are compared for
    row("apply_chat_template", true, Aspect::Other, Light::Amber);
}

void tst_Comparability::oneKeyDiffers()
{
    QFETCH(QString, key);
    QFETCH(QVariant, other);
    QFETCH(int, aspect);
    QFETCH(int, light);
    QVariantMap config = fullConfig();
    if (other.isValid())
        config.insert(key, other);
    else
        config.remove(key);
    const ScoreColumns scores = columnsOf(0, 100);
    const auto all = compared({ runOf(QStringLiteral("A"), fullConfig(), scores), runOf(QStringLiteral("B"), config, scores) });
    const ComparabilityCheck check = checkOf(all, Aspect(aspect));
    QCOMPARE(int(check.light), light);
    QCOMPARE(int(all.comparability.light()), light); // and nothing else
    if (Light(light) == Light::Green)
        return;
    QCOMPARE(check.keys, QStringList { key });
    QVERIFY2(check.text.contains(key) && check.text.contains(gsm8k), qPrintable(check.text));
    QCOMPARE(check.details.size(), 1);
    const QString caveat = caveatText(all.comparability, all.comparison.names);
    QVERIFY2(caveat.contains(key) && caveat.startsWith(Light(light) == Light::Red ? QStringLiteral("Not comparable: B.") : QStringLiteral("Caveat: B.")),
        qPrintable(caveat));
}

void tst_Comparability::notRecorded()
{
    const auto all = compared({ runOf(QStringLiteral("A"), {}), runOf(QStringLiteral("B"), {}) });
    QVERIFY(all.comparability.light() == Light::Amber);
    for (const Aspect aspect : { Aspect::Data, Aspect::Items, Aspect::Shots, Aspect::Prompt, Aspect::Decoding, Aspect::Harness }) {
        QVERIFY(checkOf(all, aspect).light == Light::Amber);
        QVERIFY2(checkOf(all, aspect).text.contains(QStringLiteral("not recorded")), qPrintable(checkOf(all, aspect).text));
    }
    QVERIFY(checkOf(all, Aspect::Judge).light == Light::Green); // most runs have none
}

void tst_Comparability::sameItemsSpeakForTheData()
{
    QVariantMap config = fullConfig(), other = fullConfig();
    config.remove(QStringLiteral("dataset_sha256"));
    const ScoreColumns scores = columnsOf(0, 100);
    const auto unknown = compared({ runOf(QStringLiteral("A"), config, scores), runOf(QStringLiteral("B"), config, scores) });
    QVERIFY(checkOf(unknown, Aspect::Data).light == Light::Green);
    // Another file with the same items: a caveat; without items: other data.
    other.insert(QStringLiteral("dataset_sha256"), QStringLiteral("ffff"));
    QVERIFY(checkOf(compared({ runOf(QStringLiteral("A"), fullConfig(), scores), runOf(QStringLiteral("B"), other, scores) }), Aspect::Data).light == Light::Amber);
    QVERIFY(checkOf(compared({ runOf(QStringLiteral("A"), fullConfig()), runOf(QStringLiteral("B"), other) }), Aspect::Data).light == Light::Red);
}

void tst_Comparability::itemsOverlap()
{
    const auto items = [](int from, int to) {
        return checkOf(compared({ runOf(QStringLiteral("A"), fullConfig(), columnsOf(0, 100)), runOf(QStringLiteral("B"), fullConfig(), columnsOf(from, to)) }), Aspect::Items);
    };
    QVERIFY(items(0, 100).light == Light::Green);
    QVERIFY(items(20, 120).light == Light::Amber); // 80 of 120
    QVERIFY(items(60, 160).light == Light::Red); // 40 of 160
    QCOMPARE(items(60, 160).details.first().other, QStringLiteral("40 of 160 items shared"));
    QVERIFY(items(200, 300).light == Light::Amber); // none: compared by standard errors, which needs no shared items
}

void tst_Comparability::nothingInCommon()
{
    const auto all = compared({ runOf(QStringLiteral("A"), fullConfig()), runOf(QStringLiteral("B"), fullConfig(), {}, QStringLiteral("mmlu")) });
    QVERIFY(all.comparability.light() == Light::Red);
    QVERIFY(caveatText(all.comparability, all.comparison.names).contains(QStringLiteral("no result of one benchmark in common")));
    ComparedRun failed = runOf(QStringLiteral("C"), fullConfig());
    failed.job.status.benchmarks[0].status = RunState::Failed;
    const auto without = compared({ runOf(QStringLiteral("A"), fullConfig()), failed });
    QVERIFY(checkOf(without, Aspect::Benchmarks).light == Light::Red);
}

void tst_Comparability::turnedDirection()
{
    ComparedRun turned = runOf(QStringLiteral("B"), fullConfig());
    turned.job.benchmarks[0].primaryScore->lowerIsBetter = true;
    const auto all = compared({ runOf(QStringLiteral("A"), fullConfig()), turned });
    QVERIFY(checkOf(all, Aspect::Meaning).light == Light::Red);
}

void tst_Comparability::redTakesTheWordAway()
{
    QVariantMap config = fullConfig();
    config.insert(QStringLiteral("num_fewshot"), 0);
    const auto all = compared({ runOf(QStringLiteral("A"), fullConfig()), runOf(QStringLiteral("B"), config), runOf(QStringLiteral("C"), fullConfig()) });
    QVERIFY(all.comparability.lightOf(1) == Light::Red && all.comparability.lightOf(2) != Light::Red);
    QVERIFY(wordingOf(all.comparability, false) == Wording::Plain);
    QVERIFY(wordingOf(all.comparability, true) == Wording::Judging);
    QVERIFY(caveatText(all.comparability, all.comparison.names, true).contains(QStringLiteral("confirmed it")));
    QVERIFY(!caveatText(all.comparability, all.comparison.names, false).contains(QStringLiteral("confirmed it")));
}

void tst_Comparability::breaksOfHistory()
{
    const auto configOf = [](const QVariantMap &config) { return runConfigs(runOf(QStringLiteral("A"), config).job).value(0); };
    QVariantMap other = fullConfig();
    QVERIFY(breakReason(configOf(fullConfig()), configOf(other)).isEmpty());
    other.insert(QStringLiteral("harness_version"), QStringLiteral("9"));
    QVERIFY(breakReason(configOf(fullConfig()), configOf(other)).isEmpty()); // a caveat breaks no line
    other.insert(QStringLiteral("num_fewshot"), 0);
    QCOMPARE(breakReason(configOf(fullConfig()), configOf(other)), QStringLiteral("num_fewshot was 5, is 0"));
    QVERIFY(breakReason(configOf(fullConfig()), configOf({})).isEmpty());
}

void tst_Comparability::configDiffShowsWhatDiffersFirst()
{
    QVariantMap other = fullConfig();
    other.insert(QStringLiteral("temperature"), 0.7);
    other.insert(QStringLiteral("harness_version"), QStringLiteral("0.4.9.2"));
    QList<ComparedRun> runs { runOf(QStringLiteral("A"), fullConfig()), runOf(QStringLiteral("B"), other) };
    const auto rows = configDiff(*compareRuns(runs, {}), runs);
    QCOMPARE(rows.size(), 6);
    QCOMPARE(rows.at(0), (ConfigDiffRow { {}, QStringLiteral("harness_version"), { QStringLiteral("0.4.9.1"), QStringLiteral("0.4.9.2") }, true, true }));
    QCOMPARE(rows.at(1).key, QStringLiteral("temperature"));
    QVERIFY(!rows.at(2).differs);
    // A key that differs between benchmarks has a row each.
    for (ComparedRun &run : runs) {
        const ComparedRun second = runOf(run.name, run.name == QLatin1String("A") ? fullConfig() : QVariantMap {}, {}, QStringLiteral("mmlu"));
        run.job.benchmarks << second.job.benchmarks;
        run.job.status.benchmarks << second.job.status.benchmarks;
        run.job.results.benchmarks << second.job.results.benchmarks;
        run.job.status.benchmarks[1].benchmarkIndex = run.job.results.benchmarks[1].benchmarkIndex = 1;
    }
    QStringList shots;
    for (const ConfigDiffRow &row : configDiff(*compareRuns(runs, {}), runs)) {
        if (row.key == QLatin1String("num_fewshot"))
            shots << row.benchmark + QLatin1Char(':') + row.values.join(QLatin1Char('/')) + (row.differs ? QStringLiteral("!") : QString());
    }
    QCOMPARE(shots, QStringList({ QStringLiteral("mmlu:5/!"), QStringLiteral("gsm8k:5/5") }));
}

ASSAY_TEST(tst_Comparability)
#include "tst_Comparability.moc"

#include "services/json/Json.h"
#include "services/verdict/EffectivePlan.h"
#include "tests/support/GoldenJobs.h"
#include "tests/support/FromYaml.h"
#include "tests/support/TestRegistry.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace assay;
using assay::test::fromYaml;

/// The plan of a job beside what the released server was recorded to do, and each of its rules alone.
class tst_EffectivePlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void recordings_data();
    void recordings();
    void workedExample();
    void duplicateIsDriftElsewhere();
    void values_data();
    void values();
    void jobValues_data();
    void jobValues();
    void notes_data();
    void notes();
    void pointsAtWhatWasWritten();
    void aFairServerDoesWhatIsAsked();
    void expandedJobLosesNothing();
    void expandedJobKeepsWhatWasAsked();
    void drift_data();
    void drift();
    void noDriftBeforeTheEnd();
};

namespace {

const Provider &provider()
{
    static const Provider one = [] {
        Provider made = fromYaml<Provider>(R"(
name: p
benchmarks:
- {id: quiz, metrics: [acc, f1], dataset_size: 100, primary_score: {metric: acc}, pass_criteria: {threshold: 0.25}}
- {id: other, metrics: [acc], dataset_size: 40, primary_score: {metric: acc}, pass_criteria: {threshold: 0.5}}
- {id: plain, metrics: [acc]}
- {id: tox, metrics: [toxicity], primary_score: {metric: toxicity, lower_is_better: true}, pass_criteria: {threshold: 0.3}}
)");
        made.resource.id = QStringLiteral("p");
        return made;
    }();
    return one;
}

const ProviderBenchmark *lookup(const QString &providerId, const QString &id)
{
    const auto &benchmarks = provider().benchmarks;
    const auto found = std::ranges::find_if(benchmarks, [&](const auto &one) { return one.id == id && providerId == QLatin1String("p"); });
    return found == benchmarks.end() ? nullptr : &*found;
}

Collection collectionOf(const QByteArray &benchmarks)
{
    Collection collection = fromYaml<Collection>("{name: c, category: c, pass_criteria: {threshold: 0.7}, benchmarks: " + benchmarks + "}");
    collection.resource.id = QStringLiteral("c");
    return collection;
}

Job jobOf(const QByteArray &members)
{
    return fromYaml<Job>("{name: j, model: {name: m, url: 'http://m.invalid'}, " + members + "}");
}

EffectivePlan planOf(const QByteArray &job, const QByteArray &collection, const ServerProfile &profile)
{
    const Job asked = jobOf(job);
    if (collection.isEmpty())
        return effectivePlan(asked, nullptr, lookup, profile);
    const Collection with = collectionOf(collection);
    return effectivePlan(asked, &with, lookup, profile);
}

QString fateWord(Fate fate)
{
    switch (fate) {
    case Fate::Used: return QStringLiteral("used");
    case Fate::Ignored: return QStringLiteral("ignored");
    case Fate::Replaced: return QStringLiteral("replaced");
    case Fate::Leaked: break;
    }
    return QStringLiteral("leaked");
}

/// "weight 3 collection used", "weight 50 override ignored override-ignored expand-inline"
QString line(const PlanValue &value)
{
    QString text = QStringLiteral("%1 %2 %3 %4").arg(value.name, QString::fromUtf8(value.value.text), QLatin1String(word(value.origin)), fateWord(value.fate));
    for (const QString &more : { value.code, value.fix }) {
        if (!more.isEmpty())
            text += u' ' + more;
    }
    return text;
}

QStringList lines(const QList<PlanValue> &values)
{
    QStringList list;
    for (const PlanValue &value : values)
        list << line(value);
    return list;
}

} // namespace

void tst_EffectivePlan::recordings_data()
{
    QTest::addColumn<QByteArray>("id");
    const test::GoldenJobs &goldens = test::GoldenJobs::instance();
    for (const test::GoldenJob &job : goldens.jobs())
        QTest::newRow(job.name.constData()) << job.name;
    QVERIFY2(goldens.jobs().size() >= 15, "The recordings were not found.");
}

void tst_EffectivePlan::recordings()
{
    QFETCH(QByteArray, id);
    const test::GoldenJobs &goldens = test::GoldenJobs::instance();
    const test::GoldenJob &golden = goldens.job(id);
    const EffectivePlan plan = effectivePlan(golden.asked, golden.collection ? &*golden.collection : nullptr, goldens.lookup(), evalHub102());
    for (const DriftLine &line : compareWithResult(plan, golden.got))
        QVERIFY2(line.code == QLatin1String("metric-missing"), qPrintable(line.text)); // the recordings report no such metric
    for (const BenchmarkResult &result : golden.got.results.benchmarks) {
        const PlanRow &row = plan.rows.at(int(result.benchmarkIndex.value_or(0)));
        QCOMPARE(row.entry.id, result.id);
        if (result.test) {
            QVERIFY(row.judged());
            QCOMPARE(row.gate.score->metric, result.test->primaryScoreMetric);
            QCOMPARE(asFloat32(*row.gate.threshold), *result.test->threshold);
        }
        const JsonText spec = test::memberOf(result.additionalInfo, QStringLiteral("spec"));
        if (spec.isEmpty())
            continue; // only the echoing adapter tells what it was given
        QList<JsonMember> given = jsonMembers(test::memberOf(spec, QStringLiteral("parameters"))), planned;
        if (const JsonText examples = test::memberOf(spec, QStringLiteral("num_examples")); !examples.isEmpty())
            given.append({ QStringLiteral("num_examples"), examples });
        for (const PlanValue &value : row.values) {
            if (value.name.startsWith(QLatin1String("parameters.")) && (value.fate == Fate::Used || value.fate == Fate::Leaked))
                planned.append({ value.name.mid(11), value.value });
        }
        const auto byName = [](const auto &one, const auto &other) { return one.name < other.name; };
        std::ranges::sort(given, byName);
        std::ranges::sort(planned, byName);
        QCOMPARE(jsonObject(planned).text, jsonObject(given).text);
    }
    if (golden.got.results.test)
        QCOMPARE(plan.jobThreshold, *golden.got.results.test->threshold);
}

/// The recording whose merge the contract explains: what is in effect, what is not, and why.
void tst_EffectivePlan::workedExample()
{
    const test::GoldenJobs &goldens = test::GoldenJobs::instance();
    const test::GoldenJob &golden = goldens.job("job_ce");
    QVERIFY(golden.collection);
    const EffectivePlan plan = effectivePlan(golden.asked, &*golden.collection, goldens.lookup(), evalHub102());
    QStringList first;
    for (const QString &one : lines(plan.rows.at(0).values)) {
        if (one.startsWith(QLatin1String("parameters.")))
            first << one;
    }
    QCOMPARE(first, (QStringList { QStringLiteral("parameters.a \"coll\" collection used"),
                        QStringLiteral("parameters.a \"job\" override replaced override-parameter-loses expand-inline"),
                        QStringLiteral("parameters.b \"job\" override used"),
                        QStringLiteral("parameters.gone \"job\" override ignored override-parameter-removed expand-inline"),
                        QStringLiteral("parameters.null 1 override ignored override-parameter-removed expand-inline"),
                        QStringLiteral("parameters.num_examples 2 override used") }));
}

/// What the released server does with a benchmark that is listed twice is no plan of ours.
void tst_EffectivePlan::duplicateIsDriftElsewhere()
{
    const test::GoldenJobs &goldens = test::GoldenJobs::instance();
    const test::GoldenJob &golden = goldens.job("job_s12");
    const EffectivePlan plan = effectivePlan(golden.asked, nullptr, goldens.lookup(), assayEngine());
    const QList<DriftLine> drift = compareWithResult(plan, golden.got);
    QCOMPARE(drift.size(), 1);
    QCOMPARE(drift.first().code, QStringLiteral("threshold"));
    QCOMPARE(drift.first().benchmark, 1);
    QCOMPARE(drift.first().planned, QStringLiteral("0.8"));
    QCOMPARE(drift.first().found, QStringLiteral("0.2"));
}

void tst_EffectivePlan::values_data()
{
    QTest::addColumn<QByteArray>("job");
    QTest::addColumn<QByteArray>("collection");
    QTest::addColumn<int>("row");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const char *job, const char *collection, int index, const QStringList &expected) {
        QTest::newRow(name) << QByteArray(job) << QByteArray(collection) << index << expected;
    };
    const QString acc = QStringLiteral("primary_score {\"metric\":\"acc\",\"lower_is_better\":false} ");
    // clang-format off
    row("provider's gate", "benchmarks: [{id: quiz, provider_id: p}]", "", 0,
        { acc + "provider used", "pass_criteria 0.25 provider used", "weight 1 default used" });
    row("own gate", "benchmarks: [{id: quiz, provider_id: p, weight: 2, primary_score: {metric: acc}, pass_criteria: {threshold: 0.6}, parameters: {b: [1], a: 1.50}}]", "", 0,
        { acc + "job used", "pass_criteria 0.6 job used", "weight 2 job used", "parameters.a 1.5 job used", "parameters.b [1] job used" });
    row("provider's gate lost", "benchmarks: [{id: quiz, provider_id: p, primary_score: {metric: acc}}]", "", 0,
        { acc + "job used", "pass_criteria 0.25 provider ignored provider-gate-not-inherited edit-gate" });
    row("gate without metric", "benchmarks: [{id: plain, provider_id: p, pass_criteria: {threshold: 0.6}}]", "", 0,
        { "pass_criteria 0.6 job ignored gate-without-metric edit-gate" });
    row("weight without test", "benchmarks: [{id: plain, provider_id: p, weight: 3}]", "", 0,
        { "weight 3 job ignored weight-without-test edit-gate" });
    row("weight 0", "benchmarks: [{id: quiz, provider_id: p, weight: 0}]", "", 0,
        { acc + "provider used", "pass_criteria 0.25 provider used", "weight 1 default used", "weight 0 job replaced weight-zero edit-gate" });
    row("empty values stay in a job of its own", "benchmarks: [{id: plain, provider_id: p, parameters: {a: '', b: null}}]", "", 0,
        { "parameters.a \"\" job used", "parameters.b null job used" });
    row("num_examples as a text", "benchmarks: [{id: plain, provider_id: p, parameters: {num_examples: '10'}}]", "", 0,
        { "parameters.num_examples \"10\" job ignored num-examples-not-a-number edit-parameter" });
    row("twice, the first judges", "benchmarks: [{id: quiz, provider_id: p, pass_criteria: {threshold: 0.2}}, {id: quiz, provider_id: p, pass_criteria: {threshold: 0.8}}]", "", 1,
        { acc + "provider used", "pass_criteria 0.2 job used", "pass_criteria 0.8 job replaced duplicate-benchmark edit-gate", "weight 1 default used" });
    row("twice the same", "benchmarks: [{id: quiz, provider_id: p}, {id: quiz, provider_id: p}]", "", 1,
        { acc + "provider used", "pass_criteria 0.25 provider used", "weight 1 default used" });
    const char *two = "[{id: quiz, provider_id: p, weight: 3, pass_criteria: {threshold: 0.6}, parameters: {num_examples: 50, gone: ''}}, {id: other, provider_id: p}]";
    row("override's gate", "collection: {id: c, benchmarks: [{id: quiz, provider_id: p, weight: 50, primary_score: {metric: f1}, pass_criteria: {threshold: 0.99}}]}", two, 0,
        { acc + "provider used", "primary_score {\"metric\":\"f1\",\"lower_is_better\":false} override ignored override-ignored expand-inline",
          "pass_criteria 0.6 collection used", "pass_criteria 0.99 override ignored override-ignored expand-inline",
          "weight 3 collection used", "weight 50 override ignored override-ignored expand-inline", "parameters.num_examples 50 collection used" });
    const char *limited = "collection: {id: c, benchmarks: [{id: quiz, provider_id: p, parameters: {num_examples: 10, gone: 1, seed: 7}}]}";
    row("override's parameters", limited, two, 0,
        { acc + "provider used", "pass_criteria 0.6 collection used", "weight 3 collection used", "parameters.gone 1 override ignored override-parameter-removed expand-inline",
          "parameters.num_examples 50 collection used", "parameters.num_examples 10 override replaced override-parameter-loses expand-inline", "parameters.seed 7 override used" });
    row("leak to the sibling", limited, two, 1,
        { acc + "provider used", "pass_criteria 0.5 provider used", "weight 1 default used", "parameters.gone 1 override leaked override-leaks expand-inline",
          "parameters.num_examples 10 override leaked override-leaks expand-inline", "parameters.seed 7 override leaked override-leaks expand-inline" });
    row("the later override wins, whomever it names", "collection: {id: c, benchmarks: [{id: quiz, provider_id: p, parameters: {seed: 1}}, {id: other, provider_id: p, parameters: {seed: 2}}]}", two, 0,
        { acc + "provider used", "pass_criteria 0.6 collection used", "weight 3 collection used", "parameters.num_examples 50 collection used",
          "parameters.seed 2 override leaked override-leaks expand-inline", "parameters.seed 1 override replaced override-later-wins expand-inline" });
    row("data and hardware of the override", "collection: {id: c, benchmarks: [{id: other, provider_id: p, test_data_ref: {hf: {repo_id: a/b, revision: r}}, hardware_config: {gpu: {name: g, count: 2}}}]}", two, 1,
        { acc + "provider used", "pass_criteria 0.5 provider used", "weight 1 default used", "test_data_ref \"hf a/b r\" override used", "hardware_config \"2 × g\" override used" });
    // clang-format on
}

void tst_EffectivePlan::values()
{
    QFETCH(QByteArray, job);
    QFETCH(QByteArray, collection);
    QFETCH(int, row);
    QFETCH(QStringList, expected);
    const EffectivePlan plan = planOf(job, collection, evalHub102());
    QCOMPARE(lines(plan.rows.at(row).values), expected);
    for (const PlanValue &value : plan.rows.at(row).values) {
        QCOMPARE(value.reason.isEmpty(), value.fate == Fate::Used);
        QCOMPARE(value.code.isEmpty(), value.fate == Fate::Used);
    }
}

void tst_EffectivePlan::jobValues_data()
{
    QTest::addColumn<QByteArray>("job");
    QTest::addColumn<QByteArray>("collection");
    QTest::addColumn<bool>("ours");
    QTest::addColumn<double>("threshold");
    QTest::addColumn<QStringList>("expected");
    const char *quiz = "[{id: quiz, provider_id: p}]";
    const char *policy = "benchmarks: [{id: quiz, provider_id: p}], custom: {assay: {retries: 2, stall_seconds: 30}, mine: 1}";
    QTest::newRow("default") << QByteArray("benchmarks: [{id: quiz, provider_id: p}]") << QByteArray() << false << 0.5 << QStringList { QStringLiteral("pass_criteria 0.5 default used") };
    QTest::newRow("collection's") << QByteArray("collection: {id: c}") << QByteArray(quiz) << false << 0.7 << QStringList { QStringLiteral("pass_criteria 0.7 collection used") };
    QTest::newRow("job's") << QByteArray("collection: {id: c}, pass_criteria: {threshold: 0.758}") << QByteArray(quiz) << false << 0.758
                           << QStringList { QStringLiteral("pass_criteria 0.758 job used"), QStringLiteral("pass_criteria 0.7 collection replaced job-gate-wins") };
    QTest::newRow("0 is a gate") << QByteArray("collection: {id: c}, pass_criteria: {threshold: 0}") << QByteArray(quiz) << false << 0.0
                                 << QStringList { QStringLiteral("pass_criteria 0 job used"), QStringLiteral("pass_criteria 0.7 collection replaced job-gate-wins") };
    QTest::newRow("nothing is judged") << QByteArray("benchmarks: [{id: plain, provider_id: p}], pass_criteria: {threshold: 0.9}") << QByteArray() << false << 0.9
                                       << QStringList { QStringLiteral("pass_criteria 0.9 job ignored job-gate-never-read") };
    QTest::newRow("policy at EvalHub") << QByteArray(policy) << QByteArray() << false << 0.5
                                       << QStringList { QStringLiteral("pass_criteria 0.5 default used"), QStringLiteral("custom.assay.retries 2 job ignored run-policy-not-read"),
                                              QStringLiteral("custom.assay.stall_seconds 30 job ignored run-policy-not-read") };
    QTest::newRow("policy at the engine") << QByteArray(policy) << QByteArray() << true << 0.5 << QStringList { QStringLiteral("pass_criteria 0.5 default used") };
}

void tst_EffectivePlan::jobValues()
{
    QFETCH(QByteArray, job);
    QFETCH(QByteArray, collection);
    QFETCH(bool, ours);
    QFETCH(double, threshold);
    QFETCH(QStringList, expected);
    const EffectivePlan plan = planOf(job, collection, ours ? assayEngine() : evalHub102());
    QCOMPARE(plan.jobThreshold, threshold);
    QCOMPARE(lines(plan.job), expected);
}

void tst_EffectivePlan::notes_data()
{
    QTest::addColumn<QByteArray>("job");
    QTest::addColumn<QByteArray>("collection");
    QTest::addColumn<bool>("ours");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const char *job, const char *collection, bool ours, const QStringList &expected) {
        QTest::newRow(name) << QByteArray(job) << QByteArray(collection) << ours << expected;
    };
    // clang-format off
    row("nothing", "benchmarks: [{id: quiz, provider_id: p}]", "", false, {});
    row("direction at the provider", "benchmarks: [{id: tox, provider_id: p}]", "", false, { "direction-only-at-provider 0 edit-gate" });
    row("the engine follows", "benchmarks: [{id: tox, provider_id: p}]", "", true, { "direction-only-at-provider 0 edit-gate" });
    row("direction at the entry", "benchmarks: [{id: tox, provider_id: p, primary_score: {metric: toxicity, lower_is_better: true}, pass_criteria: {threshold: 0.3}}]", "", false, {});
    row("direction, but no gate", "benchmarks: [{id: tox, provider_id: p, primary_score: {metric: toxicity, lower_is_better: true}}]", "", false, {});
    row("no primary score", "benchmarks: [{id: plain, provider_id: p}]", "", false, { "no-primary-score 0 edit-gate" });
    row("unknown benchmark", "benchmarks: [{id: nope, provider_id: p}]", "", false, { "unknown-benchmark 0" });
    row("unknown provider", "benchmarks: [{id: quiz, provider_id: nope}]", "", false, { "unknown-benchmark 0" });
    row("live collection", "collection: {id: c}", "[{id: quiz, provider_id: p}]", false, { "collection-read-live -1 expand-inline" });
    row("copied collection", "collection: {id: c}", "[{id: quiz, provider_id: p}]", true, {});
    row("unknown collection", "collection: {id: c}", "", false, { "unknown-collection -1" });
    row("empty collection", "collection: {id: c}", "[]", true, { "collection-empty -1 refused" });
    row("override of nothing", "collection: {id: c, benchmarks: [{id: other, provider_id: p}]}", "[{id: quiz, provider_id: p}]", true, { "override-unknown -1 refused" });
    // clang-format on
}

void tst_EffectivePlan::notes()
{
    QFETCH(QByteArray, job);
    QFETCH(QByteArray, collection);
    QFETCH(bool, ours);
    QFETCH(QStringList, expected);
    QStringList got;
    for (const PlanNote &note : planOf(job, collection, ours ? assayEngine() : evalHub102()).notes) {
        QVERIFY(!note.text.isEmpty());
        QString text = QStringLiteral("%1 %2").arg(note.code).arg(note.benchmark);
        if (!note.fix.isEmpty())
            text += u' ' + note.fix;
        got << (note.refused ? text + QStringLiteral(" refused") : text);
    }
    QCOMPARE(got, expected);
}

void tst_EffectivePlan::pointsAtWhatWasWritten()
{
    const EffectivePlan plan = planOf(
        "pass_criteria: {threshold: 0.5}, collection: {id: c, benchmarks: [{id: quiz, provider_id: p, weight: 2, parameters: {'a/b': 1}}]}",
        "[{id: quiz, provider_id: p, parameters: {x: 1}}]", evalHub102());
    QStringList paths;
    for (const PlanValue &value : plan.rows.at(0).values)
        paths << value.name + u' ' + value.path;
    QCOMPARE(paths, (QStringList { QStringLiteral("primary_score "), QStringLiteral("pass_criteria "), QStringLiteral("weight "),
                        QStringLiteral("weight /collection/benchmarks/0/weight"), QStringLiteral("parameters.a/b /collection/benchmarks/0/parameters/a~1b"),
                        QStringLiteral("parameters.x ") }));
    QCOMPARE(plan.job.at(0).path, QStringLiteral("/pass_criteria/threshold"));
    const EffectivePlan own = planOf("benchmarks: [{id: other, provider_id: p}, {id: quiz, provider_id: p, weight: 2, parameters: {x: 1}}]", {}, evalHub102());
    QCOMPARE(own.rows.at(1).values.at(2).path, QStringLiteral("/benchmarks/1/weight"));
    QCOMPARE(own.rows.at(1).values.at(3).path, QStringLiteral("/benchmarks/1/parameters/x"));
}

void tst_EffectivePlan::aFairServerDoesWhatIsAsked()
{
    ServerProfile fair;
    fair.name = QStringLiteral("fair");
    const EffectivePlan plan = planOf("collection: {id: c, benchmarks: [{id: tox, provider_id: p, weight: 2, pass_criteria: {threshold: 0.1}, parameters: {n: 1, gone: 2}}]}",
        "[{id: tox, provider_id: p, weight: 3, parameters: {n: 9, gone: '', kept: 4}}, {id: quiz, provider_id: p}]", fair);
    QCOMPARE(plan.lost(), 0);
    QVERIFY(plan.notes.isEmpty());
    QVERIFY(plan.rows.at(0).turned);
    QCOMPARE(plan.rows.at(0).entry.parameters.text, QByteArray(R"({"gone":2,"kept":4,"n":1})"));
    QCOMPARE(plan.rows.at(0).weight, 2.0);
    QCOMPARE(*plan.rows.at(0).gate.threshold, 0.1);
    QVERIFY(plan.rows.at(1).entry.parameters.isEmpty());
}

namespace {

/// Benchmarks and overrides of two providers, made up; the same for a seed.
struct MadeUp {
    Job job;
    Collection collection;
    explicit MadeUp(quint32 seed)
    {
        QRandomGenerator random(seed);
        const auto entry = [&random] {
            BenchmarkRef made;
            const QStringList ids { QStringLiteral("quiz"), QStringLiteral("other"), QStringLiteral("plain"), QStringLiteral("tox") };
            made.id = ids.at(random.bounded(4));
            made.providerId = random.bounded(3) ? QStringLiteral("p") : QStringLiteral("q");
            QList<JsonMember> parameters;
            for (const char *name : { "a", "b", "c" }) {
                const QByteArray value[] = { "1", "\"\"", "null", "[2,{\"x\":\"}\"}]" };
                if (random.bounded(2))
                    parameters.append({ QLatin1String(name), { value[random.bounded(4)] } });
            }
            if (!parameters.isEmpty())
                made.parameters = jsonObject(parameters);
            if (random.bounded(2))
                made.weight = random.bounded(1, 4);
            if (random.bounded(2))
                made.passCriteria = PassCriteria { random.bounded(10) / 10.0, {} };
            if (random.bounded(3) == 0)
                made.primaryScore = PrimaryScore { QStringLiteral("acc"), random.bounded(2) == 1, {} };
            return made;
        };
        for (int i = 0, count = random.bounded(1, 5); i < count; ++i)
            collection.benchmarks << entry();
        job.collection = CollectionRef { QStringLiteral("c"), {}, {}, {} };
        for (int i = 0, count = random.bounded(4); i < count; ++i) {
            BenchmarkRef asked = entry();
            const BenchmarkRef &of = collection.benchmarks.at(random.bounded(int(collection.benchmarks.size())));
            asked.id = of.id;
            asked.providerId = of.providerId;
            job.collection->benchmarks << asked;
        }
    }
};

} // namespace

void tst_EffectivePlan::expandedJobLosesNothing()
{
    int lostBefore = 0;
    for (quint32 seed = 0; seed < 300; ++seed) {
        const MadeUp made(seed);
        lostBefore += effectivePlan(made.job, &made.collection, lookup, assayEngine()).lost();
        const Job expanded = expandedInline(made.job, made.collection);
        QVERIFY(!expanded.collection);
        const EffectivePlan plan = effectivePlan(expanded, nullptr, lookup, assayEngine());
        for (const PlanRow &row : plan.rows) {
            for (const PlanValue &value : row.values) {
                // What is left is the gate's own trouble, which no way of sending cures.
                const bool gate = value.code == QLatin1String("gate-without-metric") || value.code == QLatin1String("provider-gate-not-inherited")
                    || value.code == QLatin1String("weight-without-test");
                QVERIFY2(value.fate == Fate::Used || gate, qPrintable(QStringLiteral("%1: %2").arg(seed).arg(line(value))));
            }
        }
    }
    QVERIFY(lostBefore > 300);
}

void tst_EffectivePlan::expandedJobKeepsWhatWasAsked()
{
    for (quint32 seed = 0; seed < 300; ++seed) {
        const MadeUp made(seed);
        const Job expanded = expandedInline(made.job, made.collection);
        QCOMPARE(expanded.benchmarks.size(), made.collection.benchmarks.size());
        for (int i = 0; i < expanded.benchmarks.size(); ++i) {
            const BenchmarkRef &entry = expanded.benchmarks.at(i), &before = made.collection.benchmarks.at(i);
            const BenchmarkRef *asked = overrideOf(entry, made.job.collection->benchmarks);
            if (!asked) {
                QCOMPARE(entry.weight, before.weight);
                QCOMPARE(entry.passCriteria, before.passCriteria);
                continue;
            }
            QCOMPARE(entry.weight, asked->weight ? asked->weight : before.weight);
            QCOMPARE(entry.primaryScore, asked->primaryScore ? asked->primaryScore : before.primaryScore);
            const QVariantMap got = entry.parameters.toVariantMap();
            BenchmarkRef last; // of several overrides of one benchmark the later one is meant
            for (const BenchmarkRef &one : made.job.collection->benchmarks) {
                if (isSameBenchmark(one, entry))
                    last = one;
            }
            const QVariantMap wanted = last.parameters.toVariantMap();
            for (auto it = wanted.begin(); it != wanted.end(); ++it)
                QCOMPARE(got.value(it.key()), it.value());
        }
    }
}

void tst_EffectivePlan::drift_data()
{
    QTest::addColumn<QByteArray>("got");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const char *got, const QStringList &expected) { QTest::newRow(name) << QByteArray(got) << expected; };
    const char *fine = "status: {state: completed, benchmarks: [{id: quiz, provider_id: p, benchmark_index: 0, status: completed}, {id: plain, provider_id: p, benchmark_index: 1, status: completed}]}, ";
    const auto with = [fine](const char *results) { return QByteArray(fine) + "results: " + results; };
    const auto quiz = [](const char *more) { return QByteArray("{id: quiz, provider_id: p, benchmark_index: 0, ") + more + "}"; };
    const QByteArray plain = "{id: plain, provider_id: p, benchmark_index: 1, metrics: {acc: 1}}";
    const char *test = "metrics: {acc: 0.8}, test: {primary_score: 0.8, primary_score_metric: acc, threshold: 0.6, pass: true}";
    // clang-format off
    row("as planned", with("{test: {score: 0.8, threshold: 0.5, pass: true}, benchmarks: [" + quiz(test) + ", " + plain + "]}"), {});
    row("other threshold", with("{benchmarks: [" + quiz("metrics: {acc: 0.8}, test: {primary_score: 0.8, primary_score_metric: acc, threshold: 0.25, pass: true}") + ", " + plain + "]}"), { "threshold 0 0.6 0.25" });
    row("other metric", with("{benchmarks: [" + quiz("metrics: {acc: 0.8}, test: {primary_score: 0.8, primary_score_metric: f1, threshold: 0.6, pass: true}") + ", " + plain + "]}"), { "metric 0 acc f1" });
    row("not judged", with("{benchmarks: [" + quiz("metrics: {acc: 0.8}") + ", " + plain + "]}"), { "test-missing 0 acc " });
    row("metric not reported", with("{benchmarks: [" + quiz("metrics: {f1: 0.8}") + ", " + plain + "]}"), { "metric-missing 0 acc " });
    row("judged against the plan", with("{benchmarks: [" + quiz(test) + ", {id: plain, provider_id: p, benchmark_index: 1, metrics: {acc: 1}, test: {primary_score: 1, primary_score_metric: acc, threshold: 0.1, pass: true}}]}"), { "test-unplanned 1  acc" });
    row("too many items", with("{benchmarks: [" + quiz("metrics: {acc: 0.8, samples: 50}, test: {primary_score: 0.8, primary_score_metric: acc, threshold: 0.6, pass: true}") + ", " + plain + "]}"), { "items 0 10 50" });
    row("fewer items", with("{benchmarks: [" + quiz("metrics: {acc: 0.8, samples: 9}, test: {primary_score: 0.8, primary_score_metric: acc, threshold: 0.6, pass: true}") + ", " + plain + "]}"), {});
    row("nothing came back", "status: {state: partially_failed, benchmarks: [{id: quiz, provider_id: p, benchmark_index: 0, status: completed}]}, results: {benchmarks: [" + quiz(test) + "]}", { "benchmark-missing 1 plain " });
    row("failed without a result", "status: {state: partially_failed, benchmarks: [{id: quiz, provider_id: p, benchmark_index: 0, status: completed}, {id: plain, provider_id: p, benchmark_index: 1, status: failed}]}, results: {benchmarks: [" + quiz(test) + "]}", {});
    row("another benchmark", with("{benchmarks: [" + quiz(test) + ", {id: other, provider_id: p, benchmark_index: 1}]}"), { "benchmark-unplanned 1  other" });
    row("job's threshold", with("{test: {score: 0.8, threshold: 0.7, pass: true}, benchmarks: [" + quiz(test) + ", " + plain + "]}"), { "job-threshold -1 0.5 0.7" });
    row("job's score", with("{test: {score: 0.4, threshold: 0.5, pass: false}, benchmarks: [" + quiz(test) + ", " + plain + "]}"), { "job-score -1 0.8 0.4" });
    // clang-format on
}

void tst_EffectivePlan::drift()
{
    QFETCH(QByteArray, got);
    QFETCH(QStringList, expected);
    const QByteArray asked = "benchmarks: [{id: quiz, provider_id: p, pass_criteria: {threshold: 0.6}, parameters: {num_examples: 10}}, {id: plain, provider_id: p}]";
    const EffectivePlan plan = planOf(asked, {}, evalHub102());
    QStringList found;
    for (const DriftLine &line : compareWithResult(plan, jobOf(asked + ", " + got))) {
        QVERIFY(!line.text.isEmpty());
        found << QStringLiteral("%1 %2 %3 %4").arg(line.code).arg(line.benchmark).arg(line.planned, line.found);
    }
    QCOMPARE(found, expected);
}

void tst_EffectivePlan::noDriftBeforeTheEnd()
{
    const QByteArray asked = "collection: {id: c, collection_updated_at: '2027-01-15T07:55:00Z'}";
    Collection collection = collectionOf("[{id: quiz, provider_id: p}]");
    collection.resource.updatedAt = QStringLiteral("2027-01-15T07:55:00.123456789Z");
    const Job running = jobOf(asked + ", status: {state: running}");
    QVERIFY(compareWithResult(effectivePlan(running, &collection, lookup, evalHub102()), running).isEmpty());
    collection.resource.updatedAt = QStringLiteral("2027-01-15T09:00:00Z");
    const QList<DriftLine> drift = compareWithResult(effectivePlan(running, &collection, lookup, evalHub102()), running);
    QCOMPARE(drift.size(), 1);
    QCOMPARE(drift.first().code, QStringLiteral("collection-changed"));
}

ASSAY_TEST(tst_EffectivePlan)
#include "tst_EffectivePlan.moc"

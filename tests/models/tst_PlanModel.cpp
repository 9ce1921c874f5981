#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "models/plan/PlanWords.h"
#include "models/plan/ReviewPlan.h"
#include "models/plan/RunPlan.h"
#include "models/prices/PriceListModel.h"
#include "models/results/RunModel.h"
#include "tests/support/FakeCatalogueService.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeJobService.h"
#include "tests/support/PlanFixtures.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;

/// The plan as rows and words, and where a composed and a submitted job get it from.
class tst_PlanModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rows();
    void valuesHaveTheirUnits_data();
    void valuesHaveTheirUnits();
    void keepsRowsThatSayTheSame();
    void growsAndShrinks();
    void toolTipsAreNoMarkup();
    void tellsTheCost();
    void tellsDrift();
    void reviewFollowsTheCatalogue();
    void reviewAsksForEarlierOnce();
    void reviewAddsUpMoney();
    void runAsksForItsProviders();
    void runByTheRulesOfItsServer();
};

namespace {

const ProviderBenchmark *lookup(const QString &, const QString &id)
{
    static const Provider provider = test::planProvider();
    for (const ProviderBenchmark &benchmark : provider.benchmarks) {
        if (benchmark.id == id)
            return &benchmark;
    }
    return nullptr;
}

EffectivePlan samplePlan(const ServerProfile &profile = evalHub102())
{
    const Collection collection = test::planCollection();
    return effectivePlan(test::planJob(), &collection, lookup, profile);
}

/// Rows below a group as "name | text | origin | fate".
QStringList linesOf(const PlanModel &model, int group)
{
    QStringList lines;
    const QModelIndex parent = model.index(group, 0);
    for (int row = 0; row < model.rowCount(parent); ++row) {
        QStringList cells;
        for (int column = 0; column < PlanModel::EffectColumn; ++column)
            cells << model.index(row, column, parent).data().toString();
        const QVariant fate = model.index(row, 0, parent).data(PlanModel::FateRole);
        cells << (fate.isValid() ? fateText(Fate(fate.toInt())) : QString());
        lines << cells.join(QStringLiteral(" | "));
    }
    return lines;
}

QModelIndex find(const PlanModel &model, int group, const QString &name, Fate fate)
{
    const QModelIndex parent = model.index(group, 0);
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex line = model.index(row, 0, parent);
        if (line.data().toString() == name && line.data(PlanModel::FateRole) == QVariant(int(fate)))
            return line;
    }
    return {};
}

} // namespace

void tst_PlanModel::rows()
{
    PlanModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPlan(samplePlan());
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(linesOf(model, 1), (QStringList{QStringLiteral("Metric | acc ↑ | Provider | Used"), QStringLiteral("Gate | 0.600 | Collection | Used"),
                                    QStringLiteral("Gate | 0.900 | Yours | Ignored"), QStringLiteral("Weight | 3 | Collection | Used"),
                                    QStringLiteral("num_examples | 50 | Collection | Used"), QStringLiteral("num_examples | 10 | Yours | Replaced"),
                                    QStringLiteral("seed | 7 | Yours | Used")}));
    QCOMPARE(linesOf(model, 2), (QStringList{QStringLiteral("Metric | output_tokens_per_second ↑ | Provider | Used"), QStringLiteral("Gate | 10.0\u00A0tok/s | Provider | Used"),
                                    QStringLiteral("Weight | 1 | Server default | Used"), QStringLiteral("num_examples | 10 | Yours | Leaks in"),
                                    QStringLiteral("seed | 7 | Yours | Leaks in")}));
    const QModelIndex lost = find(model, 1, QStringLiteral("num_examples"), Fate::Replaced);
    QVERIFY(lost.isValid());
    QVERIFY(lost.data(PlanModel::StruckRole).toBool());
    QCOMPARE(lost.data(PlanModel::FixRole).toString(), planfix::expandInline);
    QCOMPARE(lost.data(PlanModel::PathRole).toString(), QStringLiteral("/collection/benchmarks/0/parameters/num_examples"));
    QCOMPARE(lost.data(PlanModel::CodeRole).toString(), QStringLiteral("override-parameter-loses"));
    QVERIFY(lost.siblingAtColumn(PlanModel::EffectColumn).data().toString().contains(lost.data(PlanModel::ReasonRole).toString()));
    QVERIFY(lost.siblingAtColumn(PlanModel::ValueColumn).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("Replaced"))); // a line through it is not read out
    QVERIFY(!find(model, 1, QStringLiteral("seed"), Fate::Used).data(PlanModel::StruckRole).toBool());
    QVERIFY(!find(model, 2, QStringLiteral("seed"), Fate::Leaked).data(PlanModel::StruckRole).toBool()); // it is in effect
    QCOMPARE(planSentence(model.plan(), {}), QStringLiteral("%n value(s) will not do what was asked.").replace(QStringLiteral("%n"), QString::number(model.plan().lost())));
}

void tst_PlanModel::valuesHaveTheirUnits_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("metric");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *what, const char *name, const char *value, const char *metric, const char *expected) {
        QTest::newRow(what) << QString::fromUtf8(name) << QByteArray(value) << QString::fromUtf8(metric) << QString::fromUtf8(expected);
    };
    row("share", "pass_criteria", "0.65", "accuracy", "0.650");
    row("rate", "pass_criteria", "50", "output_tokens_per_second", "50.0\u00A0tok/s");
    row("job's", "pass_criteria", "0.5", "", "0.5");
    row("lower", "primary_score", R"({"metric":"toxicity","lower_is_better":true})", "", "toxicity ↓");
    row("text", "parameters.a", R"("x \"y\"")", "", R"(x "y")");
    row("empty text", "parameters.a", R"("")", "", R"("")");
    row("list", "parameters.a", R"([1,"b"])", "", R"([1,"b"])");
    row("every digit", "parameters.a", "12345678901234567890", "", "12345678901234567890");
    // A job may hold its rows, which no table lays out.
    const QString rows = QStringLiteral("[") + QString(1'000'000, QChar(0x20ac)) + QStringLiteral("]"), text = QString(1'000'000, QLatin1Char('x'));
    QTest::newRow("rows") << QStringLiteral("parameters.input_rows") << rows.toUtf8() << QString() << rows.left(2000) + QStringLiteral(" …");
    QTest::newRow("long text") << QStringLiteral("parameters.a") << '"' + text.toUtf8() + '"' << QString() << text.left(2000) + QStringLiteral(" …");
    QTest::newRow("just fits") << QStringLiteral("parameters.a") << text.left(2000).toUtf8() << QString() << text.left(2000);
}

void tst_PlanModel::valuesHaveTheirUnits()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, value);
    QFETCH(QString, metric);
    QFETCH(QString, expected);
    PlanValue given;
    given.name = name;
    given.value.text = value;
    QCOMPARE(planValueText(given, metric, QLocale::c()), expected);
}

void tst_PlanModel::keepsRowsThatSayTheSame()
{
    PlanModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPlan(samplePlan());
    const QPersistentModelIndex gate = find(model, 1, QStringLiteral("Gate"), Fate::Used);
    QSignalSpy reset(&model, &PlanModel::modelReset), change(&model, &PlanModel::dataChanged), insert(&model, &PlanModel::rowsInserted), remove(&model, &PlanModel::rowsRemoved);
    model.setPlan(samplePlan());
    QCOMPARE(change.count() + insert.count() + remove.count(), 0);
    EffectivePlan other = samplePlan();
    other.rows[0].values[1].value.text = "0.7";
    model.setPlan(other);
    QCOMPARE(change.count(), 1);
    QCOMPARE(reset.count(), 0);
    QVERIFY(gate.isValid());
    QCOMPARE(gate.sibling(gate.row(), PlanModel::ValueColumn).data().toString(), QStringLiteral("0.700"));
}

void tst_PlanModel::growsAndShrinks()
{
    PlanModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPlan(samplePlan());
    const EffectivePlan inlined = effectivePlan(expandedInline(test::planJob(), test::planCollection()), nullptr, lookup, evalHub102());
    model.setPlan(inlined);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(inlined.lost(), 0);
    EffectivePlan one = inlined;
    one.rows.removeLast();
    model.setPlan(one);
    QCOMPARE(model.rowCount(), 2);
    model.setPlan(samplePlan());
    QCOMPARE(model.rowCount(), 3);
    model.setPlan({});
    QCOMPARE(model.rowCount(), 1);
}

void tst_PlanModel::toolTipsAreNoMarkup()
{
    EffectivePlan plan = samplePlan();
    plan.rows[0].entry.id = QStringLiteral("<b>x</b>");
    PlanModel model;
    model.setPlan(plan);
    QVERIFY(!model.index(1, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("<b>")));
}

void tst_PlanModel::tellsTheCost()
{
    PlanModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const EffectivePlan plan = samplePlan();
    model.setPlan(plan);
    const Estimate estimate = estimateJob(plan, test::planJob(), lookup, {});
    model.setEstimate(estimate);
    const QStringList job = linesOf(model, 0);
    QCOMPARE(job.at(job.size() - 3), QStringLiteral("Requests | 60 | Estimate | "));
    QCOMPARE(job.last(), QStringLiteral("Time | not known | Estimate | "));
    QVERIFY(linesOf(model, 1).contains(QStringLiteral("Requests | 50 | Estimate | ")));
    QCOMPARE(estimateSentence(estimate, QLocale::c()), QStringLiteral("Requests: 60  ·  Tokens: 30000, an assumption  ·  Time: not known"));
    model.setEstimate({});
    QVERIFY(!linesOf(model, 0).join(u' ').contains(QStringLiteral("Estimate")));
}

void tst_PlanModel::tellsDrift()
{
    PlanModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPlan(samplePlan(), {{QStringLiteral("threshold"), 0, QStringLiteral("0.6"), QStringLiteral("0.5"), QStringLiteral("Another threshold.")},
                                 {QStringLiteral("benchmark-unplanned"), 7, {}, QStringLiteral("stray"), QStringLiteral("Not planned.")}});
    QCOMPARE(model.rowCount(), 4);
    QVERIFY2(linesOf(model, 1).first().startsWith(QStringLiteral("Came back otherwise | 0.6 → 0.5")), qPrintable(linesOf(model, 1).first()));
    QCOMPARE(model.index(3, 0).data().toString(), QStringLiteral("stray"));
    QCOMPARE(model.index(0, PlanModel::EffectColumn, model.index(1, 0)).data(ToneRole).toInt(), int(Tone::Error));
}

void tst_PlanModel::reviewFollowsTheCatalogue()
{
    test::FakeJobService jobs;
    test::FakeCatalogueService service;
    service.providers = {test::planProvider()};
    service.collections = {test::planCollection()};
    CatalogueModel catalogue(service);
    CollectionListModel collections(service);
    ReviewPlan review(jobs, catalogue, collections);
    review.setJob(test::planJob(), {});
    QCOMPARE(review.model().plan().notes.first().code, QStringLiteral("unknown-collection"));
    catalogue.refresh();
    collections.refresh();
    QTRY_COMPARE(review.model().rowCount(), 3);
    QTRY_VERIFY(review.model().plan().rows.at(0).known);
    QVERIFY(review.model().estimate());
    QVERIFY(!review.expanded().collection);
    QCOMPARE(review.model().plan().profile, evalHub102());
    review.setJob(test::planJob(), {{Capability::PlanJobs}, {}, {}});
    QCOMPARE(review.model().plan().profile, assayEngine());
}

void tst_PlanModel::reviewAsksForEarlierOnce()
{
    test::FakeJobService jobs;
    test::FakeCatalogueService service;
    service.providers = {test::planProvider()};
    service.collections = {test::planCollection()};
    CatalogueModel catalogue(service);
    CollectionListModel collections(service);
    catalogue.refresh();
    collections.refresh();
    Job earlier = test::planJob();
    BenchmarkResult result;
    result.id = QStringLiteral("quiz");
    result.providerId = QStringLiteral("p");
    result.benchmarkIndex = 0;
    result.additionalInfo.text = R"({"assay":{"samples":10,"latency_ms":{"mean":100,"recorded":false}}})";
    earlier.results.benchmarks << result;
    jobs.stored = {earlier};
    ReviewPlan review(jobs, catalogue, collections);
    jobs.failWith = Error{Error::Kind::Network, QStringLiteral("away")};
    review.setJob(test::planJob(), {});
    QTRY_COMPARE(jobs.listCalls.size(), 1);
    QCoreApplication::processEvents();
    jobs.failWith.reset();
    review.setJob(test::planJob(), {}); // what failed is asked again, what came is not
    QTRY_VERIFY(review.model().estimate() && review.model().estimate()->benchmarks.at(0).seconds.value);
    QCOMPARE(*review.model().estimate()->benchmarks.at(0).seconds.value, 5.0); // 50 items of 100 ms
    review.setJob(test::planJob(), {});
    QCOMPARE(jobs.listCalls.size(), 2);
}

/// Over all targets, by the prices of now.
void tst_PlanModel::reviewAddsUpMoney()
{
    test::FakeJobService jobs;
    test::FakeCatalogueService service;
    service.providers = {test::planProvider()};
    service.collections = {test::planCollection()};
    CatalogueModel catalogue(service);
    CollectionListModel collections(service);
    catalogue.refresh();
    collections.refresh();
    test::FakeDraftStore store;
    PriceListModel prices(store);
    ReviewPlan review(jobs, catalogue, collections);
    Job job = test::planJob();
    job.model.name = QStringLiteral("a");
    ModelTarget second = job.model;
    second.name = QStringLiteral("b");
    review.setFurther({second}, 1);
    review.setJob(job, {});
    QTRY_VERIFY(review.cost() && review.cost()->tokens.value);
    QVERIFY(!review.money()); // nobody keeps prices
    review.setPrices(prices);
    QTRY_VERIFY(review.money());
    QCOMPARE(review.money()->unpriced, (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
    QVERIFY(review.money()->amounts.isEmpty());
    QSignalSpy changed(&review, &ReviewPlan::changed);
    QVERIFY(prices.set(QStringLiteral("*"), QStringLiteral("USD"), QStringLiteral("1"), QStringLiteral("1")));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(review.money()->amounts.value(QStringLiteral("USD")), *review.cost()->tokens.value / 1e6);
    QVERIFY(prices.set(QStringLiteral("b"), QStringLiteral("EUR"), QStringLiteral("1"), QStringLiteral("1")));
    QCOMPARE(review.money()->amounts.size(), 2);
    QCOMPARE(review.money()->amounts.value(QStringLiteral("EUR")), review.money()->amounts.value(QStringLiteral("USD")));
}

void tst_PlanModel::runAsksForItsProviders()
{
    test::FakeJobService jobs;
    test::FakeCatalogueService service;
    service.providers = {test::planProvider()};
    service.collections = {test::planCollection()};
    test::StillClock clock;
    Job job = test::planJob();
    job.resource.id = QStringLiteral("j");
    job.status.state = RunState::Completed;
    BenchmarkResult result;
    result.id = QStringLiteral("quiz");
    result.providerId = QStringLiteral("p");
    result.benchmarkIndex = 0;
    result.metrics.text = R"({"acc":0.8})";
    result.test = BenchmarkTest{0.8, QStringLiteral("acc"), 0.9, false, {}}; // a server that took the override's gate
    job.results.benchmarks << result;
    job.status.benchmarks << BenchmarkStatus{QStringLiteral("p"), QStringLiteral("quiz"), 0, RunState::Completed, {}, {}, {}, {}, {}, {}, {}, {}}
                          << BenchmarkStatus{QStringLiteral("p"), QStringLiteral("speed"), 1, RunState::Failed, {}, {}, {}, {}, {}, {}, {}, {}};
    jobs.stored = {job};
    RunModel run(jobs, &service, job.resource.id, clock);
    RunPlan plan(run, &service, evalHub102());
    run.refresh();
    QTRY_VERIFY(plan.model().plan().rows.size() == 2 && plan.model().plan().rows.at(0).known);
    QCOMPARE(plan.model().drift().size(), 1);
    QCOMPARE(plan.model().drift().first().code, QStringLiteral("threshold"));
    QVERIFY(!plan.expanded().collection);
    QCOMPARE(plan.expanded().benchmarks.size(), 2);
}

void tst_PlanModel::runByTheRulesOfItsServer()
{
    test::FakeJobService jobs;
    test::FakeCatalogueService service;
    service.collections = {test::planCollection()};
    test::StillClock clock;
    Job job = test::planJob();
    job.resource.id = QStringLiteral("j");
    jobs.stored = {job};
    RunModel run(jobs, &service, job.resource.id, clock);
    RunPlan plan(run, &service, evalHub102());
    run.refresh();
    QTRY_COMPARE(plan.model().plan().rows.size(), 2);
    QVERIFY(!plan.model().plan().rows.at(0).known); // the provider is gone
    const auto live = [&plan] {
        const auto &notes = plan.model().plan().notes;
        return std::ranges::any_of(notes, [](const PlanNote &note) { return note.code == QLatin1String("collection-read-live"); });
    };
    QVERIFY(live());
    plan.setProfile(assayEngine());
    QVERIFY(!live());
}

ASSAY_TEST(tst_PlanModel)
#include "tst_PlanModel.moc"

#include "models/compare/ComparisonKeeper.h"
#include "models/compare/FlipItemsModel.h"
#include "models/compare/HeatModel.h"
#include "models/compare/HistoryModel.h"
#include "models/compare/RunSet.h"
#include "models/compare/SavedComparison.h"
#include "models/compare/TradeOffModel.h"
#include "models/report/ReportModel.h"
#include "tests/support/CompareFixtures.h"
#include "tests/support/FakeSavedDocuments.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace assay;
using test::addRun;
using test::range;

class tst_CompareModels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyModelKeepsItsPromises();
    void namesTellRunsApart();
    void setKeepsWhatIsLoaded();
    void lateAnswersAreDropped();
    void setMayDieFirst();
    void collectionsAreReadAsOfTheRun();
    void retriesAreMerged();
    void reportsMergeRetries();
    void flipsAreSorted();
    void figuresOfRuns();
    void costsOfRuns();
    void historyIsOldestFirst();
    void historyOfARareModel();
    void historyIsAskedAgain();
    void keeperListsWhatItNeeds();
    void savedAndReadAgain_data();
    void savedAndReadAgain();

private:
    static void load(RunSet &set, const QStringList &refs)
    {
        set.setRuns(refs);
        QTRY_VERIFY(!set.isBusy() && set.comparison().refs == refs);
    }
};

void tst_CompareModels::everyModelKeepsItsPromises()
{
    test::FakeRegistry registry;
    addRun(registry, QStringLiteral("a"), QStringLiteral("m1"), range(0, 40), 0.4, 500);
    addRun(registry, QStringLiteral("b"), QStringLiteral("m1"), range(4, 80), 0.5, 510);
    RunSet set(registry.registry);
    HeatModel heat;
    FlipItemsModel items;
    TradeOffModel trade;
    HistoryModel history(registry.registry);
    test::FakeSavedDocuments documents;
    SavedComparisonsModel saved(documents);
    const auto mode = QAbstractItemModelTester::FailureReportingMode::QtTest;
    QAbstractItemModelTester testers[] = {{&heat, mode}, {&items, mode}, {&trade, mode}, {&history, mode}, {&saved, mode}};
    Q_UNUSED(testers)
    load(set, {QStringLiteral("a"), QStringLiteral("b")});
    heat.setComparison(set.comparison(), Wording::Judging);
    QCOMPARE(heat.rowCount(), 3);
    QCOMPARE(heat.columnCount(), 2);
    heat.setSignificantOnly(true);
    QVERIFY(heat.rowCount() >= 1 && heat.rowCount() < 3);
    heat.setSignificantOnly(false);
    QVERIFY(!heat.headerData(0, Qt::Vertical, Qt::DisplayRole).toString().isEmpty());
    QVERIFY(heat.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString().startsWith(QStringLiteral("★")));
    QVERIFY(heat.index(0, 1).data(HeatModel::ReadingRole).toString().contains(QStringLiteral("gsm8k")));
    items.setScores(set.runs().at(0).scores.value(0), set.runs().at(1).scores.value(0));
    trade.setRuns(set);
    history.setBenchmark({QStringLiteral("assay"), QStringLiteral("gsm8k"), QStringLiteral("accuracy"), false, MetricUnit::Ratio});
    history.setRuns(set);
    QTRY_COMPARE(history.rowCount(), 2);
    SavedComparison one;
    one.title = QStringLiteral("one");
    one.runs = {QStringLiteral("a")};
    saved.put(one);
    QTRY_COMPARE(saved.rowCount(), 1);
    saved.remove(0);
    QCOMPARE(saved.rowCount(), 0);
    heat.setComparison({}, Wording::Judging);
    QCOMPARE(heat.rowCount(), 0);
}

void tst_CompareModels::namesTellRunsApart()
{
    test::FakeRegistry registry;
    addRun(registry, QStringLiteral("a"), QStringLiteral("m1"), {}, 0.4, 500);
    addRun(registry, QStringLiteral("b"), QStringLiteral("m2"), {}, 0.4, 500);
    addRun(registry, QStringLiteral("c"), QStringLiteral("m2"), {}, 0.4, 500);
    for (Job &job : registry.local.jobService.stored)
        job.name = QStringLiteral("demo");
    RunSet set(registry.registry);
    load(set, {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
    QStringList names;
    for (const RunSet::Run &run : set.runs())
        names << run.name;
    QCOMPARE(names.first(), QStringLiteral("demo · m1"));
    QCOMPARE(QSet<QString>(names.begin(), names.end()).size(), 3);
}

void tst_CompareModels::setKeepsWhatIsLoaded()
{
    test::FakeRegistry registry;
    for (int i = 0; i < 14; ++i)
        addRun(registry, QStringLiteral("r%1").arg(i), QStringLiteral("m"), {}, 0.4, 500, 10);
    RunSet set(registry.registry);
    load(set, {QStringLiteral("r0"), QStringLiteral("r1")});
    QCOMPARE(set.baseline(), QStringLiteral("r0"));
    const qsizetype asked = registry.local.jobService.getCalls.size();
    load(set, {QStringLiteral("r1"), QStringLiteral("r0")}); // another order asks nothing
    QCOMPARE(registry.local.jobService.getCalls.size(), asked);
    QCOMPARE(set.baseline(), QStringLiteral("r0"));
    QStringList many;
    for (int i = 0; i < 14; ++i)
        many << QStringLiteral("r%1").arg(i) << QStringLiteral("r%1").arg(i);
    set.setRuns(many);
    QCOMPARE(set.runs().size(), RunSet::mostRuns); // once each, and no more than twelve
    set.setRuns({});
    QTRY_VERIFY(!set.hasComparison());
}

void tst_CompareModels::lateAnswersAreDropped()
{
    test::FakeRegistry registry;
    addRun(registry, QStringLiteral("a"), QStringLiteral("m1"), {}, 0.4, 500);
    addRun(registry, QStringLiteral("b"), QStringLiteral("m2"), {}, 0.4, 500);
    registry.local.jobService.hold = true;
    RunSet set(registry.registry);
    set.setRuns({QStringLiteral("a"), QStringLiteral("b")});
    set.setRuns({QStringLiteral("b")}); // the first was taken out before it came
    registry.local.jobService.hold = false;
    registry.local.jobService.releaseAll();
    QTRY_COMPARE(set.comparison().refs, QStringList{QStringLiteral("b")});
    QVERIFY(!set.isBusy());
    registry.local.jobService.failWith = Error{Error::Kind::Network, QStringLiteral("The server is away.")};
    set.refresh();
    QTRY_COMPARE(set.runs().first().load, LoadState::Failed);
    QCOMPARE(set.runs().first().error.message, QStringLiteral("The server is away."));
    registry.local.jobService.failWith.reset();
    registry.local.setState(Connection::State::Ready); // it is back: nobody has to press a button
    QTRY_COMPARE(set.runs().first().load, LoadState::Ready);
}

void tst_CompareModels::setMayDieFirst()
{
    test::FakeRegistry registry;
    addRun(registry, QStringLiteral("a"), QStringLiteral("m1"), {}, 0.4, 500);
    registry.local.jobService.hold = true;
    {
        RunSet set(registry.registry);
        set.setRuns({QStringLiteral("a")});
    }
    registry.local.jobService.releaseAll(); // nobody listens; must be harmless
    QCoreApplication::processEvents();
}

void tst_CompareModels::collectionsAreReadAsOfTheRun()
{
    test::FakeRegistry registry;
    addRun(registry, QStringLiteral("a"), QStringLiteral("m1"), range(0, 40), 0.4, 500); // gsm8k 0.8 against 0.6
    Job &job = registry.local.jobService.stored.first();
    Collection collection;
    collection.resource.id = QStringLiteral("c");
    collection.resource.updatedAt = QStringLiteral("2027-03-01T00:00:00Z");
    collection.benchmarks = {job.benchmarks.at(1), job.benchmarks.at(0), job.benchmarks.at(2)};
    collection.benchmarks[1].passCriteria->threshold = 0.95;
    registry.local.catalogueService.collections = {collection};
    job.benchmarks.clear();
    job.collection = CollectionRef{QStringLiteral("c"), {}, QStringLiteral("2027-01-01T00:00:00Z"), {}};
    RunSet set(registry.registry);
    load(set, {QStringLiteral("a")});
    const ComparedRow &row = set.comparison().rows.first();
    QCOMPARE(row.id, QStringLiteral("gsm8k"));
    QCOMPARE(row.cells.first().index, 0);
    QCOMPARE(row.cells.first().judged.gate->threshold, 0.6);
    QCOMPARE(row.cells.first().judged.verdict, Verdict::Pass);
}

/// A run "a" whose last benchmark failed and was tried again in "b", on a server that cannot do so inside a job.
static void addRetriedRun(test::FakeRegistry &registry)
{
    registry.local.abilities.items.remove(Capability::RetryBenchmarks);
    Job whole = addRun(registry, QStringLiteral("a"), QStringLiteral("m1"), range(0, 40), 0.4, 500);
    QList<Job> &stored = registry.local.jobService.stored;
    Job retry = retryJob(whole, {0});
    retry.resource.id = QStringLiteral("b");
    retry.status = whole.status;
    retry.status.benchmarks = {whole.status.benchmarks.first()};
    retry.results.benchmarks = {whole.results.benchmarks.first()};
    Job &run = stored.first();
    run.status.state = RunState::PartiallyFailed;
    run.status.benchmarks.first().status = RunState::Failed;
    run.results.benchmarks.removeFirst();
    Job running = retry;
    running.resource.id = QStringLiteral("c");
    running.status.state = RunState::Running;
    running.status.benchmarks.first().status = RunState::Running;
    running.results = {};
    stored << retry << running;
    auto &scores = registry.local.jobService.scoreColumns;
    scores.insert({QStringLiteral("b"), 0}, scores.take({QStringLiteral("a"), 0}));
}

void tst_CompareModels::retriesAreMerged()
{
    test::FakeRegistry registry;
    addRetriedRun(registry);
    RunSet set(registry.registry);
    load(set, {QStringLiteral("a")});
    const RunSet::Run &run = set.runs().first();
    QCOMPARE(run.job.status.state.value(), RunState::Completed); // the one that still runs is none of it
    QCOMPARE(run.mergedWith, QStringList{QStringLiteral("b")});
    QCOMPARE(run.scores.value(0).itemKeys.size(), 200);
    QCOMPARE(set.comparison().rows.first().cells.first().value.value(), 0.8);
    QCOMPARE(set.source(QStringLiteral("a"), 0), std::pair(QStringLiteral("b"), 0));
    QCOMPARE(set.source(QStringLiteral("a"), 1), std::pair(QStringLiteral("a"), 1));
    registry.local.abilities.items.insert(Capability::RetryBenchmarks); // such a server does it inside the job
    set.refresh();
    QTRY_VERIFY(!set.isBusy() && set.runs().first().mergedWith.isEmpty());
}

void tst_CompareModels::reportsMergeRetries()
{
    test::FakeRegistry registry;
    addRetriedRun(registry);
    ReportModel model(registry.registry, QStringLiteral("a"), QStringLiteral("Assay"));
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    const reports::ReportRun &run = model.data().runs.first();
    QCOMPARE(run.state, QStringLiteral("completed"));
    QCOMPARE(run.scores.first().value.value(), 0.8);
    QCOMPARE(run.items.first().keys.size(), 200);
    const auto merged = std::ranges::find(run.provenance, QStringLiteral("Merged"), &QPair<QString, QString>::first);
    QVERIFY(merged != run.provenance.end());
    QVERIFY2(merged->second.contains(QStringLiteral("not by the server, with b,")), qPrintable(merged->second));
    QVERIFY(!run.server);
    QVERIFY(run.jobJson.contains("merged_with"));
    QVERIFY(!run.jobFile.contains("merged_with"));
}

void tst_CompareModels::flipsAreSorted()
{
    FlipItemsModel items;
    items.setScores(test::scoresOf(10, {0, 1, 2}), test::scoresOf(12, {2, 3, 4, 11}));
    QCOMPARE(items.rowCount(), 10);
    QCOMPARE(items.unpaired(), 2);
    QVERIFY(items.isBinary());
    QCOMPARE(items.count(FlipItemsModel::Change::Lost), 2);
    QCOMPARE(items.count(FlipItemsModel::Change::Gained), 2);
    QCOMPARE(items.item(0).key, QStringLiteral("id:q3"));
    QCOMPARE(items.item(2).key, QStringLiteral("id:q0"));
    QCOMPARE(items.item(4).change, FlipItemsModel::Change::BothWrong);
    QCOMPARE(items.nextFlip(0), 1);
    QCOMPARE(items.nextFlip(3), -1);
    QCOMPARE(items.nextFailure(1), 4);
    items.setShown(FlipItemsModel::Change::Gained);
    QCOMPARE(items.rowCount(), 2);
    QCOMPARE(items.nextFailure(-1), -1);
    ScoreColumns graded = test::scoresOf(3, {});
    graded.scores[1] = 0.4;
    graded.scores[2] = std::nullopt; // counts for neither
    items.setScores(test::scoresOf(3, {}), graded);
    QVERIFY(!items.isBinary());
    items.setShown({});
    QCOMPARE(items.rowCount(), 2);
    QCOMPARE(items.differences().size(), 2);
    // Where lower is better the same scores are lost the other way, and what is measured is neither.
    const ScoreColumns some = test::scoresOf(10, {0, 1, 2}), more = test::scoresOf(10, {2, 3, 4, 5});
    items.setScores(some, more);
    const int gained = items.count(FlipItemsModel::Change::Gained), lost = items.count(FlipItemsModel::Change::Lost);
    QVERIFY(gained != lost);
    items.setScores(some, more, rightRule(QStringLiteral("toxicity"), true));
    QCOMPARE(items.count(FlipItemsModel::Change::Gained), lost);
    QCOMPARE(items.count(FlipItemsModel::Change::Lost), gained);
    QCOMPARE(items.item(items.nextFailure(-1)).change, FlipItemsModel::Change::Lost);
    items.setScores(some, more, rightRule(QStringLiteral("latency_ms"), true));
    QVERIFY(items.isMeasured());
    QCOMPARE(items.flips(), 0);
    QCOMPARE(items.nextFailure(-1), -1);
    QCOMPARE(items.index(0, FlipItemsModel::ChangeColumn).data().toString(), QStringLiteral("–"));
    ScoreColumns holes = some;
    holes.scores[5].reset();
    items.setScores(holes, more, {}, MissingScores::Zero);
    QCOMPARE(items.unpaired(), 0);
}

void tst_CompareModels::figuresOfRuns()
{
    test::FakeRegistry registry;
    addRun(registry, QStringLiteral("a"), QStringLiteral("m1"), range(0, 40), 0.4, 500);
    addRun(registry, QStringLiteral("b"), QStringLiteral("m2"), range(0, 20), 0.4, 520);
    RunSet set(registry.registry);
    load(set, {QStringLiteral("a"), QStringLiteral("b")});
    TradeOffModel trade;
    trade.setRuns(set);
    QCOMPARE(trade.y()->metric, QStringLiteral("accuracy"));
    QCOMPARE(trade.x()->id, QStringLiteral("latency_p50")); // what it costs against how good it is
    QVERIFY(trade.x()->lowerIsBetter);
    QCOMPARE(trade.y()->values.at(1)->value, 0.9);
    QVERIFY(trade.y()->values.at(1)->interval);
    const QString chosen = trade.figures().at(2).id;
    trade.setAxes(2, 0);
    trade.setRuns(set); // the same runs again: the choice stays
    QCOMPARE(trade.x()->id, chosen);
    QVERIFY(std::none_of(trade.figures().begin(), trade.figures().end(), [](const RunFigure &figure) { return figure.id == QLatin1String("tokens_prompt"); })); // nobody told
}

/// What a run says of its tokens, all in its first benchmark.
static void tellTokens(Job &job, const QVariantMap &tokens)
{
    for (BenchmarkResult &result : job.results.benchmarks) {
        QVariantMap info = result.additionalInfo.toVariantMap(), notes = info.value(QStringLiteral("assay")).toMap();
        notes.insert(QStringLiteral("samples"), 200);
        notes.insert(QStringLiteral("tokens"), &result == &job.results.benchmarks.first() ? tokens : QVariantMap{{QStringLiteral("prompt"), 0}, {QStringLiteral("completion"), 0}});
        info.insert(QStringLiteral("assay"), notes);
        result.additionalInfo = JsonText::fromVariantMap(info);
    }
}

void tst_CompareModels::costsOfRuns()
{
    test::FakeRegistry registry;
    addRun(registry, QStringLiteral("a"), QStringLiteral("m1"), range(0, 40), 0.4, 500);
    addRun(registry, QStringLiteral("b"), QStringLiteral("m1"), range(0, 20), 0.4, 520);
    addRun(registry, QStringLiteral("c"), QStringLiteral("m2"), range(0, 30), 0.4, 510);
    addRun(registry, QStringLiteral("d"), QStringLiteral("m3"), range(0, 30), 0.4, 510);
    addRun(registry, QStringLiteral("e"), QStringLiteral("m1"), range(0, 30), 0.4, 510);
    const QString prompt = QStringLiteral("prompt"), completion = QStringLiteral("completion"), answers = QStringLiteral("answers");
    QList<Job> &jobs = registry.local.jobService.stored;
    tellTokens(jobs[0], {{prompt, 1'000'000}, {completion, 500'000}, {answers, 200}});
    tellTokens(jobs[1], {{prompt, 2'000'000}, {completion, 500'000}, {answers, 188}});
    tellTokens(jobs[2], {{prompt, 1'000'000}, {completion, 0}, {answers, 200}});
    tellTokens(jobs[3], {{prompt, 1'000'000}, {completion, 0}, {answers, 200}});
    RunSet set(registry.registry);
    load(set, {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("d"), QStringLiteral("e")});
    const QList<ModelPrice> prices{{QStringLiteral("m1"), QStringLiteral("USD"), 1.0, 2.0, {}}, {QStringLiteral("m2"), QStringLiteral("EUR"), 3.0, 3.0, {}}};
    TradeOffModel trade;
    QAbstractItemModelTester tester(&trade, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto place = [&](const char *id) {
        const auto found = std::ranges::find(trade.figures(), QString::fromLatin1(id), &RunFigure::id);
        return found == trade.figures().end() ? -1 : int(found - trade.figures().begin());
    };
    trade.setRuns(set);
    QCOMPARE(place("cost_USD"), -1); // nobody entered a price
    trade.setRuns(set, prices);
    QVERIFY(place("cost_USD") > 0 && place("cost_EUR") > 0); // each currency is an axis of its own
    QVERIFY(trade.notice().isEmpty());
    trade.setAxes(place("cost_USD"), 0);
    QVERIFY(trade.x()->lowerIsBetter);
    QCOMPARE(trade.headerData(TradeOffModel::XColumn, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("Cost, USD"));
    const auto words = [&](int run) { return trade.valueText(*trade.x(), run, QLocale::c()).replace(QChar(QChar::Nbsp), QChar(u' ')); };
    QCOMPARE(trade.x()->values.at(0)->value, 2.0);
    QCOMPARE(words(0), QStringLiteral("2.00 USD"));
    QCOMPARE(words(1), QStringLiteral("at least 3.00 USD"));
    QCOMPARE(words(2), QStringLiteral("not known: its price is in EUR"));
    QCOMPARE(words(3), QStringLiteral("not known: no price for m3"));
    QCOMPARE(words(4), QStringLiteral("not known: its tokens are not known"));
    QCOMPARE(trade.notice().section(QStringLiteral(" Known in part"), 0, 0), QStringLiteral("Left out: c (its price is in EUR), d (no price for m3), e (its tokens are not known)."));
    QVERIFY2(trade.notice().contains(QStringLiteral("Known in part: b (tokens: at least ")), qPrintable(trade.notice()));
    QVERIFY2(trade.notice().contains(QStringLiteral("the tokens of 12 item")), qPrintable(trade.notice()));
    trade.setRuns(set); // the prices are gone: another axis is shown
    QVERIFY(trade.x() && trade.x()->currency.isEmpty());
}

/// Among many runs of others a model's own are looked for further back, within a bound that is said.
void tst_CompareModels::historyOfARareModel()
{
    test::FakeRegistry registry;
    test::addRun(registry, QStringLiteral("new"), QStringLiteral("rare"), {}, 0.4, 500);
    QList<Job> &stored = registry.local.jobService.stored;
    const Job other = [&stored] {
        Job job = stored.first();
        job.model.name = QStringLiteral("common");
        return job;
    }();
    const auto fillUp = [&](int until) {
        while (stored.size() < until) {
            stored << other;
            stored.last().resource.id = QStringLiteral("other-%1").arg(stored.size());
        }
    };
    fillUp(350);
    test::addRun(registry, QStringLiteral("old"), QStringLiteral("rare"), {}, 0.4, 500);
    fillUp(2000);
    test::addRun(registry, QStringLiteral("oldest"), QStringLiteral("rare"), {}, 0.4, 500);
    RunSet set(registry.registry);
    set.setRuns({QStringLiteral("new")});
    QTRY_VERIFY(!set.isBusy());
    HistoryModel history(registry.registry);
    history.setBenchmark({QStringLiteral("assay"), QStringLiteral("gsm8k"), QStringLiteral("accuracy"), false, MetricUnit::Ratio});
    history.setRuns(set);
    QTRY_COMPARE(history.load(), LoadState::Ready);
    QCOMPARE(history.rowCount(), 2);
    QCOMPARE(history.cutAt(), HistoryModel::mostRead);
    // A model that has enough runs is looked for no further.
    const qsizetype before = registry.local.jobService.listCalls.size();
    set.setRuns({QStringLiteral("other-2")});
    QTRY_VERIFY(!set.isBusy());
    history.forget();
    history.setRuns(set);
    QTRY_COMPARE(history.load(), LoadState::Ready);
    QCOMPARE(registry.local.jobService.listCalls.size() - before, 2);
    QCOMPARE(history.cutAt(), 200);
}

void tst_CompareModels::historyIsAskedAgain()
{
    test::FakeRegistry registry;
    test::addRun(registry, QStringLiteral("one"), QStringLiteral("m"), {}, 0.4, 500);
    test::addRun(registry, QStringLiteral("gone"), QStringLiteral("m"), {}, 0.4, 500);
    RunSet set(registry.registry);
    set.setRuns({QStringLiteral("one")});
    QTRY_VERIFY(!set.isBusy());
    HistoryModel history(registry.registry);
    history.setBenchmark({QStringLiteral("assay"), QStringLiteral("gsm8k"), QStringLiteral("accuracy"), false, MetricUnit::Ratio});
    history.setRuns(set);
    QTRY_COMPARE(history.rowCount(), 2);
    QTRY_COMPARE(history.load(), LoadState::Ready);
    registry.local.jobService.stored.removeLast();
    test::addRun(registry, QStringLiteral("fresh"), QStringLiteral("m"), {}, 0.4, 500);
    history.setRuns(set);
    QCOMPARE(history.load(), LoadState::Ready); // it knows
    history.forget();
    history.setRuns(set);
    QCOMPARE(history.load(), LoadState::Loading);
    QTRY_COMPARE(history.load(), LoadState::Ready);
    QCOMPARE(history.points().size(), 2);
    QCOMPARE(history.points().last().ref, QStringLiteral("fresh"));
}

void tst_CompareModels::historyIsOldestFirst()
{
    test::FakeRegistry registry;
    addRun(registry, QStringLiteral("old"), QStringLiteral("m1"), range(0, 40), 0.4, 500);
    addRun(registry, QStringLiteral("other"), QStringLiteral("m2"), range(0, 60), 0.4, 500);
    addRun(registry, QStringLiteral("new"), QStringLiteral("m1"), range(0, 20), 0.4, 500);
    registry.local.jobService.stored[2].benchmarks[0].passCriteria = PassCriteria{0.95, {}};
    std::reverse(registry.local.jobService.stored.begin(), registry.local.jobService.stored.end()); // as servers list them
    RunSet set(registry.registry);
    load(set, {QStringLiteral("new")});
    HistoryModel history(registry.registry);
    history.setBenchmark({QStringLiteral("assay"), QStringLiteral("gsm8k"), QStringLiteral("accuracy"), false, MetricUnit::Ratio});
    history.setRuns(set);
    QTRY_COMPARE(history.rowCount(), 2); // the other model is not of this comparison
    QCOMPARE(history.points().at(0).ref, QStringLiteral("old"));
    QCOMPARE(history.points().at(0).value, 0.8);
    QCOMPARE(history.points().at(0).judged.gate->threshold, 0.6);
    QCOMPARE(history.points().at(1).judged.gate->threshold, 0.95); // as it was then
    QCOMPARE(history.points().at(0).judged.verdict, Verdict::Pass);
    registry.local.jobService.failWith = Error{Error::Kind::Network, QStringLiteral("away")};
    HistoryModel failing(registry.registry);
    failing.setRuns(set);
    QTRY_COMPARE(failing.load(), LoadState::Failed);
}

/// A saved comparison that is opened needs no list of all the others, and what is put back is read once.
void tst_CompareModels::keeperListsWhatItNeeds()
{
    test::FakeSavedDocuments documents;
    SavedComparison one{QStringLiteral("d1"), QStringLiteral("one"), {QStringLiteral("a"), QStringLiteral("b")}, {}, QStringLiteral("a"), {}, {}, {}, false, false, false};
    auto stored = documents.save(SavedComparison::kind(), one.document());
    {
        ComparisonKeeper keeper(documents, [&one] { return one; });
        QSignalSpy opened(&keeper, &ComparisonKeeper::opened);
        keeper.open(QStringLiteral("d1"));
        QTRY_COMPARE(opened.count(), 1);
        keeper.saveLater();
        keeper.flush();
        QCOMPARE(documents.lists, 0);
    }
    ComparisonKeeper another(documents, [&one] { return one; }); // the same runs: no second document
    QSignalSpy found(&another, &ComparisonKeeper::found);
    another.saveLater();
    QTRY_COMPARE(found.count(), 1);
    QTRY_COMPARE(another.id(), QStringLiteral("d1"));
    QCOMPARE(documents.stored.value(SavedComparison::kind()).size(), 1);
    SavedComparisonsModel list(documents);
    list.refresh();
    QTRY_VERIFY(list.isLoaded());
    documents.lists = 0;
    list.put(SavedComparison{QStringLiteral("d2"), QStringLiteral("two"), {QStringLiteral("b")}, {}, {}, {}, {}, {}, false, false, false});
    QTRY_COMPARE(list.rowCount(), 2);
    QCoreApplication::processEvents();
    QCOMPARE(documents.lists, 1);
}

void tst_CompareModels::savedAndReadAgain_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("readable");
    QTest::addRow("nothing") << QByteArray() << false;
    QTest::addRow("not JSON") << QByteArray("{{") << false;
    QTest::addRow("a newer version") << QByteArray(R"({"version":2,"runs":["a"]})") << false;
    QTest::addRow("no runs") << QByteArray(R"({"version":1,"runs":[]})") << false;
    QTest::addRow("only runs") << QByteArray(R"({"version":1,"runs":["a","b"]})") << true;
}

void tst_CompareModels::savedAndReadAgain()
{
    QFETCH(QByteArray, body);
    QFETCH(bool, readable);
    SavedDocument document;
    document.body = body;
    QCOMPARE(SavedComparison::from(document).has_value(), readable);
    const SavedComparison whole{QStringLiteral("d1"), QStringLiteral("A ↔ Ü"), {QStringLiteral("a"), QStringLiteral("lab/b")}, {QStringLiteral("A"), QStringLiteral("B")},
                                QStringLiteral("lab/b"), QStringLiteral("flips"), QStringLiteral("x"), QStringLiteral("y"), true, true, true};
    QCOMPARE(*SavedComparison::from(whole.document()), whole);
}

ASSAY_TEST(tst_CompareModels)
#include "tst_CompareModels.moc"

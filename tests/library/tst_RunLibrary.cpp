#include "models/jobs/JobListModel.h"
#include "models/library/LibraryRuns.h"
#include "models/library/SavedViews.h"
#include "services/library/LibraryDatabase.h"
#include "services/library/SqlDocuments.h"
#include "services/library/SqlRunLibrary.h"
#include "services/verdict/CurrentPolicy.h"
#include "tests/support/FakeJobService.h"
#include "tests/support/FakeRunLibrary.h"
#include "tests/support/SampleJobs.h"
#include "tests/support/TestRegistry.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::test;

namespace {

template<typename T>
Result<T> wait(QFuture<Result<T>> future)
{
    future.waitForFinished();
    return future.result();
}

/// One start of the window, as far as its runs go.
struct Start {
    explicit Start(const QString &folder, const QStringList &remotes = {})
        : database(folder), library(database), documents(database), runs(library, jobs), views(documents)
    {
        jobs.addConnection(RunRef::localConnection(), QStringLiteral("Here"), service);
        for (const QString &remote : remotes)
            jobs.addConnection(remote, remote, other);
    }
    bool load()
    {
        QSignalSpy loaded(&runs, &LibraryRuns::loaded);
        runs.load();
        return loaded.wait(10'000);
    }
    LibraryDatabase database;
    SqlRunLibrary library;
    SqlDocuments documents;
    FakeJobService service, other;
    JobListModel jobs;
    LibraryRuns runs;
    SavedViews views;
};

} // namespace

/// The library of runs over its real database, through restarts.
class tst_RunLibrary : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void recordsSurvive();
    void runsAreThereBeforeAnyServer();
    void serverIsQuicker();
    void wordsOfTheUserSurvive();
    void goneRunsKeepTheirWords();
    void connectionThatWentIsForgotten();
    void unknownWordsOfStateSurvive();
    void manyComeInSlices();
    void policyChangesWhileTheyCome();
    void manyGoneAreOneTransaction();
    void viewsSurvive();

private:
    QString folder() const { return m_folder->path(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_RunLibrary::recordsSurvive()
{
    RunRecord full;
    full.ref = {QStringLiteral("prod"), QStringLiteral("j/1")};
    full.name = QStringLiteral("näme \"quoted\"");
    full.model = QStringLiteral("m");
    full.collection = QStringLiteral("c");
    full.batch = QStringLiteral("b");
    full.benchmarks = {QStringLiteral("x"), QStringLiteral("y")};
    full.providers = {QStringLiteral("p")};
    full.tags = {QStringLiteral("t")};
    full.state = RunState::PartiallyFailed;
    full.message = QStringLiteral("out of memory");
    full.created = 1'768'000'000'001;
    full.started = 1'768'000'000'002;
    full.finished = 1'768'000'000'003;
    full.itemsDone = 3;
    full.itemsTotal = 4'000'000'000;
    full.jobScore = -2.93;
    full.results = {{QStringLiteral("x"), QStringLiteral("p"), QStringLiteral("ppl"), true, 7.5, 10.0, 100.0, 0.25, {}, false},
                    {QStringLiteral("y"), QStringLiteral("p"), QStringLiteral("acc"), false, 0.1 + 0.2, {}, 10.0, {}, 3.0, true},
                    {QStringLiteral("z"), QStringLiteral("p"), {}, false, {}, {}, {}, {}, {}, false}};
    full.goneMs = 5;
    RunRecord bare;
    bare.ref = {QStringLiteral("local"), QStringLiteral("2")};
    {
        LibraryDatabase database(folder());
        SqlRunLibrary library(database);
        QVERIFY(wait(library.index({full, bare}, {{QStringLiteral("prod"), 77}})));
    }
    LibraryDatabase database(folder());
    SqlRunLibrary library(database);
    const auto content = wait(library.load());
    QVERIFY(content);
    QCOMPARE(content->runs.size(), 2);
    QVERIFY(content->runs.contains(full));
    QVERIFY(content->runs.contains(bare));
    QCOMPARE(content->sources, QList<RunSourceAge>({{QStringLiteral("prod"), 77}}));
    QVERIFY(wait(library.forget({full.ref})));
    QCOMPARE(wait(library.load())->runs, QList<RunRecord>{bare});
}

void tst_RunLibrary::runsAreThereBeforeAnyServer()
{
    QList<JobRow> before;
    {
        Start first(folder());
        QVERIFY(first.load());
        first.service.stored = sampleJobs();
        first.jobs.refresh();
        QTRY_COMPARE(first.jobs.load(), LoadState::Ready);
        for (int row = 0; row < first.jobs.rowCount(); ++row)
            before << first.jobs.row(row);
    }
    Start next(folder());
    next.service.hold = true; // it does not answer
    QVERIFY(next.load());
    QCOMPARE(next.jobs.rowCount(), 7);
    QVERIFY(next.service.listCalls.isEmpty());
    QVERIFY(next.jobs.ageMs(RunRef::localConnection()) >= 0);
    for (JobRow row : before) {
        row.cached = true;
        QCOMPARE(next.jobs.row(next.jobs.rowOf(row.id)), row);
    }
    // The server tells of fewer, and of one that is new.
    next.service.stored = sampleJobs().mid(2);
    next.service.stored.prepend(sampleJob(QStringLiteral("new"), QStringLiteral("new"), QStringLiteral("m"), RunState::Pending, 0));
    next.service.hold = false;
    next.jobs.refresh();
    QTRY_COMPARE(next.jobs.load(), LoadState::Ready);
    QCOMPARE(next.jobs.rowCount(), 6);
    QCOMPARE(next.jobs.rowOf(QStringLiteral("j1")), -1);
    next.runs.flush();
    QTRY_COMPARE(wait(next.library.load())->runs.size(), 6);
}

/// The file is read after the server has answered: what it has no more is not shown again.
void tst_RunLibrary::serverIsQuicker()
{
    {
        Start first(folder());
        QVERIFY(first.load());
        first.service.stored = sampleJobs();
        first.jobs.refresh();
        QTRY_COMPARE(first.jobs.load(), LoadState::Ready);
        first.runs.setNote(QStringLiteral("j1"), QStringLiteral("kept"));
    }
    Start next(folder());
    next.service.stored = sampleJobs().mid(2);
    next.jobs.refresh();
    QTRY_COMPARE(next.jobs.load(), LoadState::Ready);
    QVERIFY(next.load());
    QCOMPARE(next.jobs.rowCount(), 6);
    QVERIFY(next.jobs.row(next.jobs.rowOf(QStringLiteral("j1"))).goneMs > 0);
    QCOMPARE(next.jobs.rowOf(QStringLiteral("j2")), -1);
    QTRY_COMPARE(wait(next.library.load())->runs.size(), 6);
}

void tst_RunLibrary::wordsOfTheUserSurvive()
{
    {
        Start first(folder());
        QVERIFY(first.load());
        first.service.stored = sampleJobs();
        first.jobs.refresh();
        QTRY_COMPARE(first.jobs.load(), LoadState::Ready);
        first.runs.setNote(QStringLiteral("j3"), QStringLiteral("format drift\nsecond line"));
        first.runs.addTag({QStringLiteral("j3"), QStringLiteral("j4")}, QStringLiteral(" mine "));
        first.runs.addTag({QStringLiteral("j3")}, QStringLiteral("more"));
        first.runs.removeTag({QStringLiteral("j4")}, QStringLiteral("mine"));
        first.runs.setBaseline(QStringLiteral("j7"), true);
        first.runs.setBaseline(QStringLiteral("j3"), false);
        first.runs.setBaseline(QStringLiteral("j4"), false); // in the other's place
    }
    Start next(folder());
    QVERIFY(next.load());
    const JobRow noted = next.jobs.row(next.jobs.rowOf(QStringLiteral("j3"))), pinned = next.jobs.row(next.jobs.rowOf(QStringLiteral("j4")));
    QCOMPARE(noted.note, QStringLiteral("format drift\nsecond line"));
    QCOMPARE(noted.ownTags, QStringList({QStringLiteral("mine"), QStringLiteral("more")}));
    QCOMPARE(noted.tags, QStringList({QStringLiteral("nightly"), QStringLiteral("main")}));
    QVERIFY(!noted.baseline);
    QVERIFY(pinned.baseline);
    QVERIFY(pinned.ownTags.isEmpty());
    QCOMPARE(noted.delta.kind, BaselineDelta::Kind::Worse); // smollm2: than the one for all models
    QCOMPARE(pinned.delta.kind, BaselineDelta::Kind::Better); // gemma-3: than its family's
    next.runs.clearBaseline(QStringLiteral("j4"));
    next.runs.clearBaseline(QStringLiteral("j7"));
    next.runs.setNote(QStringLiteral("j3"), {});
    next.runs.removeTag({QStringLiteral("j3")}, QStringLiteral("mine"));
    next.runs.removeTag({QStringLiteral("j3")}, QStringLiteral("more"));
    const auto content = wait(next.library.load());
    QVERIFY(content->marks.isEmpty());
    QVERIFY(content->baselines.isEmpty());
}

void tst_RunLibrary::goneRunsKeepTheirWords()
{
    {
        Start first(folder());
        QVERIFY(first.load());
        first.service.stored = sampleJobs();
        first.jobs.refresh();
        QTRY_COMPARE(first.jobs.load(), LoadState::Ready);
        first.runs.setNote(QStringLiteral("j3"), QStringLiteral("kept"));
        first.service.stored.clear();
        first.jobs.refresh();
        QTRY_COMPARE(first.jobs.rowCount(), 1);
    }
    Start next(folder());
    QVERIFY(next.load());
    QCOMPARE(next.jobs.rowCount(), 1);
    QVERIFY(next.jobs.row(0).goneMs > 0);
    QCOMPARE(next.jobs.row(0).name, QStringLiteral("nightly-214"));
    QCOMPARE(next.jobs.row(0).note, QStringLiteral("kept"));
    next.jobs.refresh(); // the server still has it not
    QTRY_COMPARE(next.jobs.load(), LoadState::Ready);
    QCOMPARE(next.jobs.rowCount(), 1);
    next.service.stored = {sampleJobs().at(2)}; // it came back, from a backup perhaps
    next.jobs.refresh();
    QTRY_COMPARE(next.jobs.load(), LoadState::Ready);
    QTRY_COMPARE(next.jobs.row(0).goneMs, 0);
    QCOMPARE(next.jobs.row(0).note, QStringLiteral("kept"));
}

void tst_RunLibrary::connectionThatWentIsForgotten()
{
    const QString prod = QStringLiteral("prod");
    {
        Start first(folder(), {prod});
        QVERIFY(first.load());
        first.other.stored = sampleJobs();
        first.jobs.refresh(prod);
        QTRY_COMPARE(first.jobs.load(prod), LoadState::Ready);
        first.runs.setNote(QStringLiteral("prod/j3"), QStringLiteral("kept"));
        first.runs.flush();
        first.jobs.removeConnection(prod);
        first.runs.forgetConnection(prod);
    }
    Start next(folder());
    QVERIFY(next.load());
    QCOMPARE(next.jobs.rowCount(), 0); // the connection is not there
    next.jobs.addConnection(prod, prod, next.other);
    next.runs.showConnection(prod);
    QCOMPARE(next.jobs.rowCount(), 1); // what the user said something about
    QCOMPARE(next.jobs.row(0).note, QStringLiteral("kept"));
}

void tst_RunLibrary::unknownWordsOfStateSurvive()
{
    RunRecord odd;
    odd.ref = {QStringLiteral("local"), QStringLiteral("1")};
    odd.state = Word<RunState>::fromText(QStringLiteral("paused"));
    LibraryDatabase database(folder());
    SqlRunLibrary library(database);
    QVERIFY(wait(library.index({odd}, {})));
    QCOMPARE(wait(library.load())->runs.first().state.text(), QStringLiteral("paused"));
}

static RunRecord scoredRun(int number, double score)
{
    RunRecord run;
    run.ref = {RunRef::localConnection(), QStringLiteral("run-%1").arg(number)};
    run.collection = QStringLiteral("c");
    run.state = RunState::Completed;
    run.results = {{QStringLiteral("x"), QStringLiteral("p"), QStringLiteral("acc"), false, score, {}, 1000.0, {}, score * 1000, true}};
    return run;
}

/// Nothing is to stand still while they are put into the list, and each is compared with its baseline wherever that stands.
void tst_RunLibrary::manyComeInSlices()
{
    constexpr int many = 2 * JobListModel::sliceRows + 10;
    FakeJobService service;
    JobListModel jobs(service);
    FakeLibrary known(jobs);
    for (int i = 0; i < many; ++i)
        known.library.content.runs << scoredRun(i, i + 1 == many ? 0.9 : 0.5);
    known.library.content.baselines = {{QStringLiteral("collection:c"), scoredRun(many - 1, 0.9).ref}};
    QSignalSpy inserted(&jobs, &QAbstractItemModel::rowsInserted), loaded(&known.runs, &LibraryRuns::loaded);
    known.runs.load();
    QTRY_COMPARE(loaded.size(), 1);
    QCOMPARE(jobs.rowCount(), many);
    QCOMPARE(inserted.size(), 4); // the baseline by itself, first
    QCOMPARE(jobs.row(0).id, scoredRun(many - 1, 0).ref.text());
    for (const QList<QVariant> &slice : inserted)
        QVERIFY(slice.at(2).toInt() - slice.at(1).toInt() < JobListModel::sliceRows);
    QCOMPARE(jobs.row(jobs.rowOf(scoredRun(many - 1, 0).ref.text())).delta.kind, BaselineDelta::Kind::Itself);
    for (const int i : {0, JobListModel::sliceRows, many - 2})
        QCOMPARE(jobs.row(jobs.rowOf(scoredRun(i, 0).ref.text())).delta.kind, BaselineDelta::Kind::Worse);
    known.runs.clearBaseline(scoredRun(many - 1, 0).ref.text());
    QTRY_COMPARE(jobs.row(jobs.rowOf(scoredRun(many - 2, 0).ref.text())).delta.kind, BaselineDelta::Kind::None);
}

/// Those that were judged before it are judged again.
void tst_RunLibrary::policyChangesWhileTheyCome()
{
    const GatePolicy before = currentPolicy();
    setCurrentPolicy({GatePolicy::Mode::Strict, 0.95});
    FakeJobService service;
    JobListModel jobs(service);
    FakeLibrary known(jobs);
    for (int i = 0; i < JobListModel::sliceRows + 1; ++i) {
        RunRecord run = scoredRun(i, 0.52);
        run.results.first().samples = 100;
        run.results.first().successes = 52;
        run.results.first().gate = 0.5; // 0.42 to 0.62: too close for the strict
        known.library.content.runs << run;
    }
    connect(&jobs, &QAbstractItemModel::rowsInserted, &jobs, [] { setCurrentPolicy({GatePolicy::Mode::Lenient, 0.95}); });
    QSignalSpy loaded(&known.runs, &LibraryRuns::loaded);
    known.runs.load();
    QTRY_COMPARE(loaded.size(), 1);
    QTRY_COMPARE(jobs.row(JobListModel::sliceRows).verdict, Verdict::Pass);
    QCOMPARE(jobs.row(0).verdict, Verdict::Pass);
    setCurrentPolicy(before);
}

void tst_RunLibrary::manyGoneAreOneTransaction()
{
    FakeJobService service;
    JobListModel jobs(service);
    FakeLibrary known(jobs);
    for (int i = 0; i < 30; ++i)
        known.library.content.runs << scoredRun(i, 0.5);
    for (const RunRecord &run : std::as_const(known.library.content.runs))
        known.library.runs.insert(run.ref.text(), run);
    known.runs.load();
    QTRY_COMPARE(jobs.rowCount(), 30);
    jobs.refresh(); // the server has none
    QTRY_COMPARE(jobs.rowCount(), 0);
    known.runs.flush();
    QVERIFY(known.library.runs.isEmpty());
    QCOMPARE(known.library.forgets, 1);
}

void tst_RunLibrary::viewsSurvive()
{
    const RunsView view{{}, QStringLiteral("Nightly · main"), false, QStringLiteral("tag:nightly score<0.5"),
                        {{JobListModel::ScoreColumn, Qt::AscendingOrder}, {JobListModel::StartedColumn, Qt::DescendingOrder}}, QByteArray("\0\1\2", 3)};
    {
        Start first(folder());
        QSignalSpy saved(&first.views, &SavedViews::saved);
        first.views.save(view);
        QTRY_COMPARE(saved.count(), 1);
        QVERIFY(!first.views.titleProblem(QStringLiteral("nightly · MAIN")).isEmpty());
        QVERIFY(!first.views.titleProblem(QStringLiteral("All Runs")).isEmpty());
        QVERIFY(!first.views.titleProblem(QStringLiteral("  ")).isEmpty());
    }
    Start next(folder());
    QSignalSpy changed(&next.views, &SavedViews::changed);
    next.views.load();
    QTRY_COMPARE(changed.count(), 1);
    RunsView found = next.views.views().last();
    QVERIFY(!found.id.isEmpty());
    QCOMPARE(next.views.find(found.id)->title, view.title);
    found.id.clear();
    QCOMPARE(found, view);
}

ASSAY_TEST(tst_RunLibrary)
#include "tst_RunLibrary.moc"

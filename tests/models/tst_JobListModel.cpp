#include "models/jobs/JobFilterModel.h"
#include "models/jobs/JobListModel.h"
#include "models/jobs/JobSource.h"
#include "tests/support/FakeJobService.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using assay::test::FakeJobService;

namespace {

Job job(const QString &id, RunState state = RunState::Completed)
{
    Job made;
    made.resource.id = id;
    made.resource.createdAt = QStringLiteral("2026-01-12T08:00:00Z");
    made.name = QStringLiteral("run ") + id;
    made.model.name = QStringLiteral("model-") + id;
    made.status.state = state;
    return made;
}

/// "a b! c" makes three jobs; ! marks a running one.
QList<Job> jobs(const QString &text)
{
    QList<Job> made;
    for (QString word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const bool running = word.endsWith(QLatin1Char('!'));
        if (running)
            word.chop(1);
        made << job(word, running ? RunState::Running : RunState::Completed);
    }
    return made;
}

QStringList shown(const QAbstractItemModel &model)
{
    QStringList ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids << model.index(row, 0).data(IdRole).toString();
    ids.sort();
    return ids;
}

} // namespace

class tst_JobListModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void loadsEveryChunk();
    void merges_data();
    void merges();
    void lateAnswerIsDropped();
    void failureKeepsRows();
    void listThatMovesIsReadAgain();
    void progressAndState();
    void newRunAppears();
    void deletedRunGoes();
    void hiddenRowsLeaveTheFilter();
    void fetchMatchingComesFirst();
    void modelMayDieFirst();
    void repeatedIds();
    void filterModelFollows();
    void changesAreFewRequests();
    void newRunIsOneRequest();
    void tenThousandRuns();
};

void tst_JobListModel::loadsEveryChunk()
{
    FakeJobService service;
    for (int i = 0; i < 1284; ++i)
        service.stored << job(QString::number(i));
    JobListModel model(service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.totalCount(), -1);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QCOMPARE(model.rowCount(), 1284);
    QCOMPARE(model.totalCount(), 1284);
    QVERIFY(model.isComplete());
    QCOMPARE(service.listCalls.size(), 7);
    for (const JobQuery &query : service.listCalls)
        QCOMPARE(query.limit, JobSource::chunkSize);
}

void tst_JobListModel::merges_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<int>("changedRows");
    QTest::addRow("nothing") << "" << "" << 0;
    QTest::addRow("first") << "" << "a b" << 0;
    QTest::addRow("state change") << "a b" << "a b!" << 1;
    QTest::addRow("reorder and drop") << "a b c d" << "d b" << 0;
    QTest::addRow("all gone") << "a b c" << "" << 0;
    QTest::addRow("new in front") << "b c" << "a b c" << 0;
}

void tst_JobListModel::merges()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    QFETCH(int, changedRows);
    FakeJobService service;
    service.stored = jobs(before);
    JobListModel model(service);
    JobFilterModel filtered(model);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester filterTester(&filtered, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy reset(&model, &JobListModel::modelReset);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QSignalSpy changed(&model, &JobListModel::dataChanged);
    service.stored = jobs(after);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QStringList expected;
    for (const Job &one : jobs(after))
        expected << one.resource.id;
    expected.sort();
    QCOMPARE(shown(model), expected);
    QCOMPARE(shown(filtered), expected);
    QCOMPARE(changed.count(), changedRows);
    QCOMPARE(reset.count(), 0);
}

void tst_JobListModel::lateAnswerIsDropped()
{
    FakeJobService service;
    service.hold = true;
    JobListModel model(service);
    service.stored = jobs("old");
    model.refresh();
    model.refresh();
    QCOMPARE(service.waiting(), 2);
    service.stored = jobs("new");
    service.release(1);
    QTRY_COMPARE(model.load(), LoadState::Ready);
    service.stored = jobs("late");
    service.release(0);
    QCoreApplication::processEvents();
    QCOMPARE(shown(model), QStringList{"new"});
}

void tst_JobListModel::failureKeepsRows()
{
    FakeJobService service;
    service.stored = jobs("a b");
    JobListModel model(service);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    service.failWith = Error{Error::Kind::Network, QStringLiteral("The engine does not answer.")};
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Failed);
    QCOMPARE(model.error().kind, Error::Kind::Network);
    QCOMPARE(model.rowCount(), 2);
    service.failWith.reset();
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
}

/// A run that slipped between two pages must not be taken for deleted.
void tst_JobListModel::listThatMovesIsReadAgain()
{
    FakeJobService service;
    for (int i = 0; i < 300; ++i)
        service.stored << job(QString::number(i));
    JobListModel model(service);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QCOMPARE(model.rowCount(), 300);
    service.hold = true;
    model.refresh();
    service.release();                      // rows 0..199
    QTRY_COMPARE(service.waiting(), 1);
    service.stored.append(service.stored.takeAt(0));
    service.stored.move(250, 10);           // moves from the second page to the first, already read
    service.release();
    QTRY_COMPARE(service.waiting(), 1);     // something is missing: read again
    service.hold = false;
    service.releaseAll();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QCOMPARE(model.rowCount(), 300);
    QVERIFY(model.isComplete());
}

void tst_JobListModel::progressAndState()
{
    FakeJobService service;
    service.stored = jobs("a!");
    JobListModel model(service);
    QSignalSpy finished(&model, &JobListModel::runFinished);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    Q_EMIT service.jobChanged({"a", RunState::Running, 0, RunState::Running, 10, 40});
    Q_EMIT service.jobChanged({"a", RunState::Running, 1, RunState::Running, 5, 20});
    QCOMPARE(model.index(0, 0).data(JobListModel::ProgressRole).toDouble(), 0.25);
    QCOMPARE(model.index(0, 0).data(JobListModel::ProgressTextRole).toString(), QStringLiteral("15/60 · 25 %"));
    QCOMPARE(service.getCalls.size(), 0); // counts alone cost no request
    Job done = job("a", RunState::Completed);
    done.results.test = JobTest{0.75, 0.5, true, {}};
    service.change(done);
    service.change(done);
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(service.getCalls.size(), 1); // a burst is one request
    QVERIFY(!model.index(0, 0).data(JobListModel::ProgressRole).isValid());
    QCOMPARE(model.index(0, JobListModel::ScoreColumn).data().toString(), QStringLiteral("0.750"));
}

void tst_JobListModel::newRunAppears()
{
    FakeJobService service;
    service.stored = jobs("a");
    JobListModel model(service);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    service.stored.prepend(job("b", RunState::Pending));
    Q_EMIT service.jobChanged({"b", RunState::Pending, {}, {}, {}, {}});
    QTRY_COMPARE(model.rowCount(), 2);
    service.stored.prepend(job("c", RunState::Pending));
    Q_EMIT service.listChanged();
    QTRY_COMPARE(model.rowCount(), 3);
}

void tst_JobListModel::deletedRunGoes()
{
    FakeJobService service;
    service.stored = jobs("a b c");
    JobListModel model(service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    service.stored.removeAt(1);
    Q_EMIT service.jobChanged({"b", RunState::Cancelled, {}, {}, {}, {}});
    QTRY_COMPARE(shown(model), QStringList({"a", "c"}));
    QCOMPARE(model.totalCount(), 2);
    QCOMPARE(model.rowOf("c"), 1);
    QCOMPARE(model.rowOf("b"), -1);
}

void tst_JobListModel::hiddenRowsLeaveTheFilter()
{
    FakeJobService service;
    service.stored = jobs("a b c");
    JobListModel model(service);
    JobFilterModel filtered(model);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    model.setHidden("b", true);
    QCOMPARE(shown(filtered), QStringList({"a", "c"}));
    QCOMPARE(filtered.rowOf("b"), -1);
    model.setHidden("b", false);
    QCOMPARE(shown(filtered), QStringList({"a", "b", "c"}));
    QVERIFY(filtered.rowOf("b") >= 0);
}

void tst_JobListModel::fetchMatchingComesFirst()
{
    FakeJobService service;
    for (int i = 0; i < 1000; ++i)
        service.stored << job(QString::number(i), i == 900 ? RunState::Failed : RunState::Completed);
    service.hold = true;
    JobListModel model(service);
    model.refresh();
    service.release(0);
    QTRY_COMPARE(model.rowCount(), 200);
    JobQuery query;
    query.status = QStringLiteral("failed");
    model.fetchMatching(query);
    service.release(std::size_t(service.waiting() - 1));
    QTRY_COMPARE(model.rowCount(), 201);
    QVERIFY(model.rowOf("900") >= 0);
    service.hold = false;
    service.releaseAll();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QCOMPARE(model.rowCount(), 1000);
}

void tst_JobListModel::modelMayDieFirst()
{
    FakeJobService service;
    service.hold = true;
    service.stored = jobs("a");
    {
        JobListModel model(service);
        model.refresh();
    }
    service.releaseAll(); // nobody listens; must be harmless
    QCoreApplication::processEvents();
}

void tst_JobListModel::repeatedIds()
{
    FakeJobService service;
    service.stored = jobs("a a b");
    JobListModel model(service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QCOMPARE(model.rowCount(), 2);
    QVERIFY(!model.isComplete()); // fewer than the server counts: said, not hidden
}

/// Whatever comes, changes, moves or goes: the order here is the one that sorting everything anew would give.
void tst_JobListModel::filterModelFollows()
{
    FakeJobService service;
    service.stored = jobs("a b! c d e f g h");
    JobListModel model(service);
    JobFilterModel filtered(model);
    QAbstractItemModelTester tester(&filtered, QAbstractItemModelTester::FailureReportingMode::QtTest);
    filtered.setSortKeys({{JobListModel::StateColumn, Qt::AscendingOrder}, {JobListModel::ModelColumn, Qt::DescendingOrder}});
    const auto agrees = [&] {
        JobFilterModel fresh(model);
        fresh.setSortKeys(filtered.sortKeys());
        fresh.setGrouping(filtered.grouping());
        fresh.setFilter(filtered.filter());
        QStringList here, there;
        for (int row = 0; row < filtered.rowCount(); ++row)
            here << filtered.row(row).id;
        for (int row = 0; row < fresh.rowCount(); ++row)
            there << fresh.row(row).id;
        return here == there;
    };
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QCOMPARE(filtered.row(0).id, QStringLiteral("b"));
    QCOMPARE(filtered.row(1).id, QStringLiteral("h"));
    for (const RunGrouping grouping : {RunGrouping::None, RunGrouping::Model, RunGrouping::Day, RunGrouping::Collection}) {
        filtered.setGrouping(grouping);
        filtered.setFilter(JobFilter::parse(QStringLiteral("-name:c")));
        service.stored = jobs("x! a! b c d e! f g h z");
        service.stored[2].model.name = QStringLiteral("zzz");
        model.refresh();
        QTRY_COMPARE(model.load(), LoadState::Ready);
        QVERIFY(agrees());
        QCOMPARE(filtered.rowCount(), 9);
        service.stored = jobs("b! a d! e f x");
        model.refresh();
        QTRY_COMPARE(model.load(), LoadState::Ready);
        QVERIFY(agrees());
        QCOMPARE(filtered.rowCount(), 6);
        model.setHidden(QStringLiteral("a"), true);
        QVERIFY(agrees());
        model.setHidden(QStringLiteral("a"), false);
        service.stored = jobs("a b! c d e f g h");
        model.refresh();
        QTRY_COMPARE(model.load(), LoadState::Ready);
        QVERIFY(agrees());
    }
}

/// Twenty running jobs whose server tells no counts are not twenty requests.
void tst_JobListModel::changesAreFewRequests()
{
    FakeJobService service;
    for (int i = 0; i < 20; ++i)
        service.stored << job(QString::number(i), RunState::Running);
    JobListModel model(service);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    service.listCalls.clear();
    for (Job &one : service.stored)
        one.name = QStringLiteral("renamed");
    for (const Job &one : service.stored)
        Q_EMIT service.jobChanged({one.resource.id, RunState::Running, 0, RunState::Running, {}, {}});
    QTRY_COMPARE(model.row(19).name, QStringLiteral("renamed"));
    QCOMPARE(service.listCalls.size(), 1);
    QVERIFY(service.getCalls.isEmpty());
}

/// A run that came into a long list that is known does not cost the whole list again; one that went does.
void tst_JobListModel::newRunIsOneRequest()
{
    FakeJobService service;
    for (int i = 0; i < 1000; ++i)
        service.stored << job(QString::number(i));
    JobListModel model(service);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    service.listCalls.clear();
    service.stored.prepend(job(QStringLiteral("new")));
    Q_EMIT service.listChanged();
    QTRY_VERIFY(model.rowOf(QStringLiteral("new")) >= 0);
    QCoreApplication::processEvents();
    QCOMPARE(service.listCalls.size(), 1);
    QVERIFY(model.isComplete());
    service.stored.removeAt(500);
    Q_EMIT service.listChanged();
    QTRY_COMPARE(model.rowCount(), 1000);
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QVERIFY(model.isComplete());
}

void tst_JobListModel::tenThousandRuns()
{
    FakeJobService service;
    for (int i = 0; i < 10000; ++i)
        service.stored << job(QString::number(i), i % 7 == 0 ? RunState::Failed : RunState::Completed);
    JobListModel model(service);
    JobFilterModel filtered(model);
    model.refresh();
    QTRY_COMPARE_WITH_TIMEOUT(model.load(), LoadState::Ready, 30000);
    QElapsedTimer timer;
    timer.start();
    filtered.setFilter(JobFilter::parse(QStringLiteral("state:failed model-99")));
    qInfo("filtering 10,000 runs: %lld ms", timer.elapsed());
    QVERIFY(filtered.rowCount() > 0);
    QVERIFY(filtered.rowCount() < 10000);
}

ASSAY_TEST(tst_JobListModel)
#include "tst_JobListModel.moc"

#include "models/jobs/JobFilterModel.h"
#include "models/jobs/JobListModel.h"
#include "tests/support/FakeJobService.h"
#include "tests/support/StillClock.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
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
    made.status.state = state;
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

/// The runs of several connections in one list.
class tst_JobConnections : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void mergesTwo();
    void oneIdOnTwoServers();
    void oneThatFailsLeavesTheOther();
    void changesGoToTheirOwn();
    void deletedOnOneOnly();
    void takenOut();
    void manyGoAtOnce();
    void awayTellsItsAge();
    void renamed();
    void filterByConnection();
    void refreshOfOne();

private:
    QString cell(const QString &id, int column) const { return m_model->index(m_model->rowOf(id), column).data().toString(); }
    test::StillClock m_clock;
    std::unique_ptr<FakeJobService> m_local, m_prod;
    std::unique_ptr<JobListModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void tst_JobConnections::init()
{
    m_local = std::make_unique<FakeJobService>();
    m_prod = std::make_unique<FakeJobService>();
    m_model = std::make_unique<JobListModel>(m_clock);
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_model->addConnection(QStringLiteral("local"), QStringLiteral("Local Engine"), *m_local);
    m_model->addConnection(QStringLiteral("prod"), QStringLiteral("Prod"), *m_prod);
    m_local->stored = {job(QStringLiteral("a")), job(QStringLiteral("b"))};
    m_prod->stored = {job(QStringLiteral("p")), job(QStringLiteral("q"), RunState::Running)};
}

void tst_JobConnections::cleanup()
{
    m_tester.reset();
    m_model.reset();
}

void tst_JobConnections::mergesTwo()
{
    QCOMPARE(int(m_model->load()), int(LoadState::Idle));
    m_model->refresh();
    QTRY_COMPARE(m_model->load(), LoadState::Ready);
    QCOMPARE(shown(*m_model), QStringList({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("prod/p"), QStringLiteral("prod/q")}));
    QCOMPARE(cell(QStringLiteral("a"), JobListModel::ConnectionColumn), QStringLiteral("Local Engine"));
    QCOMPARE(cell(QStringLiteral("prod/p"), JobListModel::ConnectionColumn), QStringLiteral("Prod"));
    QCOMPARE(m_model->totalCount(), 4);
    QVERIFY(m_model->isComplete());
}

/// One server reached in two ways: both are shown, neither is taken for the other.
void tst_JobConnections::oneIdOnTwoServers()
{
    m_prod->stored = {job(QStringLiteral("a"), RunState::Failed)};
    m_model->refresh();
    QTRY_COMPARE(m_model->load(), LoadState::Ready);
    QCOMPARE(m_model->rowCount(), 3);
    QCOMPARE(cell(QStringLiteral("a"), JobListModel::StateColumn), QStringLiteral("● Finished"));
    QCOMPARE(cell(QStringLiteral("prod/a"), JobListModel::StateColumn), QStringLiteral("✗ Failed"));
}

void tst_JobConnections::oneThatFailsLeavesTheOther()
{
    m_prod->failWith = Error{Error::Kind::Network, QStringLiteral("Nobody there.")};
    m_model->refresh();
    QTRY_COMPARE(m_model->load(QStringLiteral("prod")), LoadState::Failed);
    QTRY_COMPARE(m_model->load(), LoadState::Ready); // as a whole: there is something to show
    QCOMPARE(m_model->error().message, QStringLiteral("Nobody there."));
    QVERIFY(m_model->error(QStringLiteral("local")).message.isEmpty());
    QCOMPARE(shown(*m_model), QStringList({QStringLiteral("a"), QStringLiteral("b")}));
    m_local->failWith = m_prod->failWith;
    m_model->refresh();
    QTRY_COMPARE(m_model->load(), LoadState::Failed);
    QCOMPARE(m_model->rowCount(), 2);
}

void tst_JobConnections::changesGoToTheirOwn()
{
    m_model->refresh();
    QTRY_COMPARE(m_model->load(), LoadState::Ready);
    QSignalSpy finished(m_model.get(), &JobListModel::runFinished);
    m_local->getCalls.clear();
    m_prod->change(job(QStringLiteral("q")));
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(finished.first().first().toString(), QStringLiteral("prod/q"));
    QVERIFY(m_local->getCalls.isEmpty());
}

void tst_JobConnections::deletedOnOneOnly()
{
    m_prod->stored << job(QStringLiteral("a"));
    m_model->refresh();
    QTRY_COMPARE(m_model->load(), LoadState::Ready);
    m_prod->stored.clear();
    Q_EMIT m_prod->listChanged();
    QTRY_COMPARE(shown(*m_model), QStringList({QStringLiteral("a"), QStringLiteral("b")}));
    m_model->removeRun(QStringLiteral("b"));
    QCOMPARE(m_model->totalCount(), 1);
}

void tst_JobConnections::takenOut()
{
    m_model->refresh();
    QTRY_COMPARE(m_model->load(), LoadState::Ready);
    m_model->removeConnection(QStringLiteral("prod"));
    QCOMPARE(shown(*m_model), QStringList({QStringLiteral("a"), QStringLiteral("b")}));
    QCOMPARE(m_model->totalCount(), 2);
    m_prod.reset(); // nobody listens to it any more
    m_model->refresh();
    QTRY_COMPARE(m_model->load(), LoadState::Ready);
}

/// Thousands of rows go in one step, and what is made over them agrees.
void tst_JobConnections::manyGoAtOnce()
{
    for (int i = 0; i < 300; ++i)
        m_prod->stored << job(QStringLiteral("many-%1").arg(i));
    m_model->refresh();
    QTRY_COMPARE(m_model->load(), LoadState::Ready);
    JobFilterModel filtered(*m_model);
    QAbstractItemModelTester tester(&filtered, QAbstractItemModelTester::FailureReportingMode::QtTest);
    filtered.setFilter(JobFilter::parse(QStringLiteral("many")));
    QCOMPARE(filtered.rowCount(), 300);
    QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved), reset(m_model.get(), &QAbstractItemModel::modelReset);
    m_model->removeConnection(QStringLiteral("prod"));
    QCOMPARE(reset.size() + removed.size(), 1);
    QCOMPARE(filtered.rowCount(), 0);
    QCOMPARE(shown(*m_model), QStringList({QStringLiteral("a"), QStringLiteral("b")}));
    filtered.setFilter({});
    QCOMPARE(filtered.rowCount(), 2);
}

void tst_JobConnections::awayTellsItsAge()
{
    m_model->refresh();
    QTRY_COMPARE(m_model->load(), LoadState::Ready);
    m_model->setConnection(QStringLiteral("prod"), QStringLiteral("Prod"), true);
    m_clock.advance(5 * 60'000);
    QCOMPARE(m_model->ageMs(QStringLiteral("prod")), 5 * 60'000);
    QCOMPARE(cell(QStringLiteral("prod/p"), JobListModel::ConnectionColumn), QStringLiteral("✗ Prod, 5 min ago"));
    QCOMPARE(cell(QStringLiteral("a"), JobListModel::ConnectionColumn), QStringLiteral("Local Engine"));
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->updateTimes();
    QVERIFY(std::any_of(changed.cbegin(), changed.cend(), [](const QVariantList &call) { return call.first().toModelIndex().column() == JobListModel::ConnectionColumn; }));
}

void tst_JobConnections::renamed()
{
    m_model->refresh();
    QTRY_COMPARE(m_model->load(), LoadState::Ready);
    QSignalSpy changed(m_model.get(), &JobListModel::connectionsChanged);
    m_model->setConnection(QStringLiteral("prod"), QStringLiteral("Production"), false);
    m_model->setConnection(QStringLiteral("prod"), QStringLiteral("Production"), false);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(cell(QStringLiteral("prod/p"), JobListModel::ConnectionColumn), QStringLiteral("Production"));
}

void tst_JobConnections::filterByConnection()
{
    JobFilterModel filtered(*m_model);
    m_model->refresh();
    QTRY_COMPARE(m_model->load(), LoadState::Ready);
    filtered.setFilter(JobFilter::parse(QStringLiteral("connection:prod")));
    QCOMPARE(shown(filtered), QStringList({QStringLiteral("prod/p"), QStringLiteral("prod/q")}));
    filtered.setFilter(JobFilter::parse(QStringLiteral("connection:local*")));
    QCOMPARE(shown(filtered), QStringList({QStringLiteral("a"), QStringLiteral("b")}));
}

void tst_JobConnections::refreshOfOne()
{
    m_model->refresh(QStringLiteral("prod"));
    QTRY_COMPARE(m_model->load(QStringLiteral("prod")), LoadState::Ready);
    QVERIFY(m_local->listCalls.isEmpty());
    QCOMPARE(int(m_model->load(QStringLiteral("local"))), int(LoadState::Idle));
    QCOMPARE(int(m_model->load()), int(LoadState::Ready));
}

ASSAY_TEST(tst_JobConnections)
#include "tst_JobConnections.moc"

#include "models/jobs/JobFilter.h"
#include "models/jobs/JobListModel.h"
#include "models/results/RunModel.h"
#include "services/core/JobExtras.h"
#include "tests/support/FakeJobService.h"
#include "tests/support/StillClock.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using namespace assay::test;

/// Runs that a server has put away: shown when they are asked for, and brought back.
class tst_ArchivedRuns : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void areInNoListUnlessAskedFor();
    void comeAndGoWithTheArchive();
    void areNotKept();
    void askedForBeforeTheList();
    void filterWord();
    void serverWithoutAnArchive();
    void reopenedOneIsRestored();
};

namespace {

Job job(const QString &id, bool archived = false)
{
    Job made;
    made.resource.id = made.name = id;
    made.model.name = QStringLiteral("m");
    made.status.state = RunState::Completed;
    if (archived)
        setJobArchivedAt(made, QStringLiteral("2025-11-08T10:00:00Z"));
    return made;
}

QStringList shown(const JobListModel &model)
{
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row)
        names << model.row(row).name + (model.row(row).archived ? QStringLiteral("*") : QString());
    names.sort();
    return names;
}

QStringList words(const char *text) { return QString::fromLatin1(text).split(QLatin1Char(' ')); }

/// As a server that keeps no archive.
class PlainJobs final : public FakeJobService {
public:
    QFuture<Result<Page<Job>>> listArchived(const JobQuery &query) override { return JobService::listArchived(query); }
};

} // namespace

void tst_ArchivedRuns::areInNoListUnlessAskedFor()
{
    FakeJobService service;
    for (int i = 0; i < 250; ++i)
        service.stored << job(QStringLiteral("old %1").arg(i), true);
    service.stored << job(QStringLiteral("new"));
    JobListModel model(service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QCOMPARE(shown(model), words("new"));
    QVERIFY(service.archivedCalls.isEmpty());
    model.showArchived(true);
    QTRY_COMPARE(model.rowCount(), 251);
    QCOMPARE(model.totalCount(), 1); // of the list
    QVERIFY(model.isComplete());
    model.showArchived(false);
    QTRY_COMPARE(shown(model), words("new"));
}

void tst_ArchivedRuns::comeAndGoWithTheArchive()
{
    FakeJobService service;
    service.stored = {job(QStringLiteral("a")), job(QStringLiteral("b")), job(QStringLiteral("c"), true)};
    JobListModel model(service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.refresh();
    model.showArchived(true);
    QTRY_COMPARE(shown(model), words("a b c*"));
    setJobArchivedAt(*service.find(QStringLiteral("a")), QStringLiteral("2025-11-09T10:00:00Z"));
    setJobArchivedAt(*service.find(QStringLiteral("c")), {});
    Q_EMIT service.listChanged();
    QTRY_COMPARE(shown(model), words("a* b c"));
    QTRY_COMPARE(model.totalCount(), 2);
    service.stored.removeFirst(); // for good
    Q_EMIT service.listChanged();
    QTRY_COMPARE(shown(model), words("b c"));
    model.showArchived(false);
    QCOMPARE(shown(model), words("b c"));
}

/// What the library shows at the next start is what is in the list.
void tst_ArchivedRuns::areNotKept()
{
    FakeJobService service;
    service.stored = {job(QStringLiteral("a")), job(QStringLiteral("c"), true)};
    JobListModel model(service);
    QSignalSpy kept(&model, &JobListModel::recordsArrived), gone(&model, &JobListModel::runGone);
    model.showArchived(true);
    model.refresh();
    QTRY_COMPARE(shown(model), words("a c*"));
    QCOMPARE(kept.size(), 1);
    QCOMPARE(kept.first().at(1).value<QList<RunRecord>>().size(), 1);
    model.showArchived(false);
    QTRY_COMPARE(shown(model), words("a"));
    QCOMPARE(gone.size(), 0);
    QVERIFY(!service.find(QStringLiteral("c"))->name.isEmpty());
}

void tst_ArchivedRuns::askedForBeforeTheList()
{
    FakeJobService service;
    service.stored = {job(QStringLiteral("c"), true)};
    JobListModel model(service);
    model.showArchived(true); // its server has not answered yet
    QVERIFY(service.archivedCalls.isEmpty());
    model.refresh();
    QTRY_COMPARE(shown(model), words("c*"));
}

void tst_ArchivedRuns::filterWord()
{
    QVERIFY(JobFilter::parse(QStringLiteral("is:archived model:m")).wantsArchived());
    QVERIFY(!JobFilter::parse(QStringLiteral("-is:archived")).wantsArchived());
    QVERIFY(!JobFilter::parse(QStringLiteral("archived")).wantsArchived());
    JobRow row = jobRow(job(QStringLiteral("c")));
    const JobFilter only = JobFilter::parse(QStringLiteral("is:archived"));
    QVERIFY(only.problem.isEmpty());
    QVERIFY(!only.accepts(row));
    row.archived = true;
    QVERIFY(only.accepts(row));
}

void tst_ArchivedRuns::serverWithoutAnArchive()
{
    PlainJobs service;
    service.stored = {job(QStringLiteral("a"))};
    JobListModel model(service);
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    model.showArchived(true);
    QCoreApplication::processEvents();
    QCOMPARE(model.load(), LoadState::Ready); // no fault of anybody
    QCOMPARE(shown(model), words("a"));
}

/// One that was put away earlier, or by somebody else.
void tst_ArchivedRuns::reopenedOneIsRestored()
{
    FakeJobService service;
    StillClock clock;
    service.stored = {job(QStringLiteral("c"), true)};
    RunModel run(service, nullptr, QStringLiteral("c"), clock);
    run.refresh();
    QTRY_VERIFY(run.hasJob());
    QVERIFY(run.isArchived());
    QSignalSpy told(&run, &RunModel::archived);
    run.setArchived(true); // it is there
    QVERIFY(service.archivedIds.isEmpty());
    run.setArchived(false);
    QTRY_COMPARE(told.size(), 1);
    QVERIFY(!run.isArchived());
    QVERIFY(!jobIsArchived(*service.find(QStringLiteral("c"))));
    service.failWith = Error{Error::Kind::Conflict, QStringLiteral("locked")};
    QSignalSpy failed(&run, &RunModel::changeFailed);
    run.setArchived(true);
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(!run.isArchived());
}

ASSAY_TEST(tst_ArchivedRuns)
#include "tst_ArchivedRuns.moc"

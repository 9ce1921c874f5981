#include "models/jobs/JobListModel.h"
#include "models/problems/AllProblemsModel.h"
#include "models/problems/FailedRunsModel.h"
#include "tests/support/FakeJobService.h"
#include "tests/support/SampleJobs.h"
#include "tests/support/StillClock.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>

using namespace assay;

namespace {

QStandardItem *problem(const QString &text, Severity severity, const QString &fix = {})
{
    auto *item = new QStandardItem(text);
    item->setData(int(severity), ProblemListModel::SeverityRole);
    item->setData(fix, ProblemListModel::FixRole);
    return item;
}

} // namespace

/// The list of problems of all open documents, and of the runs that failed.
class tst_ProblemModels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void listsBelowEachOther();
    void aListThatDies();
    void failedRunsOfTheLastDays();

private:
    static QStringList texts(const QAbstractItemModel &model, int column)
    {
        QStringList found;
        for (int row = 0; row < model.rowCount(); ++row)
            found << model.index(row, column).data().toString();
        return found;
    }
};

void tst_ProblemModels::listsBelowEachOther()
{
    AllProblemsModel all;
    const QAbstractItemModelTester tester(&all, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QStandardItemModel first, second;
    first.appendRow(problem(QStringLiteral("a"), Severity::Error));
    all.setList(&first, QStringLiteral("One"));
    all.setList(&second, QStringLiteral("Two"));
    second.appendRow(problem(QStringLiteral("c"), Severity::Note));
    first.appendRow(problem(QStringLiteral("b"), Severity::Warning, QStringLiteral("Mend b.")));
    QCOMPARE(texts(all, AllProblemsModel::ProblemColumn), QStringList({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")}));
    QCOMPARE(texts(all, AllProblemsModel::PlaceColumn), QStringList({QStringLiteral("One"), QStringLiteral("One"), QStringLiteral("Two")}));
    QCOMPARE(all.index(1, AllProblemsModel::FixColumn).data().toString(), QStringLiteral("Mend b."));
    QCOMPARE(all.source(2).first, &second);
    QCOMPARE(all.source(2).second, 0);
    QCOMPARE(all.count(Severity::Warning), 1);
    QSignalSpy changed(&all, &QAbstractItemModel::dataChanged), counts(&all, &AllProblemsModel::countsChanged);
    second.item(0)->setText(QStringLiteral("C"));
    QCOMPARE(changed.first().first().toModelIndex().row(), 2);
    all.setList(&second, QStringLiteral("Renamed"));
    QCOMPARE(all.index(2, AllProblemsModel::PlaceColumn).data().toString(), QStringLiteral("Renamed"));
    first.removeRow(0);
    QCOMPARE(texts(all, 0), QStringList({QStringLiteral("b"), QStringLiteral("C")}));
    QVERIFY(!counts.isEmpty());
    first.clear(); // read anew
    QCOMPARE(texts(all, 0), QStringList({QStringLiteral("C")}));
    all.removeList(&second);
    second.appendRow(problem(QStringLiteral("late"), Severity::Error));
    QCOMPARE(all.rowCount(), 0);
}

void tst_ProblemModels::aListThatDies()
{
    AllProblemsModel all;
    const QAbstractItemModelTester tester(&all, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QStandardItemModel stays;
    stays.appendRow(problem(QStringLiteral("stays"), Severity::Error));
    {
        QStandardItemModel dies;
        dies.appendRow(problem(QStringLiteral("dies"), Severity::Error));
        all.setList(&dies, QStringLiteral("Short"));
        all.setList(&stays, QStringLiteral("Long"));
        QCOMPARE(all.rowCount(), 2);
    }
    QCOMPARE(texts(all, 0), QStringList({QStringLiteral("stays")}));
    QCOMPARE(all.count(Severity::Error), 1);
}

void tst_ProblemModels::failedRunsOfTheLastDays()
{
    test::StillClock clock(test::sampleNow().toMSecsSinceEpoch());
    test::FakeJobService service;
    Job partly = test::sampleJob(QStringLiteral("p"), QStringLiteral("partly"), QStringLiteral("m"), RunState::PartiallyFailed, 30);
    partly.status.message = Message{QStringLiteral("One benchmark failed."), {}, {}, {}};
    service.stored = {partly, test::sampleJob(QStringLiteral("f"), QStringLiteral("failed"), QStringLiteral("m"), RunState::Failed, 10),
                      test::sampleJob(QStringLiteral("ok"), QStringLiteral("fine"), QStringLiteral("m"), RunState::Completed, 10),
                      test::sampleJob(QStringLiteral("old"), QStringLiteral("old"), QStringLiteral("m"), RunState::Failed, 8 * 24 * 60)};
    JobListModel jobs(service, clock);
    FailedRunsModel failed(jobs, clock);
    const QAbstractItemModelTester tester(&failed, QAbstractItemModelTester::FailureReportingMode::QtTest);
    AllProblemsModel all;
    all.setList(&failed, {});
    jobs.refresh();
    QTRY_COMPARE(jobs.load(), LoadState::Ready);
    QCOMPARE(texts(all, AllProblemsModel::PlaceColumn), QStringList({QStringLiteral("Run: failed"), QStringLiteral("Run: partly")}));
    QCOMPARE(all.index(1, 0).data().toString(), QStringLiteral("⚠ Partly failed: One benchmark failed."));
    QCOMPARE(all.count(Severity::Error), 1);
    QCOMPARE(all.count(Severity::Warning), 1);
    const QString run = all.index(0, 0).data(IdRole).toString();
    jobs.setHidden(run, true); // about to be deleted
    QCOMPARE(all.rowCount(), 1);
}

ASSAY_TEST(tst_ProblemModels)
#include "tst_ProblemModels.moc"

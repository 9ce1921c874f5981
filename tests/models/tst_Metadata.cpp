#include "models/results/MetadataModel.h"
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

/// Entries that a server keeps beside a run: what is typed, what is sent, and that it is taken back when it is refused.
class tst_Metadata : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void changes();
    void values_data();
    void values();
    void problems();
    void mergesIntoAJob();
    void takenBackWhenRefused();
};

static const QList<JsonMember> told{{QStringLiteral("suite"), {"\"geo\""}}, {QStringLiteral("n"), {"1.50"}}, {QStringLiteral("version"), {"\"12\""}}};

void tst_Metadata::changes()
{
    MetadataModel model(told);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 4); // and one to be typed into
    QCOMPARE(model.index(1, 1).data().toString(), QStringLiteral("1.50"));
    QCOMPARE(model.index(2, 1).data().toString(), QStringLiteral("\"12\"")); // no number
    QVERIFY(model.changes().isEmpty());
    QVERIFY(!model.setData(model.index(1, 1), QStringLiteral("1.50")));
    QVERIFY(model.changes().isEmpty()); // as it was told
    QVERIFY(model.setData(model.index(3, 0), QStringLiteral(" owner ")));
    QCOMPARE(model.rowCount(), 5);
    QVERIFY(model.setData(model.index(3, 1), QStringLiteral("ann")));
    QVERIFY(model.setData(model.index(0, 1), QStringLiteral("maths")));
    model.remove(1);
    model.remove(3); // nothing is there
    QCOMPARE(model.changes(), (QList<JsonMember>{{QStringLiteral("n"), {}}, {QStringLiteral("suite"), {"\"maths\""}}, {QStringLiteral("owner"), {"\"ann\""}}}));
    QVERIFY(model.setData(model.index(0, 0), QStringLiteral("set"))); // another name: the old one goes
    QVERIFY(model.changes().contains(JsonMember{QStringLiteral("suite"), {}}));
    QVERIFY(model.changes().contains(JsonMember{QStringLiteral("set"), {"\"maths\""}}));
}

void tst_Metadata::values_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QByteArray>("sent");
    QTest::newRow("text") << "geo" << QByteArray("\"geo\"");
    QTest::newRow("number") << "0.5" << QByteArray("0.5");
    QTest::newRow("long number") << "0.10000000000000000001" << QByteArray("0.10000000000000000001");
    QTest::newRow("truth") << "true" << QByteArray("true");
    QTest::newRow("number as a text") << "\"5\"" << QByteArray("\"5\"");
    QTest::newRow("list") << "[1, \"a\"]" << QByteArray("[1, \"a\"]");
    QTest::newRow("object") << "{\"b\":1,\"a\":2}" << QByteArray("{\"b\":1,\"a\":2}");
    QTest::newRow("null would take it out") << "null" << QByteArray("\"null\"");
    QTest::newRow("quotes") << "a \"b\"" << QByteArray("\"a \\\"b\\\"\"");
}

void tst_Metadata::values()
{
    QFETCH(QString, typed);
    QFETCH(QByteArray, sent);
    MetadataModel model({{QStringLiteral("a"), {"\"was\""}}});
    QVERIFY(model.setData(model.index(0, 1), typed));
    QCOMPARE(model.changes(), (QList<JsonMember>{{QStringLiteral("a"), {sent}}}));
}

void tst_Metadata::problems()
{
    MetadataModel model(told);
    QVERIFY(model.problem().isEmpty());
    model.setData(model.index(3, 1), QStringLiteral("ann"));
    QCOMPARE(model.problem(), QStringLiteral("Metadata: enter a name for the value “ann”, or remove its row."));
    model.setData(model.index(3, 0), QStringLiteral("suite"));
    QCOMPARE(model.problem(), QStringLiteral("Metadata: “suite” is there twice; give each entry a name of its own."));
    model.setData(model.index(3, 0), QStringLiteral("owner"));
    QVERIFY(model.problem().isEmpty());
}

void tst_Metadata::mergesIntoAJob()
{
    Job job;
    job.custom = {R"({"assay":{"x":1},"scale":{"id":"e","metadata":{"suite":"geo","n":1.50}}})"};
    mergeJobMetadata(job, {{QStringLiteral("suite"), {}}, {QStringLiteral("owner"), {"\"ann\""}}, {QStringLiteral("unknown"), {}}});
    QCOMPARE(job.custom.text, QByteArray(R"({"assay":{"x":1},"scale":{"id":"e","metadata":{"n":1.50,"owner":"ann"}}})"));
    QCOMPARE(jobArchivedAt(job), QString());
    setJobArchivedAt(job, QStringLiteral("2025-11-08T10:00:00Z"));
    QVERIFY(jobIsArchived(job));
    setJobArchivedAt(job, {});
    QVERIFY(!jobIsArchived(job));
    job.custom = {R"({"scale":{"archived_at":null}})"};
    QVERIFY(!jobIsArchived(job));
}

void tst_Metadata::takenBackWhenRefused()
{
    FakeJobService service;
    StillClock clock;
    Job job;
    job.resource.id = QStringLiteral("e");
    job.name = QStringLiteral("n");
    job.status.state = RunState::Completed;
    mergeJobMetadata(job, told);
    service.stored = {job};
    RunModel run(service, nullptr, QStringLiteral("e"), clock);
    run.refresh();
    QTRY_VERIFY(run.hasJob());
    QSignalSpy failed(&run, &RunModel::changeFailed);
    service.hold = true;
    service.failWith = Error{Error::Kind::Conflict, QStringLiteral("locked")};
    JobDetails details;
    details.metadata = {{QStringLiteral("suite"), {}}, {QStringLiteral("owner"), {"\"ann\""}}};
    run.change(details);
    QCOMPARE(jobMetadata(run.job()).size(), 3); // at once
    QCOMPARE(jobMetadata(run.job()).last().name, QStringLiteral("owner"));
    service.releaseAll();
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(jobMetadata(run.job()), told);
    service.hold = false;
    service.failWith.reset();
    run.change(details);
    QTRY_VERIFY(!run.isChanging());
    QCOMPARE(jobMetadata(*service.find(QStringLiteral("e"))), jobMetadata(run.job()));
    QCOMPARE(jobMetadata(run.job()).size(), 3);
}

ASSAY_TEST(tst_Metadata)
#include "tst_Metadata.moc"

#include "models/common/Words.h"
#include "models/jobs/JobFilter.h"
#include "tests/support/TestRegistry.h"

#include <QTest>
#include <QTimeZone>

using namespace assay;

class tst_JobFilter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void accepts_data();
    void accepts();
    void problems();
    void serverPart();
    void rows();
    void words();
};

static JobRow sampleRow()
{
    Job job;
    job.resource.id = QStringLiteral("id-1");
    job.name = QStringLiteral("Nightly 214");
    job.model.name = QStringLiteral("gemma-3:270m");
    job.tags = {QStringLiteral("nightly"), QStringLiteral("Release")};
    job.status.state = RunState::Failed;
    job.collection = CollectionRef{QStringLiteral("starter-v1"), {}, {}, {}};
    return jobRow(job);
}

void tst_JobFilter::accepts_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("accepted");
    QTest::addRow("empty") << "" << true;
    QTest::addRow("state") << "state:failed" << true;
    QTest::addRow("other state") << "state:running" << false;
    QTest::addRow("any of two states") << "state:running state:failed" << true;
    QTest::addRow("model") << "model:gemma" << true;
    QTest::addRow("model wildcard") << "model:gem*270" << true;
    QTest::addRow("wildcard dot is no joker") << "model:gemma.3" << false;
    QTest::addRow("model misses") << "model:llama" << false;
    QTest::addRow("words") << "214 NIGHT" << true;
    QTest::addRow("all words") << "214 llama" << false;
    QTest::addRow("a colon that is no token") << "gemma-3:270m" << true;
    QTest::addRow("quotes") << "name:\"nightly 214\"" << true;
    QTest::addRow("quote not closed") << "name:\"nightly 2" << true;
    QTest::addRow("tag without case") << "tag:release" << true;
    QTest::addRow("tags both") << "tag:release tag:nightly" << true;
    QTest::addRow("tag misses") << "tag:weekly" << false;
    QTest::addRow("collection") << "collection:starter" << true;
    QTest::addRow("still typing") << "state:" << true;
    QTest::addRow("verdict") << "verdict:pass" << false;
    QTest::addRow("no result") << "verdict:missing" << true;
}

void tst_JobFilter::accepts()
{
    QFETCH(QString, line);
    QFETCH(bool, accepted);
    QCOMPARE(JobFilter::parse(line).accepts(sampleRow()), accepted);
}

void tst_JobFilter::problems()
{
    QVERIFY(JobFilter::parse(QStringLiteral("state:failed x")).problem.isEmpty());
    const JobFilter filter = JobFilter::parse(QStringLiteral("state:sideways"));
    QVERIFY(filter.problem.contains(QStringLiteral("sideways")));
    QVERIFY(filter.isEmpty());
}

void tst_JobFilter::serverPart()
{
    QCOMPARE(JobFilter::parse(QStringLiteral("state:failed state:partial x")).serverQuery().status,
             QStringLiteral("failed|partially_failed"));
    QVERIFY(JobFilter::parse(QStringLiteral("model:x tag:y")).serverQuery().status.isEmpty());
}

void tst_JobFilter::rows()
{
    Job job;
    job.resource.id = QStringLiteral("7");
    job.model.name = QStringLiteral("m");
    job.benchmarks.resize(2);
    job.benchmarks[0].id = QStringLiteral("a");
    job.benchmarks[1].id = QStringLiteral("b");
    job.status.state = RunState::Completed;
    BenchmarkStatus first, second;
    first.startedAt = QStringLiteral("2026-01-01T10:00:00Z");
    first.completedAt = QStringLiteral("2026-01-01T10:01:00Z");
    second.startedAt = QStringLiteral("2026-01-01T10:00:30Z");
    second.completedAt = QStringLiteral("2026-01-01T10:02:00.5Z");
    first.itemsDone = first.itemsTotal = 4;
    second.itemsDone = 1;
    second.itemsTotal = 6;
    job.status.benchmarks = {second, first};
    const JobRow row = jobRow(job);
    QCOMPARE(row.target, QStringLiteral("a, b"));
    QCOMPARE(row.started.msecsTo(row.finished), 120500);
    QCOMPARE(row.itemsDone, 5);
    QCOMPARE(row.itemsTotal, 10);
    QCOMPARE(row.verdict, Verdict::NotGated);
    QCOMPARE(jobTitle(row), QStringLiteral("m on a, b"));
    job.status.state = RunState::Running;
    QVERIFY(!jobRow(job).finished.isValid());
    job.status.state = Word<RunState>::fromText(QStringLiteral("paused"));
    QCOMPARE(stateText(jobRow(job).state), QStringLiteral("paused")); // a newer server's word
}

void tst_JobFilter::words()
{
    QCOMPARE(durationText(-1), QString());
    QCOMPARE(durationText(4200), QStringLiteral("4.2 s"));
    QCOMPARE(durationText(185'000), QStringLiteral("3 min 05 s"));
    QCOMPARE(durationText(7'800'000), QStringLiteral("2 h 10 min"));
    QCOMPARE(ageText(500), QStringLiteral("just now"));
    QCOMPARE(ageText(8000), QStringLiteral("8 s ago"));
    QCOMPARE(progressText(412, 1000, QLocale(QLocale::English)), QStringLiteral("412/1,000 · 41 %"));
    const QDateTime now(QDate(2026, 1, 12), QTime(14, 0), QTimeZone::utc());
    QVERIFY(whenText(now.addSecs(-3600), now, QLocale(QLocale::English)).startsWith(QStringLiteral("Today")));
    QVERIFY(whenText(now.addDays(-1), now, QLocale(QLocale::English)).startsWith(QStringLiteral("Yesterday")));
    QVERIFY(whenText({}, now).isEmpty());
}

ASSAY_TEST(tst_JobFilter)
#include "tst_JobFilter.moc"

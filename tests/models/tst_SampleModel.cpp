#include "models/samples/SampleModel.h"
#include "tests/support/FakeJobService.h"
#include "tests/support/RunFixtures.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;

static const QString id = QStringLiteral("job-1");

class tst_SampleModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void fetchesOnlyWhatIsLookedAt();
    void keepsFewChunks();
    void placeholdersWhileLoading();
    void lateAnswersAreDropped();
    void filterSearchAndSortAreTheServers();
    void countsByFilter();
    void growsWithoutReset();
    void shrinks();
    void failureKeepsRowsAndRetries();
    void findsTheNextFailure();
    void modelMayDieFirst();

private:
    std::unique_ptr<test::FakeJobService> m_service;
};

void tst_SampleModel::init()
{
    m_service = std::make_unique<test::FakeJobService>();
}

void tst_SampleModel::fetchesOnlyWhatIsLookedAt()
{
    m_service->sampleRows[{id, 0}] = test::samplesOf(2000);
    SampleModel model(*m_service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource(id, 0);
    QTRY_COMPARE(model.rowCount(), 2000);
    QCOMPARE(model.index(0, SampleModel::TargetColumn).data().toString(), QStringLiteral("1"));
    QTRY_VERIFY(model.count(SampleQuery::Filter::Errors).has_value());
    m_service->sampleCalls.clear();
    QCOMPARE(model.index(1999, SampleModel::TargetColumn).data().toString(), QStringLiteral("…"));
    QTRY_COMPARE(model.index(1999, SampleModel::TargetColumn).data().toString(), QStringLiteral("2000"));
    QCOMPARE(m_service->sampleCalls.size(), 1);
    QCOMPARE(m_service->sampleCalls.first().offset, qint64(1792));
    QVERIFY(m_service->sampleCalls.first().limit <= 1000);
}

void tst_SampleModel::keepsFewChunks()
{
    m_service->sampleRows[{id, 0}] = test::samplesOf((SampleModel::maxChunks + 10) * SampleModel::chunkRows);
    SampleModel model(*m_service);
    model.setSource(id, 0);
    QTRY_VERIFY(model.rowCount() > 0);
    for (int row = 0; row < model.rowCount(); row += SampleModel::chunkRows)
        QTRY_VERIFY(model.sampleAt(row) != nullptr);
    QCOMPARE(model.chunksInMemory(), SampleModel::maxChunks);
    QVERIFY(model.sampleAt(0) == nullptr); // longest unseen went first
}

void tst_SampleModel::placeholdersWhileLoading()
{
    m_service->sampleRows[{id, 0}] = test::samplesOf(600);
    SampleModel model(*m_service);
    model.setSource(id, 0);
    QTRY_COMPARE(model.rowCount(), 600);
    m_service->hold = true;
    const QModelIndex cell = model.index(500, SampleModel::ResponseColumn);
    QCOMPARE(cell.data().toString(), QStringLiteral("…"));
    QCOMPARE(cell.data(Qt::AccessibleTextRole).toString(), QStringLiteral("Loading"));
    QVERIFY(!cell.data(SampleModel::LoadedRole).toBool());
    QTRY_VERIFY(m_service->waiting() > 0);
    m_service->releaseAll();
    QTRY_VERIFY(cell.data(SampleModel::LoadedRole).toBool());
}

void tst_SampleModel::lateAnswersAreDropped()
{
    m_service->sampleRows[{id, 0}] = test::samplesOf(100);
    m_service->sampleRows[{id, 1}] = test::samplesOf(7);
    m_service->hold = true;
    SampleModel model(*m_service);
    model.setSource(id, 0);
    const qsizetype old = m_service->waiting();
    model.setSource(id, 1);
    while (m_service->waiting() > old)
        m_service->release(std::size_t(old)); // the newer ones first
    QTRY_COMPARE(model.rowCount(), 7);
    m_service->releaseAll();
    QCoreApplication::processEvents();
    QCOMPARE(model.rowCount(), 7);
    QCOMPARE(model.count(SampleQuery::Filter::All), std::optional<qint64>(7));
}

void tst_SampleModel::filterSearchAndSortAreTheServers()
{
    m_service->sampleRows[{id, 0}] = test::samplesOf(100);
    SampleModel model(*m_service);
    model.setSource(id, 0);
    model.setFilter(SampleQuery::Filter::Errors);
    QTRY_COMPARE(model.rowCount(), 2);
    model.setSearch(QStringLiteral("49 + 1"));
    QTRY_COMPARE(model.rowCount(), 1);
    model.sort(SampleModel::LatencyColumn, Qt::DescendingOrder);
    QCOMPARE(m_service->sampleCalls.last().sort, QStringLiteral("-latency_ms"));
    QCOMPARE(m_service->sampleCalls.last().search, QStringLiteral("49 + 1"));
    QCOMPARE(int(m_service->sampleCalls.last().filter), int(SampleQuery::Filter::Errors));
    const qsizetype asked = m_service->sampleCalls.size();
    model.sort(SampleModel::ResponseColumn, Qt::AscendingOrder); // no server sorts by that
    QCOMPARE(m_service->sampleCalls.size(), asked);
}

void tst_SampleModel::countsByFilter()
{
    m_service->sampleRows[{id, 0}] = test::samplesOf(100);
    SampleModel model(*m_service);
    model.setSource(id, 0);
    QTRY_COMPARE(model.count(SampleQuery::Filter::All), std::optional<qint64>(100));
    QTRY_COMPARE(model.count(SampleQuery::Filter::Errors), std::optional<qint64>(2));
    QTRY_COMPARE(model.count(SampleQuery::Filter::NotExtracted), std::optional<qint64>(10));
}

void tst_SampleModel::growsWithoutReset()
{
    m_service->sampleRows[{id, 0}] = test::samplesOf(300);
    SampleModel model(*m_service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource(id, 0);
    QTRY_COMPARE(model.rowCount(), 300);
    QTRY_VERIFY(model.sampleAt(299) != nullptr);
    QSignalSpy reset(&model, &SampleModel::modelReset);
    m_service->sampleRows[{id, 0}] = test::samplesOf(400);
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 400);
    QTRY_VERIFY(model.sampleAt(350) != nullptr); // the chunk was short when it came
    QCOMPARE(reset.count(), 0);
}

void tst_SampleModel::shrinks()
{
    m_service->sampleRows[{id, 0}] = test::samplesOf(600);
    SampleModel model(*m_service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource(id, 0);
    QTRY_COMPARE(model.rowCount(), 600);
    QTRY_VERIFY(model.sampleAt(599) != nullptr);
    m_service->sampleRows[{id, 0}] = test::samplesOf(10);
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 10);
    QVERIFY(model.sampleAt(599) == nullptr);
}

void tst_SampleModel::failureKeepsRowsAndRetries()
{
    m_service->sampleRows[{id, 0}] = test::samplesOf(600);
    SampleModel model(*m_service);
    model.setSource(id, 0);
    QTRY_COMPARE(model.load(), LoadState::Ready);
    m_service->failWith = Error{Error::Kind::Network, QStringLiteral("The engine does not answer.")};
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Failed);
    QCOMPARE(model.rowCount(), 600);
    QCOMPARE(model.lastError().message, QStringLiteral("The engine does not answer."));
    // A failed server is not asked again by mere painting.
    const qsizetype asked = m_service->sampleCalls.size();
    QCOMPARE(model.index(599, 0).data().toString(), QStringLiteral("…"));
    QCoreApplication::processEvents();
    QCOMPARE(m_service->sampleCalls.size(), asked);
    m_service->failWith.reset();
    model.retry();
    QTRY_VERIFY(model.sampleAt(599) != nullptr);
    QCOMPARE(model.load(), LoadState::Ready);
}

void tst_SampleModel::findsTheNextFailure()
{
    QList<Sample> rows = test::samplesOf(1);
    for (int i = 0; i < 3000; ++i) {
        Sample sample = test::sampleOf(0);
        sample.ordinal = i;
        sample.score = i == 5 || i == 2500 ? 0 : 1;
        if (i > 0)
            rows << sample;
    }
    m_service->sampleRows[{id, 0}] = rows;
    SampleModel model(*m_service);
    model.setSource(id, 0);
    QTRY_COMPARE(model.rowCount(), 3000);
    QSignalSpy found(&model, &SampleModel::failureFound);
    const auto next = [&](int from, bool backwards = false) {
        found.clear();
        model.findFailure(from, backwards);
        return QTest::qWaitFor([&] { return found.count() == 1; }) ? found.first().first().toInt() : -2;
    };
    QCOMPARE(next(-1), 5);
    QCOMPARE(next(5), 2500);
    QCOMPARE(next(2500), -1);
    QCOMPARE(next(2999, true), 2500);
    QCOMPARE(next(2500, true), 5);
    QCOMPARE(next(5, true), -1);
}

void tst_SampleModel::modelMayDieFirst()
{
    m_service->hold = true;
    m_service->sampleRows[{id, 0}] = test::samplesOf(10);
    {
        SampleModel model(*m_service);
        model.setSource(id, 0);
        model.findFailure(-1);
    }
    m_service->releaseAll();
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
    QCOMPARE(m_service->waiting(), qsizetype(0));
}

ASSAY_TEST(tst_SampleModel)
#include "tst_SampleModel.moc"

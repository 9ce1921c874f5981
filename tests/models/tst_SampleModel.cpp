#include "models/samples/SampleModel.h"
#include "models/triage/TriageBook.h"
#include "tests/support/FakeJobService.h"
#include "tests/support/FakeTriageStore.h"
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
    void sortsByScorersAndMetadata();
    void countsByFilter();
    void growsWithoutReset();
    void shrinks();
    void failureKeepsRowsAndRetries();
    void findsTheNextFailure();
    void expressionsAreCheckedFirst();
    void searchesPartByPart();
    void lowerIsBetterTurnsPassedAndFailed();
    void searchStops();
    void namesBecomeColumns();
    void countComesLater();
    void readsOneInFull();
    void notesAreColumns();
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
    model.setExpression(QStringLiteral("\"49 + 1\""));
    QTRY_COMPARE(model.rowCount(), 1);
    model.sort(SampleModel::LatencyColumn, Qt::DescendingOrder);
    QCOMPARE(m_service->sampleCalls.last().sort, QStringLiteral("-latency_ms"));
    QCOMPARE(m_service->sampleCalls.last().filterExpression, QStringLiteral("\"49 + 1\""));
    QCOMPARE(int(m_service->sampleCalls.last().filter), int(SampleQuery::Filter::Errors));
    const qsizetype asked = m_service->sampleCalls.size();
    model.sort(SampleModel::ResponseColumn, Qt::AscendingOrder); // no server sorts by that
    QCOMPARE(m_service->sampleCalls.size(), asked);
}

/// Columns that one benchmark has and another may not have.
void tst_SampleModel::sortsByScorersAndMetadata()
{
    m_service->sampleRows[{id, 0}] = test::samplesOf(20);
    m_service->sampleRows[{id, 1}] = test::samplesOf(20);
    SampleModel model(*m_service);
    model.setSource(id, 0);
    QTRY_COMPARE(model.names().size(), 2);
    for (int i = 0; i < 2; ++i) {
        QVERIFY(SampleModel::isSortable(SampleModel::FixedColumns + i));
        model.sort(SampleModel::FixedColumns + i, Qt::DescendingOrder);
        QCOMPARE(m_service->sampleCalls.last().sort, QLatin1Char('-') + model.names().at(i));
    }
    QTRY_COMPARE(model.rowCount(), 20);
    m_service->sampleCalls.clear();
    model.setSource(id, 1);
    QCOMPARE(m_service->sampleCalls.first().sort, QStringLiteral("ordinal"));
    QTRY_COMPARE(model.names().size(), 2);
    m_service->sampleCalls.clear();
    model.sort(SampleModel::ScoreColumn, Qt::DescendingOrder);
    model.setSource(id, 0); // which every benchmark has: it stays
    QCOMPARE(m_service->sampleCalls.last().sort, QString()); // the counts need no order
    QCOMPARE(m_service->sampleCalls.at(1).sort, QStringLiteral("-score"));
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

void tst_SampleModel::expressionsAreCheckedFirst()
{
    m_service->sampleRows[{id, 0}] = test::samplesOf(100);
    SampleModel model(*m_service);
    model.setSource(id, 0);
    QTRY_COMPARE(model.rowCount(), 100);
    const qsizetype asked = m_service->sampleCalls.size();
    QSignalSpy problems(&model, &SampleModel::problemChanged);
    model.setExpression(QStringLiteral("is:passed score<half"));
    QCOMPARE(problems.count(), 1);
    QCOMPARE(model.problem()->position, qsizetype(16));
    QCOMPARE(m_service->sampleCalls.size(), asked);
    QCOMPARE(model.rowCount(), 100);
    model.setExpression(QStringLiteral("is:error"));
    QVERIFY(!model.problem());
    QTRY_COMPARE(model.rowCount(), 2);
    QTRY_COMPARE(model.count(SampleQuery::Filter::All), std::optional<qint64>(2));
    QTRY_COMPARE(model.count(SampleQuery::Filter::Passed), std::optional<qint64>(0));
}

/// A query that looks into texts: rows come as they are found, and those that were forgotten are found again.
void tst_SampleModel::searchesPartByPart()
{
    constexpr int rows = (SampleModel::maxChunks + 2) * SampleModel::chunkRows;
    m_service->sampleRows[{id, 0}] = test::samplesOf(rows);
    SampleModel model(*m_service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource(id, 0);
    model.setExpression(QStringLiteral("prompt~/./"));
    QTRY_COMPARE(model.rowCount(), rows);
    QVERIFY(model.rows().searches());
    QTRY_VERIFY(!model.rows().isSearching());
    QCOMPARE(model.rows().lookedAt(), qint64(rows));
    QCOMPARE(model.chunksInMemory(), SampleModel::maxChunks);
    QCOMPARE(model.count(SampleQuery::Filter::All), std::optional<qint64>(rows));
    constexpr int early = SampleModel::chunkRows + 3; // the first rows are looked at all the time, by the tester
    QVERIFY(model.sampleAt(early) == nullptr);
    QTRY_VERIFY(model.sampleAt(early) != nullptr);
    QCOMPARE(model.sampleAt(early)->ordinal, qint64(early));
    QTRY_VERIFY(model.sampleAt(rows - 1) != nullptr);
    QCOMPARE(model.sampleAt(rows - 1)->ordinal, qint64(rows - 1));
    // The next failure is found among rows, also where they must be fetched again.
    QSignalSpy found(&model, &SampleModel::failureFound);
    model.findFailure(600);
    QTRY_COMPARE(found.count(), 1);
    int expected = 601;
    while (SampleModel::outcome(test::sampleOf(expected)) == SampleModel::Outcome::Pass)
        ++expected;
    QCOMPARE(found.first().first().toInt(), expected);
}

/// A server calls at least 0.5 passed: where lower is better, it is asked the other way round.
void tst_SampleModel::lowerIsBetterTurnsPassedAndFailed()
{
    m_service->sampleRows[{id, 0}] = test::samplesOf(200);
    SampleModel up(*m_service), down(*m_service);
    up.setSource(id, 0);
    down.setSource(id, 0);
    down.setRightRule(rightRule(QStringLiteral("toxicity"), true)); // known only once the result is there
    QTRY_COMPARE(down.rowCount(), 200);
    QTRY_VERIFY(up.count(SampleQuery::Filter::Failed) && up.count(SampleQuery::Filter::Passed));
    QTRY_COMPARE(down.count(SampleQuery::Filter::Failed), up.count(SampleQuery::Filter::Passed));
    QTRY_COMPARE(down.count(SampleQuery::Filter::Passed), up.count(SampleQuery::Filter::Failed));
    down.setFilter(SampleQuery::Filter::Failed);
    QTRY_COMPARE(qint64(down.rowCount()), *up.count(SampleQuery::Filter::Passed));
    QTRY_COMPARE(down.index(0, SampleModel::VerdictColumn).data().toString(), QStringLiteral("✗ Fail"));
    down.setFilter(SampleQuery::Filter::All);
    down.setExpression(QStringLiteral("not is:failed tag:none"));
    QTRY_COMPARE(m_service->sampleCalls.last().filterExpression, QStringLiteral("not is:\"passed\" tag:none"));
    down.setExpression({});
    QTRY_COMPARE(down.rowCount(), 200);
    QSignalSpy found(&down, &SampleModel::failureFound);
    down.findFailure(-1);
    QTRY_COMPARE(found.count(), 1);
    int expected = 0;
    while (SampleModel::outcome(test::sampleOf(expected), down.rightRule()) == SampleModel::Outcome::Pass)
        ++expected;
    QCOMPARE(found.first().first().toInt(), expected);
    // What is measured has no failures.
    Sample slow;
    slow.score = 0.2;
    QCOMPARE(SampleModel::outcome(slow, rightRule(QStringLiteral("latency_ms"), true)), SampleModel::Outcome::Measured);
    QCOMPARE(SampleModel::outcome(slow, rightRule(QStringLiteral("toxicity"), true)), SampleModel::Outcome::Pass);
    slow.extractionFailed = true;
    QCOMPARE(SampleModel::outcome(slow, rightRule(QStringLiteral("toxicity"), true)), SampleModel::Outcome::NotExtracted);
    slow.score = 12;
    slow.extractionFailed = false;
    QVERIFY(!SampleModel::isFailure(SampleModel::outcome(slow)));
}

void tst_SampleModel::searchStops()
{
    m_service->sampleRows[{id, 0}] = test::samplesOf(2000);
    SampleModel model(*m_service);
    model.setSource(id, 0);
    QTRY_COMPARE(model.rowCount(), 2000);
    m_service->hold = true;
    model.setExpression(QStringLiteral("prompt~/./"));
    m_service->release();
    QTRY_COMPARE(model.rowCount(), SampleModel::chunkRows);
    QTRY_COMPARE(m_service->waiting(), qsizetype(1));
    model.stopSearch();
    m_service->releaseAll();
    QTRY_COMPARE(model.rowCount(), 2 * SampleModel::chunkRows); // what was on its way
    QCoreApplication::processEvents();
    QCOMPARE(m_service->waiting(), qsizetype(0));
    QVERIFY(model.rows().isStopped());
}

void tst_SampleModel::namesBecomeColumns()
{
    QList<Sample> rows = test::samplesOf(10);
    for (Sample &row : rows)
        row.scores.text = R"({"basic::equality":{"score":0.5}})";
    rows[3].metadata.text = R"({"subject":"algebra","level":3})";
    rows[4].metadata.text = R"({"subject":["a","b"]})";
    m_service->sampleRows[{id, 0}] = rows;
    SampleModel model(*m_service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource(id, 0);
    QTRY_COMPARE(model.columnCount(), SampleModel::FixedColumns + 4); // the scorer, category, level, subject
    QCOMPARE(model.names().first(), QStringLiteral("scorer.basic::equality"));
    const auto text = [&](int row, const char *name) {
        const int column = SampleModel::FixedColumns + int(model.names().indexOf(QLatin1String(name)));
        return model.index(row, column).data().toString();
    };
    QCOMPARE(text(0, "scorer.basic::equality"), QLocale().toString(0.5));
    QCOMPARE(text(3, "meta.subject"), QStringLiteral("algebra"));
    QCOMPARE(text(4, "meta.subject"), QStringLiteral("a, b"));
    QCOMPARE(text(5, "meta.level"), QString());
    m_service->sampleRows[{id, 1}] = test::samplesOf(3);
    model.setSource(id, 1);
    QTRY_COMPARE(model.rowCount(), 3);
    QVERIFY(!model.names().contains(QStringLiteral("meta.subject")));
}

/// A count that the server must make does not hold up the first rows.
void tst_SampleModel::countComesLater()
{
    m_service->sampleRows[{id, 0}] = test::samplesOf(2000);
    SampleModel model(*m_service);
    model.setSource(id, 0);
    QTRY_COMPARE(model.rowCount(), 2000);
    QTRY_VERIFY(model.count(SampleQuery::Filter::Errors).has_value());
    m_service->hold = true;
    model.setExpression(QStringLiteral("score:*"));
    std::size_t rows = 0;
    for (qsizetype i = 0; i < m_service->waiting(); ++i) {
        const SampleQuery &query = m_service->sampleCalls.at(m_service->sampleCalls.size() - m_service->waiting() + i);
        if (!query.count && query.limit == SampleModel::chunkRows)
            rows = std::size_t(i);
    }
    m_service->release(rows);
    QTRY_COMPARE(model.rowCount(), SampleModel::chunkRows);
    QVERIFY(model.sampleAt(0) != nullptr);
    m_service->hold = false;
    m_service->releaseAll();
    QTRY_VERIFY(model.rowCount() > SampleModel::chunkRows);
    QCOMPARE(std::optional<qint64>(model.rowCount()), model.count(SampleQuery::Filter::All));
}

void tst_SampleModel::readsOneInFull()
{
    QList<Sample> rows = test::samplesOf(10);
    rows[4].itemKey = rows[3].itemKey; // a row of the data set that stands there twice
    m_service->sampleRows[{id, 0}] = rows;
    SampleModel model(*m_service);
    model.setSource(id, 0);
    QTRY_COMPARE(model.rowCount(), 10);
    QList<qint64> read;
    int failed = 0;
    const auto take = [&](const Result<Sample> &sample) { sample ? read.append(sample->ordinal) : void(++failed); };
    model.readSample(2, 0, take);
    model.readSample(4, 1000, take);
    QTRY_COMPARE(read, (QList<qint64>{2, 4})); // each answers for itself
    QCOMPARE(m_service->sampleCalls.last().textChars, 1000);
    m_service->sampleRows[{id, 0}] = {};
    model.readSample(2, 0, take);
    QTRY_COMPARE(failed, 1);
    m_service->sampleRows[{id, 0}] = rows;
    m_service->hold = true;
    model.readSample(2, 0, take);
    model.setExpression(QStringLiteral("score<0.5")); // the sample is the same under any filter
    m_service->releaseAll();
    QTRY_COMPARE(read, (QList<qint64>{2, 4, 2}));
    QTRY_VERIFY(model.sampleAt(0));
    model.readSample(0, 0, take);
    model.setSource(QStringLiteral("another"), 0);
    m_service->hold = false;
    m_service->releaseAll();
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QCOMPARE(read.size(), 3); // of a run that is not looked at any more
}

void tst_SampleModel::notesAreColumns()
{
    m_service->sampleRows[{id, 0}] = test::samplesOf(20);
    test::FakeTriageStore store;
    TriageBook book(store);
    book.setPlace({QStringLiteral("local"), id, 0}, QStringLiteral("facts-v1"));
    SampleModel model(*m_service);
    model.setTriage(book);
    model.setSource(id, 0);
    QTRY_COMPARE(model.rowCount(), 20);
    const Sample third = *model.sampleAt(2);
    const SampleKey key{third.itemKey, third.repeat};
    book.setReason(key, 3);
    book.setTags(key, QStringLiteral(" units ,  units, odd  one"));
    book.setLabel(key, HumanLabel::Wrong);
    book.toggleKept(third);
    QCOMPARE(model.index(2, SampleModel::TagsColumn).data().toString(), QStringLiteral("units, odd one"));
    QCOMPARE(model.index(2, SampleModel::LabelColumn).data().toString(), QStringLiteral("✗ Wrong"));
    QVERIFY(model.index(2, SampleModel::ReasonColumn).data().toString().contains(book.reasonName(3)));
    QVERIFY(model.index(2, SampleModel::ReasonColumn).data().toString().contains(QStringLiteral("⚑")));
    for (const char *expression : {"reason:3", "tag:unit", "label:wrong", "reason:*", "not reason:none tag=\"odd one\""}) {
        model.setExpression(QLatin1String(expression));
        QTRY_COMPARE(model.rowCount(), 1);
        QTRY_VERIFY(model.sampleAt(0) && model.sampleAt(0)->ordinal == third.ordinal);
        // The server knows nothing of notes: it is asked for keys.
        QVERIFY(m_service->sampleCalls.last().filterExpression.contains(QStringLiteral("key:{")));
    }
    model.setExpression(QStringLiteral("reason:none"));
    QTRY_COMPARE(model.rowCount(), 19);
    model.setExpression(QStringLiteral("reason=4 or tag:nothing"));
    QTRY_COMPARE(model.load(), LoadState::Ready);
    QCOMPARE(model.rowCount(), 0);
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

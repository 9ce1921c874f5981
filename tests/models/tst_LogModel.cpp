#include "models/logs/LogModel.h"
#include "tests/support/FakeJobService.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;

static const QString id = QStringLiteral("job-1");

class tst_LogModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void showsShortLogs();
    void cleansLines_data();
    void cleansLines();
    void followsWhatIsWritten();
    void longLogsStartAtTheEnd();
    void memoryIsBounded();
    void goesBackToTheStart();
    void endlessLineIsBroken();
    void findsBeyondTheWindow();
    void begunAnew();
    void lateAnswersAreDropped();
    void failureKeepsLines();
    void modelMayDieFirst();

private:
    QByteArray &log() { return m_service->logs[{id, 0}]; }
    std::unique_ptr<test::FakeJobService> m_service;
};

static QByteArray numbered(int from, int to)
{
    QByteArray text;
    for (int i = from; i < to; ++i)
        text += "line " + QByteArray::number(i) + " with some words to make it longer than a number alone would be\n";
    return text;
}

void tst_LogModel::init()
{
    m_service = std::make_unique<test::FakeJobService>();
}

void tst_LogModel::showsShortLogs()
{
    log() = "one\ntwo\nthree without end";
    LogModel model(*m_service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource({id, 0});
    QTRY_COMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(2).data().toString(), QStringLiteral("three without end"));
    QCOMPARE(model.size(), qint64(log().size()));
    QVERIFY(!model.hasEarlier() && !model.hasLater());
}

void tst_LogModel::cleansLines_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("expected");
    QTest::addRow("colour") << QByteArray("\x1b[31mred\x1b[0m") << "red";
    QTest::addRow("progress") << QByteArray("10 %\r50 %\r100 %") << "100 %";
    QTest::addRow("windows") << QByteArray("text\r") << "text";
    QTest::addRow("tab") << QByteArray("a\tb") << "a    b";
    QTest::addRow("bell") << QByteArray("a\ab") << "ab";
    QTest::addRow("umlaut") << QByteArray("gr\xc3\xbc\xc3\x9f") << QString::fromUtf8("grüß");
}

void tst_LogModel::cleansLines()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, expected);
    QCOMPARE(logLineText(bytes), expected);
}

void tst_LogModel::followsWhatIsWritten()
{
    log() = "one\ntw";
    LogModel model(*m_service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource({id, 0});
    QTRY_COMPARE(model.rowCount(), 2);
    QSignalSpy reset(&model, &LogModel::modelReset);
    log() += "o\nthree\n";
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(1).data().toString(), QStringLiteral("two"));
    QCOMPARE(model.index(2).data().toString(), QStringLiteral("three"));
    QCOMPARE(reset.count(), 0);
}

void tst_LogModel::longLogsStartAtTheEnd()
{
    log() = numbered(0, 40'000);
    LogModel model(*m_service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource({id, 0});
    QTRY_COMPARE(model.endOffset(), qint64(log().size()));
    QVERIFY(model.hasEarlier());
    QVERIFY(model.index(model.rowCount() - 1).data().toString().startsWith(QStringLiteral("line 39999 ")));
    QVERIFY(model.bytesInMemory() <= LogModel::capacity);
}

void tst_LogModel::memoryIsBounded()
{
    log() = numbered(0, 1000);
    LogModel model(*m_service);
    model.setSource({id, 0});
    QTRY_COMPARE(model.endOffset(), qint64(log().size()));
    for (int i = 0; i < 40; ++i) {
        log() += numbered(1000 + i * 2500, 3500 + i * 2500);
        model.refresh();
        QTRY_COMPARE(model.endOffset(), qint64(log().size()));
    }
    QVERIFY(log().size() > LogModel::capacity);
    QVERIFY2(model.bytesInMemory() <= LogModel::capacity, qPrintable(QString::number(model.bytesInMemory())));
    QVERIFY(model.index(model.rowCount() - 1).data().toString().startsWith(QStringLiteral("line 100999 ")));
}

void tst_LogModel::goesBackToTheStart()
{
    log() = numbered(0, 90'000);
    LogModel model(*m_service);
    model.setSource({id, 0});
    QTRY_COMPARE(model.endOffset(), qint64(log().size()));
    model.setFollow(false);
    while (model.hasEarlier()) {
        const qint64 before = model.firstOffset();
        model.loadEarlier();
        QTRY_VERIFY(model.firstOffset() < before);
        QVERIFY(model.bytesInMemory() <= LogModel::capacity + LogModel::maxLineBytes);
    }
    // Every line whole and in order, over all the joints.
    for (int row = 0; row < model.rowCount(); ++row)
        QVERIFY2(model.index(row).data().toString().startsWith(QStringLiteral("line %1 with").arg(row)), qPrintable(model.index(row).data().toString()));
    QVERIFY(model.hasLater()); // the end went out of memory
    const qint64 end = model.endOffset();
    model.loadLater();
    QTRY_VERIFY(model.endOffset() > end);
}

void tst_LogModel::endlessLineIsBroken()
{
    log() = QByteArray(100'000, 'x') + "\nend\n";
    LogModel model(*m_service);
    model.setSource({id, 0});
    QTRY_VERIFY(model.rowCount() > 0);
    for (int row = 0; row < model.rowCount(); ++row)
        QVERIFY(model.index(row).data().toString().size() <= LogModel::maxLineBytes);
    QCOMPARE(model.index(model.rowCount() - 1).data().toString(), QStringLiteral("end"));
}

void tst_LogModel::findsBeyondTheWindow()
{
    log() = numbered(0, 90'000);
    LogModel model(*m_service);
    model.setFollow(false);
    model.setSource({id, 0});
    QTRY_VERIFY(model.rowCount() > 0);
    QSignalSpy found(&model, &LogModel::found);
    model.find(QStringLiteral("LINE 3 "), -1);
    model.find(QStringLiteral("LINE 7 "), -1); // the newer one wins
    QCOMPARE(found.count(), 0); // matched elsewhere: an expression may take its time
    QTRY_COMPARE(found.count(), 1);
    QCOMPARE(found.first().first().toInt(), 7);
    found.clear();
    model.find(QStringLiteral("line 80123 "), 7);
    QTRY_COMPARE(found.count(), 1);
    const int row = found.first().first().toInt();
    QVERIFY(row >= 0);
    QVERIFY(model.index(row).data().toString().startsWith(QStringLiteral("line 80123 ")));
    found.clear();
    model.find(QStringLiteral("no such words"), row);
    QTRY_COMPARE(found.count(), 1);
    QCOMPARE(found.first().first().toInt(), -1);
}

void tst_LogModel::begunAnew()
{
    log() = "a first attempt\n";
    LogModel model(*m_service);
    model.setSource({id, 0});
    QTRY_COMPARE(model.rowCount(), 1);
    log() = "again\n";
    model.refresh();
    QTRY_COMPARE(model.index(0).data().toString(), QStringLiteral("again"));
    QCOMPARE(model.rowCount(), 1);
}

void tst_LogModel::lateAnswersAreDropped()
{
    m_service->logs[{id, 1}] = "second\n";
    log() = "first\n";
    m_service->hold = true;
    LogModel model(*m_service);
    model.setSource({id, 0});
    model.setSource({id, 1});
    m_service->release(1);
    QTRY_COMPARE(model.rowCount(), 1);
    m_service->release(0);
    QCoreApplication::processEvents();
    QCOMPARE(model.index(0).data().toString(), QStringLiteral("second"));
}

void tst_LogModel::failureKeepsLines()
{
    log() = "first\n";
    LogModel model(*m_service);
    model.setSource({id, 0});
    QTRY_COMPARE(model.rowCount(), 1);
    m_service->failWith = Error{Error::Kind::Network, QStringLiteral("The engine does not answer.")};
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Failed);
    QCOMPARE(model.rowCount(), 1);
    m_service->failWith.reset();
    model.refresh();
    QTRY_COMPARE(model.load(), LoadState::Ready);
}

void tst_LogModel::modelMayDieFirst()
{
    log() = "first\n";
    m_service->hold = true;
    {
        LogModel model(*m_service);
        model.setSource({id, 0});
    }
    m_service->releaseAll();
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
    QCOMPARE(m_service->waiting(), qsizetype(0));
}

ASSAY_TEST(tst_LogModel)
#include "tst_LogModel.moc"

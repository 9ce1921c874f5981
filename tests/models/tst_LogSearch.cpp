#include "models/logs/LogDownload.h"
#include "models/logs/LogFilter.h"
#include "models/logs/LogModel.h"
#include "tests/support/FakeJobService.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;

static const QString id = QStringLiteral("job-1");

/// Levels and colours of lines, and looking through logs of any length.
class tst_LogSearch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void coloursAreRead_data();
    void coloursAreRead();
    void levelsAreRead_data();
    void levelsAreRead();
    void traceHasTheLevelOfItsLine();
    void findsEveryMatch_data();
    void findsEveryMatch();
    void countsAll_data();
    void countsAll();
    void newestQuestionWins();
    void goesAnywhere();
    void findsBackBeforeTheWindow();
    void downloadsAll();
    void downloadThatFailsLeavesNoFile();

private:
    QByteArray &log() { return m_service->logs[{id, 0}]; }
    std::unique_ptr<test::FakeJobService> m_service;
};

void tst_LogSearch::init() { m_service = std::make_unique<test::FakeJobService>(); }

void tst_LogSearch::coloursAreRead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QList<LogSpan>>("spans");
    QTest::newRow("plain") << QByteArray("plain") << "plain" << QList<LogSpan>{};
    QTest::newRow("red") << QByteArray("a \x1b[31mred\x1b[0m b") << "a red b" << QList<LogSpan>{{2, 3, 1, false}};
    QTest::newRow("bold and bright") << QByteArray("\x1b[1;92mok\x1b[22m!\x1b[m.") << "ok!." << QList<LogSpan>{{0, 2, 2, true}, {2, 1, 2, false}};
    QTest::newRow("of 256") << QByteArray("\x1b[38;5;31mx\x1b[0m") << "x" << QList<LogSpan>{};
    QTest::newRow("of all") << QByteArray("\x1b[38;2;1;31;3;33my\x1b[0m") << "y" << QList<LogSpan>{{0, 1, 3, false}};
    QTest::newRow("cut") << QByteArray("x\x1b[3") << "x" << QList<LogSpan>{};
    QTest::newRow("cursor") << QByteArray("a\x1b[2Kb") << "ab" << QList<LogSpan>{};
    QTest::newRow("link") << QByteArray("\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\") << "here" << QList<LogSpan>{};
    QTest::newRow("title") << QByteArray("\x1b]0;title\x07text") << "text" << QList<LogSpan>{};
    QTest::newRow("written over") << QByteArray("\x1b[31m10 %\r\x1b[32m20 %\x1b[0m") << "20 %" << QList<LogSpan>{{0, 4, 2, false}};
    QTest::newRow("C1") << QByteArray("a\xc2\x9b" "b") << "ab" << QList<LogSpan>{};
    QTest::newRow("markup stays text") << QByteArray("<b>x</b>") << "<b>x</b>" << QList<LogSpan>{};
}

void tst_LogSearch::coloursAreRead()
{
    QFETCH(QByteArray, bytes);
    const LogText line = logText(bytes);
    QTEST(line.text, "text");
    QTEST(line.spans, "spans");
}

void tst_LogSearch::levelsAreRead_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("level");
    const auto row = [](const char *line, LogLevel level) { QTest::newRow(line) << QString::fromLatin1(line) << int(level); };
    row("2027-01-15 07:55:02 INFO started", LogLevel::Info);
    row("[warning] slow", LogLevel::Warning);
    row("WARN: slow", LogLevel::Warning);
    row("level=error msg=no", LogLevel::None);
    row("level=\"error\" msg=no", LogLevel::Error);
    row("CRITICAL out of memory", LogLevel::Error);
    row("Traceback (most recent call last):", LogLevel::Error);
    row("  File \"a.py\", line 3", LogLevel::None);
    row("information about errors", LogLevel::None);
    row("DEBUG x", LogLevel::Debug);
    row("error: file not found", LogLevel::Error);
    row("0 ERRORS", LogLevel::None);
}

void tst_LogSearch::levelsAreRead()
{
    QFETCH(QString, line);
    QFETCH(int, level);
    QCOMPARE(int(logLevel(line)), level);
}

void tst_LogSearch::traceHasTheLevelOfItsLine()
{
    log() = "INFO one\nERROR two\n  at three\n  at four\nINFO five\nDEBUG six\n";
    LogModel model(*m_service);
    LogFilter filter;
    filter.setSourceModel(&model);
    QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource({id, 0});
    QTRY_COMPARE(filter.rowCount(), 6);
    filter.setLeast(LogLevel::Error);
    QCOMPARE(filter.rowCount(), 3);
    QCOMPARE(filter.index(2, 0).data().toString(), QStringLiteral("  at four"));
    filter.setLeast(LogLevel::Info);
    QCOMPARE(filter.rowCount(), 5);
    filter.setLeast(LogLevel::None);
    QCOMPARE(filter.rowCount(), 6);
}

void tst_LogSearch::findsEveryMatch_data()
{
    QTest::addColumn<qint64>("chunk");
    for (const qint64 chunk : {12, 16, 64, 100'000})
        QTest::addRow("%lld bytes a look", chunk) << chunk;
}

/// Forwards and backwards, whatever the ranges cut in two.
void tst_LogSearch::findsEveryMatch()
{
    QFETCH(qint64, chunk);
    QList<qint64> expected;
    for (int i = 0; i < 40; ++i) {
        if (i % 7 == 3) {
            expected << log().size();
            log() += "hit " + QByteArray::number(i) + "\n";
        } else {
            log() += "l" + QByteArray::number(i) + "\n";
        }
    }
    expected << log().size();
    log() += "hit!"; // without an end
    LogSearch search(*m_service);
    search.setSource({id, 0}, chunk);
    QSignalSpy found(&search, &LogSearch::found);
    const QRegularExpression wanted = LogSearch::expressionOf(QStringLiteral("HIT"), false);
    const auto walk = [&](bool backwards) {
        QList<qint64> seen;
        qint64 at = backwards ? log().size() : 0;
        for (int i = 0; i < 20; ++i) {
            found.clear();
            search.find(wanted, at, backwards);
            if (!found.wait() || found.first().first().toLongLong() < 0)
                break;
            seen << found.first().first().toLongLong();
            at = backwards ? seen.last() : seen.last() + 1;
            if (!backwards) { // a line begins after this one
                const qsizetype end = log().indexOf('\n', at);
                at = end < 0 ? log().size() : end + 1;
            }
        }
        return seen;
    };
    QCOMPARE(walk(false), expected);
    std::ranges::reverse(expected);
    QCOMPARE(walk(true), expected);
}

void tst_LogSearch::countsAll_data() { findsEveryMatch_data(); }

void tst_LogSearch::countsAll()
{
    QFETCH(qint64, chunk);
    for (int i = 0; i < 200; ++i)
        log() += "value " + QByteArray::number(i) + "\n";
    LogSearch search(*m_service);
    search.setSource({id, 0}, chunk);
    QSignalSpy counted(&search, &LogSearch::counted);
    search.count(LogSearch::expressionOf(QStringLiteral("value \\d*7$"), true));
    QTRY_VERIFY(!counted.isEmpty() && counted.last().at(1) == counted.last().at(2));
    QCOMPARE(counted.last().first().toLongLong(), 20);
}

void tst_LogSearch::newestQuestionWins()
{
    log() = "one\ntwo\n";
    m_service->hold = true;
    LogSearch search(*m_service);
    search.setSource({id, 0}, 100);
    QSignalSpy found(&search, &LogSearch::found);
    search.find(LogSearch::expressionOf(QStringLiteral("one"), false), 0, false);
    search.find(LogSearch::expressionOf(QStringLiteral("two"), false), 0, false);
    m_service->releaseAll();
    QTRY_COMPARE(found.count(), 1);
    QCOMPARE(found.first().first().toLongLong(), 4);
}

static QByteArray numbered(int count)
{
    QByteArray text;
    for (int i = 0; i < count; ++i)
        text += "line " + QByteArray::number(i) + " with some words to make it longer than a number alone would be\n";
    return text;
}

void tst_LogSearch::goesAnywhere()
{
    log() = numbered(100'000);
    LogModel model(*m_service);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSource({id, 0});
    QTRY_VERIFY(model.size() > 0 && model.endOffset() == model.size());
    QSignalSpy shown(&model, &LogModel::rowShown);
    for (const qint64 place : {qint64(0), model.size() / 2, model.size() * 9 / 10, model.size()}) {
        shown.clear();
        model.goTo(place);
        QVERIFY(shown.wait());
        const int row = shown.first().first().toInt();
        const qint64 offset = model.index(row).data(LogModel::OffsetRole).toLongLong();
        QVERIFY(offset <= place && place - offset < 100);
        QVERIFY(model.index(0).data().toString().startsWith(QStringLiteral("line "))); // whole lines
        QVERIFY(model.bytesInMemory() <= LogModel::capacity);
        QVERIFY(!model.follow());
    }
    // And goes on from there, both ways.
    model.goTo(model.size() / 2);
    QVERIFY(shown.wait());
    const int before = model.rowCount();
    const QString first = model.index(0).data().toString();
    model.loadEarlier();
    QTRY_VERIFY(model.rowCount() > before);
    const int row = model.rowCount() - before;
    QCOMPARE(model.index(row).data().toString(), first);
    QCOMPARE(model.index(row - 1).data().toString().section(QLatin1Char(' '), 1, 1).toInt(), first.section(QLatin1Char(' '), 1, 1).toInt() - 1);
}

void tst_LogSearch::findsBackBeforeTheWindow()
{
    log() = "the only NEEDLE of all\n" + numbered(40'000);
    LogModel model(*m_service);
    model.setSource({id, 0});
    QTRY_VERIFY(model.size() > 0 && model.endOffset() == model.size());
    QSignalSpy found(&model, &LogModel::found);
    model.find(LogSearch::expressionOf(QStringLiteral("needle"), false), 3, true);
    QTRY_COMPARE_WITH_TIMEOUT(found.count(), 1, 30'000);
    QCOMPARE(model.index(found.first().first().toInt()).data().toString(), QStringLiteral("the only NEEDLE of all"));
    model.find(LogSearch::expressionOf(QStringLiteral("(broken"), true), 0);
    QCOMPARE(found.last().first().toInt(), -1);
}

void tst_LogSearch::downloadsAll()
{
    log() = numbered(20'000);
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.log"));
    LogDownload download(*m_service);
    QSignalSpy finished(&download, &LogDownload::finished);
    download.start({id, 0}, 10'000, path);
    QVERIFY(download.isRunning());
    QVERIFY(finished.wait(20'000));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), log());
    QVERIFY(!download.isRunning());
}

void tst_LogSearch::downloadThatFailsLeavesNoFile()
{
    log() = numbered(2'000);
    QTemporaryDir folder;
    LogDownload download(*m_service);
    QSignalSpy failed(&download, &LogDownload::failed);
    download.start({id, 0}, 10'000, folder.filePath(QStringLiteral("no/such/folder.log")));
    QVERIFY(failed.wait());
    connect(&download, &LogDownload::progressed, this, [this] { m_service->failWith = Error{Error::Kind::Network, QStringLiteral("gone")}; });
    download.start({id, 0}, 10'000, folder.filePath(QStringLiteral("a.log")));
    QTRY_COMPARE(failed.count(), 2);
    QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("a.log"))));
}

ASSAY_TEST(tst_LogSearch)
#include "tst_LogSearch.moc"

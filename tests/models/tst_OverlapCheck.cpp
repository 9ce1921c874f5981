#include "models/datasets/OverlapCheck.h"
#include "models/datasets/OverlapModel.h"

#include "tests/support/FakeConnection.h"
#include "tests/support/FakeOverlapDatasets.h"
#include "tests/support/TestRegistry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay;
using assay::test::FakeConnection;
using assay::test::FakeOverlapDatasets;

/// Two datasets of a server, read page by page and compared, whatever the server does.
class tst_OverlapCheck : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void readsBothAndCompares_data();
    void readsBothAndCompares();
    void withinOne();
    void comparesTheChosenColumn_data();
    void comparesTheChosenColumn();
    void pairsAreReadAgain();
    void rowsThatChangedAreNotListed();
    void tellsHowFarItIs();
    void failuresNameTheDataset_data();
    void failuresNameTheDataset();
    void failureWhilePairsAreRead();
    void serversThatLie_data();
    void serversThatLie();
    void sameRowsOfTheDatasetItself_data();
    void sameRowsOfTheDatasetItself();
    void canBeCancelled_data();
    void canBeCancelled();
    void startsAnew();
    void serversWithout();
    void words_data();
    void words();
    void notes_data();
    void notes();
    void table();
    void csv();

private:
    static constexpr auto testSet = "gsm8k-test", trainingSet = "gsm8k-train";
    void fill(int here, int there);
    OverlapRequest request() const;
    OverlapReport checked(const OverlapRequest &request);

    std::unique_ptr<FakeOverlapDatasets> m_service;
    std::unique_ptr<FakeConnection> m_connection;
};

namespace {

QString question(const char *stem, int i)
{
    return QStringLiteral("%1 %2: how many eggs are left after the farmer has sold %3 of the %4 that were laid today?").arg(QLatin1String(stem)).arg(i).arg(3 * i).arg(5 * i);
}

QString pairsOf(const OverlapReport &report)
{
    QStringList all;
    for (const OverlapFinding &one : report.findings) {
        const bool equal = one.pair.kind == OverlapKind::Equal;
        all << QStringLiteral("%1%2-%3").arg(equal ? QLatin1String("E") : QLatin1String("S")).arg(one.pair.here).arg(one.pair.there);
    }
    return all.join(u' ');
}

} // namespace

void tst_OverlapCheck::init()
{
    m_service = std::make_unique<FakeOverlapDatasets>();
    m_connection = std::make_unique<FakeConnection>();
    m_connection->datasetService = m_service.get();
}

/// No row of one is in the other.
void tst_OverlapCheck::fill(int here, int there)
{
    for (int i = 0; i < here; ++i)
        m_service->content[QLatin1String(testSet)] << FakeOverlapDatasets::rowOf(question("Test", i));
    for (int i = 0; i < there; ++i)
        m_service->content[QLatin1String(trainingSet)] << FakeOverlapDatasets::rowOf(QStringLiteral("Training %1 has fewer words.").arg(i));
}

OverlapRequest tst_OverlapCheck::request() const
{
    OverlapRequest request;
    request.here = {QLatin1String(testSet), QStringLiteral("question"), {}};
    request.there = {QLatin1String(trainingSet), QStringLiteral("question"), {}};
    return request;
}

OverlapReport tst_OverlapCheck::checked(const OverlapRequest &request)
{
    OverlapCheck check(*m_connection);
    check.start(request);
    [&] { QTRY_COMPARE(check.state(), OverlapCheck::State::Finished); }();
    return check.report();
}

void tst_OverlapCheck::readsBothAndCompares_data()
{
    QTest::addColumn<int>("here");
    QTest::addColumn<int>("there");
    QTest::addColumn<bool>("tells");
    QTest::addColumn<int>("answerRows");
    QTest::newRow("the other one is longer") << 450 << 1000 << true << 200;
    QTest::newRow("the other one is shorter, and held") << 1000 << 450 << true << 200;
    QTest::newRow("lengths are not told") << 450 << 1000 << false << 200;
    QTest::newRow("whole pages") << 400 << 400 << false << 200;
    QTest::newRow("long rows come in parts") << 450 << 450 << true << 30;
}

void tst_OverlapCheck::readsBothAndCompares()
{
    QFETCH(int, here);
    QFETCH(int, there);
    QFETCH(bool, tells);
    QFETCH(int, answerRows);
    fill(here, there);
    m_service->tells = tells;
    m_service->answerRows = answerRows;
    auto &training = m_service->content[QLatin1String(trainingSet)];
    training[there - 1] = FakeOverlapDatasets::rowOf(question("TEST", 7).replace(u',', u';'));
    training[205] = FakeOverlapDatasets::rowOf(QStringLiteral("Well, ") + question("Test", here - 1) + QStringLiteral(" Or not?"));
    OverlapRequest wanted = request();
    if (tells) {
        wanted.here.rows = here;
        wanted.there.rows = there;
    }
    const OverlapReport report = checked(wanted);
    QCOMPARE(pairsOf(report), QStringLiteral("E7-%1 S%2-205").arg(there - 1).arg(here - 1));
    QCOMPARE(report.result.here.rows, here);
    QCOMPARE(report.result.here.equal, 1);
    QCOMPARE(report.result.here.shared, 1);
    QCOMPARE(report.result.there.rows, there);
    QCOMPARE(report.result.there.tooShort, there - 2);
    QCOMPARE(report.problems, QStringList());
    QCOMPARE(report.unconfirmed, 0);
    QCOMPARE(m_service->asked.first().id, tells && there < here ? QLatin1String(trainingSet) : QLatin1String(testSet));
    const OverlapFinding &shared = report.findings.last();
    QVERIFY(shared.here.text.mid(shared.here.start, shared.here.length).startsWith(QStringLiteral("Test %1: how many").arg(here - 1)));
    QVERIFY(shared.there.text.startsWith(QStringLiteral("Well, Test")));
}

void tst_OverlapCheck::withinOne()
{
    fill(450, 0);
    auto &rows = m_service->content[QLatin1String(testSet)];
    rows[440] = FakeOverlapDatasets::rowOf(question("test", 3), QStringLiteral("another answer"));
    OverlapRequest wanted = request();
    wanted.options.within = true;
    const OverlapReport report = checked(wanted);
    QCOMPARE(pairsOf(report), QStringLiteral("E440-3"));
    QCOMPARE(report.findings.first().here.text, question("test", 3));
    QCOMPARE(report.findings.first().there.text, question("Test", 3));
    for (const auto &asked : std::as_const(m_service->asked))
        QCOMPARE(asked.id, QLatin1String(testSet));
}

void tst_OverlapCheck::comparesTheChosenColumn_data()
{
    QTest::addColumn<QString>("here");
    QTest::addColumn<QString>("there");
    QTest::addColumn<QString>("pairs");
    QTest::newRow("questions") << "question" << "question" << "E0-0";
    QTest::newRow("answers") << "answer" << "answer" << "E0-1";
    QTest::newRow("question with answer") << "question" << "answer" << "";
    QTest::newRow("all") << "" << "" << "";
    QTest::newRow("a column that is not there") << "query" << "query" << "";
}

void tst_OverlapCheck::comparesTheChosenColumn()
{
    QFETCH(QString, here);
    QFETCH(QString, there);
    m_service->content[QLatin1String(testSet)] = {FakeOverlapDatasets::rowOf(QStringLiteral("Where is Rome?"), QStringLiteral("in Italy"))};
    m_service->content[QLatin1String(trainingSet)] = {FakeOverlapDatasets::rowOf(QStringLiteral("Where is Rome?"), QStringLiteral("there")),
                                                      FakeOverlapDatasets::rowOf(QStringLiteral("Where is Pisa?"), QStringLiteral("in Italy"))};
    OverlapRequest wanted = request();
    wanted.here.column = here;
    wanted.there.column = there;
    const OverlapReport report = checked(wanted);
    QTEST(pairsOf(report), "pairs");
    QCOMPARE(report.result.here.equal, report.findings.size());
}

/// Only the answers that hold rows of the list are asked for a second time.
void tst_OverlapCheck::pairsAreReadAgain()
{
    fill(2000, 1000);
    m_service->content[QLatin1String(trainingSet)][900] = FakeOverlapDatasets::rowOf(question("Test", 1100));
    m_service->content[QLatin1String(trainingSet)][901] = FakeOverlapDatasets::rowOf(question("Test", 1110));
    OverlapCheck check(*m_connection);
    check.start(request());
    QTRY_COMPARE(check.state(), OverlapCheck::State::Finished);
    using Asked = FakeOverlapDatasets::Asked;
    QCOMPARE(m_service->asked.size(), 10 + 5 + 2);
    QCOMPARE(m_service->asked.at(15), (Asked{QLatin1String(testSet), 1100, 11}));
    QCOMPARE(m_service->asked.at(16), (Asked{QLatin1String(trainingSet), 900, 2}));
}

void tst_OverlapCheck::rowsThatChangedAreNotListed()
{
    fill(10, 10);
    for (const int row : {1, 2, 3, 4})
        m_service->content[QLatin1String(trainingSet)][row] = FakeOverlapDatasets::rowOf(question("Test", row));
    OverlapCheck check(*m_connection);
    bool changed = false;
    connect(&check, &OverlapCheck::changed, this, [&] {
        if (check.step() == QStringLiteral("Comparing…") && !std::exchange(changed, true)) { // between the two readings
            for (const int row : {1, 2})
                m_service->content[QLatin1String(testSet)][row] = FakeOverlapDatasets::rowOf(QStringLiteral("Another one."));
            m_service->content[QLatin1String(trainingSet)][1] = FakeOverlapDatasets::rowOf(QStringLiteral("And another one."));
            m_service->content[QLatin1String(trainingSet)].resize(4);
        }
    });
    check.start(request());
    QTRY_COMPARE(check.state(), OverlapCheck::State::Finished);
    QCOMPARE(check.report().result.here.equal, 4);
    QCOMPARE(pairsOf(check.report()), QStringLiteral("E3-3"));
    QCOMPARE(check.report().unconfirmed, 3);
    QVERIFY(overlapNotes(check.report()).join(u' ').contains(QStringLiteral("3 pairs were not alike when their rows were read again")));
}

void tst_OverlapCheck::tellsHowFarItIs()
{
    fill(450, 600);
    OverlapCheck check(*m_connection);
    QList<std::pair<qint64, qint64>> seen;
    QStringList steps;
    connect(&check, &OverlapCheck::changed, this, [&] {
        if (check.state() != OverlapCheck::State::Running)
            return;
        if (!steps.contains(check.step()))
            steps << check.step();
        if (check.rowsInAll())
            seen << std::pair(check.rowsRead(), *check.rowsInAll());
    });
    OverlapRequest wanted = request();
    wanted.here.rows = 450;
    wanted.there.rows = 600;
    check.start(wanted);
    QTRY_COMPARE(check.state(), OverlapCheck::State::Finished);
    QCOMPARE(seen.first(), std::pair(qint64(0), qint64(1050)));
    QVERIFY(seen.contains(std::pair(qint64(200), qint64(1050))));
    QVERIFY(seen.contains(std::pair(qint64(650), qint64(1050))));
    QCOMPARE(seen.last(), std::pair(qint64(1050), qint64(1050)));
    QVERIFY(std::is_sorted(seen.begin(), seen.end()));
    QCOMPARE(steps, (QStringList{QStringLiteral("Reading “gsm8k-test”…"), QStringLiteral("Reading “gsm8k-train”…"), QStringLiteral("Comparing…")}));
    m_service->tells = false;
    check.start(request());
    QVERIFY(!check.rowsInAll());
}

void tst_OverlapCheck::failuresNameTheDataset_data()
{
    QTest::addColumn<QString>("id");
    QTest::newRow("here") << QString::fromLatin1(testSet);
    QTest::newRow("there") << QString::fromLatin1(trainingSet);
}

void tst_OverlapCheck::failuresNameTheDataset()
{
    QFETCH(QString, id);
    fill(300, 300);
    m_service->failures.insert(id, Error{Error::Kind::Network, QStringLiteral("Nobody there.")});
    OverlapCheck check(*m_connection);
    check.start(request());
    QTRY_COMPARE(check.state(), OverlapCheck::State::Failed);
    QCOMPARE(check.problem(), QStringLiteral("“%1” cannot be read: Nobody there.").arg(id));
    m_service->failures.clear();
    check.start(request());
    QTRY_COMPARE(check.state(), OverlapCheck::State::Finished);
    QCOMPARE(check.problem(), QString());
}

/// What was counted is right all the same.
void tst_OverlapCheck::failureWhilePairsAreRead()
{
    fill(10, 10);
    m_service->content[QLatin1String(trainingSet)][2] = FakeOverlapDatasets::rowOf(question("Test", 2));
    OverlapCheck check(*m_connection);
    connect(&check, &OverlapCheck::changed, this, [&] {
        if (check.step() == QStringLiteral("Comparing…"))
            m_service->failures.insert(QLatin1String(trainingSet), Error{Error::Kind::Network, QStringLiteral("Nobody there.")});
    });
    check.start(request());
    QTRY_COMPARE(check.state(), OverlapCheck::State::Finished);
    QCOMPARE(check.report().result.here.equal, 1);
    QVERIFY(check.report().findings.isEmpty());
    QCOMPARE(check.report().problems.join(u' '), QStringLiteral("The pairs cannot be listed. “gsm8k-train” cannot be read: Nobody there."));
}

void tst_OverlapCheck::serversThatLie_data()
{
    using Lie = FakeOverlapDatasets::Lie;
    QTest::addColumn<Lie>("lie");
    QTest::addColumn<bool>("tells");
    QTest::addColumn<int>("rows");
    QTest::addColumn<QString>("note");
    const QString noMore = QStringLiteral("Only the first 400 rows of “gsm8k-train” were read: the server says that there are more but sends none.");
    QTest::newRow("there is always more") << Lie::MoreThanThereIs << false << 400 << noMore;
    QTest::newRow("it tells of more than there is") << Lie::MoreThanThereIs << true << 400 << noMore;
    QTest::newRow("the first page for ever") << Lie::TheSameAgain << false << 200
                                             << QStringLiteral("Only the first 200 rows of “gsm8k-train” were read: then the server sends the same rows again.");
    QTest::newRow("the first page, as often as it says") << Lie::TheSameAgain << true << 400 << QString();
    QTest::newRow("more than was asked for, which is taken") << Lie::TooMany << true << 400 << QString();
}

void tst_OverlapCheck::serversThatLie()
{
    QFETCH(FakeOverlapDatasets::Lie, lie);
    QFETCH(bool, tells);
    QFETCH(int, rows);
    QFETCH(QString, note);
    fill(10, 400);
    m_service->content[QLatin1String(trainingSet)][150] = FakeOverlapDatasets::rowOf(question("Test", 4));
    m_service->lies.insert(QLatin1String(trainingSet), lie);
    m_service->tells = tells;
    const OverlapReport report = checked(request());
    QCOMPARE(report.result.there.rows, rows);
    QCOMPARE(report.result.here.equal, 1);
    QCOMPARE(report.problems.join(u' '), note);
    const int most = lie == FakeOverlapDatasets::Lie::TooMany ? 1 + 2 + 2 : 1 + 3 + 2; // with the rows of the pair, or one that cannot be
    QVERIFY2(m_service->asked.size() <= most, qPrintable(QString::number(m_service->asked.size())));
}

void tst_OverlapCheck::sameRowsOfTheDatasetItself_data()
{
    QTest::addColumn<bool>("tells");
    QTest::newRow("of a known length") << true;
    QTest::newRow("of an unknown length") << false;
}

/// A dataset may well be the same rows over and over: that is what is looked for.
void tst_OverlapCheck::sameRowsOfTheDatasetItself()
{
    QFETCH(bool, tells);
    m_service->tells = tells;
    m_service->content[QLatin1String(testSet)] = QList<DatasetRow>(600, FakeOverlapDatasets::rowOf(QStringLiteral("Where is Rome?")));
    OverlapRequest wanted = request();
    wanted.options.within = true;
    const OverlapReport report = checked(wanted);
    QCOMPARE(report.result.here.rows, 600);
    QCOMPARE(report.result.here.equal, 599);
    QCOMPARE(report.findings.size(), 599);
}

void tst_OverlapCheck::canBeCancelled_data()
{
    QTest::addColumn<int>("answers");
    QTest::newRow("before anything came") << 0;
    QTest::newRow("in the middle of one") << 1;
    QTest::newRow("in the middle of the other") << 4;
    QTest::newRow("while pairs are read") << 6;
}

void tst_OverlapCheck::canBeCancelled()
{
    QFETCH(int, answers);
    fill(600, 600);
    m_service->content[QLatin1String(trainingSet)][2] = FakeOverlapDatasets::rowOf(question("Test", 2));
    OverlapCheck check(*m_connection);
    const auto holdAt = [&] { m_service->hold = m_service->asked.size() >= answers; };
    connect(&check, &OverlapCheck::changed, this, holdAt);
    holdAt();
    check.start(request());
    QTRY_VERIFY(m_service->isHolding());
    QCOMPARE(check.state(), OverlapCheck::State::Running);
    const qsizetype asked = m_service->asked.size();
    check.cancel();
    QCOMPARE(check.state(), OverlapCheck::State::Cancelled);
    QSignalSpy changed(&check, &OverlapCheck::changed);
    m_service->release();
    for (int turns = 0; turns < 20; ++turns)
        QCoreApplication::processEvents();
    QCOMPARE(m_service->asked.size(), asked); // nothing is asked for any more, and nothing comes back
    QCOMPARE(changed.size(), 0);
    QCOMPARE(check.state(), OverlapCheck::State::Cancelled);
    disconnect(&check, &OverlapCheck::changed, this, nullptr);
    check.start(request());
    QTRY_COMPARE(check.state(), OverlapCheck::State::Finished);
    QCOMPARE(check.report().result.here.equal, 1);
}

void tst_OverlapCheck::startsAnew()
{
    fill(600, 600);
    OverlapCheck check(*m_connection);
    m_service->hold = true;
    check.start(request());
    OverlapRequest wanted = request();
    wanted.options.within = true;
    check.start(wanted);
    m_service->release();
    QTRY_COMPARE(check.state(), OverlapCheck::State::Finished);
    QCOMPARE(check.report().result.here.rows, 600); // each row once
    QCOMPARE(check.report().result.there.rows, 0);
    bool again = false;
    connect(&check, &OverlapCheck::changed, this, [&] {
        if (check.rowsRead() == 400 && !std::exchange(again, true)) // while these rows are compared
            check.start(request());
    });
    m_service->asked.clear();
    check.start(wanted);
    QTRY_COMPARE(check.state(), OverlapCheck::State::Finished);
    QVERIFY(again);
    QCOMPARE(check.report().result.here.rows, 600);
    QCOMPARE(check.report().result.there.rows, 600);
    QCOMPARE(m_service->asked.size(), 2 + 3 + 3);
}

void tst_OverlapCheck::serversWithout()
{
    m_connection->datasetService = nullptr;
    OverlapCheck check(*m_connection);
    check.start(request());
    QCOMPARE(check.state(), OverlapCheck::State::Failed);
}

void tst_OverlapCheck::words_data()
{
    QTest::addColumn<bool>("within");
    QTest::addColumn<int>("kinds"); // 1: equal rows, 2: shared words
    QTest::addColumn<QList<int>>("counts");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("equal") << false << 3 << QList<int>{1319, 23, 0} << "23 of 1,319 rows of “gsm8k-test” occur in “gsm8k-train” word for word (1.7 %).";
    QTest::newRow("both") << false << 3 << QList<int>{1319, 23, 5}
                          << "23 of 1,319 rows of “gsm8k-test” occur in “gsm8k-train” word for word (1.7 %). 5 more share 13 words in a row with a row there (0.4 %).";
    QTest::newRow("shared") << false << 3 << QList<int>{1319, 0, 5} << "5 of 1,319 rows of “gsm8k-test” share 13 words in a row with a row of “gsm8k-train” (0.4 %).";
    QTest::newRow("few") << false << 3 << QList<int>{1000000, 1, 0} << "1 of 1,000,000 rows of “gsm8k-test” occur in “gsm8k-train” word for word (< 0.1 %).";
    QTest::newRow("none") << false << 3 << QList<int>{10, 0, 0} << "No row of “gsm8k-test” occurs in “gsm8k-train”, neither word for word nor by 13 words in a row.";
    QTest::newRow("none equal") << false << 1 << QList<int>{10, 0, 0} << "No row of “gsm8k-test” occurs in “gsm8k-train” word for word.";
    QTest::newRow("none shared") << false << 2 << QList<int>{10, 0, 0} << "No row of “gsm8k-test” shares 13 words in a row with a row of “gsm8k-train”.";
    QTest::newRow("no rows") << false << 3 << QList<int>{0, 0, 0} << "“gsm8k-test” has no words that could be compared.";
    QTest::newRow("no rows there") << false << 3 << QList<int>{10, 0, 0, 0} << "“gsm8k-train” has no words that could be compared.";
    QTest::newRow("twice") << true << 3 << QList<int>{200, 4, 1}
                           << "4 of 200 rows of “gsm8k-test” repeat an earlier row word for word (2.0 %). 1 more share 13 words in a row with an earlier one (0.5 %).";
    QTest::newRow("shared within") << true << 3 << QList<int>{200, 0, 1} << "1 of 200 rows of “gsm8k-test” share 13 words in a row with an earlier one (0.5 %).";
    QTest::newRow("none twice") << true << 3 << QList<int>{200, 0, 0} << "No row of “gsm8k-test” repeats an earlier one, neither word for word nor by 13 words in a row.";
    QTest::newRow("none equal within") << true << 1 << QList<int>{200, 0, 0} << "No row of “gsm8k-test” repeats an earlier one word for word.";
    QTest::newRow("none shared within") << true << 2 << QList<int>{200, 0, 0} << "No row of “gsm8k-test” shares 13 words in a row with an earlier one.";
}

void tst_OverlapCheck::words()
{
    QFETCH(bool, within);
    QFETCH(int, kinds);
    QFETCH(QList<int>, counts);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    OverlapReport report;
    report.request = request();
    report.request.options.within = within;
    report.request.options.equalRows = kinds & 1;
    report.request.options.sharedWords = kinds & 2;
    report.result.here.rows = counts.at(0);
    report.result.here.equal = counts.at(1);
    report.result.here.shared = counts.at(2);
    report.result.there.rows = within ? 0 : counts.value(3, 10);
    QTEST(overlapSentence(report), "sentence");
    QLocale::setDefault(QLocale::c());
}

void tst_OverlapCheck::notes_data()
{
    QTest::addColumn<OverlapReport>("report");
    QTest::addColumn<QString>("note");
    OverlapReport clean;
    clean.request = request();
    clean.result.here.rows = clean.result.there.rows = 200;
    const auto with = [&clean](auto change) {
        OverlapReport report = clean;
        change(report);
        return report;
    };
    QTest::newRow("nothing to say") << clean << "";
    QTest::newRow("there") << with([](OverlapReport &one) { one.result.there.equal = 3; one.result.there.shared = 1; }) << "In “gsm8k-train”, 4 of 200 rows are concerned (2.0 %).";
    QTest::newRow("empty") << with([](OverlapReport &one) { one.result.here.empty = 2; }) << "2 rows of “gsm8k-test” have no words in what was compared and were left out.";
    QTest::newRow("short") << with([](OverlapReport &one) { one.result.there.tooShort = 7; }) << "7 rows of “gsm8k-train” have fewer than 13 words and were only compared as a whole.";
    QTest::newRow("short, runs alone") << with([](OverlapReport &one) { one.result.there.tooShort = 7; one.request.options.equalRows = false; })
                                       << "7 rows of “gsm8k-train” have fewer than 13 words and were not compared.";
    QTest::newRow("short, whole rows alone") << with([](OverlapReport &one) { one.result.there.tooShort = 7; one.request.options.sharedWords = false; }) << "";
    QTest::newRow("fewer runs") << with([](OverlapReport &one) { one.result.oneRunIn = 8; })
                                << "There were too many runs of words to hold: one in 8 was compared, the same ones on both sides. Rows that share few words may have been missed; "
                                   "rows that are equal were not.";
    QTest::newRow("more pairs") << with([](OverlapReport &one) { one.result.morePairs = true; one.findings.resize(3); })
                                << "Not all pairs are listed, 3 of them; the counts are complete.";
    QTest::newRow("within") << with([](OverlapReport &one) { one.request.options.within = true; one.result.there.empty = 3; }) << "";
}

void tst_OverlapCheck::notes()
{
    QFETCH(OverlapReport, report);
    QTEST(overlapNotes(report).join(u'\n'), "note");
}

void tst_OverlapCheck::table()
{
    fill(10, 10);
    m_service->content[QLatin1String(trainingSet)][2] = FakeOverlapDatasets::rowOf(question("TEST", 3));
    m_service->content[QLatin1String(trainingSet)][5] = FakeOverlapDatasets::rowOf(QStringLiteral("Well,\n") + question("Test", 4));
    OverlapModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    model.setReport(checked(request()));
    QCOMPARE(model.rowCount(), 2);
    const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
    QCOMPARE(text(0, OverlapModel::HereColumn), QStringLiteral("4"));
    QCOMPARE(text(0, OverlapModel::ThereColumn), QStringLiteral("3"));
    QCOMPARE(text(0, OverlapModel::KindColumn), QStringLiteral("Word for word"));
    QCOMPARE(text(0, OverlapModel::TextColumn), question("Test", 3));
    QCOMPARE(text(1, OverlapModel::KindColumn), QStringLiteral("Shared words"));
    QCOMPARE(text(1, OverlapModel::TextColumn), QStringLiteral("Test 4: how many eggs are left after the farmer has sold 12"));
    QCOMPARE(model.rowTitle(1, false), QStringLiteral("Row 5 of “gsm8k-test”"));
    QCOMPARE(model.rowTitle(1, true), QStringLiteral("Row 6 of “gsm8k-train”"));
    QCOMPARE(model.headerData(0, Qt::Horizontal).toString(), QStringLiteral("Row in gsm8k-test"));
    QVERIFY(!model.data(model.index(2, 0)).isValid());
    QVERIFY(!model.data(model.index(0, OverlapModel::ColumnCount)).isValid());
}

void tst_OverlapCheck::csv()
{
    m_service->content[QLatin1String(testSet)] = {FakeOverlapDatasets::rowOf(QStringLiteral("=1+1, or \"2\"?")), FakeOverlapDatasets::rowOf(question("Test", 4))};
    m_service->content[QLatin1String(trainingSet)] = {FakeOverlapDatasets::rowOf(QStringLiteral("Well, ") + question("Test", 4)), FakeOverlapDatasets::rowOf(QStringLiteral("= 1 + 1 or 2"))};
    const QString expected = QStringLiteral("dataset,row,other_dataset,other_row,kind,shared_words,text,other_text\r\n"
                                            "gsm8k-test,1,gsm8k-train,2,equal,,\"'=1+1, or \"\"2\"\"?\",'= 1 + 1 or 2\r\n"
                                            "gsm8k-test,2,gsm8k-train,1,shared_words,Test 4: how many eggs are left after the farmer has sold 12,%1,\"Well, %1\"\r\n")
                                 .arg(question("Test", 4));
    QCOMPARE(QString::fromUtf8(overlapCsv(checked(request()))), expected);
}

ASSAY_TEST(tst_OverlapCheck)
#include "tst_OverlapCheck.moc"

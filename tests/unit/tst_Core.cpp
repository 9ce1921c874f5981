#include "services/core/Clock.h"
#include "services/core/CutText.h"
#include "services/core/ItemKey.h"
#include "services/core/JsonMembers.h"
#include "services/core/Job.h"
#include "services/core/Time.h"
#include "services/core/Async.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;

class tst_Core : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void parsesTimes_data();
    void parsesTimes();
    void writesTimes_data();
    void writesTimes();
    void keepsUnknownWords();
    void readsMembers_data();
    void readsMembers();
    void writesMembers();
    void itemKeyTellsPairsApart();
    void cutsTexts();
    void whenDoneAfterContextDied();
    void whenDoneOnAbandonedPromise();
};

void tst_Core::parsesTimes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::addRow("seconds") << "2026-01-12T08:00:00Z" << "2026-01-12T08:00:00.000Z";
    QTest::addRow("nanoseconds") << "2026-01-12T08:00:00.123456789Z" << "2026-01-12T08:00:00.123Z";
    QTest::addRow("offset") << "2026-01-12T08:00:00.5+05:45" << "2026-01-12T02:15:00.500Z";
    QTest::addRow("rubbish") << "yesterday" << "";
}

void tst_Core::parsesTimes()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(parseTime(text).toString(Qt::ISODateWithMs), expected);
}

void tst_Core::writesTimes_data()
{
    QTest::addColumn<QDateTime>("time");
    const auto at = [](int year, int month, int day, int hour, int minute, int second, int ms) {
        return QDateTime(QDate(year, month, day), QTime(hour, minute, second, ms), Qt::UTC);
    };
    QTest::addRow("the beginning") << at(1970, 1, 1, 0, 0, 0, 0);
    QTest::addRow("before it") << at(1969, 12, 31, 23, 59, 59, 1);
    QTest::addRow("leap day") << at(2028, 2, 29, 12, 30, 5, 70);
    QTest::addRow("the last moment of a year") << at(2026, 12, 31, 23, 59, 59, 999);
    QTest::addRow("the last moment of all") << at(9999, 12, 31, 23, 59, 59, 999);
}

void tst_Core::writesTimes()
{
    QFETCH(QDateTime, time);
    QCOMPARE(rfc3339(time.toMSecsSinceEpoch()), time.toString(Qt::ISODateWithMs));
}

void tst_Core::keepsUnknownWords()
{
    const auto known = Word<RunState>::fromText(QStringLiteral("partially_failed"));
    QCOMPARE(known.value(), RunState::PartiallyFailed);
    const auto later = Word<RunState>::fromText(QStringLiteral("hibernating"));
    QCOMPARE(later.value(), RunState::Unknown);
    QCOMPARE(later.text(), QStringLiteral("hibernating"));
    QVERIFY(!isTerminal(later));
}

void tst_Core::readsMembers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("expected");
    QTest::addRow("absent") << QByteArray() << QStringList();
    QTest::addRow("empty") << QByteArray("{ }") << QStringList();
    QTest::addRow("no object") << QByteArray("[1,2]") << QStringList();
    QTest::addRow("digits stay") << QByteArray(R"({"b":12345678901234567890,"a":0.10})") << QStringList{QStringLiteral("b=12345678901234567890"), QStringLiteral("a=0.10")};
    QTest::addRow("nested") << QByteArray(R"( { "x" : {"y":[1,{"z":"},"}]} , "w":[] } )") << QStringList{QStringLiteral(R"(x={"y":[1,{"z":"},"}]})"), QStringLiteral("w=[]")};
    QTest::addRow("quotes") << QByteArray(R"({"a\"b:,":"c\\","d":null,"é\u00e9":"}"})") << QStringList{QStringLiteral(R"(a"b:,="c\\")"), QStringLiteral("d=null"), QStringLiteral("éé=\"}\"")};
}

void tst_Core::readsMembers()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, expected);
    QStringList got;
    for (const auto &[name, value] : jsonMembers({text}))
        got << name + u'=' + QString::fromUtf8(value.text);
    QCOMPARE(got, expected);
}

void tst_Core::writesMembers()
{
    QCOMPARE(jsonObject({}).text, QByteArray("{}"));
    const JsonText written = jsonObject({{QStringLiteral("a\"b"), {"1"}}, {QStringLiteral("é"), jsonText(QStringLiteral("x\ny"))}});
    QCOMPARE(written.text, QByteArray("{\"a\\\"b\":1,\"é\":\"x\\ny\"}"));
    QCOMPARE(jsonMembers(written).size(), 2);
    QCOMPARE(jsonObject(jsonMembers(written)).text, written.text);
    QCOMPARE(jsonText(0.1).text, QByteArray("0.1"));
    QCOMPARE(jsonText(50).text, QByteArray("50"));
    QVERIFY(jsonText(qQNaN()).isEmpty());
}

void tst_Core::itemKeyTellsPairsApart()
{
    QCOMPARE(itemKey(QStringLiteral("q7"), "x", "y"), QStringLiteral("id:q7"));
    QVERIFY(itemKey({}, "ab", "c") != itemKey({}, "a", "bc"));
    QCOMPARE(itemKey({}, "\"a\"", "\"b\""), itemKey({}, "\"a\"", "\"b\""));
}

void tst_Core::cutsTexts()
{
    qint64 lost = 3;
    QString text = QStringLiteral("añ😀b");
    cutText(text, 5, lost);
    QCOMPARE(text, QStringLiteral("añ😀b"));
    QCOMPARE(lost, 3);
    cutText(text, 3, lost); // in the middle of the face
    QCOMPARE(text, QStringLiteral("añ"));
    QCOMPARE(lost, 3 + 5);
    cutText(text, 0, lost);
    QCOMPARE(text, QString());
    QCOMPARE(lost, 3 + 5 + 3);
}

void tst_Core::whenDoneAfterContextDied()
{
    QPromise<Result<int>> promise;
    promise.start();
    auto context = std::make_unique<QObject>();
    bool called = false;
    whenDone(promise.future(), context.get(), [&](const Result<int> &) { called = true; });
    context.reset();
    promise.addResult(Result<int>(1));
    promise.finish();
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
    QVERIFY(!called);
}

void tst_Core::whenDoneOnAbandonedPromise()
{
    QObject context;
    std::optional<Error::Kind> kind;
    {
        QPromise<Result<int>> promise;
        promise.start();
        whenDone(promise.future(), &context, [&](const Result<int> &r) { kind = r.error().kind; });
    }
    QTRY_VERIFY(kind.has_value());
    QCOMPARE(*kind, Error::Kind::Cancelled);
}

ASSAY_TEST(tst_Core)
#include "tst_Core.moc"

#include "tests/e2e/Ctl.h"
#include "tests/support/TestRegistry.h"

using namespace assay::test;

class tst_CtlScore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void helpForEachCommand_data();
    void helpForEachCommand();
    void wrongUsage_data();
    void wrongUsage();
    void scoresLines();
    void textForPeople();
    void badRows_data();
    void badRows();
};

void tst_CtlScore::helpForEachCommand_data()
{
    QTest::addColumn<QString>("command");
    for (const char *command : {"", "serve", "run", "wait", "list", "show", "cancel", "score", "demo", "lint"})
        QTest::addRow("%s", *command ? command : "assayctl") << QString::fromLatin1(command);
}

void tst_CtlScore::helpForEachCommand()
{
    QFETCH(QString, command);
    const CtlEnd end = CtlBench().run(command.isEmpty() ? QStringList{QStringLiteral("--help")}
                                                        : QStringList{command, QStringLiteral("--help")});
    QCOMPARE(end.code, 0);
    QVERIFY(end.out.contains("Usage:"));
    QVERIFY(end.err.isEmpty());
}

void tst_CtlScore::wrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addRow("nothing") << QStringList{};
    QTest::addRow("unknown command") << QStringList{QStringLiteral("evaluate")};
    QTest::addRow("unknown option") << QStringList{QStringLiteral("list"), QStringLiteral("--frobnicate")};
    QTest::addRow("job missing") << QStringList{QStringLiteral("run")};
    QTest::addRow("no such policy") << QStringList{QStringLiteral("run"), QStringLiteral("x"), QStringLiteral("--policy"), QStringLiteral("kind")};
    QTest::addRow("function missing") << QStringList{QStringLiteral("score")};
    QTest::addRow("two servers") << QStringList{QStringLiteral("list"), QStringLiteral("--workspace"), QStringLiteral("x"),
                                                QStringLiteral("--url"), QStringLiteral("http://h")};
}

void tst_CtlScore::wrongUsage()
{
    QFETCH(QStringList, arguments);
    const CtlEnd end = CtlBench().run(arguments);
    QCOMPARE(end.code, 64);
    QVERIFY(!end.err.isEmpty());
}

void tst_CtlScore::scoresLines()
{
    const CtlEnd end = CtlBench().run({QStringLiteral("score"), QStringLiteral("--function"), QStringLiteral("basic::equality"), QStringLiteral("--json")},
                                      "{\"expected_answer\":\"a\",\"generated_answer\":\"a\"}\n\n"
                                      "{\"expected_answer\":\"a\",\"generated_answer\":\"b\"}\n");
    QCOMPARE(end.code, 0);
    const auto lines = end.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 3);
    QCOMPARE(parsed(lines.at(0))["score"].get<double>(), 1.0);
    QCOMPARE(parsed(lines.at(1))["score"].get<double>(), 0.0);
    QCOMPARE(parsed(lines.at(2))["aggregated_results"]["accuracy"]["accuracy"].get<double>(), 0.5);
}

void tst_CtlScore::textForPeople()
{
    const CtlEnd end = CtlBench().run({QStringLiteral("score"), QStringLiteral("--function"), QStringLiteral("basic::subset_of")},
                                      "{\"expected_answer\":\"Paris\",\"generated_answer\":\"It is Paris.\"}\n");
    QCOMPARE(end.code, 0);
    QVERIFY2(end.out.startsWith("1: {\"score\":1.0}"), end.out.constData());
    QVERIFY2(end.out.contains("accuracy"), end.out.constData());
}

void tst_CtlScore::badRows_data()
{
    QTest::addColumn<QString>("function");
    QTest::addColumn<QString>("params");
    QTest::addColumn<QByteArray>("rows");
    QTest::addColumn<QByteArray>("words");
    const QByteArray good = "{\"expected_answer\":\"a\",\"generated_answer\":\"a\"}\n";
    QTest::addRow("unknown function") << "basic::equalty" << "" << good << QByteArray("basic::equalty");
    QTest::addRow("parameters are not JSON") << "basic::equality" << "{" << good << QByteArray("error: --params: This is not JSON");
    QTest::addRow("broken line 3") << "basic::equality" << "" << good + good + "{\"expected_answer\": \n" << QByteArray("error: Line 3: This is not JSON");
    QTest::addRow("no object") << "basic::equality" << "" << QByteArray("[1]\n") << QByteArray("error: Line 1: a row must be a JSON object");
    QTest::addRow("missing column") << "basic::equality" << "" << QByteArray("{\"expected_answer\":\"a\"}\n") << QByteArray("generated_answer");
    QTest::addRow("nothing") << "basic::equality" << "" << QByteArray("\n") << QByteArray("error: There are no rows");
}

void tst_CtlScore::badRows()
{
    QFETCH(QString, function);
    QFETCH(QString, params);
    QFETCH(QByteArray, rows);
    QFETCH(QByteArray, words);
    QStringList arguments{QStringLiteral("score"), QStringLiteral("--function"), function};
    if (!params.isEmpty())
        arguments << QStringLiteral("--params") << params;
    const CtlEnd end = CtlBench().run(arguments, rows);
    QCOMPARE(end.code, 3);
    QVERIFY2(end.err.contains(words), end.err.constData());
    QCOMPARE(end.err.trimmed().count('\n'), 0);
}

ASSAY_TEST(tst_CtlScore)
#include "tst_CtlScore.moc"

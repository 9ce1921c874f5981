#include "services/core/SampleExpression.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;

/// The language of sample filters: what it means, what is wrong with a text and where, and how a word goes on. That the store finds the
/// same is tests/engine/tst_SampleQueries.
class tst_SampleExpression : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void problems_data();
    void problems();
    void means_data();
    void means();
    void writtenAndReadAgain_data() { means_data(); }
    void writtenAndReadAgain();
    void completes_data();
    void completes();
    void needs();
};

void tst_SampleExpression::problems_data()
{
    QTest::addColumn<int>("position");
    QTest::addColumn<int>("length");
    QTest::newRow("beauty>3") << 0 << 6;
    QTest::newRow("score<") << 6 << 1;
    QTest::newRow("score<half") << 6 << 4;
    QTest::newRow("latency>2h") << 8 << 2;
    QTest::newRow("latency>50%") << 8 << 3;
    QTest::newRow("score>2s") << 6 << 2;
    QTest::newRow("(a or b") << 0 << 1;
    QTest::newRow("a b)") << 3 << 1;
    QTest::newRow("()") << 1 << 1;
    QTest::newRow("or a") << 0 << 2;
    QTest::newRow("a or") << 4 << 1;
    QTest::newRow("a and and b") << 6 << 3;
    QTest::newRow("not") << 3 << 1;
    QTest::newRow("response~/ab") << 9 << 3;
    QTest::newRow("response~/a(b/") << 13 << 1;
    QTest::newRow("score~3") << 5 << 1;
    QTest::newRow("prompt>3") << 6 << 1;
    QTest::newRow("prompt:\"abc") << 7 << 4;
    QTest::newRow("is:good") << 3 << 4;
    QTest::newRow("prompt!3") << 6 << 1;
    QTest::newRow("key:{\"a\"#x}") << 5 << 5;
    QTest::newRow("key:{a") << 4 << 2;
    QTest::newRow("meta.>3") << 0 << 5;
}

void tst_SampleExpression::problems()
{
    const auto parsed = parseSampleExpression(QString::fromUtf8(QTest::currentDataTag()));
    QVERIFY(std::holds_alternative<SampleExpressionProblem>(parsed));
    const auto &problem = std::get<SampleExpressionProblem>(parsed);
    QVERIFY(problem.message.size() > 20);
    QTEST(int(problem.position), "position");
    QTEST(int(problem.length), "length");
    // However deep or long: an answer, never a crash.
    QVERIFY(std::holds_alternative<SampleExpressionProblem>(parseSampleExpression(QString(100'000, QLatin1Char('(')))));
    QVERIFY(std::holds_alternative<SampleExpressionProblem>(parseSampleExpression(QStringLiteral("not ").repeated(10'000) + QLatin1Char('a'))));
    QVERIFY(std::holds_alternative<SampleExpressionProblem>(parseSampleExpression(QStringLiteral("-").repeated(10'000) + QLatin1Char('a'))));
}

void tst_SampleExpression::means_data()
{
    QTest::addColumn<bool>("fits");
    QTest::newRow("") << true;
    QTest::newRow("score<0.5") << false;
    QTest::newRow("score>=75%") << true;
    QTest::newRow("latency>1.5s latency<0.5min") << true;
    QTest::newRow("SCORE=0.75 AND Latency=2000") << true;
    QTest::newRow("zebra or yak and capital") << false;
    QTest::newRow("paris or berlin and rome") << true;
    QTest::newRow("(paris or berlin) and rome") << false;
    QTest::newRow("not paris") << false;
    QTest::newRow("-rome paris") << true;
    QTest::newRow("not (rome or berlin) capital") << true;
    QTest::newRow("\"and\"") << false;
    QTest::newRow("\"Paris, of course\"") << true;
    QTest::newRow("response:\"say \\\"yes\\\"\"") << true;
    QTest::newRow("response~/of\\s+course/") << true;
    QTest::newRow("response~/OF/i") << true;
    QTest::newRow("response~/OF/") << false;
    QTest::newRow("response~/a\\/b/") << true;
    QTest::newRow("target=Paris") << true;
    QTest::newRow("target=paris") << false;
    QTest::newRow("meta.topic=geo meta.level>2") << true;
    QTest::newRow("meta.nested.name=x meta.\"a.b\"=y") << true;
    QTest::newRow("meta.done=true") << true;
    QTest::newRow("scorer.llm-as-judge::base=1") << true;
    QTest::newRow("error:none extracted:*") << true;
    QTest::newRow("key:{id:q9 \"id:q7\"#2}") << true;
    QTest::newRow("key:{\"id:q7\"#1}") << false;
    QTest::newRow("tag:x") << false;
    QTest::newRow("http://a.b") << false; // not a field: words are looked for
}

static Sample example()
{
    Sample sample;
    sample.itemKey = QStringLiteral("id:q7");
    sample.repeat = 2;
    sample.prompt = QStringLiteral("What is the capital of France?");
    sample.response = QStringLiteral("Paris, of course; say \"yes\" to a/b.");
    sample.target = sample.extracted = QStringLiteral("Paris");
    sample.score = 0.75;
    sample.latencyMs = 2000;
    sample.scores.text = R"({"llm-as-judge::base":{"score":1}})";
    sample.metadata.text = R"({"topic":"geo","level":3,"nested":{"name":"x"},"a.b":"y","done":true})";
    return sample;
}

void tst_SampleExpression::means()
{
    const QString text = QString::fromUtf8(QTest::currentDataTag());
    const auto parsed = parseSampleExpression(text);
    if (text.startsWith(QLatin1String("http"))) { // a colon makes it a field, and there is none such: quotes are advised
        QVERIFY(std::get<SampleExpressionProblem>(parsed).message.contains(QStringLiteral("quotes")));
        return;
    }
    QVERIFY2(std::holds_alternative<SampleExpression>(parsed), qPrintable(text));
    QTEST(matches(std::get<SampleExpression>(parsed), example()), "fits");
}

void tst_SampleExpression::writtenAndReadAgain()
{
    const auto parsed = parseSampleExpression(QString::fromUtf8(QTest::currentDataTag()));
    const auto *expression = std::get_if<SampleExpression>(&parsed);
    if (!expression)
        return;
    const QString written = writeSampleExpression(*expression);
    const auto again = parseSampleExpression(written);
    QVERIFY2(std::holds_alternative<SampleExpression>(again), qPrintable(written));
    QTEST(matches(std::get<SampleExpression>(again), example()), "fits");
    QCOMPARE(writeSampleExpression(std::get<SampleExpression>(again)), written);
}

void tst_SampleExpression::completes_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<QString>("words");
    QTest::newRow("sco") << 0 << "score scorer.basic::equality";
    QTest::newRow("score<0.5 lat") << 10 << "latency";
    QTest::newRow("(not is:p") << 5 << "is:passed";
    QTest::newRow("-err") << 1 << "error:*";
    QTest::newRow("meta.s") << 0 << "meta.subject";
    QTest::newRow("prompt:\"sco") << -1 << "";
    QTest::newRow("zzz") << -1 << "";
}

void tst_SampleExpression::completes()
{
    const QString text = QString::fromUtf8(QTest::currentDataTag());
    QStringList words;
    int from = -1;
    for (const SampleCompletion &one : completeSampleExpression(text, text.size(), {QStringLiteral("scorer.basic::equality"), QStringLiteral("meta.subject")})) {
        words << one.word;
        from = int(one.from);
        QVERIFY(!one.help.isEmpty());
    }
    QTEST(words.join(QLatin1Char(' ')), "words");
    QTEST(from, "from");
}

void tst_SampleExpression::needs()
{
    const auto of = [](const char *text) { return std::get<SampleExpression>(parseSampleExpression(QLatin1String(text))); };
    QVERIFY(!needsTexts(of("score<1 error:* extracted:none key=x is:passed or not latency:none")));
    QVERIFY(needsTexts(of("score<1 or x")));
    QVERIFY(needsTexts(of("meta.a=1")));
    QVERIFY(needsTexts(of("key:x")));
    QVERIFY(!needsTexts(of("tag:x")));
    QVERIFY(needsTriage(of("score<1 not reason:none")));
    QVERIFY(!needsTriage(of("score<1")));
}

ASSAY_TEST(tst_SampleExpression)
#include "tst_SampleExpression.moc"

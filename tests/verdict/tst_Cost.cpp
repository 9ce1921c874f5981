#include "services/verdict/Cost.h"
#include "tests/support/TestRegistry.h"

#include <QTest>

using namespace assay;

/// Which price a model has, and what tokens come to: what is not known is never zero.
class tst_Cost : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void mostSpecificPriceWins_data();
    void mostSpecificPriceWins();
    void planned_data();
    void planned();
    void plannedOfSeveralTargets();
    void tokensOfRuns_data();
    void tokensOfRuns();
    void runs_data();
    void runs();
};

namespace {

ModelPrice price(const char *model, std::optional<double> prompt, std::optional<double> completion,
    const char *currency = "USD", std::optional<double> request = {})
{
    return { QString::fromLatin1(model), QString::fromLatin1(currency), prompt, completion, request };
}

ModelTarget target(const char *name, const char *url = "http://m.invalid/v1")
{
    ModelTarget model;
    model.name = QString::fromLatin1(name);
    model.url = QString::fromLatin1(url);
    return model;
}

/// requests, tokens, share of the prompt; none: not known.
BenchmarkEstimate benchmark(
    std::optional<double> requests, std::optional<double> tokens, std::optional<double> share = {})
{
    BenchmarkEstimate one;
    one.requests.value = requests;
    one.tokens.value = tokens;
    one.tokens.assumed = tokens && !share;
    one.promptShare = share;
    return one;
}

Estimate estimate(const QList<BenchmarkEstimate> &benchmarks)
{
    Estimate made;
    made.benchmarks = benchmarks;
    return made;
}

/// A run with one benchmark a text: what the runner wrote about it; empty: it began and has no result.
Job runOf(const QList<QByteArray> &told)
{
    Job job;
    for (int index = 0; index < told.size(); ++index) {
        BenchmarkStatus status;
        status.benchmarkIndex = index;
        status.startedAt = QStringLiteral("2027-01-15T07:55:02Z");
        job.status.benchmarks << status;
        if (told.at(index).isEmpty())
            continue;
        BenchmarkResult result;
        result.benchmarkIndex = index;
        result.additionalInfo.text = "{\"assay\":" + told.at(index) + '}';
        job.results.benchmarks << result;
    }
    return job;
}

} // namespace

void tst_Cost::mostSpecificPriceWins_data()
{
    QTest::addColumn<QStringList>("entries");
    QTest::addColumn<QString>("model");
    QTest::addColumn<int>("expected"); // -1: none
    const auto row = [](const char *name, const QStringList &entries, const char *model, int expected) {
        QTest::newRow(name) << entries << QString::fromLatin1(model) << expected;
    };
    const auto list = [](const char *text) { return QString::fromLatin1(text).split(u' '); };
    row("by name", list("b a"), "a", 1);
    row("upper and lower case are the same", list("GPT-4o"), "gpt-4O", 0);
    row("a part of the name is not the name", list("gpt"), "gpt-4o", -1);
    row("pattern", list("gpt-*"), "gpt-4o", 0);
    row("the star may stand for nothing", list("gpt-*"), "gpt-", 0);
    row("in front", list("*-instruct"), "smollm2-instruct", 0);
    row("in the middle", list("meta/*-8b"), "meta/llama-3.1-8b", 0);
    row("a slash is a character", list("*"), "meta/llama", 0);
    row("both ends need their own characters", list("aba*aba"), "ababa", -1);
    row("several", list("a*b*c"), "a-b-b-c", 0);
    row("in their order", list("a*c*b*"), "a-b-c", -1);
    row("other signs mean themselves", list("gpt.4[o]?"), "gpt-4o!", -1);
    row("the name goes before patterns", list("gpt-4o* gpt-4o"), "gpt-4o", 1);
    row("a name goes before a longer pattern", list("a*************** a"), "a", 1);
    row("the longer pattern goes first", list("* gpt-* gpt-4*"), "gpt-4o", 2);
    row("the first of equals", list("*-4o gpt*"), "gpt-4o", 0); // 3 characters each
    row("nothing fits", list("claude-* llama"), "gpt-4o", -1);
    row("none there", {}, "gpt-4o", -1);
}

void tst_Cost::mostSpecificPriceWins()
{
    QFETCH(QStringList, entries);
    QFETCH(QString, model);
    QFETCH(int, expected);
    QList<ModelPrice> prices;
    for (const QString &entry : std::as_const(entries))
        prices << price(qPrintable(entry), 1, 2);
    const ModelPrice *found = priceFor(prices, model);
    QCOMPARE(found ? int(found - prices.constData()) : -1, expected);
    // One that is not complete counts as none, however well it fits.
    prices << price(qPrintable(model), 1, {}) << price(qPrintable(model), {}, 0);
    found = priceFor(prices, model);
    QCOMPARE(found ? int(found - prices.constData()) : -1, expected);
}

void tst_Cost::planned_data()
{
    QTest::addColumn<QList<BenchmarkEstimate>>("benchmarks");
    QTest::addColumn<double>("amount"); // -1: not known
    QTest::addColumn<bool>("missing");
    QTest::addColumn<bool>("assumed");
    const auto row = [](const char *name, const QList<BenchmarkEstimate> &benchmarks, double amount, bool missing,
                         bool assumed) { QTest::newRow(name) << benchmarks << amount << missing << assumed; };
    // 1 a million prompt tokens, 4 a million answer tokens, 0.01 a request.
    row("told apart", { benchmark(100, 1e6, 0.75) }, 0.75 + 1 + 1, false, false);
    row("not told apart: the higher price", { benchmark(100, 1e6) }, 4 + 1, false, true);
    row("several", { benchmark(100, 1e6, 0.75), benchmark(10, 0, 0.5) }, 2.75 + 0.1, false, false);
    row("one without tokens", { benchmark(100, 1e6, 0.75), benchmark(100, {}) }, 2.75, true, false);
    row("none with tokens", { benchmark(100, {}), benchmark({}, {}) }, -1, true, false);
    row("no requests cost nothing", { benchmark(0, 0, 0.5) }, 0, false, false);
}

void tst_Cost::planned()
{
    QFETCH(QList<BenchmarkEstimate>, benchmarks);
    QFETCH(double, amount);
    QFETCH(bool, missing);
    QFETCH(bool, assumed);
    const QList<ModelPrice> prices { price("m*", 1, 4, "USD", 0.01) };
    const Cost cost = plannedCost(estimate(benchmarks), target("m1"), prices);
    QCOMPARE(cost.amounts.size(), amount < 0 ? 0 : 1);
    QCOMPARE(cost.amounts.value(QStringLiteral("USD"), -1), amount);
    QCOMPARE(cost.missing, missing);
    QCOMPARE(cost.assumed, assumed);
    QCOMPARE(cost.isAtLeast(), missing && amount >= 0);
    QVERIFY(cost.estimated && !cost.recorded && cost.unpriced.isEmpty());
    QVERIFY(!cost.bases.isEmpty());
}

void tst_Cost::plannedOfSeveralTargets()
{
    const QList<ModelPrice> prices { price("a", 1, 1), price("b", 2, 2), price("c", 3, 3, "EUR"), price("free", 0, 0) };
    const Estimate work = estimate({ benchmark(10, 1e6, 0.5) });
    const auto of = [&](const char *name, const char *url = "http://m.invalid/v1") {
        return plannedCost(work, target(name, url), prices);
    };
    const Cost dollars = costTogether({ of("a"), of("b") });
    QCOMPARE(dollars.amounts, (QMap<QString, double> { { QStringLiteral("USD"), 3.0 } }));
    QVERIFY(!dollars.isAtLeast());
    const Cost both = costTogether({ of("a"), of("c"), of("a") });
    QCOMPARE(both.amounts,
        (QMap<QString, double> {
            { QStringLiteral("EUR"), 3.0 }, { QStringLiteral("USD"), 2.0 } })); // never added together
    const Cost part = costTogether({ of("a"), of("x"), of("x"), of("y") });
    QCOMPARE(part.amounts.value(QStringLiteral("USD")), 1.0);
    QCOMPARE(part.unpriced, (QStringList { QStringLiteral("x"), QStringLiteral("y") }));
    QVERIFY(part.isAtLeast());
    const Cost unknown = of("x");
    QVERIFY(unknown.amounts.isEmpty() && !unknown.isAtLeast());
    const Cost free = of("free");
    QCOMPARE(free.amounts, (QMap<QString, double> { { QStringLiteral("USD"), 0.0 } })); // known to be nothing
    QVERIFY(free != unknown && free.unpriced.isEmpty());
    const Cost replayed = of("a", "recorded:a");
    QVERIFY(replayed.recorded && replayed.amounts.isEmpty() && replayed.unpriced.isEmpty());
    QVERIFY(costTogether({ replayed, replayed }).recorded);
    QVERIFY(!costTogether({ replayed, of("a") }).recorded);
    QVERIFY(!costTogether({}).recorded);
    QVERIFY(of("").unpriced.isEmpty() && of("").missing); // nobody chosen yet
}

void tst_Cost::tokensOfRuns_data()
{
    QTest::addColumn<QList<QByteArray>>("told");
    QTest::addColumn<RunTokens>("expected");
    const auto row = [](const char *name, const QList<QByteArray> &told, const RunTokens &expected) {
        QTest::newRow(name) << told << expected;
    };
    const QByteArray whole
        = R"({"samples":10,"errors":0,"tokens":{"prompt":100,"completion":20,"answers":10},"answers":"live"})";
    row("all known", { whole, whole }, { 200, 40, 20, 0, 0, 2, false, false });
    row("some answers without", { R"({"samples":10,"errors":0,"tokens":{"prompt":100,"completion":20,"answers":7}})" },
        { 100, 20, 10, 3, 0, 1, false, false });
    row("failed requests", { R"({"samples":10,"errors":2,"tokens":{"prompt":100,"completion":20,"answers":10}})" },
        { 100, 20, 10, 2, 0, 1, false, false });
    row("of an older engine", { R"({"samples":10,"errors":0,"tokens":{"prompt":100,"completion":20}})" },
        { 100, 20, 10, 0, 0, 1, false, false });
    row("one benchmark tells none", { whole, R"({"samples":5})" }, { 100, 20, 10, 0, 1, 1, false, false });
    row("one broke off", { whole, QByteArray() }, { 100, 20, 10, 0, 1, 1, false, false });
    row("recorded", { R"({"samples":1,"tokens":{"prompt":1,"completion":2,"answers":1},"answers":"recorded"})" },
        { 1, 2, 1, 0, 0, 1, true, false });
    row("scored again", { R"({"samples":1,"tokens":{"prompt":1,"completion":2,"answers":1},"answers":"stored"})" },
        { 1, 2, 1, 0, 0, 1, true, false });
    row("with a judge",
        { R"({"samples":1,"tokens":{"prompt":1,"completion":2,"answers":1},"judges":[{"model":"j"}]})" },
        { 1, 2, 1, 0, 0, 1, false, true });
    row("nonsense", { R"({"samples":"many","tokens":{"prompt":"one","completion":-5}})", R"("ours")" },
        { 0, 0, 0, 0, 2, 0, false, false });
    row("nothing", {}, {});
}

void tst_Cost::tokensOfRuns()
{
    QFETCH(QList<QByteArray>, told);
    QFETCH(RunTokens, expected);
    const RunTokens counted = runTokens(runOf(told));
    QCOMPARE(counted.prompt, expected.prompt);
    QCOMPARE(counted.completion, expected.completion);
    QCOMPARE(counted.requests, expected.requests);
    QCOMPARE(counted.unknownItems, expected.unknownItems);
    QCOMPARE(counted.untold, expected.untold);
    QCOMPARE(counted.told, expected.told);
    QCOMPARE(counted.recorded, expected.recorded);
    QCOMPARE(counted.judged, expected.judged);
}

void tst_Cost::runs_data()
{
    QTest::addColumn<RunTokens>("tokens");
    QTest::addColumn<QString>("model");
    QTest::addColumn<double>("amount"); // -1: not known
    QTest::addColumn<bool>("atLeast");
    const auto row = [](const char *name, const RunTokens &tokens, const char *model, double amount, bool atLeast) {
        QTest::newRow(name) << tokens << QString::fromLatin1(model) << amount << atLeast;
    };
    row("all known", { 2e6, 1e6, 100, 0, 0, 1, false, false }, "m", 2 + 4 + 1, false);
    row("some items not", { 2e6, 1e6, 100, 12, 0, 1, false, false }, "m", 7, true);
    row("a benchmark not", { 2e6, 1e6, 100, 0, 1, 1, false, false }, "m", 7, true);
    row("a judge too", { 2e6, 1e6, 100, 0, 0, 1, false, true }, "m", 7, true);
    row("recorded", { 2e6, 1e6, 100, 0, 0, 1, true, false }, "m", 7, false);
    row("no tokens told", { 0, 0, 0, 0, 2, 0, false, false }, "m", -1, false);
    row("no price", { 2e6, 1e6, 100, 0, 0, 1, false, false }, "n", -1, false);
    row("none used", { 0, 0, 0, 0, 0, 1, false, false }, "m", 0, false);
}

void tst_Cost::runs()
{
    QFETCH(RunTokens, tokens);
    QFETCH(QString, model);
    QFETCH(double, amount);
    QFETCH(bool, atLeast);
    const Cost cost = runCost(tokens, model, { price("m", 1, 4, "EUR", 0.01) });
    QCOMPARE(cost.amounts.size(), amount < 0 ? 0 : 1);
    QCOMPARE(cost.amounts.value(QStringLiteral("EUR"), -1), amount);
    QCOMPARE(cost.isAtLeast(), atLeast);
    QCOMPARE(cost.unpriced.isEmpty(), model == QLatin1String("m"));
    QCOMPARE(cost.recorded, tokens.recorded);
    QVERIFY(!cost.estimated);
}

ASSAY_TEST(tst_Cost)
#include "tst_Cost.moc"

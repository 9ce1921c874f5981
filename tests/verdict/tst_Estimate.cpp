#include "services/json/Json.h"
#include "services/verdict/Estimate.h"
#include "tests/support/TestRegistry.h"

#include <QLocale>
#include <QTest>

#include <algorithm>

using namespace assay;

/// What a job will ask for: each figure, what it rests on, and where it is not known.
class tst_Estimate : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void requests_data();
    void requests();
    void tokensAndTime_data();
    void tokensAndTime();
    void sums();
    void asksNobodyForRecordedAnswers();
    void weighsEarlierAnswers();
    void tellsPromptFromAnswer();
    void limitsByOtherNames_data();
    void limitsByOtherNames();
    void severalJobs();
};

namespace {

const ProviderBenchmark *lookup(const QString &, const QString &id)
{
    static const QList<ProviderBenchmark> known = [] {
        QList<ProviderBenchmark> list(3);
        list[0].id = QStringLiteral("sized");
        list[0].datasetSize = 100;
        list[1].id = QStringLiteral("unsized");
        list[2].id = QStringLiteral("zero"); // how the wire says that nobody said a size
        list[2].datasetSize = 0;
        return list;
    }();
    const auto found = std::ranges::find(known, id, &ProviderBenchmark::id);
    return found == known.end() ? nullptr : &*found;
}

BenchmarkRef entryOf(const QString &id, const QByteArray &parameters = {})
{
    BenchmarkRef entry;
    entry.id = id;
    entry.providerId = QStringLiteral("p");
    entry.parameters.text = parameters;
    return entry;
}

Job jobOf(const QList<BenchmarkRef> &entries, const QString &model = QStringLiteral("m"))
{
    Job job;
    job.model.name = model;
    job.model.url = QStringLiteral("http://m.invalid/v1");
    job.benchmarks = entries;
    return job;
}

/// A job that ran one benchmark; told: what the runner wrote about it.
Job earlier(const QString &id, const QByteArray &told, const QString &model = QStringLiteral("m"), const QByteArray &parameters = {})
{
    Job job = jobOf({ entryOf(id, parameters) }, model);
    BenchmarkResult result;
    result.id = id;
    result.providerId = QStringLiteral("p");
    result.benchmarkIndex = 0;
    result.additionalInfo.text = "{\"assay\":" + told + '}';
    job.results.benchmarks << result;
    return job;
}

Estimate estimateOf(const Job &job, const QList<Job> &jobs = {}, const EstimateOptions &options = {})
{
    return estimateJob(effectivePlan(job, nullptr, lookup, assayEngine()), job, lookup, jobs, options);
}

} // namespace

void tst_Estimate::requests_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<double>("expected"); // -1: not known
    QTest::addColumn<QString>("basis");
    const auto row = [](const char *name, const char *id, const char *parameters, double expected, const char *basis) {
        QTest::newRow(name) << QString::fromLatin1(id) << QByteArray(parameters) << expected << QString::fromLatin1(basis);
    };
    row("all", "sized", "", 100, "All 100 items that the provider states.");
    row("limited", "sized", R"({"num_examples":10})", 10, "10 of 100 items, by num_examples.");
    row("limit beyond the data", "sized", R"({"num_examples":500})", 100, "All 100 items that the provider states.");
    row("a limit as text limits nothing", "sized", R"({"num_examples":"10"})", 100, "All 100 items that the provider states.");
    row("repeated", "sized", R"({"num_examples":10,"repeats":3})", 30, "10 of 100 items, by num_examples. Each is asked 3 times.");
    row("no size, limited", "unsized", R"({"num_examples":10})", 10, "10 items by num_examples; fewer if the data is shorter, the provider states no size.");
    row("no size", "unsized", "", -1, "Not known: the provider states no number of items; set num_examples to limit them.");
    row("size 0", "zero", "", -1, "Not known: the provider states no number of items; set num_examples to limit them.");
    row("unknown benchmark", "nope", "", -1, "Not known: the provider states no number of items; set num_examples to limit them.");
}

void tst_Estimate::requests()
{
    QFETCH(QString, id);
    QFETCH(QByteArray, parameters);
    QFETCH(double, expected);
    QFETCH(QString, basis);
    const Figure figure = estimateOf(jobOf({ entryOf(id, parameters) })).benchmarks.at(0).requests;
    QCOMPARE(figure.value.value_or(-1), expected);
    QCOMPARE(figure.basis, basis);
}

void tst_Estimate::tokensAndTime_data()
{
    QTest::addColumn<QList<Job>>("jobs");
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<double>("tokens");
    QTest::addColumn<QString>("tokenBasis");
    QTest::addColumn<double>("seconds");
    QTest::addColumn<QString>("timeBasis");
    const QByteArray told = R"({"samples":50,"tokens":{"prompt":4000,"completion":1000},"latency_ms":{"mean":200,"recorded":false}})";
    const QByteArray recorded = R"({"samples":50,"tokens":{"prompt":4000,"completion":1000},"latency_ms":{"mean":200,"recorded":true}})";
    const QString noTime = QStringLiteral("Not known: no earlier run of this model tells how long an answer takes.");
    const QString sized = QStringLiteral("sized");
    QTest::newRow("nothing earlier") << QList<Job> {} << QByteArray() << 50000.0 << QStringLiteral("An assumption: 500 tokens a request, prompt and answer. No earlier run tells.") << -1.0 << noTime;
    QTest::newRow("same model") << QList { earlier(sized, told) } << QByteArray() << 10000.0 << QStringLiteral("100 tokens a request, the mean of 50 earlier answers of this model.") << 20.0
                                << QStringLiteral("200 ms a request, the mean of 50 earlier answers of this model; 1 at once.");
    QTest::newRow("4 at once") << QList { earlier(sized, told) } << QByteArray(R"({"concurrency":4})") << 10000.0 << QStringLiteral("100 tokens a request, the mean of 50 earlier answers of this model.") << 5.0
                               << QStringLiteral("200 ms a request, the mean of 50 earlier answers of this model; 4 at once.");
    QTest::newRow("no more at once than there are") << QList { earlier(sized, told) } << QByteArray(R"({"concurrency":64,"num_examples":2})") << 200.0
                                                    << QStringLiteral("100 tokens a request, the mean of 50 earlier answers of this model.") << 0.2
                                                    << QStringLiteral("200 ms a request, the mean of 50 earlier answers of this model; 2 at once.");
    QTest::newRow("other model") << QList { earlier(sized, told, QStringLiteral("other")) } << QByteArray() << 10000.0
                                 << QStringLiteral("100 tokens a request, the mean of 50 earlier answers of other models.") << -1.0 << noTime;
    QTest::newRow("recorded times count for nothing") << QList { earlier(sized, recorded) } << QByteArray() << 10000.0
                                                      << QStringLiteral("100 tokens a request, the mean of 50 earlier answers of this model.") << -1.0 << noTime;
    QTest::newRow("another benchmark") << QList { earlier(QStringLiteral("unsized"), told) } << QByteArray() << 50000.0
                                       << QStringLiteral("An assumption: 500 tokens a request, prompt and answer. No earlier run tells.") << -1.0 << noTime;
    QTest::newRow("other shots") << QList { earlier(sized, told, QStringLiteral("m"), R"({"num_fewshot":5})") } << QByteArray(R"({"num_fewshot":0})") << 50000.0
                                 << QStringLiteral("An assumption: 500 tokens a request, prompt and answer. No earlier run tells.") << -1.0 << noTime;
}

void tst_Estimate::tokensAndTime()
{
    QFETCH(QList<Job>, jobs);
    QFETCH(QByteArray, parameters);
    QFETCH(double, tokens);
    QFETCH(QString, tokenBasis);
    QFETCH(double, seconds);
    QFETCH(QString, timeBasis);
    const BenchmarkEstimate made = estimateOf(jobOf({ entryOf(QStringLiteral("sized"), parameters) }), jobs).benchmarks.at(0);
    QCOMPARE(made.tokens.value.value_or(-1), tokens);
    QCOMPARE(made.tokens.basis, tokenBasis);
    QCOMPARE(made.tokens.assumed, tokenBasis.startsWith(QStringLiteral("An assumption")));
    QVERIFY(!made.seconds.assumed && !made.requests.assumed);
    QCOMPARE(made.seconds.value.value_or(-1), seconds);
    QCOMPARE(made.seconds.basis, timeBasis);
}

void tst_Estimate::sums()
{
    const Estimate both = estimateOf(jobOf({ entryOf(QStringLiteral("sized")), entryOf(QStringLiteral("unsized"), R"({"num_examples":20})") }));
    QCOMPARE(*both.requests.value, 120.0);
    QVERIFY(!both.requests.atLeast && !both.requests.assumed && both.tokens.assumed);
    QCOMPARE(*both.tokens.value, 60000.0);
    QVERIFY(both.tokens.basis.startsWith(QStringLiteral("An assumption"))); // the same for each: said once
    QVERIFY(!both.seconds.value);
    const Estimate part = estimateOf(jobOf({ entryOf(QStringLiteral("sized")), entryOf(QStringLiteral("unsized")) }));
    QCOMPARE(*part.requests.value, 100.0);
    QVERIFY(part.requests.atLeast);
    QCOMPARE(part.requests.basis, QStringLiteral("Sum of 1 of 2 benchmarks; each says what its figure rests on."));
    const Estimate none = estimateOf(jobOf({ entryOf(QStringLiteral("unsized")), entryOf(QStringLiteral("zero")) }), {}, { {}, 1 });
    QVERIFY(!none.requests.value && !none.tokens.value && !none.requests.atLeast);
    QVERIFY(!none.requests.basis.isEmpty());
}

void tst_Estimate::asksNobodyForRecordedAnswers()
{
    Job job = jobOf({ entryOf(QStringLiteral("sized")) });
    job.model.url = QStringLiteral("recorded:smollm2");
    const Estimate estimate = estimateOf(job);
    QCOMPARE(*estimate.requests.value, 100.0);
    QCOMPARE(*estimate.tokens.value, 0.0);
    QVERIFY(!estimate.seconds.value);
}

void tst_Estimate::weighsEarlierAnswers()
{
    const QString sized = QStringLiteral("sized");
    const QList<Job> jobs { earlier(sized, R"({"samples":10,"tokens":{"prompt":100,"completion":0},"latency_ms":{"mean":100,"recorded":false}})"),
        earlier(sized, R"({"samples":30,"latency_ms":{"mean":300,"recorded":false}})"), earlier(sized, R"({"samples":0,"latency_ms":{"mean":9e9}})"),
        earlier(sized, R"("nothing of ours")") };
    const EarlierAnswers found = earlierAnswers(jobs, entryOf(sized), nullptr);
    QCOMPARE(*found.tokens, 10.0); // only the first says
    QCOMPARE(found.withTokens, 10.0);
    QCOMPARE(*found.latencyMs, 250.0);
    QCOMPARE(found.withLatency, 40.0);
    QCOMPARE(*found.promptShare, 1.0);
}

void tst_Estimate::tellsPromptFromAnswer()
{
    const QString sized = QStringLiteral("sized");
    const auto shareOf = [&](const QList<Job> &jobs) { return estimateOf(jobOf({ entryOf(sized) }), jobs).benchmarks.at(0).promptShare; };
    const Job mine = earlier(sized, R"({"samples":10,"tokens":{"prompt":300,"completion":100}})");
    const Job more = earlier(sized, R"({"samples":10,"tokens":{"prompt":0,"completion":400}})");
    const Job others = earlier(sized, R"({"samples":10,"tokens":{"prompt":10,"completion":10}})", QStringLiteral("another"));
    const Job half = earlier(sized, R"({"samples":10,"tokens":{"completion":400}})");
    QCOMPARE(*shareOf({ mine, others }), 0.75); // of this model, where it told
    QCOMPARE(*shareOf({ mine, more }), 0.375); // 300 of 800
    QCOMPARE(*shareOf({ others }), 0.5);
    QVERIFY(!shareOf({ half })); // how many were sent is not known
    QVERIFY(!shareOf({}));
}

void tst_Estimate::limitsByOtherNames_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<double>("items"); // 0: no limit
    QTest::addColumn<QString>("parameter");
    QTest::addColumn<bool>("byItself");
    QTest::addColumn<bool>("endless");
    QTest::addColumn<double>("expected"); // -1: not known
    QTest::addColumn<QString>("basis");
    const auto row = [](const char *id, double items, const char *parameter, bool byItself, bool endless, double expected, const char *basis) {
        QTest::newRow(basis) << QString::fromLatin1(id) << items << QString::fromLatin1(parameter) << byItself << endless << expected << QString::fromLatin1(basis);
    };
    row("sized", 10, "limit", false, false, 10, "10 of 100 items, by limit.");
    row("sized", 0, "limit", false, false, 100, "All 100 items that the provider states.");
    row("unsized", 0, "limit", false, false, -1, "Not known: the provider states no number of items; set limit to limit them.");
    row("unsized", 0, "", false, false, -1, "Not known: the provider states no number of items, and its program has no limit for them.");
    row("sized", 5, "limit", true, false, 5, "5 items, which is all that the program asks without limit.");
    row("sized", 500, "max_requests", false, true, 500, "500 requests for each strength of load, by max_requests.");
    row("sized", 0, "max_requests", false, true, -1, "Not known: the load test ends by time, or never; set max_requests to end it by number.");
}

void tst_Estimate::limitsByOtherNames()
{
    QFETCH(QString, id);
    QFETCH(double, items);
    QFETCH(QString, parameter);
    QFETCH(bool, byItself);
    QFETCH(bool, endless);
    QFETCH(double, expected);
    QFETCH(QString, basis);
    EstimateOptions options;
    options.asked = [&](const BenchmarkRef &) {
        return ItemsAsked { items > 0 ? std::optional(items) : std::nullopt, parameter, byItself, endless };
    };
    const Figure figure = estimateOf(jobOf({ entryOf(id, R"({"num_examples":1})") }), {}, options).benchmarks.at(0).requests;
    QCOMPARE(figure.value.value_or(-1), expected);
    QCOMPARE(figure.basis, basis);
}

void tst_Estimate::severalJobs()
{
    const QByteArray told = R"({"samples":50,"tokens":{"prompt":4000,"completion":1000},"latency_ms":{"mean":200,"recorded":false}})";
    const QList<Job> before { earlier(QStringLiteral("sized"), told) };
    // 100 items at 0.2 s: 20 s each; and 10 s for half of them.
    const Estimate two = estimateOf(jobOf({ entryOf(QStringLiteral("sized")), entryOf(QStringLiteral("sized"), R"({"num_examples":50})") }), before);
    QCOMPARE(*two.seconds.value, 30.0);
    QCOMPARE(*estimateTogether({ two, two }, 1).seconds.value, 60.0);
    QCOMPARE(*estimateTogether({ two, two }, 2).seconds.value, 30.0);
    QCOMPARE(*estimateTogether({ two, two }, 3).seconds.value, 20.0); // 20, 10 and then 10, 20
    QCOMPARE(*estimateTogether({ two, two }, 0).seconds.value, 20.0);
    const BatchEstimate together = estimateTogether({ two, two }, 2);
    QCOMPARE(*together.requests.value, 300.0);
    QCOMPARE(*together.tokens.value, 30000.0);
    QVERIFY(!together.requests.atLeast && together.unsized.isEmpty());

    const Estimate part = estimateOf(jobOf({ entryOf(QStringLiteral("sized")), entryOf(QStringLiteral("unsized")) }), before);
    const BatchEstimate open = estimateTogether({ part, part }, 4);
    QCOMPARE(*open.requests.value, 200.0);
    QVERIFY(open.requests.atLeast && open.seconds.atLeast);
    QCOMPARE(open.unsized, QStringList { QStringLiteral("unsized") });
    QVERIFY(open.requests.basis.contains(QStringLiteral("2 of 4")));
    const BatchEstimate nothing = estimateTogether({}, 4);
    QVERIFY(!nothing.requests.value && !nothing.seconds.value);
}

ASSAY_TEST(tst_Estimate)
#include "tst_Estimate.moc"

#include "services/metrics/MetricFile.h"
#include "services/verdict/Judge.h"
#include "services/verdict/MetricDictionary.h"
#include "services/verdict/StoredBootstrap.h"
#include "tests/support/TestRegistry.h"

#include <QDir>
#include <QFile>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;

class tst_MetricDictionary : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void seedKnows_data();
    void seedKnows();
    void refuses_data();
    void refuses();
    void userGoesFirst();
    void editsReachEveryReader();
    void methodDecidesInterval();
    void methodsDiffer();
    void readsFiles();
    void writesFiles();
};

void tst_MetricDictionary::seedKnows_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<MetricUnit>("unit");
    QTest::addColumn<double>("lowest"); // NaN: open
    QTest::addColumn<double>("highest");
    QTest::addColumn<bool>("lowerIsBetter");
    QTest::addColumn<IntervalMethod>("interval");
    const double open = qQNaN();
    const auto row = [](const char *name, MetricUnit unit, double lowest, double highest, bool lower, IntervalMethod method) {
        QTest::addRow("%s", name) << QString::fromLatin1(name) << unit << lowest << highest << lower << method;
    };
    row("acc_norm,none", MetricUnit::Ratio, 0, 1, false, IntervalMethod::Wilson);
    row("choice/accuracy", MetricUnit::Ratio, 0, 1, false, IntervalMethod::Wilson);
    row("Exact_Match", MetricUnit::Ratio, 0, 1, false, IntervalMethod::Wilson);
    row("codegen_pass@1", MetricUnit::Ratio, 0, 1, false, IntervalMethod::Bootstrap);
    row("gender_bias_score", MetricUnit::Ratio, 0, 1, true, IntervalMethod::Automatic);
    row("attack_success_rate", MetricUnit::Ratio, 0, 1, true, IntervalMethod::Wilson);
    row("word_perplexity", MetricUnit::Unbounded, 1, open, true, IntervalMethod::Bootstrap);
    row("output tok/s", MetricUnit::TokensPerSecond, 0, open, false, IntervalMethod::Normal);
    row("requests_per_second", MetricUnit::PerSecond, 0, open, false, IntervalMethod::Normal);
    row("mean_ttft_ms", MetricUnit::Milliseconds, 0, open, true, IntervalMethod::Normal);
    row("matthews_correlation", MetricUnit::Unbounded, -1, 1, false, IntervalMethod::Bootstrap);
    row("samples", MetricUnit::Count, 0, open, false, IntervalMethod::None);
}

void tst_MetricDictionary::seedKnows()
{
    QFETCH(QString, name);
    QFETCH(MetricUnit, unit);
    QFETCH(double, lowest);
    QFETCH(double, highest);
    QFETCH(bool, lowerIsBetter);
    QFETCH(IntervalMethod, interval);
    const MetricInfo info = MetricDictionary::seed().find(name);
    QVERIFY(info.known);
    QVERIFY(!info.title.isEmpty());
    QCOMPARE(info.unit, unit);
    QCOMPARE(info.lowest.has_value(), !qIsNaN(lowest));
    QCOMPARE(info.lowest.value_or(0), qIsNaN(lowest) ? 0 : lowest);
    QCOMPARE(info.highest.has_value(), !qIsNaN(highest));
    QCOMPARE(info.highest.value_or(0), qIsNaN(highest) ? 0 : highest);
    QCOMPARE(info.lowerIsBetter, lowerIsBetter);
    QCOMPARE(info.interval, interval);
}

void tst_MetricDictionary::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const char *text, const char *words) {
        QTest::addRow("%s", name) << QByteArray(text) << QString::fromUtf8(words);
    };
    row("not JSON", "{", "is not JSON");
    row("no list", R"({"metrics": {}})", "“metrics” is missing or no list");
    row("nothing named", R"({"metrics": [{"unit": "ratio"}]})", "metrics[0]: “names” or “pattern” is missing");
    row("unknown unit", R"({"metrics": [{"names": ["a"]}, {"names": ["x"], "unit": "furlong"}]})", "metrics[1].unit: “furlong” is unknown; write one of ratio");
    row("unit as number", R"({"metrics": [{"names": ["x"], "unit": 1}]})", "metrics[0].unit: a text is expected");
    row("direction", R"({"metrics": [{"names": ["x"], "direction": "up"}]})", "metrics[0].direction: “up” is unknown; write one of higher, lower");
    row("interval", R"({"metrics": [{"names": ["x"], "interval": "wald"}]})", "metrics[0].interval");
    row("range turned", R"({"metrics": [{"names": ["x"], "range": [1, 0]}]})", "metrics[0].range: the lowest value must be below");
    row("range of three", R"({"metrics": [{"names": ["x"], "range": [1, 2, 3]}]})", "metrics[0].range: write [lowest, highest]");
    row("decimals", R"({"metrics": [{"names": ["x"], "decimals": 1.5}]})", "metrics[0].decimals: a whole number from 0 to 12");
    row("pattern", R"({"metrics": [{"pattern": "("}]})", "metrics[0].pattern: this is no regular expression");
    row("empty name", R"({"metrics": [{"names": [""]}]})", "metrics[0].names");
    row("unknown field", R"({"metrics": [{"names": ["x"], "colour": "red"}]})", "metrics[0].colour: there is no such field");
}

void tst_MetricDictionary::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, words);
    const auto parsed = MetricDictionary::parse(text);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().kind, Error::Kind::Invalid);
    QVERIFY2(parsed.error().message.contains(words), qPrintable(parsed.error().message));
}

static MetricDictionary own(const char *text)
{
    const auto parsed = MetricDictionary::parse(text);
    if (!parsed)
        qFatal("%s", qPrintable(parsed.error().message));
    return *parsed;
}

void tst_MetricDictionary::userGoesFirst()
{
    const auto user = own(R"({"metrics": [{"names": ["acc"], "unit": "percent", "decimals": 1},
        {"pattern": "eur_.*", "suffix": "EUR", "range": [0, null], "direction": "lower", "decimals": 2}]})");
    const auto merged = MetricDictionary::seed().mergedWith(user);
    QCOMPARE(merged.find(QStringLiteral("acc,none")).unit, MetricUnit::Percent);
    QCOMPARE(merged.find(QStringLiteral("acc_norm")).unit, MetricUnit::Ratio); // the seed still answers
    QVERIFY(merged.find(QStringLiteral("eur_total")).lowerIsBetter);
    QCOMPARE(merged.entries().size(), MetricDictionary::seed().entries().size() + 2);
}

void tst_MetricDictionary::editsReachEveryReader()
{
    const QString name = QStringLiteral("eur_total");
    QCOMPARE(formatMetric(name, 1234.4), QStringLiteral("1234"));
    setMetricDictionary(MetricDictionary::seed().mergedWith(
        own(R"({"metrics": [{"names": ["eur_total"], "suffix": "EUR", "decimals": 2, "direction": "lower"}]})")));
    QCOMPARE(formatMetric(name, 1234.5), QStringLiteral("1234.50\u00a0EUR"));
    QVERIFY(metricInfo(name).lowerIsBetter);
    setMetricDictionary(MetricDictionary::seed());
    QVERIFY(!metricInfo(name).known);
}

void tst_MetricDictionary::methodDecidesInterval()
{
    const auto summary = [](const QByteArray &metrics, const char *name) {
        BenchmarkResult result;
        result.metrics = JsonText { metrics };
        return metricSummary(result, QString::fromLatin1(name));
    };
    QVERIFY(summary(R"({"acc": 0.5, "n": 10})", "acc").binary);
    QVERIFY(!summary(R"({"f1": 0.5, "n": 10})", "f1").binary); // a mean of shares, whatever it looks like
    QVERIFY(metricInterval(summary(R"({"f1": 0.5, "f1_stderr": 0.1})", "f1")));
    QVERIFY(!metricInterval(summary(R"({"num_correct": 5, "num_correct_stderr": 0.1})", "num_correct")));
}

/// Each method does what it says, or the verdict says what was done instead.
void tst_MetricDictionary::methodsDiffer()
{
    using Method = IntervalMethod;
    const MetricDictionary dictionary = *MetricDictionary::parse(R"({"metrics": [{"names": ["w"], "interval": "wilson", "unit": "ratio"},
        {"names": ["n"], "interval": "normal", "unit": "ratio"}, {"names": ["b"], "interval": "bootstrap", "unit": "ratio"}]})");
    setMetricDictionary(dictionary);
    const auto restore = qScopeGuard([] { setMetricDictionary(MetricDictionary::seed()); });
    const auto share = [](const char *name, double right) {
        MetricSummary summary;
        summary.name = QString::fromLatin1(name);
        summary.value = right / 50;
        summary.n = 50;
        summary.binary = true;
        summary.successes = right;
        return summary;
    };
    QVERIFY(madeInterval(share("w", 45))->method == Method::Wilson);
    const auto normal = madeInterval(share("n", 45)), drawn = madeInterval(share("b", 45));
    QVERIFY(normal->method == Method::Normal && drawn->method == Method::Bootstrap);
    QVERIFY(std::abs(normal->interval.low - (0.9 - 1.959964 * std::sqrt(0.09 / 50))) < 1e-6);
    QCOMPARE(drawn->interval, Interval({ 0.8, 0.98 })); // quantiles of the binomial distribution, in fiftieths
    QCOMPARE(*metricInterval(share("n", 50)), *metricInterval(share("w", 50))); // a spread that was not seen is no certainty
    QVERIFY(otherMethodText(share("b", 50), *madeInterval(share("b", 50))).contains(QStringLiteral("Wilson")));
    // Graded scores: whoever has the items stores their bootstrap, and the same items give the same bytes.
    Values values;
    for (int i = 0; i < 60; ++i)
        values.push_back(i % 10 == 0 ? 1 : 0.01 * i);
    const JsonText stored = storedBootstrap(values);
    QCOMPARE(stored.text, storedBootstrap(values).text);
    BenchmarkResult result;
    const double mean = meanOf(values), error = *standardError(values);
    result.metrics = JsonText { QByteArrayLiteral("{\"b\": ") + QByteArray::number(mean, 'g', 17) + '}' };
    result.additionalInfo = JsonText { QByteArrayLiteral("{\"assay\": {\"metrics\": {\"b\": {\"n\": 60, \"stderr\": ")
        + QByteArray::number(error, 'g', 17) + ", \"bootstrap\": " + stored.text + "}}}}" };
    const MetricSummary graded = metricSummary(result, QStringLiteral("b"));
    QVERIFY(madeInterval(graded)->method == Method::Bootstrap);
    QCOMPARE(*metricInterval(graded), *bootstrapInterval(values));
    QCOMPARE(*metricInterval(graded, 0.99), *bootstrapInterval(values, { .level = 0.99 }));
    QVERIFY(madeInterval(graded, 0.93)->method == Method::Normal); // a level that nobody made
    const GatePolicy odd { GatePolicy::Mode::Strict, 0.93 };
    QVERIFY(judge(graded, Gate { 0.1, false }, odd).reason.contains(QStringLiteral("(from the standard error, not by bootstrap)")));
    QVERIFY(!judge(graded, Gate { 0.1, false }, {}).reason.contains(QStringLiteral("standard error")));
}

static void write(const QString &path, const QByteArray &text)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write %s", qPrintable(path));
}

void tst_MetricDictionary::readsFiles()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("metrics.yaml"));
    QCOMPARE(useMetricFile(path).error().kind, Error::Kind::Storage);
    write(path, "metrics:\n- names: [frobs]\n  unit: count\n  direction: sideways\n");
    const auto refused = useMetricFile(path);
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.startsWith(path + QStringLiteral(": The metric dictionary, metrics[0].direction")),
        qPrintable(refused.error().message));
    QVERIFY(!metricInfo(QStringLiteral("frobs")).known);
    write(path, "metrics:\n- names: [frobs]\n  unit: count\n  direction: lower\n");
    QVERIFY(useMetricFile(path));
    QVERIFY(metricInfo(QStringLiteral("frobs")).lowerIsBetter);
    QVERIFY(metricInfo(QStringLiteral("acc")).known);
    setMetricDictionary(MetricDictionary::seed());
    // The user's own file need not be there.
    QFile::remove(userMetricFile());
    QVERIFY(useUserMetricFile());
    write(userMetricFile(), "metrics: []\n");
    QVERIFY(useUserMetricFile());
    QVERIFY(QFile::remove(userMetricFile()));
    setMetricDictionary(MetricDictionary::seed());
}

/// What is written says the same when it is read, for every entry that there is.
void tst_MetricDictionary::writesFiles()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("new/metrics.yaml"));
    auto entries = MetricDictionary::seed().entries();
    QVERIFY(writeMetricFile(path, entries));
    const auto read = readMetricFile(path);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().message));
    QCOMPARE(*read, entries);
    QVERIFY(!QFile::exists(path + QStringLiteral(".old")));
    // The first file, perhaps written by hand, is kept once.
    const QByteArray hand("# mine\nmetrics: []\n");
    write(path, hand);
    QVERIFY(writeMetricFile(path, entries));
    entries.removeLast();
    QVERIFY(writeMetricFile(path, entries));
    QFile old(path + QStringLiteral(".old"));
    QVERIFY(old.open(QIODevice::ReadOnly));
    QCOMPARE(old.readAll(), hand);
    QCOMPARE(readMetricFile(path)->size(), entries.size());
    write(folder.filePath(QStringLiteral("file")), "x");
    QCOMPARE(writeMetricFile(folder.filePath(QStringLiteral("file/metrics.yaml")), entries).error().kind, Error::Kind::Storage);
}

ASSAY_TEST(tst_MetricDictionary)
#include "tst_MetricDictionary.moc"

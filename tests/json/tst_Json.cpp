#include "services/json/Json.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QTest>

using namespace assay;
using Json = nlohmann::json;

namespace {

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// What a round trip may lose: null members, empty lists, and the second spelling of a runtime's members.
Json normalised(const Json &in)
{
    if (in.is_array()) {
        Json out = Json::array();
        for (const auto &item : in)
            out.push_back(normalised(item));
        return out;
    }
    if (!in.is_object())
        return in.is_number_float() && double(qint64(in.get<double>())) == in.get<double>() ? Json(qint64(in.get<double>())) : in;
    Json out = Json::object();
    for (auto it = in.begin(); it != in.end(); ++it) {
        if (it.value().is_null() || (it.value().is_array() && it.value().empty()))
            continue;
        std::string key = it.key();
        static const std::map<std::string, std::string> spelling = {
            {"Image", "image"}, {"Entrypoint", "entrypoint"}, {"Env", "env"}, {"Name", "name"}, {"Value", "value"},
            {"CPURequest", "cpu_request"}, {"CPULimit", "cpu_limit"}, {"MemoryRequest", "memory_request"}, {"MemoryLimit", "memory_limit"}};
        if (const auto other = spelling.find(key); other != spelling.end())
            key = other->second;
        out[key] = normalised(it.value());
    }
    return out;
}

} // namespace

class tst_Json : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void roundTripsRecordings_data();
    void roundTripsRecordings();
    void keepsWhatItDoesNotKnow();
    void namesTheMember_data();
    void namesTheMember();
    void memberNamesIgnoreCase();
    void yaml_data();
    void yaml();
    void yamlErrorsNameTheLine();
    void yamlRoundTrip();
    void samplesRoundTrip();
};

void tst_Json::roundTripsRecordings_data()
{
    QTest::addColumn<QString>("path");
    const QDir folder(test::testData("/json"));
    const auto names = folder.entryList({QStringLiteral("*.json")});
    QVERIFY(names.size() >= 8);
    for (const QString &name : names)
        QTest::addRow("%s", qPrintable(name)) << folder.filePath(name);
}

template<typename T>
static void compareRoundTrip(const QByteArray &body)
{
    const auto value = assay::json::decode<T>(body);
    QVERIFY2(value, value ? "" : qPrintable(value.error().message));
    const Json before = normalised(Json::parse(body.begin(), body.end()));
    Json after = normalised(assay::json::toJson(*value));
    // Members that the wire always writes appear even when the recording came from a place that leaves them out.
    const Json patch = Json::diff(before, after);
    for (const auto &operation : patch)
        QVERIFY2(operation.at("op") == "add", operation.dump().c_str());
}

void tst_Json::roundTripsRecordings()
{
    QFETCH(QString, path);
    const QByteArray body = readFile(path);
    const QString name = QFileInfo(path).fileName();
    if (name.startsWith(QLatin1String("job-")))
        compareRoundTrip<Job>(body);
    else if (name.startsWith(QLatin1String("provider-")))
        compareRoundTrip<Provider>(body);
    else if (name.startsWith(QLatin1String("collection-")))
        compareRoundTrip<Collection>(body);
    else
        compareRoundTrip<BenchmarkEvent>(body);
}

void tst_Json::keepsWhatItDoesNotKnow()
{
    const QByteArray body = R"({"resource":{"id":"j","colour":"red"},"status":{"state":"hibernating","benchmarks":
        [{"id":"b","provider_id":"p","benchmark_index":3,"status":"pending","mood":[1,2]}]},"results":{},"name":"n",
        "model":{"name":"m","url":"http://m","auth":{"secret_ref":"k","kind":"new"},"parameters":{"seed":9007199254740993}},
        "benchmarks":[{"id":"b","provider_id":"p","future":{"a":null}}],"brand_new":true})";
    const auto job = assay::json::decode<Job>(body);
    QVERIFY(job);
    QCOMPARE(job->status.state.value(), RunState::Unknown);
    const Json out = assay::json::toJson(*job);
    QCOMPARE(out.dump(), Json::parse(body.begin(), body.end()).dump());
}

void tst_Json::namesTheMember_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("path");
    QTest::addRow("weight") << QByteArray(R"({"name":"x","model":{"name":"m"},"benchmarks":[{"id":"b","provider_id":"p","weight":"2"}]})") << "/benchmarks/0/weight";
    QTest::addRow("model") << QByteArray(R"({"name":"x","model":[]})") << "/model";
    QTest::addRow("tags") << QByteArray(R"({"name":"x","tags":[1]})") << "/tags/0";
    QTest::addRow("not an object") << QByteArray("[]") << "must be object";
    QTest::addRow("cut off") << QByteArray("{\"name\":") << "parse error";
}

void tst_Json::namesTheMember()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, path);
    const auto job = assay::json::decode<Job>(body);
    QVERIFY(!job);
    QCOMPARE(job.error().kind, Error::Kind::Protocol);
    QVERIFY2(job.error().message.contains(path), qPrintable(job.error().message));
}

void tst_Json::memberNamesIgnoreCase()
{
    const auto job = assay::json::decode<Job>(R"({"NAME":"x","Model":{"Name":"m","URL":"http://m"}})");
    QVERIFY(job);
    QCOMPARE(job->name, QStringLiteral("x"));
    QCOMPARE(job->model.url, QStringLiteral("http://m"));
    QVERIFY(job->extra.isEmpty());
}

void tst_Json::yaml_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::addRow("scalars") << QByteArray("a: 1\nb: 1.5\nc: true\nd: ~\ne: \"1\"\nf: 1e3\ng: 0x10\nh: no\ni: -.5\nj: .inf")
                             << QByteArray(R"({"a":1,"b":1.5,"c":true,"d":null,"e":"1","f":1000.0,"g":"0x10","h":"no","i":-0.5,"j":".inf"})");
    QTest::addRow("lists") << QByteArray("- x\n- [1, {k: v}]") << QByteArray(R"(["x",[1,{"k":"v"}]])");
    QTest::addRow("anchor") << QByteArray("a: &x {k: 1}\nb: *x") << QByteArray(R"({"a":{"k":1},"b":{"k":1}})");
    QTest::addRow("block text") << QByteArray("t: |\n  one\n  two\n") << QByteArray(R"({"t":"one\ntwo\n"})");
}

void tst_Json::yaml()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const auto value = assay::json::yamlToJson(text);
    QVERIFY(value);
    QCOMPARE(assay::json::dump(*value), expected);
}

void tst_Json::yamlErrorsNameTheLine()
{
    const auto unclosed = assay::json::yamlToJson("a: 1\nb: [1,\nc: {");
    QVERIFY(!unclosed);
    QVERIFY2(unclosed.error().message.contains(QLatin1String("Line ")), qPrintable(unclosed.error().message));
    const auto bytes = assay::json::yamlToJson("a: 1\nb: x\xc1y\n");
    QVERIFY(!bytes.hasValue());
    QVERIFY2(bytes.error().message.contains(QStringLiteral("Line 2")) && bytes.error().message.contains(QStringLiteral("UTF-8")),
             qPrintable(bytes.error().message));
    QByteArray bomb("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"); // a short text of 10^9 values
    for (int i = 1; i < 9; ++i) {
        const QByteArray before = "*a" + QByteArray::number(i - 1);
        bomb += 'a' + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [" + before + QByteArray(", " + before).repeated(9) + "]\n";
    }
    QVERIFY(!assay::json::yamlToJson(bomb).hasValue());
    const auto twice = assay::json::yamlToJson("a: 1\nb: 2\na: 3\n");
    QVERIFY(!twice);
    QVERIFY2(twice.error().message.startsWith(QLatin1String("Line 3")), qPrintable(twice.error().message));
}

void tst_Json::yamlRoundTrip()
{
    const auto value = Json::parse(R"({"a":["1",1,1.5,true,"true",null,"null","","x: y","- z","line\nbreak"],"b":{"c":"~"}})");
    const auto back = assay::json::yamlToJson(assay::json::toYaml(value));
    QVERIFY(back);
    QCOMPARE(back->dump(), value.dump());
}

void tst_Json::samplesRoundTrip()
{
    Sample sample;
    sample.ordinal = 7;
    sample.itemKey = QStringLiteral("id:q7");
    sample.prompt = QStringLiteral("2+2?");
    sample.response = QStringLiteral("");
    sample.target = QStringLiteral("4");
    sample.extractionFailed = true;
    sample.score = 0.0;
    sample.scores.text = R"({"basic::equality":{"score":0.0}})";
    const auto back = assay::json::decode<Sample>(assay::json::encode(sample));
    QVERIFY(back);
    QVERIFY(*back == sample);
    QVERIFY(back->extracted.isNull());
    QVERIFY(!back->response.isNull());
    ScoreColumns columns;
    columns.itemKeys << QStringLiteral("id:a") << QStringLiteral("id:b");
    columns.repeats << 0 << 0;
    columns.scores << 1.0 << std::nullopt;
    QVERIFY(!assay::json::encode(columns).contains("groups")); // as servers without groups write it
    QVERIFY(assay::json::decode<ScoreColumns>(assay::json::encode(columns))->groups.isEmpty());
    columns.groups << 3 << 3;
    QCOMPARE(assay::json::decode<ScoreColumns>(assay::json::encode(columns))->groups, columns.groups);
}

ASSAY_TEST(tst_Json)
#include "tst_Json.moc"

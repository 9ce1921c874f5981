#include "services/reports/JsonReport.h"
#include "services/reports/MarkdownReport.h"
#include "services/reports/ReportFormat.h"
#include "tests/reports/FullReport.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QLocale>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace assay;
using namespace assay::reports;
using namespace assay::reports::testing;

/// The kinds of file: their bytes, that other parsers read them, and that no text gets out of its place.
class tst_ReportFormats : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void goldenBytes_data();
    void goldenBytes();
    void sameBytesInEveryLocale();
    void otherParsersReadThem();
    void emptyReportIsWritten();
    void textStaysText_data();
    void textStaysText();
    void markdownEscapes_data();
    void markdownEscapes();
    void csvHoldsNumbersInFull();
    void csvTellsTwoOfOneBenchmarkApart();
    void junitMapsVerdicts();
    void junitTellsCaveats();
    void jsonKeepsJudgementAndServerApart();
    void jsonIsReadBack();
    void refusesOtherJson_data();
    void refusesOtherJson();
    void templatesLeaveOut();
};

static const QList<ReportFormat> everyFormat{ReportFormat::Html, ReportFormat::Markdown, ReportFormat::Csv, ReportFormat::Json, ReportFormat::Junit};

static const QStringList &hostileTexts()
{
    static const QStringList texts{
        QStringLiteral("</pre></script><script>alert(1)</script>"), QStringLiteral("x\" onload=\"alert(1)"), QStringLiteral("]]> <!-- -- > &amp; &#0;"),
        QStringLiteral("=cmd|' /C calc'!A0"), QStringLiteral("+1+1, \"quoted\"\r\nnext line"), QStringLiteral("\t=1+1"), QStringLiteral("@SUM(A1)"),
        QStringLiteral("-2+3\"\"\"\n"), QStringLiteral("| a | b |\n|---|---|\n# head\n```\ncode\n````"),
        QStringLiteral("[link](http://x.example) ![i](https://x) <b>b</b> www.x.example"), QStringLiteral("%1 %2 %3 %n"),
        QString(QChar(0)) + QChar(0x1B) + QStringLiteral("[31m") + QChar(0x0B) + QChar(0x202E) + QChar(0xFFFE) + QChar(0xD800) + QStringLiteral("end"),
        QStringLiteral("Größe 模型 🙂 \u2028")};
    return texts;
}

static void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY2(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size(), qPrintable(path));
}

void tst_ReportFormats::goldenBytes_data()
{
    QTest::addColumn<int>("format");
    for (const ReportFormat format : everyFormat)
        QTest::newRow(qPrintable(formatId(format))) << int(format);
}

/// A change of these bytes is a change for everybody who keeps reports under version control: look at it, then renew them with
/// ASSAY_RENEW_GOLDEN=1.
void tst_ReportFormats::goldenBytes()
{
    QFETCH(int, format);
    const QByteArray bytes = writeReport(ReportFormat(format), fullReport());
    const QString path = test::testData("/reports/full.%1").arg(formatSuffix(ReportFormat(format)));
    if (qEnvironmentVariableIsSet("ASSAY_RENEW_GOLDEN"))
        write(path, bytes);
    QFile golden(path);
    QVERIFY2(golden.open(QIODevice::ReadOnly), qPrintable(path));
    const QList<QByteArray> want = golden.readAll().split('\n'), got = bytes.split('\n');
    for (qsizetype i = 0; i < qMin(want.size(), got.size()); ++i)
        QVERIFY2(want.at(i) == got.at(i), "line " + QByteArray::number(i + 1) + "\nwant " + want.at(i) + "\ngot  " + got.at(i));
    QCOMPARE(got.size(), want.size());
}

void tst_ReportFormats::sameBytesInEveryLocale()
{
    for (const ReportFormat format : everyFormat) {
        const QByteArray first = writeReport(format, fullReport());
        const QLocale before;
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        const QByteArray german = writeReport(format, fullReport());
        QLocale::setDefault(before);
        QVERIFY2(german == first, qPrintable(formatId(format)));
    }
}

void tst_ReportFormats::otherParsersReadThem()
{
    const QString python = QStandardPaths::findExecutable(QStringLiteral("python3"));
    if (python.isEmpty())
        QSKIP("no python3: the reports are not read by other parsers");
    QTemporaryDir folder;
    const auto save = [&folder](const QString &name, const ReportData &data) {
        for (const ReportFormat format : everyFormat)
            write(folder.filePath(QStringLiteral("%1.%2").arg(name, formatSuffix(format))), writeReport(format, data));
    };
    save(QStringLiteral("full"), fullReport());
    save(QStringLiteral("empty"), ReportData());
    for (qsizetype i = 0; i < hostileTexts().size(); ++i)
        save(QStringLiteral("hostile-%1").arg(i), hostileReport(hostileTexts().at(i)));
    QProcess check;
    check.start(python, {test::inSource("/tests/reports/check_reports.py"), folder.path()});
    QVERIFY(check.waitForFinished());
    const QByteArray said = check.readAllStandardOutput() + check.readAllStandardError();
    QVERIFY2(check.exitCode() == 0, said.constData());
}

void tst_ReportFormats::emptyReportIsWritten()
{
    for (const ReportFormat format : everyFormat)
        QVERIFY2(!writeReport(format, ReportData()).isEmpty(), qPrintable(formatId(format)));
}

void tst_ReportFormats::textStaysText_data()
{
    QTest::addColumn<QString>("text");
    for (qsizetype i = 0; i < hostileTexts().size(); ++i)
        QTest::addRow("%d", int(i)) << hostileTexts().at(i);
}

void tst_ReportFormats::textStaysText()
{
    QFETCH(QString, text);
    const ReportData data = hostileReport(text);
    for (const ReportFormat format : everyFormat) {
        const QString out = QString::fromUtf8(writeReport(format, data));
        for (const QChar c : {QChar(0x1B), QChar(0), QChar(0x202E), QChar(0xFFFE)})
            QVERIFY2(!out.contains(c) || format == ReportFormat::Json, qPrintable(formatId(format)));
    }
    const QByteArray xml = writeReport(ReportFormat::Junit, data);
    QXmlStreamReader reader(xml);
    while (!reader.atEnd())
        reader.readNext();
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    const QByteArray json = writeReport(ReportFormat::Json, data);
    QVERIFY(nlohmann::json::accept(json.begin(), json.end()));
    const QString markdown = QString::fromUtf8(writeReport(ReportFormat::Markdown, shaped(data, {ReportTemplate::Full, true, false})));
    static const QRegularExpression raw(QStringLiteral("(?<!\\\\)[`<]|<[a-z!/]|(?<!\\\\)\\]\\(|https?://"));
    const auto match = raw.match(markdown);
    QVERIFY2(!match.hasMatch(), qPrintable(markdown.mid(qMax(0, match.capturedStart() - 40), 80)));
    // A table keeps its columns: as many bars that are no text in each of its lines.
    static const QRegularExpression bar(QStringLiteral("(?<!\\\\)\\|"));
    qsizetype bars = 0;
    for (const QString &line : markdown.split(u'\n')) {
        const qsizetype now = line.startsWith(u'|') ? line.count(bar) : 0;
        QVERIFY2(bars == 0 || now == 0 || now == bars, qPrintable(line));
        bars = now;
    }
}

void tst_ReportFormats::markdownEscapes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("want");
    QTest::newRow("plain") << QStringLiteral("plain words") << QStringLiteral("plain words");
    QTest::newRow("markup") << QStringLiteral("*a* _b_ `c` #d") << QStringLiteral("\\*a\\* \\_b\\_ \\`c\\` \\#d");
    QTest::newRow("html") << QStringLiteral("<b>&amp;") << QStringLiteral("&lt;b&gt;&amp;amp;");
    QTest::newRow("bar and break") << QStringLiteral("a|b\nc") << QStringLiteral("a\\|b c");
    QTest::newRow("link") << QStringLiteral("[x](https://y)") << QStringLiteral("\\[x\\](https\\://y)");
    QTest::newRow("list") << QStringLiteral("- x") << QStringLiteral("\\- x");
    QTest::newRow("numbered") << QStringLiteral("12. x") << QStringLiteral("12\\. x");
}

void tst_ReportFormats::markdownEscapes()
{
    QFETCH(QString, text);
    QFETCH(QString, want);
    QCOMPARE(markdownEscaped(text), want);
}

/// Rows by header.
static QList<QHash<QString, QString>> csvRows(const QByteArray &csv)
{
    QList<QHash<QString, QString>> rows;
    QStringList lines = QString::fromUtf8(csv).split(QStringLiteral("\r\n"));
    const QStringList header = lines.takeFirst().split(u',');
    for (const QString &line : lines) {
        const QStringList cells = line.split(u',');
        QHash<QString, QString> row;
        for (qsizetype i = 0; i < cells.size(); ++i)
            row.insert(header.value(i), cells.at(i));
        if (!line.isEmpty())
            rows.append(row);
    }
    return rows;
}

void tst_ReportFormats::csvHoldsNumbersInFull()
{
    const auto rows = csvRows(writeReport(ReportFormat::Csv, fullReport()));
    QCOMPARE(rows.size(), 6 + 2 + 6); // two runs over six benchmarks, and two more metrics
    const auto &facts = rows.at(0), &f1 = rows.at(1), &speed = rows.at(2);
    QCOMPARE(facts[QStringLiteral("metric")], QStringLiteral("accuracy"));
    QCOMPARE(facts[QStringLiteral("standard_error")].toDouble(), 0.05526935823752236);
    QCOMPARE(facts[QStringLiteral("verdict")], QStringLiteral("too_close"));
    QCOMPARE(facts[QStringLiteral("server_pass")], QStringLiteral("true"));
    QCOMPARE(f1[QStringLiteral("value")], QStringLiteral("0.30000000000000004"));
    QCOMPARE(f1[QStringLiteral("benchmark")], QStringLiteral("facts-v1"));
    QCOMPARE(speed[QStringLiteral("unit")], QStringLiteral("tok/s"));
    const auto &reading = rows.at(11);
    QCOMPARE(reading[QStringLiteral("benchmark")], QStringLiteral("reading-v1"));
    QCOMPARE(reading[QStringLiteral("baseline")], QStringLiteral("smollm2-135m-instruct"));
    QCOMPARE(reading[QStringLiteral("difference")], QStringLiteral("0.203125"));
    QCOMPARE(reading[QStringLiteral("p_adjusted")], QStringLiteral("0.0292"));
    QCOMPARE(reading[QStringLiteral("significant")], QStringLiteral("true"));
    QCOMPARE(rows.at(3)[QStringLiteral("baseline")], QString());
    const QString caveats = QStringLiteral("red: The data differ: 64 items are not the same. amber: The harness differs: 0.4.9.1 and 0.4.9.2.");
    QCOMPARE(reading[QStringLiteral("caveats")], caveats);
    QCOMPARE(facts[QStringLiteral("caveats")], QString()); // of the baseline
}

void tst_ReportFormats::csvTellsTwoOfOneBenchmarkApart()
{
    ReportData data;
    data.baseline = 0;
    data.runs.resize(2);
    for (int index = 0; index < 2; ++index) {
        ReportScore score;
        score.benchmarkId = QStringLiteral("mmlu");
        score.metric = QStringLiteral("accuracy");
        score.index = index;
        data.runs[1].scores.append(score);
        ReportDifference difference;
        difference.run = 1;
        difference.benchmarkId = score.benchmarkId;
        difference.metric = score.metric;
        difference.index = index;
        difference.difference = 0.25 * (index + 1);
        data.differences.append(difference);
    }
    const auto rows = csvRows(writeReport(ReportFormat::Csv, data));
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows.at(0)[QStringLiteral("difference")], QStringLiteral("0.25"));
    QCOMPARE(rows.at(1)[QStringLiteral("difference")], QStringLiteral("0.5"));
}

void tst_ReportFormats::junitMapsVerdicts()
{
    QXmlStreamReader xml(writeReport(ReportFormat::Junit, fullReport()));
    QHash<QString, QString> ends; // "suite/class" -> element and type
    QString suite, testCase;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        const auto name = xml.name();
        if (name == QLatin1String("testsuite"))
            suite = xml.attributes().value(QLatin1String("name")).left(5).toString();
        else if (name == QLatin1String("testcase"))
            ends[testCase = suite + u'/' + xml.attributes().value(QLatin1String("classname")).toString()] = QStringLiteral("pass");
        else if (name == QLatin1String("failure") || name == QLatin1String("error") || name == QLatin1String("skipped"))
            ends[testCase] = (name.toString() + u' ' + xml.attributes().value(QLatin1String("type")).toString()).trimmed();
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QCOMPARE(ends[QStringLiteral("smoll/facts-v1")], QStringLiteral("failure too_close"));
    QCOMPARE(ends[QStringLiteral("smoll/arithmetic-v1")], QStringLiteral("failure gate"));
    QCOMPARE(ends[QStringLiteral("smoll/latency")], QStringLiteral("pass"));
    QCOMPARE(ends[QStringLiteral("smoll/run")], QStringLiteral("failure gate"));
    QCOMPARE(ends[QStringLiteral("gemma/run")], QStringLiteral("error no_result"));
    QCOMPARE(ends[QStringLiteral("gemma/arithmetic-v1")], QStringLiteral("error no_result"));
    QCOMPARE(ends[QStringLiteral("gemma/choice-v1")], QStringLiteral("skipped"));
    QCOMPARE(ends[QStringLiteral("gemma/facts-v1")], QStringLiteral("skipped")); // the check that the policy leaves out comes last
}

/// What speaks against the comparison stands beside the verdicts of the run that was compared.
void tst_ReportFormats::junitTellsCaveats()
{
    QXmlStreamReader xml(writeReport(ReportFormat::Junit, fullReport()));
    QStringList caveats;
    QString suite;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("testsuite"))
            suite = xml.attributes().value(QLatin1String("name")).left(5).toString();
        else if (xml.name() == QLatin1String("property") && xml.attributes().value(QLatin1String("name")) == QLatin1String("caveat"))
            caveats << suite + u'/' + xml.attributes().value(QLatin1String("value")).toString();
    }
    QCOMPARE(caveats, QStringList({QStringLiteral("gemma/red: The data differ: 64 items are not the same."),
                                   QStringLiteral("gemma/amber: The harness differs: 0.4.9.1 and 0.4.9.2.")}));
}

void tst_ReportFormats::jsonKeepsJudgementAndServerApart()
{
    const QByteArray text = writeReport(ReportFormat::Json, fullReport());
    const auto json = nlohmann::json::parse(text.begin(), text.end());
    const auto &run = json["runs"][0], &facts = run["benchmarks"][0];
    QCOMPARE(QString::fromStdString(facts["judgement"]["verdict"].get<std::string>()), QStringLiteral("too_close"));
    QCOMPARE(facts["server"]["pass"].get<bool>(), true);
    QCOMPARE(run["server"]["score"].get<double>(), 0.4123456789012345);
    QCOMPARE(facts["metrics"][0]["value"].get<double>(), 0.1 + 0.2);
    QVERIFY(json["comparison"]["settings"][0]["values"][1].is_null());
    QCOMPARE(QString::fromStdString(json["comparison"]["caveats"][0]["level"].get<std::string>()), QStringLiteral("red"));
    QVERIFY(run["items"][0]["scores"][1].is_null());
}

void tst_ReportFormats::jsonIsReadBack()
{
    ReportData data = fullReport();
    data.runs.resize(1);
    data.differences.clear();
    const auto runs = readJsonReport(writeReport(ReportFormat::Json, data));
    QVERIFY2(runs.hasValue(), runs ? "" : qPrintable(runs.error().message));
    QCOMPARE(runs->size(), 1);
    QCOMPARE(runs->first().job.model.name, QStringLiteral("smollm2-135m-instruct"));
    QCOMPARE(runs->first().plan.first().id, QStringLiteral("facts-v1"));
    QCOMPARE(runs->first().scores.value(0).itemKeys, QStringList({QStringLiteral("facts-001"), QStringLiteral("facts-002")}));
    QCOMPARE(runs->first().scores.value(0).scores.at(0), std::optional(1.0));
    QCOMPARE(runs->first().scores.value(0).scores.at(1), std::optional<double>());
}

void tst_ReportFormats::refusesOtherJson_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("no JSON") << QByteArray("{\n\"format\": ") << QStringLiteral("line 2");
    QTest::newRow("another format") << QByteArray(R"({"jobs":[]})") << QStringLiteral("assay-report");
    QTest::newRow("no version") << QByteArray(R"({"format":"assay-report"})") << QStringLiteral("version");
    QTest::newRow("newer") << QByteArray(R"({"format":"assay-report","version":2,"runs":[]})") << QStringLiteral("newer");
    QTest::newRow("no job") << QByteArray(R"({"format":"assay-report","version":1,"runs":[{"plan":[]}]})") << QStringLiteral("job");
    QTest::newRow("a score that is none")
        << QByteArray(R"({"format":"assay-report","version":1,"runs":[{"judgement":{"run_gate":null},"job":{"name":"x"},"plan":[],"items":[{"benchmark_index":0,"keys":["a"],"repeats":[0],"scores":["x"]}]}]})")
        << QStringLiteral("scores");
}

void tst_ReportFormats::refusesOtherJson()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, says);
    const auto runs = readJsonReport(text);
    QVERIFY(!runs);
    QCOMPARE(runs.error().kind, Error::Kind::Invalid);
    QVERIFY2(runs.error().message.contains(says, Qt::CaseInsensitive), qPrintable(runs.error().message));
}

void tst_ReportFormats::templatesLeaveOut()
{
    const auto markdown = [](const ReportParts &parts) { return QString::fromUtf8(writeReport(ReportFormat::Markdown, shaped(fullReport(), parts))); };
    const QString full = markdown({}), decision = markdown({ReportTemplate::Decision}), table = markdown({ReportTemplate::Table});
    const QString item = QStringLiteral("lighthouse"), jobFile = QStringLiteral("yaml"), verdict = QStringLiteral("Fails 3 of 6"), caveat = QStringLiteral("64 items");
    for (const QString &text : {item, jobFile, verdict, caveat})
        QVERIFY2(full.contains(text), qPrintable(text));
    QVERIFY(!decision.contains(item) && !decision.contains(jobFile) && decision.contains(verdict) && decision.contains(caveat));
    QVERIFY(!table.contains(item) && !table.contains(jobFile) && !table.contains(verdict) && table.contains(caveat));
    QVERIFY(!markdown({ReportTemplate::Full, false, true}).contains(item));
    QVERIFY(!markdown({ReportTemplate::Full, true, false}).contains(jobFile));
}

ASSAY_TEST(tst_ReportFormats)
#include "tst_ReportFormats.moc"

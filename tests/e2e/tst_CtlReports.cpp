#include "models/report/ReportModel.h"
#include "services/api/ConnectionRegistry.h"
#include "services/backends/local/LocalConnection.h"
#include "services/reports/ReportFormat.h"
#include "services/verdict/CurrentPolicy.h"
#include "tests/e2e/Ctl.h"
#include "tests/support/FakeDraftStore.h"
#include "tests/support/FakeSecretStore.h"
#include "tests/support/TestRegistry.h"

#include <QScopeGuard>

using namespace assay;
using namespace assay::test;

/// Reports, comparisons and policies by the real assayctl, on the local engine with recorded answers.
class tst_CtlReports : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void exportsEveryFormat_data();
    void exportsEveryFormat();
    void exportedFileNeedsNoServer();
    void comparesInEveryFormat();
    void windowWritesTheSame_data();
    void windowWritesTheSame();
    void gateDecidesTheExitCode_data();
    void gateDecidesTheExitCode();
    void writesReportsOfAGatedRun();
    void refusesBadInput_data();
    void refusesBadInput();

private:
    QString submitted(const QString &recording);
    QByteArray file(const QString &name) const;

    CtlBench m_bench;
    QString m_good, m_bad; ///< jobs: 45 and 25 of 50 right
};

static QByteArray recording(int right)
{
    QByteArray text = "{\"recording\":1,\"model\":\"scripted\"}\n";
    for (int i = 0; i < 50; ++i)
        text += "{\"task\":\"tiny-v1\",\"id\":\"q" + QByteArray::number(i) + "\",\"response\":\"" + (i < right ? "yes" : "=no|<b>")
            + "\",\"latency_ms\":1.5,\"prompt_tokens\":7,\"completion_tokens\":1,\"finish_reason\":\"stop\"}\n";
    return text;
}

QString tst_CtlReports::submitted(const QString &name)
{
    m_bench.write(QStringLiteral("job.yaml"), "name: tiny\nmodel: {name: " + name.toUtf8() + ", url: \"recorded:" + name.toUtf8()
                      + "\"}\nbenchmarks:\n  - {id: tiny-v1, provider_id: assay, primary_score: {metric: accuracy}, pass_criteria: {threshold: 0.6}}\n");
    const CtlEnd end = m_bench.here({QStringLiteral("run"), m_bench.path(QStringLiteral("job.yaml")), QStringLiteral("--json")});
    const auto out = parsed(end.out);
    return out.is_object() ? QString::fromStdString(out["id"].get<std::string>()) : QString();
}

QByteArray tst_CtlReports::file(const QString &name) const
{
    QFile file(m_bench.path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void tst_CtlReports::initTestCase()
{
    QByteArray task = "id: tiny-v1\nname: Tiny\ndescription: Says yes\ncategory: test\ndataset:\n  rows:\n";
    for (int i = 0; i < 50; ++i)
        task += "    - {id: q" + QByteArray::number(i) + ", question: \"Question " + QByteArray::number(i) + "?\", answer: \"yes\"}\n";
    task += "fields: {id: id, input: question, target: answer}\nprompt: {kind: chat, template: \"{{question}}\"}\n"
            "generation: {max_tokens: 4, temperature: 0}\nscoring:\n  - {function: \"basic::equality\"}\n"
            "primary_score: {metric: accuracy, lower_is_better: false}\npass_criteria: {threshold: 0.01}\nmetrics: [accuracy]\n";
    m_bench.write(QStringLiteral("workspace/tasks/tiny.yaml"), task);
    m_bench.write(QStringLiteral("workspace/recordings/good.jsonl"), recording(45));
    m_bench.write(QStringLiteral("workspace/recordings/bad.jsonl"), recording(25));
    m_good = submitted(QStringLiteral("good"));
    m_bad = submitted(QStringLiteral("bad"));
    QVERIFY(!m_good.isEmpty() && !m_bad.isEmpty());
    const CtlEnd end = m_bench.here({QStringLiteral("export"), m_good, QStringLiteral("--format"), QStringLiteral("json"), QStringLiteral("--out"),
                                     m_bench.path(QStringLiteral("good.json"))});
    QVERIFY2(end.code == 0, end.err.constData());
}

void tst_CtlReports::exportsEveryFormat_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QByteArray>("holds");
    QTest::newRow("html") << "html" << QByteArray("<svg class=\"chart\"");
    QTest::newRow("md") << "md" << QByteArray("| tiny-v1 | accuracy | good | 0.900 |");
    QTest::newRow("csv") << "csv" << QByteArray(",accuracy,,false,0.9,");
    QTest::newRow("json") << "json" << QByteArray("\"format\": \"assay-report\"");
    QTest::newRow("junit") << "junit" << QByteArray("<testcase classname=\"tiny-v1\" name=\"accuracy ≥ 0.6\"");
}

void tst_CtlReports::exportsEveryFormat()
{
    QFETCH(QString, format);
    QFETCH(QByteArray, holds);
    const QStringList arguments{QStringLiteral("export"), m_good, m_bad, QStringLiteral("--format"), format};
    const CtlEnd first = m_bench.here(arguments), second = m_bench.here(arguments);
    QVERIFY2(first.code == 0, first.err.constData());
    QVERIFY2(first.out.contains(holds), first.out.left(3000).constData());
    QVERIFY2(first.out.contains("good") && first.out.contains("bad"), first.out.left(3000).constData());
    QCOMPARE(second.out, first.out);
    QVERIFY(!first.out.contains("<b>"));
}

/// In CI: the file of an earlier export is all there is.
void tst_CtlReports::exportedFileNeedsNoServer()
{
    const QString json = m_bench.path(QStringLiteral("good.json"));
    const CtlEnd end = m_bench.run({QStringLiteral("export"), json, QStringLiteral("--format"), QStringLiteral("csv"), QStringLiteral("--url"),
                                    QStringLiteral("http://127.0.0.1:1")});
    QVERIFY2(end.code == 0, end.err.constData());
    const CtlEnd live = m_bench.here({QStringLiteral("export"), m_good, QStringLiteral("--format"), QStringLiteral("csv")});
    QCOMPARE(end.out, live.out);
}

void tst_CtlReports::comparesInEveryFormat()
{
    const QString json = m_bench.path(QStringLiteral("good.json"));
    for (const char *format : {"text", "md", "html", "csv", "json", "junit"}) {
        const CtlEnd end = m_bench.here({QStringLiteral("compare"), json, m_bad, QStringLiteral("--format"), QLatin1String(format)});
        QVERIFY2(end.code == 0, end.err.constData());
        if (qstrcmp(format, "csv") != 0 && qstrcmp(format, "junit") != 0)
            QVERIFY2(end.out.contains("bad is worse on 1 of 1"), end.out.left(3000).constData());
    }
    const CtlEnd end = m_bench.here({QStringLiteral("compare"), m_bad, m_good, QStringLiteral("--baseline"), m_good, QStringLiteral("--format"), QStringLiteral("json")});
    const auto out = parsed(end.out);
    QVERIFY2(out.is_object(), end.err.constData());
    const auto &difference = out["comparison"]["differences"][0];
    QCOMPARE(difference["pairs"].get<int>(), 50);
    QCOMPARE(difference["lost"].get<int>(), 20);
    QCOMPARE(difference["better"].get<bool>(), false);
    QVERIFY(difference["p"].get<double>() < 0.001);
    const auto &lost = out["flips"][0]["lost_items"];
    QCOMPARE(int(lost.size()), 8);
    QCOMPARE(QString::fromStdString(lost[0]["response_b"].get<std::string>()), QStringLiteral("=no|<b>"));
    QCOMPARE(QString::fromStdString(lost[0]["prompt"].get<std::string>()), QStringLiteral("Question 25?"));
}

void tst_CtlReports::windowWritesTheSame_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<bool>("compare");
    QTest::addColumn<double>("level");
    for (const char *format : {"html", "md", "csv", "json", "junit"}) {
        QTest::addRow("%s of runs", format) << format << false << 0.95;
        QTest::addRow("%s of a comparison", format) << format << true << 0.95;
    }
    QTest::newRow("other intervals") << "json" << true << 0.9;
}

/// The window's model and assayctl, each asked by itself: what they write is the same to the byte.
void tst_CtlReports::windowWritesTheSame()
{
    QFETCH(QString, format);
    QFETCH(bool, compare);
    QFETCH(double, level);
    const CtlEnd end = m_bench.here({compare ? QStringLiteral("compare") : QStringLiteral("export"), m_good, m_bad, QStringLiteral("--format"), format,
                                     QStringLiteral("--level"), QString::number(level)});
    QVERIFY2(end.code == 0, end.err.constData());
    const GatePolicy before = currentPolicy();
    setCurrentPolicy({GatePolicy::Mode::Strict, level});
    const auto restore = qScopeGuard([before] { setCurrentPolicy(before); });
    LocalConnection engine(m_bench.workspace());
    FakeDraftStore store;
    FakeSecretStore secrets;
    ConnectionRegistry registry(engine, store, secrets);
    engine.open();
    QTRY_COMPARE_WITH_TIMEOUT(engine.state(), Connection::State::Ready, 20000);
    const CtlEnd version = m_bench.run({QStringLiteral("--version")});
    const QString runs = m_good + u',' + m_bad;
    ReportModel model(registry, compare ? QStringLiteral("compare:") + runs : runs, QStringLiteral("Assay ") + QString::fromUtf8(version.out).trimmed());
    model.refresh();
    QTRY_VERIFY_WITH_TIMEOUT(model.load() != LoadState::Loading, 20000);
    QVERIFY2(model.load() == LoadState::Ready, qPrintable(model.lastError().message));
    using namespace assay::reports;
    const QByteArray made = writeReport(*reportFormat(format), shaped(model.data(), {ReportTemplate::Full, true, true}));
    QVERIFY(!made.isEmpty());
    QCOMPARE(made, end.out);
}

void tst_CtlReports::gateDecidesTheExitCode_data()
{
    QTest::addColumn<bool>("good"); // the run
    QTest::addColumn<QByteArray>("policy");
    QTest::addColumn<int>("code");
    QTest::newRow("own gate passes") << true << QByteArray("{}") << 0;
    QTest::newRow("policy's gate fails") << true << QByteArray("gates: [{benchmark: tiny-v1, at_least: 0.99}]") << 1;
    QTest::newRow("too close, strict") << true << QByteArray("gates: [{benchmark: tiny-v1, at_least: 0.88}]") << 2;
    QTest::newRow("too close, lenient") << true << QByteArray("mode: lenient\ngates: [{benchmark: tiny-v1, at_least: 0.88}]") << 0;
    QTest::newRow("missing benchmark") << true << QByteArray("gates: [{benchmark: other, at_least: 0.1}]") << 1;
    QTest::newRow("missing benchmark, allowed") << true << QByteArray("gates: [{benchmark: other, at_least: 0.1, missing: skip}]") << 0;
    QTest::newRow("own gate fails") << false << QByteArray("{}") << 2; // 25 of 50 against 0.6: 0.366 to 0.634
    QTest::newRow("regression") << false << QByteArray("own_gates: false\nregression: {baseline: good.json, max_drop: 0.02}") << 1;
    QTest::newRow("no regression") << true << QByteArray("own_gates: false\nregression: {baseline: good.json, max_drop: 0.02}") << 0;
}

void tst_CtlReports::gateDecidesTheExitCode()
{
    QFETCH(bool, good);
    QFETCH(QByteArray, policy);
    QFETCH(int, code);
    m_bench.write(QStringLiteral("policy.yaml"), policy + '\n');
    const CtlEnd end = m_bench.here({QStringLiteral("wait"), good ? m_good : m_bad, QStringLiteral("--gate"), m_bench.path(QStringLiteral("policy.yaml"))});
    QVERIFY2(end.code == code, (end.out + end.err).constData());
}

void tst_CtlReports::writesReportsOfAGatedRun()
{
    m_bench.write(QStringLiteral("policy.yaml"), "regression: {max_drop: 0.02}\n");
    m_bench.write(QStringLiteral("job.yaml"), "name: tiny\nmodel: {name: bad, url: \"recorded:bad\"}\nbenchmarks:\n  - {id: tiny-v1, provider_id: assay}\n");
    QStringList arguments{QStringLiteral("run"), m_bench.path(QStringLiteral("job.yaml")), QStringLiteral("--json"), QStringLiteral("--gate"),
                          m_bench.path(QStringLiteral("policy.yaml")), QStringLiteral("--baseline"), m_good};
    for (const char *name : {"gate.xml", "gate.json", "gate.md"})
        arguments << QStringLiteral("--report") << m_bench.path(QLatin1String(name));
    const CtlEnd end = m_bench.here(arguments);
    QVERIFY2(end.code == 1, (end.out + end.err).constData());
    const auto out = parsed(end.out);
    QCOMPARE(out["exit_code"].get<int>(), 1);
    QCOMPARE(QString::fromStdString(out["checks"][0]["verdict"].get<std::string>()), QStringLiteral("fail"));
    QVERIFY2(file(QStringLiteral("gate.xml")).contains("<failure"), file(QStringLiteral("gate.xml")).constData());
    QVERIFY(out["caveats"].is_array() && out["caveats"].size() == parsed(file(QStringLiteral("gate.json")))["comparison"]["caveats"].size());
    QCOMPARE(int(parsed(file(QStringLiteral("gate.json")))["runs"].size()), 2);
    QVERIFY(file(QStringLiteral("gate.md")).contains("no significant drop"));
}

void tst_CtlReports::refusesBadInput_data()
{
    QTest::addColumn<QStringList>("arguments"); // {} stands for the folder
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("says");
    m_bench.write(QStringLiteral("wrong.yaml"), "mode: strict\ngates:\n  - benchmark: a\n    at_least: high\n");
    m_bench.write(QStringLiteral("other.json"), "{\"jobs\": []}");
    m_bench.write(QStringLiteral("ok.yaml"), "{}\n");
    m_bench.write(QStringLiteral("drop.yaml"), "regression: {max_drop: 0.1}\n");
    QTest::newRow("policy") << QStringList{"wait", m_good, "--gate", "{}/wrong.yaml"} << 3 << QByteArray("wrong.yaml: Line 4, “gates[0].at_least”: \"high\" does not fit");
    QTest::newRow("no policy") << QStringList{"wait", m_good, "--gate", "{}/nothing.yaml"} << 3 << QByteArray("nothing.yaml cannot be read");
    QTest::newRow("no baseline") << QStringList{"wait", m_good, "--gate", "{}/drop.yaml"} << 3 << QByteArray("“regression.baseline” is missing");
    QTest::newRow("baseline without a rule") << QStringList{"wait", m_good, "--gate", "{}/ok.yaml", "--baseline", "x"} << 3 << QByteArray("--baseline means nothing");
    QTest::newRow("baseline is no report") << QStringList{"wait", m_good, "--gate", "{}/drop.yaml", "--baseline", "{}/other.json"} << 3 << QByteArray("other.json: This is no report of Assay");
    QTest::newRow("baseline is gone") << QStringList{"wait", m_good, "--gate", "{}/drop.yaml", "--baseline", "nobody"} << 3 << QByteArray("The baseline nobody cannot be had");
    QTest::newRow("report's name") << QStringList{"wait", m_good, "--report", "{}/report.doc"} << 3 << QByteArray("the name must end in .html");
    QTest::newRow("no such run") << QStringList{"export", "nobody", "--format", "md"} << 3 << QByteArray("error: ");
    QTest::newRow("one run") << QStringList{"compare", m_good} << 3 << QByteArray("One run alone cannot be compared");
    QTest::newRow("no such number") << QStringList{"export", "{}/good.json#3", "--format", "md"} << 3 << QByteArray("there is no number 3");
    QTest::newRow("no such level") << QStringList{"export", m_good, "--format", "md", "--level", "95"} << 64 << QByteArray("--level");
    QTest::newRow("no format") << QStringList{"export", m_good} << 64 << QByteArray("--format");
    QTest::newRow("both policies") << QStringList{"wait", m_good, "--gate", "{}/ok.yaml", "--policy", "lenient"} << 64 << QByteArray("--gate");
}

void tst_CtlReports::refusesBadInput()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QByteArray, says);
    for (QString &argument : arguments)
        argument.replace(QStringLiteral("{}"), m_bench.path(QString()));
    const CtlEnd end = m_bench.here(arguments);
    QVERIFY2(end.code == code, (end.out + end.err).constData());
    QVERIFY2(end.err.contains(says), end.err.constData());
}

ASSAY_TEST(tst_CtlReports)
#include "tst_CtlReports.moc"

#include "tests/e2e/Ctl.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <QElapsedTimer>

using namespace assay::test;

class tst_CtlDemo : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runsTheWholePipeline();
    void leavesNothingBehind();
    void oneEditedAnswerChangesScoresAndFlips();
};

void tst_CtlDemo::runsTheWholePipeline()
{
    CtlBench bench;
    QElapsedTimer clock;
    clock.start();
    const CtlEnd end = bench.run({QStringLiteral("demo"), QStringLiteral("--out"), bench.path(QStringLiteral("out"))});
    qInfo("demo took %lld ms", clock.elapsed());
    QVERIFY2(end.code == 0, (end.out + end.err).constData());

    QFile file(bench.path(QStringLiteral("out/results.json")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto jobs = parsed(file.readAll())["jobs"];
    QCOMPARE(int(jobs.size()), 2);
    for (const auto &job : jobs) {
        QCOMPARE(QString::fromStdString(job["status"]["state"].get<std::string>()), QStringLiteral("completed"));
        QVERIFY(job["results"]["benchmarks"].size() >= 4);
        for (const auto &benchmark : job["results"]["benchmarks"])
            QVERIFY(benchmark["metrics"]["samples"].get<int>() >= 40);
    }
    QFile report(bench.path(QStringLiteral("out/report.html")));
    QVERIFY(report.open(QIODevice::ReadOnly));
    const QByteArray html = report.readAll();
    QVERIFY(html.contains("<svg"));
    QVERIFY(!html.contains("<script") && !html.contains("src=\"http"));
    QVERIFY(end.out.contains("Report: "));
    QVERIFY(end.out.contains(bench.path(QStringLiteral("out/report.html")).toUtf8()));
    for (const char *word : {"Pass", "Fail", "Too close"})
        QVERIFY2(end.out.contains(word), end.out.constData());

    // Somebody else's arithmetic on the stored samples comes to the same.
    QProcess check;
    check.start(QStringLiteral("python3"), {assay::test::inSource("/tools/check-scores.py"), bench.path(QStringLiteral("out"))});
    QVERIFY(check.waitForFinished(60000));
    const QByteArray said = check.readAllStandardOutput() + check.readAllStandardError();
    if (check.exitCode() == 2 && said.contains("PyYAML"))
        QSKIP("python3-yaml is not installed");
    QVERIFY2(check.exitCode() == 0, said.constData());
}

void tst_CtlDemo::leavesNothingBehind()
{
    CtlBench bench;
    QProcess demo;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    QDir().mkpath(bench.path(QStringLiteral("tmp")));
    environment.insert(QStringLiteral("TMPDIR"), bench.path(QStringLiteral("tmp")));
    demo.setProcessEnvironment(environment);
    demo.start(CtlBench::program(), {QStringLiteral("demo")});
    const CtlEnd end = CtlBench::ended(demo);
    QVERIFY2(end.code == 0, (end.out + end.err).constData());
    const QStringList left = QDir(bench.path(QStringLiteral("tmp"))).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden);
    QCOMPARE(left.size(), 1); // the report
    QVERIFY(left.first().startsWith(QStringLiteral("assay-demo-")) && left.first().endsWith(QStringLiteral(".html")));
    QVERIFY(end.out.contains(left.first().toUtf8()));
}

/// The row of a benchmark's model in the table of scores, or of a benchmark in the table of changed items.
static QByteArray row(const QByteArray &out, const QByteArray &section, const QByteArray &start)
{
    bool inside = section.isEmpty();
    for (const QByteArray &line : out.split('\n')) {
        inside = inside || line.contains(section);
        if (inside && line.startsWith(start))
            return line.simplified();
    }
    return {};
}

void tst_CtlDemo::oneEditedAnswerChangesScoresAndFlips()
{
    // A copy of the program with its data beside it, as if installed there.
    CtlBench bench;
    bench.write(QStringLiteral("bin/.keep"), {});
    QVERIFY(QFile::copy(CtlBench::program(), bench.path(QStringLiteral("bin/assayctl"))));
    QProcess copy;
    copy.start(QStringLiteral("cp"), {QStringLiteral("-rL"), assay::test::inSource("/resources"), bench.path(QStringLiteral("share"))});
    QVERIFY(copy.waitForFinished());
    QVERIFY(QDir().rename(bench.path(QStringLiteral("share")), bench.path(QStringLiteral("assay"))));
    QDir().mkpath(bench.path(QStringLiteral("share")));
    QVERIFY(QDir().rename(bench.path(QStringLiteral("assay")), bench.path(QStringLiteral("share/assay"))));
    const auto demo = [&bench] {
        QProcess process;
        process.start(bench.path(QStringLiteral("bin/assayctl")), {QStringLiteral("demo"), QStringLiteral("--out"), bench.path(QStringLiteral("out"))});
        return CtlBench::ended(process);
    };
    const CtlEnd before = demo();
    QVERIFY2(before.code == 0, (before.out + before.err).constData());

    // The first fact that the first model got wrong and the second right is now right for both.
    const QString recording = bench.path(QStringLiteral("share/assay/recordings/smollm2-135m-instruct.jsonl"));
    QFile samplesA(bench.path(QStringLiteral("out/samples-smollm2-135m-instruct-facts-v1.jsonl")));
    QFile samplesB(bench.path(QStringLiteral("out/samples-gemma-3-270m-facts-v1.jsonl")));
    QVERIFY(samplesA.open(QIODevice::ReadOnly) && samplesB.open(QIODevice::ReadOnly));
    std::string item, answer;
    while (item.empty() && !samplesA.atEnd()) {
        const auto a = parsed(samplesA.readLine()), b = parsed(samplesB.readLine());
        if (a["score"].get<double>() == 0 && b["score"].get<double>() == 1) {
            item = a["item_key"].get<std::string>().substr(3);
            answer = b["response"].get<std::string>();
        }
    }
    QVERIFY(!item.empty());
    QFile in(recording);
    QVERIFY(in.open(QIODevice::ReadOnly));
    QByteArray edited;
    int changed = 0;
    while (!in.atEnd()) {
        auto line = parsed(in.readLine());
        if (line.value("task", std::string()) == "facts-v1" && line.value("id", std::string()) == item) {
            line["response"] = answer;
            ++changed;
        }
        edited += QByteArray::fromStdString(line.dump()) + '\n';
    }
    in.close();
    QCOMPARE(changed, 1);
    bench.write(QStringLiteral("share/assay/recordings/smollm2-135m-instruct.jsonl"), edited);
    const CtlEnd after = demo();
    QVERIFY2(after.code == 0, (after.out + after.err).constData());
    QVERIFY(!row(before.out, {}, "facts-v1").isEmpty());
    QVERIFY(row(before.out, {}, "facts-v1") != row(after.out, {}, "facts-v1"));
    QCOMPARE(row(before.out, {}, "reading-v1"), row(after.out, {}, "reading-v1"));
    const auto gained = [](const CtlEnd &end) { return row(end.out, "Gained", "facts-v1").split(' ').value(1).toInt(); };
    QVERIFY(gained(before) > 0);
    QCOMPARE(gained(after), gained(before) - 1);
}

ASSAY_TEST(tst_CtlDemo)
#include "tst_CtlDemo.moc"

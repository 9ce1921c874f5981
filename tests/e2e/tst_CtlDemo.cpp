#include "tests/e2e/Ctl.h"
#include "tests/support/TestRegistry.h"

#include <QElapsedTimer>

using namespace assay::test;

class tst_CtlDemo : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runsTheWholePipeline();
    void leavesNothingBehind();
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
    check.start(QStringLiteral("python3"), {QStringLiteral(ASSAY_SOURCE_DIR "/tools/check-scores.py"), bench.path(QStringLiteral("out"))});
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

ASSAY_TEST(tst_CtlDemo)
#include "tst_CtlDemo.moc"

#include "tests/support/EngineProcess.h"
#include "tests/support/Places.h"
#include "tests/support/RealServer.h"
#include "tests/support/TestRegistry.h"

#include <QDir>
#include <QTest>

#include <algorithm>
#include <csignal>

using assay::test::EngineProcess;

/// Providers' commands with a real engine that is killed, stopped, started again: no report is lost, nothing is left running.
class tst_KillCommands : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void programsOutliveTheEngine_data();
    void programsOutliveTheEngine();
    void whatWasLeavingIsStoppedAfterTheKill();
    void waitingOnesStartAfterTheKill();
    void twoHundredRunWithinTheSlots();
    void waitsForApproval();
    void commandLineDecides();
    void endWithoutReportFailsSoon();
    void diedProgramIsTriedAgain();

private:
    bool start(const QStringList &extra = {QStringLiteral("--commands"), QStringLiteral("allow")})
    {
        return m_engine->start(QStringList{QStringLiteral("--catalogue"), folder(QStringLiteral("catalogue"))} + extra);
    }
    QString folder(const QString &name = {}) const { return m_folder->filePath(name); }
    /// A job of one benchmark a list of steps.
    QByteArray body(const QList<QStringList> &benchmarks, const QJsonObject &assay = {})
    {
        QJsonArray list;
        for (const QStringList &steps : benchmarks) {
            list.append(QJsonObject{{QStringLiteral("id"), QStringLiteral("step_bench")},
                                    {QStringLiteral("provider_id"), QStringLiteral("steps")},
                                    {QStringLiteral("parameters"), QJsonObject{{QStringLiteral("folder"), folder()},
                                                                               {QStringLiteral("steps"), QJsonArray::fromStringList(steps)}}}});
        }
        const QJsonObject job{{QStringLiteral("name"), QStringLiteral("commands")},
                              {QStringLiteral("model"), QJsonObject{{QStringLiteral("name"), QStringLiteral("m")}, {QStringLiteral("url"), QStringLiteral("http://model.invalid/v1")}}},
                              {QStringLiteral("benchmarks"), list},
                              {QStringLiteral("custom"), QJsonObject{{QStringLiteral("assay"), assay}}}};
        return QJsonDocument(job).toJson();
    }
    QString submit(const QList<QStringList> &benchmarks, const QJsonObject &assay = {}) ///< its id
    {
        const auto created = m_engine->call("POST", jobs, body(benchmarks, assay));
        if (created.status != 202)
            qWarning("%s", created.body.constData());
        return created.json().value(QStringLiteral("resource")).toObject().value(QStringLiteral("id")).toString();
    }
    QJsonObject entry(const QString &job, int index)
    {
        const auto status = m_engine->call("GET", jobs + QLatin1Char('/') + job).json().value(QStringLiteral("status")).toObject();
        for (const auto &one : status.value(QStringLiteral("benchmarks")).toArray()) {
            if (one.toObject().value(QStringLiteral("benchmark_index")).toInt() == index)
                return one.toObject();
        }
        return {};
    }
    QString state(const QString &job, int index) { return entry(job, index).value(QStringLiteral("status")).toString(); }
    QString said(const QString &job, int index, const char *member = "error_message")
    {
        return entry(job, index).value(QLatin1String(member)).toObject().value(QStringLiteral("message")).toString();
    }
    QJsonArray attempts(const QString &job, int index)
    {
        return m_engine->call("GET", QStringLiteral("%1/%2/benchmarks/%3/attempts").arg(jobs, job).arg(index)).json().value(QStringLiteral("items")).toArray();
    }
    void touch(const QString &name) const
    {
        QFile file(folder(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    /// Of the program itself; 0: it has not begun.
    pid_t pid(int index) const
    {
        QFile file(folder(QStringLiteral("pid.%1").arg(index)));
        return file.open(QIODevice::ReadOnly) ? pid_t(file.readAll().toInt()) : 0;
    }
    bool alive(int index) const { return pid(index) > 0 && QFile::exists(QStringLiteral("/proc/%1/cmdline").arg(pid(index))) && ::kill(pid(index), 0) == 0; }

    const QString jobs = QStringLiteral("/api/v1/evaluations/jobs");
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EngineProcess> m_engine;
};

void tst_KillCommands::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_engine = std::make_unique<EngineProcess>();
    for (const char *name : {"catalogue/providers", "catalogue/collections"})
        QVERIFY(QDir(folder()).mkpath(QLatin1String(name)));
    QFile provider(folder(QStringLiteral("catalogue/providers/steps.yaml")));
    QVERIFY(provider.open(QIODevice::WriteOnly));
    provider.write("id: steps\nname: steps\ntitle: Steps\ndescription: Does what it is told.\nruntime:\n  local:\n    command: exec python3 '"
                   + assay::test::inSource("/tests/e2e/reporter.py").toUtf8() + "'\nbenchmarks:\n  - id: step_bench\n    name: Steps\n    description: Steps\n    category: test\n    metrics: [acc]\n");
}

void tst_KillCommands::cleanup()
{
    m_engine->kill();
    m_engine.reset();
    for (const QString &name : QDir(folder()).entryList({QStringLiteral("pid.*")})) {
        if (const int index = name.mid(4).toInt(); alive(index))
            ::kill(pid(index), SIGKILL); // ours, of a test that failed
    }
}

void tst_KillCommands::programsOutliveTheEngine_data()
{
    QTest::addColumn<bool>("kill"); // else it is stopped in order
    QTest::addRow("killed") << true;
    QTest::addRow("stopped") << false;
}

void tst_KillCommands::programsOutliveTheEngine()
{
    QFETCH(bool, kill);
    QVERIFY2(start({QStringLiteral("--commands"), QStringLiteral("allow"), QStringLiteral("--slots"), QStringLiteral("8")}), m_engine->said().constData());
    const QString go = QStringLiteral("wait:go"), down = QStringLiteral("wait:down"), running = QStringLiteral("running"), completed = QStringLiteral("completed");
    const QString job = submit({{running, go, completed},                       // lives on
                                {running, down, completed},                     // ends well while nobody is there
                                {running, down, QStringLiteral("failed"), QStringLiteral("exit:1")},
                                {down, QStringLiteral("exit:7")}});             // dies, and never said a word
    for (int index = 0; index < 4; ++index)
        QTRY_VERIFY_WITH_TIMEOUT(alive(index), 30000);
    QTRY_COMPARE_WITH_TIMEOUT(state(job, 2), running, 30000);
    const pid_t living = pid(0);
    if (kill)
        m_engine->kill();
    else
        QCOMPARE(m_engine->stop(), 0);
    touch(QStringLiteral("down"));
    for (int index = 1; index < 4; ++index)
        QTRY_VERIFY_WITH_TIMEOUT(!alive(index), 30000);
    QVERIFY(alive(0));

    QVERIFY2(start(), m_engine->said().constData());
    QTRY_COMPARE_WITH_TIMEOUT(state(job, 1), completed, 10000);
    QTRY_COMPARE_WITH_TIMEOUT(said(job, 2), QStringLiteral("asked to fail"), 10000);
    QTRY_COMPARE_WITH_TIMEOUT(state(job, 3), QStringLiteral("failed"), 10000);
    QVERIFY2(said(job, 3).contains(QStringLiteral("exit code 7")), qPrintable(said(job, 3)));
    QCOMPARE(state(job, 0), running);
    QVERIFY(alive(0) && pid(0) == living);
    touch(QStringLiteral("go"));
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->jobState(job), QStringLiteral("partially_failed"), 30000);
    QTRY_VERIFY_WITH_TIMEOUT(!alive(0), 10000);
    QTRY_COMPARE_WITH_TIMEOUT(attempts(job, 3).first().toObject().value(QStringLiteral("exit_code")).toInt(), 7, 10000);
    for (int index = 0; index < 4; ++index)
        QCOMPARE(attempts(job, index).size(), 1); // adopted, not begun again
    QCOMPARE(m_engine->stop(), 0);
}

void tst_KillCommands::whatWasLeavingIsStoppedAfterTheKill()
{
    QVERIFY2(start(), m_engine->said().constData());
    const QString job = submit({{QStringLiteral("completed"), QStringLiteral("sleep:900")}});
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->jobState(job), QStringLiteral("completed"), 30000);
    QVERIFY(alive(0)); // it has half a minute to leave by itself
    m_engine->kill();
    QVERIFY(alive(0));
    QVERIFY2(start(), m_engine->said().constData());
    QTRY_VERIFY_WITH_TIMEOUT(!alive(0), 20000);
    QTRY_VERIFY_WITH_TIMEOUT(!attempts(job, 0).first().toObject().contains(QStringLiteral("pid")), 10000);
    QCOMPARE(m_engine->jobState(job), QStringLiteral("completed"));
}

void tst_KillCommands::waitingOnesStartAfterTheKill()
{
    const QStringList slots{QStringLiteral("--commands"), QStringLiteral("allow"), QStringLiteral("--slots"), QStringLiteral("2")};
    QVERIFY2(start(slots), m_engine->said().constData());
    QList<QStringList> benchmarks;
    for (int i = 0; i < 6; ++i)
        benchmarks << QStringList{QStringLiteral("wait:go"), QStringLiteral("count"), QStringLiteral("completed")};
    const QString job = submit(benchmarks);
    QTRY_VERIFY_WITH_TIMEOUT(alive(0) && alive(1), 30000);
    m_engine->kill();
    QVERIFY2(start(slots), m_engine->said().constData());
    touch(QStringLiteral("go"));
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->jobState(job), QStringLiteral("completed"), 60000);
    for (int index = 0; index < 6; ++index)
        QCOMPARE(attempts(job, index).size(), 1);
}

void tst_KillCommands::twoHundredRunWithinTheSlots()
{
    constexpr int many = 200, slots = 8;
    QVERIFY2(start({QStringLiteral("--commands"), QStringLiteral("allow"), QStringLiteral("--slots"), QString::number(slots)}), m_engine->said().constData());
    const QString job = submit(QList<QStringList>(many, {QStringLiteral("count"), QStringLiteral("completed")}));
    int most = 0;
    QTRY_VERIFY_WITH_TIMEOUT((most = std::max(most, m_engine->call("GET", QStringLiteral("/api/v1/engine")).json().value(QStringLiteral("running")).toInt()),
                              m_engine->jobState(job) == QLatin1String("completed")), 240000);
    QCOMPARE(most, slots);
    QFile counts(folder(QStringLiteral("counts")));
    QVERIFY(counts.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = counts.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), many);
    for (const QByteArray &line : lines)
        QVERIFY2(line.toInt() >= 1 && line.toInt() <= slots, line.constData());
    for (int index = 0; index < many; ++index)
        QTRY_VERIFY_WITH_TIMEOUT(!alive(index), 30000);
}

void tst_KillCommands::waitsForApproval()
{
    QVERIFY2(start({}), m_engine->said().constData());
    const QString job = submit({{QStringLiteral("completed")}});
    QTRY_VERIFY_WITH_TIMEOUT(said(job, 0, "warning_message").contains(QStringLiteral("approval")), 10000);
    QCOMPARE(pid(0), 0);
    const auto listed = m_engine->call("GET", QStringLiteral("/api/v1/commands")).json();
    QCOMPARE(listed.value(QStringLiteral("mode")).toString(), QStringLiteral("ask"));
    const auto command = listed.value(QStringLiteral("items")).toArray().first().toObject();
    QVERIFY(command.value(QStringLiteral("command")).toString().contains(QStringLiteral("reporter.py")));
    m_engine->kill(); // it goes on waiting
    QVERIFY2(start({}), m_engine->said().constData());
    const QString path = QStringLiteral("/api/v1/commands/") + command.value(QStringLiteral("hash")).toString();
    QCOMPARE(m_engine->call("POST", path, R"({"decision":"perhaps"})").status, 400);
    QCOMPARE(m_engine->call("POST", path, R"({"decision":"allow"})").status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->jobState(job), QStringLiteral("completed"), 30000);
}

void tst_KillCommands::commandLineDecides()
{
    QVERIFY2(start({}), m_engine->said().constData());
    const auto ctl = [this](const QStringList &arguments, bool *ok = nullptr) {
        return QString::fromUtf8(assay::test::runProgram(assay::test::builtProgram("/assayctl"),
            arguments + QStringList{QStringLiteral("--workspace"), m_engine->workspace()}, folder(), ok));
    };
    bool ok = false;
    const QString none = ctl({QStringLiteral("commands"), QStringLiteral("list")}, &ok);
    QVERIFY2(ok && none.contains(QStringLiteral("No provider's command")), qPrintable(none));
    const QString job = submit({{QStringLiteral("completed")}});
    QTRY_VERIFY_WITH_TIMEOUT(said(job, 0, "warning_message").contains(QStringLiteral("approval")), 10000);
    QString listed = ctl({QStringLiteral("commands"), QStringLiteral("list")}, &ok);
    QVERIFY2(ok && listed.contains(QStringLiteral("  waits ")) && listed.contains(QStringLiteral("reporter.py")), qPrintable(listed));
    QVERIFY(ctl({QStringLiteral("commands"), QStringLiteral("allow"), QStringLiteral("nothing")}, &ok).contains(QStringLiteral("No command is named nothing")));
    QVERIFY(!ok);
    const QString name = listed.section(u' ', 0, 0);
    const QString allowed = ctl({QStringLiteral("commands"), QStringLiteral("allow"), name.left(6)}, &ok);
    QVERIFY2(ok && allowed.contains(QStringLiteral("allowed")), qPrintable(allowed));
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->jobState(job), QStringLiteral("completed"), 30000);
    QVERIFY(ctl({QStringLiteral("commands"), QStringLiteral("deny"), name}, &ok).contains(QStringLiteral("denied")));
    const QString refused = submit({{QStringLiteral("completed")}});
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->jobState(refused), QStringLiteral("failed"), 30000);
    QVERIFY2(said(refused, 0).contains(QStringLiteral("denied"), Qt::CaseInsensitive), qPrintable(said(refused, 0)));
    const auto plan = m_engine->call("POST", QStringLiteral("/api/v1/evaluations/plan"), body({{QStringLiteral("completed")}}));
    const auto runs = plan.json().value(QStringLiteral("benchmarks")).toArray().first().toObject().value(QStringLiteral("runs")).toObject();
    QCOMPARE(runs.value(QStringLiteral("approval")).toString(), QStringLiteral("denied"));
}

void tst_KillCommands::endWithoutReportFailsSoon()
{
    QVERIFY2(start(), m_engine->said().constData());
    const QString job = submit({{QStringLiteral("running"), QStringLiteral("exit:3")}});
    QTRY_VERIFY_WITH_TIMEOUT(pid(0) > 0 && !alive(0), 30000);
    QElapsedTimer timer;
    timer.start();
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->jobState(job), QStringLiteral("failed"), 30000);
    QVERIFY2(timer.elapsed() < 10000, qPrintable(QString::number(timer.elapsed()))); // two seconds of grace; the machine may be busy
    QVERIFY2(said(job, 0).contains(QStringLiteral("exit code 3")), qPrintable(said(job, 0)));
    const auto use = attempts(job, 0).first().toObject();
    QCOMPARE(use.value(QStringLiteral("exit_code")).toInt(), 3);
    QVERIFY(use.value(QStringLiteral("cpu_seconds")).toDouble() > 0);
    QVERIFY(use.value(QStringLiteral("max_rss_bytes")).toDouble() > 1 << 20);
}

void tst_KillCommands::diedProgramIsTriedAgain()
{
    QVERIFY2(start(), m_engine->said().constData());
    const QString job = submit({{QStringLiteral("running"), QStringLiteral("wait:go"), QStringLiteral("completed")}},
                               {{QStringLiteral("retries"), 2}, {QStringLiteral("retry_backoff_seconds"), 0.1}});
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->jobState(job), QStringLiteral("running"), 30000);
    const pid_t first = pid(0);
    ::kill(first, SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(pid(0) != first && alive(0), 30000);
    QCOMPARE(m_engine->jobState(job), QStringLiteral("running"));
    touch(QStringLiteral("go"));
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->jobState(job), QStringLiteral("completed"), 30000);
    const auto list = attempts(job, 0);
    QCOMPARE(list.size(), 2);
    QCOMPARE(list.first().toObject().value(QStringLiteral("signal")).toInt(), SIGKILL);
    QCOMPARE(list.last().toObject().value(QStringLiteral("status")).toString(), QStringLiteral("completed"));
}

ASSAY_TEST(tst_KillCommands)
#include "tst_KillCommands.moc"

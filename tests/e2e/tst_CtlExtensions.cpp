#include "tests/client/TestServer.h"
#include "tests/e2e/Ctl.h"
#include "tests/support/TestRegistry.h"

using namespace assay::test;

/// plan, retry, cancel of one benchmark and drain, against the real engine.
class tst_CtlExtensions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void plans();
    void plansAreRefusedAsJobsAre();
    void retries();
    void cancelsOneBenchmark();
    void drains();
    void wrongUsage_data();
    void wrongUsage();
};

namespace {

/// Four questions; two benchmarks of them.
void prepare(CtlBench &bench)
{
    for (const char *name : {"one-v1", "two-v1"}) {
        QByteArray text = QByteArray("id: ") + name + "\nname: Tiny\ndescription: Says yes\ncategory: test\ndataset:\n  rows:\n";
        for (int i = 0; i < 4; ++i)
            text += "    - {id: q" + QByteArray::number(i) + ", question: \"" + name + " " + QByteArray::number(i) + "?\", answer: \"yes\"}\n";
        text += "fields: {id: id, input: question, target: answer}\nprompt: {kind: chat, template: \"{{question}}\"}\n"
                "generation: {max_tokens: 4, temperature: 0}\nscoring:\n  - {function: \"basic::equality\"}\n"
                "primary_score: {metric: accuracy, lower_is_better: false}\npass_criteria: {threshold: 0.1}\nmetrics: [accuracy]\n";
        bench.write(QStringLiteral("workspace/tasks/%1.yaml").arg(QLatin1String(name)), text);
    }
}

QByteArray jobText(const TestServer &model)
{
    return "name: two\nmodel: {name: scripted, url: \"" + model.url(QStringLiteral("/v1")).toEncoded()
        + "\"}\nbenchmarks:\n  - {id: one-v1, provider_id: assay}\n"
          "  - {id: two-v1, provider_id: assay, weight: 2, parameters: {num_examples: 3, retries: 0}}\n";
}

std::string promptOf(const Asked &asked)
{
    return parsed(asked.body)["messages"].back()["content"].get<std::string>();
}

Answer yes()
{
    return {.body = R"({"id":"c","object":"chat.completion","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"yes"}}],"usage":{"prompt_tokens":9,"completion_tokens":1}})"};
}

QString firstJob(const CtlBench &bench)
{
    const auto page = parsed(bench.here({QStringLiteral("list"), QStringLiteral("--json")}).out);
    return QString::fromStdString(page["items"][0]["resource"]["id"].get<std::string>());
}

nlohmann::json shown(const CtlBench &bench, const QString &id)
{
    return parsed(bench.here({QStringLiteral("show"), id, QStringLiteral("--json")}).out)["job"];
}

} // namespace

void tst_CtlExtensions::plans()
{
    CtlBench bench;
    prepare(bench);
    TestServer model([](const Asked &) { return yes(); });
    const QString file = bench.path(QStringLiteral("job.yaml"));
    bench.write(QStringLiteral("job.yaml"), jobText(model));
    const CtlEnd table = bench.here({QStringLiteral("plan"), file});
    QVERIFY2(table.code == 0, (table.out + table.err).constData());
    for (const char *words : {"assay / one-v1", "assay / two-v1", "native runner", "2.0 (job)", "1.0 (default)", "3 (job)", "0.1 (provider)", "accuracy (provider)"})
        QVERIFY2(table.out.contains(words), table.out.constData());
    const CtlEnd json = bench.here({QStringLiteral("plan"), file, QStringLiteral("--json")});
    QCOMPARE(json.code, 0);
    QCOMPARE(parsed(json.out)["benchmarks"][1]["parameters"]["num_examples"]["value"].get<int>(), 3);
    QVERIFY(bench.here({QStringLiteral("list")}).out.contains("no such job")); // nothing was stored
    QVERIFY(model.asked.isEmpty());
    // What cannot run is told, by the exit code too.
    bench.write(QStringLiteral("job.yaml"), jobText(model) + "queue: {name: nightly}\n");
    const CtlEnd refused = bench.here({QStringLiteral("plan"), file});
    QCOMPARE(refused.code, 3);
    QVERIFY2(refused.out.contains("REFUSED") && refused.out.contains("queue asks for the Kueue queue"), refused.out.constData());
}

void tst_CtlExtensions::plansAreRefusedAsJobsAre()
{
    CtlBench bench;
    bench.write(QStringLiteral("job.yaml"), "name: a\nmodel: {name: m, url: \"recorded:x\"}\nbenchmarks: [{id: facts-v9, provider_id: assay}]\n");
    for (const char *command : {"plan", "run"}) {
        const CtlEnd end = bench.here({QLatin1String(command), bench.path(QStringLiteral("job.yaml"))});
        QCOMPARE(end.code, 3);
        QVERIFY2(end.err.contains("job.yaml: ") && end.err.contains("facts-v9"), end.err.constData());
    }
    QCOMPARE(bench.here({QStringLiteral("plan"), bench.path(QStringLiteral("missing.yaml"))}).code, 3);
}

void tst_CtlExtensions::retries()
{
    CtlBench bench;
    prepare(bench);
    bool broken = true;
    TestServer model([&broken](const Asked &asked) { return broken && promptOf(asked).starts_with("two") ? Answer{.status = 401, .body = "{}"} : yes(); });
    bench.write(QStringLiteral("job.yaml"), jobText(model));
    const auto process = bench.start({QStringLiteral("run"), bench.path(QStringLiteral("job.yaml")), QStringLiteral("--workspace"), bench.workspace()});
    const CtlEnd first = CtlBench::ended(*process);
    QVERIFY2(first.code == 3, (first.out + first.err).constData());
    const QString id = firstJob(bench);
    QCOMPARE(shown(bench, id)["status"]["state"].get<std::string>(), std::string("partially_failed"));
    const CtlEnd completed = bench.here({QStringLiteral("retry"), id, QStringLiteral("--benchmark"), QStringLiteral("0")});
    QCOMPARE(completed.code, 3);
    QVERIFY2(completed.err.contains("is completed and keeps its result"), completed.err.constData());

    broken = false;
    const auto asked = model.count("/v1/chat/completions");
    const auto again = bench.start({QStringLiteral("retry"), id, QStringLiteral("--benchmark"), QStringLiteral("1"), QStringLiteral("--follow"),
                                    QStringLiteral("--workspace"), bench.workspace()});
    const CtlEnd end = CtlBench::ended(*again);
    QVERIFY2(end.code == 0, (end.out + end.err).constData());
    QCOMPARE(model.count("/v1/chat/completions"), asked + 3); // the other one was not asked again
    const auto job = shown(bench, id);
    QCOMPARE(job["status"]["state"].get<std::string>(), std::string("completed"));
    QCOMPARE(job["results"]["test"]["pass"].get<bool>(), true);
    const CtlEnd nothing = bench.here({QStringLiteral("retry"), id});
    QCOMPARE(nothing.code, 3);
    QVERIFY2(nothing.err.contains("no failed or cancelled benchmark"), nothing.err.constData());
}

void tst_CtlExtensions::cancelsOneBenchmark()
{
    CtlBench bench;
    prepare(bench);
    TestServer model([](const Asked &asked) { return promptOf(asked).starts_with("two") ? Answer{.silent = true} : yes(); });
    bench.write(QStringLiteral("job.yaml"), jobText(model));
    const auto process = bench.start({QStringLiteral("run"), bench.path(QStringLiteral("job.yaml")), QStringLiteral("--workspace"), bench.workspace()});
    QTRY_VERIFY_WITH_TIMEOUT(std::ranges::any_of(model.asked, [](const Asked &asked) { return promptOf(asked).starts_with("two"); }), 30000);
    const QString id = firstJob(bench);
    const CtlEnd cancelled = bench.here({QStringLiteral("cancel"), id, QStringLiteral("--benchmark"), QStringLiteral("1")});
    QVERIFY2(cancelled.code == 0, cancelled.err.constData());
    const CtlEnd end = CtlBench::ended(*process);
    QVERIFY2(end.code == 3, (end.out + end.err).constData());
    const auto job = shown(bench, id);
    QCOMPARE(job["status"]["state"].get<std::string>(), std::string("partially_failed"));
    QCOMPARE(job["results"]["benchmarks"].size(), std::size_t(1)); // the other one came to its end
    QCOMPARE(bench.here({QStringLiteral("cancel"), id, QStringLiteral("--benchmark"), QStringLiteral("0")}).code, 3);
}

void tst_CtlExtensions::drains()
{
    CtlBench bench;
    prepare(bench);
    const QString workspace = bench.workspace();
    const CtlEnd none = bench.here({QStringLiteral("drain")});
    QCOMPARE(none.code, 0);
    QVERIFY2(none.out.contains("No engine runs"), none.out.constData());
    QVERIFY(!bench.engineFile().is_object()); // it was not started for that

    QProcess engine; // --stay: nothing but the drain ends it
    engine.start(CtlBench::program(), {QStringLiteral("serve"), QStringLiteral("--workspace"), workspace, QStringLiteral("--stay"),
                                       QStringLiteral("--die-with-parent"), QStringLiteral("--slots"), QStringLiteral("1")});
    QTRY_VERIFY_WITH_TIMEOUT(bench.engineFile().is_object(), 30000);
    std::vector<std::string> prompts;
    bool draining = false;
    TestServer model([&prompts, &draining](const Asked &asked) {
        prompts.push_back(promptOf(asked));
        Answer answer = yes();
        answer.delayMs = draining ? 0 : 5000; // the first benchmark must not end before the engine knows
        return answer;
    });
    bench.write(QStringLiteral("job.yaml"), jobText(model));
    const auto run = bench.start({QStringLiteral("run"), bench.path(QStringLiteral("job.yaml")), QStringLiteral("--workspace"), workspace});
    QTRY_VERIFY_WITH_TIMEOUT(!prompts.empty(), 30000);
    run->kill(); // a follower would start the next engine
    QVERIFY(run->waitForFinished());
    const auto told = bench.start({QStringLiteral("drain"), QStringLiteral("--workspace"), workspace});
    QCOMPARE(CtlBench::ended(*told).code, 0);
    draining = true;
    const auto drain = bench.start({QStringLiteral("drain"), QStringLiteral("--wait"), QStringLiteral("--workspace"), workspace});
    const CtlEnd end = CtlBench::ended(*drain);
    QVERIFY2(end.code == 0, (end.out + end.err).constData());
    QTRY_COMPARE_WITH_TIMEOUT(engine.state(), QProcess::NotRunning, 30000);
    QCOMPARE(engine.exitCode(), 0);
    QCOMPARE(prompts.size(), std::size_t(4)); // the first benchmark ended, the second never began
    // The next engine goes on with what waited.
    const QString id = firstJob(bench);
    const auto wait = bench.start({QStringLiteral("wait"), id, QStringLiteral("--workspace"), workspace});
    const CtlEnd waited = CtlBench::ended(*wait);
    QVERIFY2(waited.code == 0, (waited.out + waited.err).constData());
    QCOMPARE(prompts.size(), std::size_t(7));
}

void tst_CtlExtensions::wrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addRow("plan nothing") << QStringList{QStringLiteral("plan")};
    QTest::addRow("retry nothing") << QStringList{QStringLiteral("retry")};
    QTest::addRow("no number") << QStringList{QStringLiteral("retry"), QStringLiteral("j"), QStringLiteral("--benchmark"), QStringLiteral("first")};
    QTest::addRow("below zero") << QStringList{QStringLiteral("cancel"), QStringLiteral("j"), QStringLiteral("--benchmark"), QStringLiteral("-1")};
    QTest::addRow("drain what") << QStringList{QStringLiteral("drain"), QStringLiteral("now")};
}

void tst_CtlExtensions::wrongUsage()
{
    QFETCH(QStringList, arguments);
    CtlBench bench;
    const CtlEnd end = bench.run(arguments);
    QCOMPARE(end.code, 64);
    QVERIFY(!end.err.isEmpty() || !end.out.isEmpty());
}

ASSAY_TEST(tst_CtlExtensions)
#include "tst_CtlExtensions.moc"

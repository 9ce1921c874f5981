#include "tests/client/TestServer.h"
#include "tests/e2e/Ctl.h"
#include "tests/support/TestRegistry.h"

#include <QSet>

using namespace assay::test;

/// Jobs on the real engine, against recorded answers and against a scripted endpoint.
class tst_CtlRun : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void exitCodeFollowsTheGates_data();
    void exitCodeFollowsTheGates();
    void listsShowsAndRefusesToCancel();
    void cancels();
    void endpointIsReallyAsked();
    void survivesAKilledEngine();
    void keyGoesOnlyWhereItBelongs();
    void ridesOutAStorm();
};

static QStringList runArguments(const CtlBench &bench, const QString &file, const QStringList &more = {})
{
    return QStringList{QStringLiteral("run"), bench.path(file), QStringLiteral("--workspace"), bench.workspace()} + more;
}

/// `items` questions whose right answer is "yes".
static QByteArray taskText(int items, double gate)
{
    QByteArray text = "id: tiny-v1\nname: Tiny\ndescription: Says yes\ncategory: test\ndataset:\n  rows:\n";
    for (int i = 0; i < items; ++i)
        text += "    - {id: q" + QByteArray::number(i) + ", question: \"Question " + QByteArray::number(i) + "?\", answer: \"yes\"}\n";
    return text
        + "fields: {id: id, input: question, target: answer}\n"
          "prompt: {kind: chat, template: \"{{question}}\"}\n"
          "generation: {max_tokens: 4, temperature: 0}\n"
          "scoring:\n  - {function: \"basic::equality\"}\n"
          "primary_score: {metric: accuracy, lower_is_better: false}\n"
          "pass_criteria: {threshold: "
        + QByteArray::number(gate) + "}\nmetrics: [accuracy]\n";
}

static QByteArray jobText(const QByteArray &url, const QByteArray &more)
{
    return "name: tiny job\nmodel: {name: scripted, url: \"" + url + "\"}\nbenchmarks:\n  - {id: tiny-v1, provider_id: assay" + more + "}\n";
}

/// Recorded answers, `right` of them right.
static QByteArray recording(int items, int right)
{
    QByteArray text = "{\"recording\":1,\"model\":\"scripted\"}\n";
    for (int i = 0; i < items; ++i)
        text += "{\"task\":\"tiny-v1\",\"id\":\"q" + QByteArray::number(i) + "\",\"response\":\"" + (i < right ? "yes" : "no")
            + "\",\"latency_ms\":1.5,\"prompt_tokens\":7,\"completion_tokens\":1,\"finish_reason\":\"stop\"}\n";
    return text;
}

static CtlBench &prepare(CtlBench &bench, int items, int right, double gate)
{
    bench.write(QStringLiteral("workspace/tasks/tiny.yaml"), taskText(items, gate));
    bench.write(QStringLiteral("workspace/recordings/scripted.jsonl"), recording(items, right));
    return bench;
}

void tst_CtlRun::exitCodeFollowsTheGates_data()
{
    QTest::addColumn<int>("right"); // of 50
    QTest::addColumn<QString>("policy");
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<int>("code");
    const QByteArray gated = ", primary_score: {metric: accuracy}, pass_criteria: {threshold: 0.6}";
    QTest::addRow("clears it") << 45 << "strict" << gated << 0;
    QTest::addRow("misses it") << 10 << "strict" << gated << 1;
    QTest::addRow("too close") << 31 << "strict" << gated << 2;
    QTest::addRow("too close, lenient, above") << 31 << "lenient" << gated << 0;
    QTest::addRow("too close, lenient, below") << 29 << "lenient" << gated << 1;
}

void tst_CtlRun::exitCodeFollowsTheGates()
{
    QFETCH(int, right);
    QFETCH(QString, policy);
    QFETCH(QByteArray, entry);
    QFETCH(int, code);
    CtlBench bench;
    prepare(bench, 50, right, 0.01);
    bench.write(QStringLiteral("job.yaml"), jobText("recorded:scripted", entry));
    const CtlEnd end = bench.run(runArguments(bench, QStringLiteral("job.yaml"), {QStringLiteral("--policy"), policy, QStringLiteral("--json")}));
    QVERIFY2(end.code == code, (end.out + end.err).constData());
    const auto out = parsed(end.out);
    QCOMPARE(out["exit_code"].get<int>(), code);
    QCOMPARE(out["benchmarks"][0]["value"].get<double>(), right / 50.0);
    QCOMPARE(out["benchmarks"][0]["n"].get<int>(), 50);
    const auto interval = out["benchmarks"][0]["interval"];
    QVERIFY(interval[0].get<double>() < right / 50.0 && interval[1].get<double>() > right / 50.0);
}

void tst_CtlRun::listsShowsAndRefusesToCancel()
{
    CtlBench bench;
    prepare(bench, 8, 8, 0.5);
    bench.write(QStringLiteral("job.json"), R"({"name":"by json","model":{"name":"scripted","url":"recorded:scripted"},
        "benchmarks":[{"id":"tiny-v1","provider_id":"assay"}],"surprise":1})");
    const CtlEnd end = bench.run(runArguments(bench, QStringLiteral("job.json")));
    QVERIFY2(end.code == 0 || end.code == 2, (end.out + end.err).constData());
    QVERIFY2(end.err.contains("warning: “surprise” is no member that a job has"), end.err.constData());
    QVERIFY2(end.err.contains("tiny-v1: completed 8/8"), end.err.constData()); // plain lines: this is no terminal
    QVERIFY(!end.err.contains('\r'));

    const CtlEnd list = bench.here({QStringLiteral("list"), QStringLiteral("--json")});
    QCOMPARE(list.code, 0);
    const auto page = parsed(list.out);
    QCOMPARE(page["total_count"].get<int>(), 1);
    const QString id = QString::fromStdString(page["items"][0]["resource"]["id"].get<std::string>());
    QVERIFY(bench.here({QStringLiteral("list")}).out.contains("by json"));
    QVERIFY(bench.here({QStringLiteral("list"), QStringLiteral("--status"), QStringLiteral("failed")}).out.contains("no such job"));

    const CtlEnd show = bench.here({QStringLiteral("show"), id});
    QCOMPARE(show.code, 0);
    QVERIFY2(show.out.contains("tiny-v1") && show.out.contains("1.000"), show.out.constData());
    const CtlEnd wait = bench.here({QStringLiteral("wait"), id});
    QCOMPARE(wait.code, end.code);
    const CtlEnd cancel = bench.here({QStringLiteral("cancel"), id});
    QCOMPARE(cancel.code, 3);
    QVERIFY2(cancel.err.contains("completed"), cancel.err.constData());
    QCOMPARE(bench.here({QStringLiteral("show"), QStringLiteral("nobody")}).code, 3);
}

static Answer chatAnswer(const QByteArray &content)
{
    return {.body = R"({"id":"c","object":"chat.completion","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":")"
                + content + R"("}}],"usage":{"prompt_tokens":9,"completion_tokens":1}})"};
}

void tst_CtlRun::endpointIsReallyAsked()
{
    CtlBench bench;
    TestServer model([](const Asked &asked) {
        const auto body = parsed(asked.body);
        const std::string prompt = body["messages"].back()["content"].get<std::string>();
        return chatAnswer(prompt == "Question 3?" ? "no" : "yes");
    });
    prepare(bench, 12, 12, 0.2);
    bench.write(QStringLiteral("job.yaml"), jobText(model.url(QStringLiteral("/v1")).toEncoded(), {}));
    const auto process = bench.start(runArguments(bench, QStringLiteral("job.yaml"), {QStringLiteral("--json")}));
    const CtlEnd end = CtlBench::ended(*process);
    QVERIFY2(end.code == 0, (end.out + end.err).constData());
    const auto out = parsed(end.out);
    QCOMPARE(out["benchmarks"][0]["value"].get<double>(), 11.0 / 12);
    QCOMPARE(model.count("/v1/chat/completions"), 12);
    const auto tokens = out["job"]["results"]["benchmarks"][0]["additional_info"]["assay"]["tokens"];
    QCOMPARE(tokens["prompt"].get<int>(), 12 * 9);
}

void tst_CtlRun::cancels()
{
    CtlBench bench;
    TestServer model([](const Asked &) { return Answer{.silent = true}; });
    prepare(bench, 4, 4, 0.5);
    bench.write(QStringLiteral("job.yaml"), jobText(model.url(QStringLiteral("/v1")).toEncoded(), {}));
    const auto process = bench.start(runArguments(bench, QStringLiteral("job.yaml")));
    QTRY_VERIFY_WITH_TIMEOUT(model.count("/v1/chat/completions") > 0, 30000);
    const auto page = parsed(bench.here({QStringLiteral("list"), QStringLiteral("--json")}).out);
    const QString id = QString::fromStdString(page["items"][0]["resource"]["id"].get<std::string>());
    QCOMPARE(bench.here({QStringLiteral("cancel"), id}).code, 0);
    const CtlEnd end = CtlBench::ended(*process);
    QVERIFY2(end.code == 3, (end.out + end.err).constData());
    QVERIFY2(end.out.contains("cancelled"), end.out.constData());
}

void tst_CtlRun::survivesAKilledEngine()
{
    CtlBench bench;
    QHash<std::string, int> times;
    TestServer model([&times](const Asked &asked) {
        ++times[parsed(asked.body)["messages"].back()["content"].get<std::string>()];
        Answer answer = chatAnswer("yes");
        answer.delayMs = 60;
        return answer;
    });
    constexpr int items = 40, atOnce = 2;
    prepare(bench, items, items, 0.5);
    bench.write(QStringLiteral("job.yaml"), jobText(model.url(QStringLiteral("/v1")).toEncoded(), ", parameters: {concurrency: 2}"));
    const auto process = bench.start(runArguments(bench, QStringLiteral("job.yaml"), {QStringLiteral("--json")}));
    QTRY_VERIFY_WITH_TIMEOUT(model.count("/v1/chat/completions") >= 10, 30000);
    QVERIFY(bench.stopEngine(SIGKILL));
    const CtlEnd end = CtlBench::ended(*process); // the follower brings the engine back
    QVERIFY2(end.code == 0, (end.out + end.err).constData());
    const auto out = parsed(end.out);
    QCOMPARE(out["benchmarks"][0]["n"].get<int>(), items);
    QCOMPARE(out["benchmarks"][0]["value"].get<double>(), 1.0);
    QCOMPARE(int(times.size()), items);
    int repeated = 0;
    for (const int count : std::as_const(times))
        repeated += count - 1;
    QVERIFY2(repeated <= atOnce + 8, qPrintable(QString::number(repeated))); // in flight, and answered but not yet on disk
    QVERIFY(repeated >= 0);
}

void tst_CtlRun::keyGoesOnlyWhereItBelongs()
{
    TestServer model([](const Asked &) { return chatAnswer("yes"); });
    const QByteArray job = "name: keyed\nmodel: {name: m, url: \"" + model.url(QStringLiteral("/v1")).toEncoded()
        + "\", auth: {secret_ref: team-key}}\nbenchmarks:\n  - {id: tiny-v1, provider_id: assay}\n";
    for (const bool bound : {true, false}) {
        CtlBench bench;
        prepare(bench, 4, 4, 0.1);
        bench.write(QStringLiteral("job.yaml"), job);
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("ASSAY_SECRET_TEAM_KEY"), QStringLiteral("s3cret-value"));
        environment.insert(QStringLiteral("ASSAY_SECRET_TEAM_KEY_ORIGINS"), bound ? model.text() : QStringLiteral("https://elsewhere.example"));
        process.setProcessEnvironment(environment);
        model.asked.clear();
        process.start(CtlBench::program(), runArguments(bench, QStringLiteral("job.yaml")));
        const CtlEnd end = CtlBench::ended(process);
        const QByteArray said = end.out + end.err;
        if (bound) {
            QVERIFY2(end.code == 0, said.constData());
            QCOMPARE(model.asked.size(), 4);
            QCOMPARE(model.asked.first().headers.value("authorization"), QByteArray("Bearer s3cret-value"));
        } else {
            QVERIFY2(end.code == 3, said.constData());
            QVERIFY2(said.contains("is bound to https://elsewhere.example:443 and is not sent to"), said.constData());
            for (const Asked &asked : model.asked)
                QVERIFY(!asked.headers.contains("authorization"));
        }
        // The key is in no file of the workspace.
        QProcess grep;
        grep.start(QStringLiteral("grep"), {QStringLiteral("-rl"), QStringLiteral("s3cret-value"), bench.workspace()});
        QVERIFY(grep.waitForFinished());
        QCOMPARE(grep.readAllStandardOutput(), QByteArray());
        QVERIFY(!said.contains("s3cret-value"));
    }
}

void tst_CtlRun::ridesOutAStorm()
{
    int number = 0;
    TestServer model([&number](const Asked &) {
        return ++number % 2 == 1 ? Answer{.status = 429, .body = "{}", .headers = {{"Retry-After", "0"}}} : chatAnswer("yes");
    });
    CtlBench bench;
    prepare(bench, 6, 6, 0.1);
    bench.write(QStringLiteral("job.yaml"), jobText(model.url(QStringLiteral("/v1")).toEncoded(), ", parameters: {concurrency: 1, retries: 5}"));
    const auto process = bench.start(runArguments(bench, QStringLiteral("job.yaml"), {QStringLiteral("--json")}));
    const CtlEnd end = CtlBench::ended(*process);
    QVERIFY2(end.code == 0, (end.out + end.err).constData());
    QCOMPARE(parsed(end.out)["benchmarks"][0]["value"].get<double>(), 1.0);
}

ASSAY_TEST(tst_CtlRun)
#include "tst_CtlRun.moc"

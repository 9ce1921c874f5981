#include "tests/client/TestServer.h"
#include "tests/e2e/Ctl.h"
#include "tests/support/TestRegistry.h"

using namespace assay::test;

/// Each mistake gets one sentence that names the place and the fix, and exit code 3.
class tst_CtlBadInput : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void jobFiles_data();
    void jobFiles();
    void servers_data();
    void servers();
    void endpoints_data();
    void endpoints();
    void taskFiles_data();
    void taskFiles();
    void engineMissing();
};

static void expectOneSentence(const CtlEnd &end, const QByteArray &words)
{
    QVERIFY2(end.code == 3, (QByteArray::number(end.code) + ": " + end.out + end.err).constData());
    QVERIFY2(end.err.contains("error: "), end.err.constData());
    QVERIFY2(end.err.contains(words), end.err.constData());
    QCOMPARE(end.err.count("error: "), 1);
}

void tst_CtlBadInput::jobFiles_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("words");
    const QByteArray model = "model: {name: m, url: \"recorded:smollm2-135m-instruct\"}\n";
    QTest::addRow("no file") << "" << QByteArray() << QByteArray("cannot be read (No such file or directory)");
    QTest::addRow("broken YAML") << "job.yaml" << QByteArray("name: a\nmodel: {name: m\nbenchmarks: [\n") << QByteArray("job.yaml: Line ");
    QTest::addRow("key twice") << "job.yaml" << QByteArray("name: a\nname: b\n") << QByteArray("Line 2: the key 'name' stands twice");
    QTest::addRow("broken JSON") << "job.json" << QByteArray("{\"name\": \"a\",}") << QByteArray("job.json: This is not JSON");
    QTest::addRow("list") << "job.yaml" << QByteArray("- a\n- b\n") << QByteArray("job.yaml: this is not a job");
    QTest::addRow("wrong type") << "job.yaml" << "name: a\n" + model + "benchmarks: 5\n" << QByteArray("benchmarks");
    QTest::addRow("no model") << "job.yaml" << QByteArray("name: a\nbenchmarks: [{id: facts-v1, provider_id: assay}]\n") << QByteArray("“model.name” is missing");
    QTest::addRow("no benchmarks") << "job.yaml" << "name: a\n" + model << QByteArray("“benchmarks” is missing");
    QTest::addRow("no provider") << "job.yaml" << "name: a\n" + model + "benchmarks: [{id: facts-v1}]\n" << QByteArray("“benchmarks[0].provider_id” is missing");
    QTest::addRow("unknown provider") << "job.yaml" << "name: a\n" + model + "benchmarks: [{id: facts-v1, provider_id: nobody}]\n" << QByteArray("'nobody'");
    QTest::addRow("unknown benchmark") << "job.yaml" << "name: a\n" + model + "benchmarks: [{id: facts-v9, provider_id: assay}]\n" << QByteArray("facts-v9");
    QTest::addRow("unknown collection") << "job.yaml" << "name: a\n" + model + "collection: {id: finisher-v1}\n" << QByteArray("finisher-v1");
}

void tst_CtlBadInput::jobFiles()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, words);
    CtlBench bench;
    if (!name.isEmpty())
        bench.write(name, text);
    expectOneSentence(bench.here({QStringLiteral("run"), bench.path(name.isEmpty() ? QStringLiteral("missing.yaml") : name)}), words);
}

void tst_CtlBadInput::servers_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<QByteArray>("words");
    QTest::addRow("nobody") << 0 << QByteArray("Nothing answers at http://127.0.0.1:");
    QTest::addRow("refused token") << 1 << QByteArray("refuses the token");
    QTest::addRow("web page") << 2 << QByteArray("answers with a web page, not with EvalHub; check the URL.");
    QTest::addRow("no address") << 3 << QByteArray("is not a web address");
    QTest::addRow("another API") << 4 << QByteArray("is not EvalHub; check the URL.");
}

void tst_CtlBadInput::servers()
{
    QFETCH(int, fault);
    QFETCH(QByteArray, words);
    TestServer server([fault](const Asked &) {
        switch (fault) {
        case 1: return Answer{.status = 401, .body = "{}"};
        case 2: return Answer{.body = "<html></html>", .contentType = "text/html"};
        default: return Answer{.status = 404, .body = "{}"};
        }
    });
    const QString url = fault == 3 ? QStringLiteral("localhost") : server.text();
    if (fault == 0)
        server.stop();
    CtlBench bench;
    const auto process = bench.start({QStringLiteral("list"), QStringLiteral("--url"), url, QStringLiteral("--token"), QStringLiteral("t0ken-t0ken")});
    const CtlEnd end = CtlBench::ended(*process);
    expectOneSentence(end, words);
    QVERIFY(!end.err.contains("t0ken-t0ken"));
}

void tst_CtlBadInput::endpoints_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<QByteArray>("words");
    QTest::addRow("refused key") << 0 << QByteArray("401");
    QTest::addRow("web page") << 1 << QByteArray("web page");
    QTest::addRow("nobody") << 2 << QByteArray("127.0.0.1");
    QTest::addRow("no such recording") << 3 << QByteArray("never-made");
    QTest::addRow("hangs") << 4 << QByteArray("did not answer within 1 s");
    QTest::addRow("rubbish") << 5 << QByteArray("127.0.0.1");
    QTest::addRow("dies half-way") << 6 << QByteArray("127.0.0.1");
}

void tst_CtlBadInput::endpoints()
{
    QFETCH(int, fault);
    QFETCH(QByteArray, words);
    TestServer model([fault](const Asked &) {
        switch (fault) {
        case 0: return Answer{.status = 401, .body = R"({"error":{"message":"no key"}})"};
        case 4: return Answer{.silent = true};
        case 5: return Answer{.body = "\x01\x02 this is no JSON"};
        case 6: return Answer{.body = QByteArray(2000, 'x'), .cutAfter = 20};
        default: return Answer{.body = "<html>hello</html>", .contentType = "text/html"};
        }
    });
    const QByteArray url = fault == 3 ? QByteArray("recorded:never-made") : model.url(QStringLiteral("/v1")).toEncoded();
    if (fault == 2)
        model.stop();
    CtlBench bench;
    bench.write(QStringLiteral("job.yaml"), "name: a\nmodel: {name: m, url: \"" + url + "\"}\nbenchmarks:\n"
                                            "  - {id: facts-v1, provider_id: assay, parameters: {num_examples: 4, retries: 0, timeout_seconds: 1}}\n");
    const auto process = bench.start({QStringLiteral("run"), bench.path(QStringLiteral("job.yaml")), QStringLiteral("--workspace"), bench.workspace()});
    const CtlEnd end = CtlBench::ended(*process);
    QVERIFY2(end.code == 3, (end.out + end.err).constData());
    QVERIFY2((end.out + end.err).contains(words), (end.out + end.err).constData());
}

void tst_CtlBadInput::taskFiles_data()
{
    QTest::addColumn<QByteArray>("find");
    QTest::addColumn<QByteArray>("replace");
    QTest::addColumn<QByteArray>("dataset");
    QTest::addColumn<QByteArray>("words");
    QByteArray good;
    for (int i = 1; i <= 10; ++i)
        good += "{\"id\":\"q" + QByteArray::number(i) + "\",\"question\":\"Q?\",\"answer\":\"a\"}\n";
    QByteArray broken = good;
    broken.replace("{\"id\":\"q7\"", "{\"id\":\"q7");
    QTest::addRow("broken line 7") << QByteArray("x") << QByteArray("x") << broken << QByteArray("7");
    QTest::addRow("unknown scorer") << QByteArray("basic::equality") << QByteArray("basic::equalty") << good << QByteArray("basic::equalty");
    QTest::addRow("unknown column") << QByteArray("{{question}}") << QByteArray("{{qestion}}") << good << QByteArray("qestion");
    QTest::addRow("no dataset") << QByteArray("rows.jsonl") << QByteArray("raws.jsonl") << good << QByteArray("raws.jsonl");
}

void tst_CtlBadInput::taskFiles()
{
    QFETCH(QByteArray, find);
    QFETCH(QByteArray, replace);
    QFETCH(QByteArray, dataset);
    QFETCH(QByteArray, words);
    QByteArray task = "id: mine-v1\nname: Mine\ndescription: d\ncategory: test\ndataset: {file: rows.jsonl}\n"
                      "fields: {id: id, input: question, target: answer}\nprompt: {kind: chat, template: \"{{question}}\"}\n"
                      "scoring: [{function: \"basic::equality\"}]\nprimary_score: {metric: accuracy}\nmetrics: [accuracy]\n";
    if (find != "x")
        task.replace(find, replace);
    CtlBench bench;
    bench.write(QStringLiteral("workspace/tasks/mine.yaml"), task);
    bench.write(QStringLiteral("workspace/tasks/rows.jsonl"), dataset);
    bench.write(QStringLiteral("workspace/recordings/r.jsonl"), "{\"recording\":1,\"model\":\"r\"}\n");
    bench.write(QStringLiteral("job.yaml"), "name: a\nmodel: {name: m, url: \"recorded:r\"}\nbenchmarks: [{id: mine-v1, provider_id: assay}]\n");
    const CtlEnd end = bench.here({QStringLiteral("run"), bench.path(QStringLiteral("job.yaml"))});
    const QByteArray said = end.out + end.err;
    QVERIFY2(end.code == 3, said.constData());
    QVERIFY2(said.contains(words), said.constData());
    QVERIFY2(said.contains("mine.yaml") || said.contains("rows.jsonl") || said.contains("raws.jsonl"), said.constData());
}

void tst_CtlBadInput::engineMissing()
{
    // A workspace that cannot be made.
    CtlBench bench;
    bench.write(QStringLiteral("file"), "x");
    expectOneSentence(bench.run({QStringLiteral("list"), QStringLiteral("--workspace"), bench.path(QStringLiteral("file/inside"))}), "workspace");
}

ASSAY_TEST(tst_CtlBadInput)
#include "tst_CtlBadInput.moc"

#include "tests/engine/CommandSupport.h"
#include "tests/engine/EngineFixture.h"
#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include "services/engine/process/CommandRunner.h"
#include "services/engine/server/ReportCheck.h"
#include "services/engine/server/ToyModel.h"
#include "services/engine/server/TrialReports.h"

#include <nlohmann/json.hpp>

#include <QSet>
#include <QTest>

using namespace assay;
using namespace assay::engine;
using Json = nlohmann::json;
namespace commands = assay::engine::test;
namespace server = assay::test;

/// Commands that are tried without a job, by requests as the window sends them.
class tst_Trials : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void aGoodCommand();
    void whatIsWrongIsTold();
    void whatIsNotTakenIsShown();
    void everyReportCounts();
    void namesInAnyCase();
    void theWholeOutput();
    void outputIsCutBetweenCharacters();
    void theToyModelAnswers();
    void cancelEndsTheWholeTree();
    void oneAtATime();
    void approvalHolds();
    void nothingIsStored();
    void aKilledEnginesTrialIsEnded();
    void faults_data();
    void faults();
    void toyReplies();

private:
    Json order(const QStringList &actions, bool shown = true) const { return orderOf(commands::CommandWorkspace::child(actions).toStdString(), shown); }
    static Json orderOf(const std::string &command, bool shown = true)
    {
        Json out{{"provider", {{"name", "mine"}, {"runtime", {{"local", {{"command", command}}}}},
                               {"benchmarks", {{{"id", "b"}, {"metrics", {"acc"}}, {"primary_score", {{"metric", "acc"}}}}}}}},
                 {"benchmark_id", "b"}};
        if (shown)
            out["shown_command"] = command;
        return out;
    }
    QByteArray begin(const QStringList &actions) { return begin(order(actions)); }
    QByteArray begin(const Json &order)
    {
        const auto reply = m_engine->post("/api/v1/trials", order);
        if (reply.status != 202)
            qWarning("%s", reply.text.constData());
        return QByteArray::fromStdString(reply.json.value("id", ""));
    }
    Json view(const QByteArray &id, const QByteArray &query = {}) const { return m_engine->get("/api/v1/trials/" + id + query).json; }
    Json over(const QByteArray &id) const
    {
        Json last;
        [&] { QTRY_VERIFY_WITH_TIMEOUT((last = view(id)).value("state", "") == "over", 30'000); }();
        return last;
    }
    static QStringList rules(const Json &report)
    {
        QStringList all;
        for (const Json &fault : report.at("faults"))
            all << QString::fromStdString(fault.at("path").get<std::string>() + " " + fault.at("rule").get<std::string>());
        return all;
    }
    /// All output, answer by answer.
    QList<QByteArray> outputs(const QByteArray &id) const
    {
        QList<QByteArray> all;
        for (qint64 next = 0;;) {
            const Json output = view(id, "?output=" + QByteArray::number(next))["output"];
            if (output["text"] == "")
                return all;
            all << QByteArray::fromStdString(output["text"].get<std::string>());
            next = output["next"].get<qint64>();
        }
    }
    /// As the shim leaves them.
    void writeReports(const QList<QByteArray> &bodies) const
    {
        QFile reports(file("events.jsonl"));
        QVERIFY(reports.open(QIODevice::WriteOnly));
        reports.write(bodies.join('\n') + '\n');
    }
    void startEngine(qint64 logHeadBytes = CommandRunnerOptions().logHeadBytes);
    QString file(const char *name) const { return m_files->filePath(QLatin1String(name)); }

    std::unique_ptr<server::EngineFixture> m_engine;
    std::unique_ptr<CommandRunner> m_commands;
    std::unique_ptr<QTemporaryDir> m_files;
};

void tst_Trials::init()
{
    m_files = std::make_unique<QTemporaryDir>();
    startEngine();
}

void tst_Trials::startEngine(qint64 logHeadBytes)
{
    if (m_engine)
        cleanup();
    m_engine = std::make_unique<server::EngineFixture>();
    CommandRunnerOptions options;
    options.secretFolder = m_engine->folder.filePath(QStringLiteral("secrets"));
    options.readReport = readReport;
    options.shim = assay::test::builtProgram("/assay-shim");
    options.stopGraceMs = 100;
    options.logHeadBytes = logHeadBytes;
    m_commands = std::make_unique<CommandRunner>(options);
    m_engine->options.commands = m_commands.get();
    QVERIFY(m_engine->start());
}

void tst_Trials::cleanup()
{
    m_engine->engine.reset();
    m_commands.reset();
}

void tst_Trials::aGoodCommand()
{
    const QByteArray id = begin({QStringLiteral("say"), QStringLiteral("working"), QStringLiteral("post"), QStringLiteral("running"), QStringLiteral("burn"),
                                 QStringLiteral("30"), QStringLiteral("post"), QStringLiteral("completed")});
    const Json end = over(id);
    QVERIFY(end["report_count"] == 2);
    QVERIFY(end["reports"][0]["status"] == "running");
    QVERIFY(end["reports"][1]["status"] == "completed");
    QVERIFY2(end["reports"][1]["faults"].empty(), end.dump(1).c_str());
    QVERIFY(end["reports"][1]["body"].get<std::string>().find("0.75") != std::string::npos);
    QVERIFY(end["output"]["text"].get<std::string>().find("working\n") != std::string::npos);
    QVERIFY(end["end"]["code"] == 0);
    QVERIFY(end["end"]["user_seconds"].get<double>() + end["end"]["system_seconds"].get<double>() >= 0.02);
    QVERIFY(end["end"]["max_rss_bytes"].get<qint64>() > 100'000);
    // It asked nothing, which is the one thing to say of it.
    QCOMPARE(end["faults"].size(), std::size_t(1));
    QVERIFY(end["faults"][0].get<std::string>().find("asked the model nothing") != std::string::npos);
    // Only what is new.
    const Json later = view(id, "?reports=1&output=8");
    QCOMPARE(later["reports"].size(), std::size_t(1));
    QVERIFY(later["reports"][0]["number"] == 2);
    QVERIFY(later["output"]["text"].get<std::string>().find("working") == std::string::npos);
}

void tst_Trials::whatIsWrongIsTold()
{
    const QByteArray id = begin({QStringLiteral("raw"), QStringLiteral(R"({"benchmark_status_event":{"id":"b","provider_id":"mine","status":"running","phaze":"loading_data","items_done":"3"}})"),
                                 QStringLiteral("say"), QStringLiteral("bye"), QStringLiteral("exit"), QStringLiteral("3")});
    const Json end = over(id);
    const QStringList said = rules(end["reports"][0]);
    QVERIFY2(said.join(u'\n').contains(QStringLiteral("benchmark_status_event.phaze is no member")), qPrintable(said.join(u'\n')));
    QVERIFY2(said.join(u'\n').contains(QStringLiteral("benchmark_status_event.items_done must be a whole number, and is string")), qPrintable(said.join(u'\n')));
    QVERIFY(end["end"]["code"] == 3);
    const std::string all = end["faults"].dump();
    QVERIFY2(all.find("never reported status completed") != std::string::npos && all.find("code 3") != std::string::npos, all.c_str());
}

void tst_Trials::whatIsNotTakenIsShown()
{
    const QByteArray id = begin({QStringLiteral("raw"), QStringLiteral("{no json"), QStringLiteral("post"), QStringLiteral("completed")});
    const Json end = over(id);
    QVERIFY(end["report_count"] == 2);
    QStringList bodies, all;
    for (const Json &report : end["reports"]) {
        bodies << QString::fromStdString(report["body"].get<std::string>());
        all << rules(report);
    }
    QVERIFY(bodies.contains(QStringLiteral("{no json")));
    QVERIFY2(all.join(u'\n').contains(QStringLiteral("was answered 400")), qPrintable(all.join(u'\n')));
    QVERIFY(!all.join(u'\n').contains(QStringLiteral("127.0.0.1"))); // nor the inbox's secret
}

void tst_Trials::everyReportCounts()
{
    // Those that are not kept, too: the one that says how it ended may be the last of very many.
    const QByteArray running = R"({"benchmark_status_event":{"id":"b","provider_id":"mine","status":"running"}})";
    QList<QByteArray> bodies(2000, running);
    bodies << QByteArray(running).replace("running", "completed") << QByteArray(running).replace("running", "failed");
    writeReports(bodies);
    TrialReports reports(m_files->path(), {QStringLiteral("mine"), QStringLiteral("b"), 0, {}}, Clock::system());
    reports.collect();
    QCOMPARE(reports.count(), 2002);
    QCOMPARE(reports.document(0).size(), std::size_t(2000));
    QVERIFY(reports.completed());
    QVERIFY(reports.failed());
}

void tst_Trials::namesInAnyCase()
{
    const QByteArray body = R"({"Benchmark_Status_Event":{"ID":"b","provider_id":"mine","STATUS":"completed","Phase":"completed","metrics":{"acc":1}}})";
    QVERIFY(readReport(body)); // servers take it
    writeReports({body, body});
    TrialReports reports(m_files->path(), {QStringLiteral("mine"), QStringLiteral("b"), 0, {}}, Clock::system());
    reports.collect();
    QVERIFY(reports.completed());
    const Json said = reports.document(0);
    QVERIFY(said[0]["status"] == "completed");
    QVERIFY(said[0]["phase"] == "completed");
    QVERIFY(said[0]["faults"].empty());
    QVERIFY(rules(said[1]).join(u'\n').contains(QStringLiteral("comes after the report that ended the benchmark")));
}

void tst_Trials::theWholeOutput()
{
    startEngine(10'000); // the shim begins another file then
    const QByteArray id = begin(orderOf("i=0; while [ $i -lt 1000 ]; do i=$((i+1)); echo \"line $i of a thousand\"; done"));
    over(id);
    const QByteArray all = outputs(id).join();
    for (int line = 1; line <= 1000; ++line)
        QVERIFY2(all.contains("line " + QByteArray::number(line) + " of a thousand\n"), qPrintable(QString::number(line)));
}

void tst_Trials::outputIsCutBetweenCharacters()
{
    // One answer has 256 KiB: the first byte of the euro sign would still fit.
    const QByteArray id = begin(orderOf("head -c 262143 /dev/zero | tr '\\0' x; printf '\\342\\202\\254.\\342\\202'"));
    over(id);
    const QList<QByteArray> pieces = outputs(id);
    QCOMPARE(pieces.size(), 2);
    QCOMPARE(pieces.at(0), QByteArray(262143, 'x'));
    QVERIFY(pieces.at(1).startsWith("€.\uFFFD")); // nothing comes after that one
}

void tst_Trials::theToyModelAnswers()
{
    const QByteArray id = begin({QStringLiteral("wait"), file("go"), QStringLiteral("post"), QStringLiteral("completed")});
    const QByteArray model = "/api/v1/trials/" + id + "/model/v1";
    // As the command does it: without a token.
    server::RawClient client(m_engine->engine->port());
    const QByteArray body = R"({"model":"assay-toy","messages":[{"role":"user","content":"Q: What is 7 + 5?"}]})";
    client.send("POST " + model + "/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(m_engine->engine->port())
                + "\r\nConnection: close\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    const QByteArray answer = client.response();
    QCOMPARE(server::RawClient::statusOf(answer), 200);
    QVERIFY(answer.contains("\"content\":\"12\""));
    QVERIFY(view(id)["request_count"] == 1);
    QCOMPARE(m_engine->get("/api/v1/trials/other/model/v1/models").status, 404);
    QFile go(file("go"));
    QVERIFY(go.open(QIODevice::WriteOnly));
    go.close();
    QVERIFY(over(id)["faults"].empty());
}

void tst_Trials::cancelEndsTheWholeTree()
{
    const QByteArray id = begin({QStringLiteral("child"), file("child"), QStringLiteral("daemon"), file("daemon"), QStringLiteral("stay"), file("self")});
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(file("self")), 20'000);
    QVERIFY(view(id)["state"] == "running");
    QCOMPARE(m_engine->ask("DELETE", "/api/v1/trials/" + id).status, 204);
    const Json end = over(id);
    QVERIFY(end["cancelled"] == true);
    QCOMPARE(end["faults"].size(), std::size_t(0));
    for (const char *name : {"child", "daemon", "self"})
        QVERIFY2(!commands::isAlive(commands::fileText(file(name)).trimmed().toLongLong()), name);
}

void tst_Trials::oneAtATime()
{
    const QByteArray id = begin({QStringLiteral("stay"), file("self")});
    const auto second = m_engine->post("/api/v1/trials", order({QStringLiteral("exit"), QStringLiteral("0")}));
    QCOMPARE(second.status, 409);
    QCOMPARE(second.code(), std::string("trial_running"));
    m_engine->ask("DELETE", "/api/v1/trials/" + id);
    over(id);
    const QByteArray next = begin({QStringLiteral("exit"), QStringLiteral("0")});
    QVERIFY(!next.isEmpty());
    QCOMPARE(m_engine->get("/api/v1/trials/" + id).status, 404); // the last one only
    over(next);
}

void tst_Trials::approvalHolds()
{
    const Json asked = order({QStringLiteral("exit"), QStringLiteral("0")}, false);
    QCOMPARE(m_engine->post("/api/v1/trials", asked).code(), std::string("command_not_approved"));
    Json other = asked;
    other["shown_command"] = "true"; // something else was shown
    QCOMPARE(m_engine->post("/api/v1/trials", other).code(), std::string("command_not_approved"));
    m_engine->options.scheduling.commands = CommandMode::Deny;
    QVERIFY(m_engine->start());
    QCOMPARE(m_engine->post("/api/v1/trials", order({QStringLiteral("exit"), QStringLiteral("0")})).code(), std::string("command_denied"));
    m_engine->options.scheduling.commands = CommandMode::Allow;
    QVERIFY(m_engine->start());
    const auto allowed = m_engine->post("/api/v1/trials", asked);
    QCOMPARE(allowed.status, 202);
    over(QByteArray::fromStdString(allowed.json["id"].get<std::string>()));
    // And what makes no trial at all.
    Json nothing = asked;
    nothing["provider"]["runtime"].erase("local");
    QCOMPARE(m_engine->post("/api/v1/trials", nothing).status, 400);
    nothing = asked;
    nothing["benchmark_id"] = "unknown";
    QCOMPARE(m_engine->post("/api/v1/trials", nothing).status, 400);
    QCOMPARE(m_engine->post("/api/v1/trials", Json::array()).status, 400);
}

void tst_Trials::nothingIsStored()
{
    over(begin({QStringLiteral("post"), QStringLiteral("completed")}));
    QVERIFY(m_engine->get("/api/v1/evaluations/jobs").json["total_count"] == 0);
    QVERIFY(m_engine->get("/api/v1/commands").json["total_count"] == 0);
    const QString trials = m_engine->folder.filePath(QStringLiteral("trials"));
    QCOMPARE(QDir(trials).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
    m_engine->engine.reset();
    QCOMPARE(QDir(trials).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 0);
}

void tst_Trials::aKilledEnginesTrialIsEnded()
{
    begin({QStringLiteral("child"), file("child"), QStringLiteral("stay"), file("self")});
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(file("self")), 20'000);
    const qint64 self = commands::fileText(file("self")).trimmed().toLongLong(), child = commands::fileText(file("child")).trimmed().toLongLong();
    QVERIFY(commands::isAlive(self));
    // What a killed engine leaves: the folder, and processes that nobody knows.
    const QString trials = m_engine->folder.filePath(QStringLiteral("trials"));
    const QString kept = m_engine->folder.filePath(QStringLiteral("kept"));
    const QString name = QDir(trials).entryList(QDir::Dirs | QDir::NoDotAndDotDot).value(0);
    QVERIFY(QDir().mkpath(kept + u'/' + name + QStringLiteral("/attempt")));
    QVERIFY(QFile::copy(trials + u'/' + name + QStringLiteral("/process.json"), kept + u'/' + name + QStringLiteral("/process.json")));
    CommandRunnerOptions options;
    options.secretFolder = m_engine->folder.filePath(QStringLiteral("secrets"));
    options.readReport = readReport;
    options.shim = assay::test::builtProgram("/assay-shim");
    CommandRunner fresh(options); // another engine's
    server::EngineFixture next;
    next.options.commands = &fresh;
    QVERIFY(QDir().rename(kept, next.folder.filePath(QStringLiteral("trials"))));
    QVERIFY(next.start());
    QTRY_VERIFY_WITH_TIMEOUT(!commands::isAlive(self) && !commands::isAlive(child), 20'000);
    QTRY_COMPARE(QDir(next.folder.filePath(QStringLiteral("trials"))).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 0);
    next.engine.reset();
}

void tst_Trials::faults_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<QStringList>("expected"); ///< path, a space, how the rule begins; a star before: servers refuse the report
    const auto row = [](const char *name, const char *event, const QStringList &expected) { QTest::addRow("%s", name) << QByteArray(event) << expected; };
    row("good", R"({"id":"b","provider_id":"p","status":"running","phase":"loading_data"})", {});
    row("unknown", R"({"id":"b","provider_id":"p","status":"running","fase":"x"})", {QStringLiteral("benchmark_status_event.fase is no member")});
    row("missing id", R"({"provider_id":"p","status":"running"})", {QStringLiteral("*benchmark_status_event.id is required")});
    row("ill typed", R"({"id":7,"provider_id":"p","status":"running"})", {QStringLiteral("*benchmark_status_event.id must be text, and is number")});
    row("below", R"({"id":"b","provider_id":"p","status":"failed","error_message":{"message":3}})", {QStringLiteral("*benchmark_status_event.error_message.message must be text")});
    row("no object", R"({"id":"b","provider_id":"p","status":"failed","error_message":"broken"})", {QStringLiteral("*benchmark_status_event.error_message must be an object, and is string")});
    row("word", R"({"id":"b","provider_id":"p","status":"done"})", {QStringLiteral("*benchmark_status_event.status must be one of")});
    row("phase", R"({"id":"b","provider_id":"p","status":"running","phase":"warming"})", {QStringLiteral("*benchmark_status_event.phase must be one of")});
    row("no metrics", R"({"id":"b","provider_id":"p","status":"completed"})", {QStringLiteral("benchmark_status_event.metrics should hold")});
    row("other metric", R"({"id":"b","provider_id":"p","status":"completed","metrics":{"f1":1}})", {QStringLiteral("benchmark_status_event.metrics lacks 'acc'")});
    row("metric is text", R"({"id":"b","provider_id":"p","status":"completed","metrics":{"acc":"0.5"}})", {QStringLiteral("benchmark_status_event.metrics.acc must be a number")});
    row("other benchmark", R"({"id":"x","provider_id":"p","benchmark_index":2,"status":"running"})",
        {QStringLiteral("benchmark_status_event.id is not the benchmark_id"), QStringLiteral("benchmark_status_event.benchmark_index is not")});
    row("no reason", R"({"id":"b","provider_id":"p","status":"failed"})", {QStringLiteral("benchmark_status_event.error_message should say why")});
}

void tst_Trials::faults()
{
    QFETCH(QByteArray, event);
    QFETCH(QStringList, expected);
    const auto found = reportFaults("{\"benchmark_status_event\":" + event + "}", {QStringLiteral("p"), QStringLiteral("b"), 0, QStringLiteral("acc")});
    QStringList said;
    for (const ReportFault &fault : found)
        said << (fault.refused ? QStringLiteral("*") : QString()) + fault.path + u' ' + fault.rule;
    QVERIFY2(said.size() == expected.size(), qPrintable(said.join(u'\n')));
    for (int i = 0; i < said.size(); ++i)
        QVERIFY2(said.at(i).startsWith(expected.at(i)), qPrintable(said.at(i)));
}

void tst_Trials::toyReplies()
{
    // Five rows, four of them answered right, each the same every time.
    int right = 0, rows = 0;
    QSet<QString> ids;
    for (const QByteArray &line : toymodel::dataset().trimmed().split('\n')) {
        const Json row = Json::parse(line.begin(), line.end());
        ++rows;
        ids << QString::fromStdString(row["id"].get<std::string>());
        right += toymodel::answerTo(QStringLiteral("Answer briefly. ") + QString::fromStdString(row["question"].get<std::string>())) == QString::fromStdString(row["answer"].get<std::string>());
    }
    QCOMPARE(rows, 5);
    QCOMPARE(ids.size(), 5);
    QCOMPARE(right, 4);
    QCOMPARE(toymodel::answerTo(QStringLiteral("What is 7 + 5? 12\nWhat is the capital of France?")), QStringLiteral("Paris"));
    QCOMPARE(toymodel::reply("POST", QStringLiteral("/completions"), "[]").status, 400);
    QCOMPARE(toymodel::reply("POST", QStringLiteral("/embeddings"), "{}").status, 404);
    QVERIFY(toymodel::reply("POST", QStringLiteral("/chat/completions"), R"({"stream":true,"messages":[{"content":[{"type":"text","text":"What is 7 + 5?"}]}]})").body.endsWith("[DONE]\n\n"));
}

ASSAY_TEST(tst_Trials)
#include "tst_Trials.moc"

#include "tests/engine/EngineFixture.h"

#include "services/engine/runner/NativeRunner.h"
#include "tests/support/Places.h"
#include "tests/support/ScriptedServer.h"
#include "tests/support/TestRegistry.h"

using namespace assay;
using namespace assay::engine;
using Json = nlohmann::json;
using test::EngineFixture;
using test::ScriptedRequest;
using test::ScriptedServer;

/// Answers that a run stored are scored again by an ordinary job, without the model.
class tst_Rescoring : public QObject {
    Q_OBJECT

    QTemporaryDir m_tasks;
    std::unique_ptr<NativeRunner> m_runner;
    std::unique_ptr<EngineFixture> m_engine;
    std::unique_ptr<ScriptedServer> m_model;

    static Json entry(const std::string &provider, const std::string &id, Json parameters = Json::object())
    {
        return {{"provider_id", provider}, {"id", id}, {"parameters", std::move(parameters)}};
    }

    static Json again(const QByteArray &job, int index, Json scoring)
    {
        return {{"answers", "stored:" + job.toStdString() + "/" + std::to_string(index)}, {"scoring", std::move(scoring)}};
    }

    EngineFixture::Reply submit(const Json &benchmark, const std::string &modelUrl)
    {
        return m_engine->post(m_engine->jobs, {{"name", "Again"}, {"model", {{"name", "tiny"}, {"url", modelUrl}}}, {"benchmarks", {benchmark}}});
    }

    Json ended(const QByteArray &id)
    {
        Json job;
        const auto over = [&] {
            job = m_engine->get(m_engine->jobs + '/' + id).json;
            const auto state = job.value(Json::json_pointer("/status/state"), std::string());
            return state == "completed" || state == "failed" || state == "partially_failed" || state == "cancelled";
        };
        if (!QTest::qWaitFor(over, 20'000))
            qWarning("the job did not end");
        return job;
    }

    static QByteArray idOf(const EngineFixture::Reply &reply)
    {
        return QByteArray::fromStdString(reply.json.value(Json::json_pointer("/resource/id"), std::string()));
    }

    Json samples(const QByteArray &job) { return m_engine->get(m_engine->jobs + '/' + job + "/benchmarks/0/samples").json.value("items", Json::array()); }

    /// A run of four items whose model answers "It is N.".
    QByteArray firstRun()
    {
        const auto reply = submit(entry("assay", "numbers"), m_model->url().toStdString() + "/v1");
        const QByteArray id = idOf(reply);
        const Json job = ended(id);
        if (job.value(Json::json_pointer("/status/state"), std::string()) != "completed")
            qWarning("%s", job.dump().c_str());
        return id;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QByteArray rows;
        for (int i = 0; i < 4; ++i)
            rows += "    - {id: i" + QByteArray::number(i) + ", q: \"n=" + QByteArray::number(i) + "\", a: \"" + QByteArray::number(i) + "\"}\n";
        QFile task(m_tasks.filePath(QStringLiteral("numbers.yaml")));
        QVERIFY(task.open(QIODevice::WriteOnly));
        task.write("id: numbers\nname: Numbers\ndataset:\n  rows:\n" + rows
                   + "fields: {id: id, input: q, target: a}\nprompt: {template: \"{{q}}\"}\nscoring: [{function: \"basic::equality\"}]\n"
                     "pass_criteria: {threshold: 0.9}\n");
        task.close();
        m_model = std::make_unique<ScriptedServer>([](const ScriptedRequest &request) {
            const auto body = Json::parse(request.body);
            const auto asked = body["messages"].back()["content"].get<std::string>();
            if (body["model"] == "grader")
                return test::ScriptedReply{200, ScriptedServer::chatAnswer(asked.find("It is 2") == std::string::npos ? "Score: 5" : "Hm.")};
            return test::ScriptedReply{200, ScriptedServer::chatAnswer("It is " + QByteArray::fromStdString(asked.substr(2)) + ".")};
        });
        NativeRunnerOptions options;
        options.taskFolders = {m_tasks.path()};
        m_runner = std::make_unique<NativeRunner>(options);
        m_engine = std::make_unique<EngineFixture>();
        m_engine->options.catalogue = test::inSource("/resources/catalogue");
        m_engine->options.taskFolders = options.taskFolders;
        m_engine->options.runners = {{QStringLiteral("assay"), m_runner.get()}};
        QVERIFY(m_engine->start());
    }

    void cleanupTestCase()
    {
        m_engine.reset();
        m_runner.reset();
    }

    void asksNoModel()
    {
        const QByteArray first = firstRun();
        const int asked = m_model->requestCount();
        QCOMPARE(asked, 4);
        QVERIFY(ended(first)["results"]["benchmarks"][0]["metrics"]["accuracy"] == 0);
        const Json scored = entry("assay", "numbers", again(first, 0, {{{"function", "basic::subset_of"}}}));
        const auto plan = m_engine->post(m_engine->base + "/plan", {{"name", "Again"}, {"model", {{"name", "tiny"}, {"url", m_model->url().toStdString()}}}, {"benchmarks", {scored}}});
        QVERIFY2(plan.status == 200 && plan.json["benchmarks"][0]["runs"]["by"] == "native" && !plan.json["benchmarks"][0].contains("threshold"), plan.body.constData());
        const QByteArray second = idOf(submit(scored, m_model->url().toStdString()));
        const Json job = ended(second);
        QVERIFY2(job["status"]["state"] == "completed", job.dump().c_str());
        QCOMPARE(m_model->requestCount(), asked);
        const Json result = job["results"]["benchmarks"][0];
        QVERIFY2(result["metrics"]["accuracy"] == 1 && !result.contains(Json::json_pointer("/test/threshold")), result.dump().c_str());
        const Json info = result["additional_info"]["assay"];
        QVERIFY2(info["answers_from"]["job"] == first.toStdString() && info["answers_from"]["name"] == "Again" && info["config"]["prompt_sha256"].is_string(), info.dump().c_str());
        const Json before = samples(first), after = samples(second);
        QCOMPARE(after.size(), std::size_t(4));
        for (std::size_t i = 0; i < after.size(); ++i) {
            for (const char *same : {"item_key", "prompt", "response", "target", "ordinal"})
                QVERIFY2(after[i][same] == before[i][same], same);
        }
        // What was scored again can be scored again.
        QVERIFY(ended(idOf(submit(entry("assay", "numbers", again(second, 0, {{{"function", "basic::equality"}}})), {})))["status"]["state"] == "completed");
    }

    void asksTheJudgeOnly()
    {
        const QByteArray first = firstRun();
        const int asked = m_model->requestCount();
        const Json judged{{"function", "llm-as-judge::base"},
                          {"params", {{"prompt_template", "{input_query}|{expected_answer}|{generated_answer}"}, {"judge_score_regexes", {"Score: (\\d)"}}}},
                          {"aggregations", {"average"}},
                          {"judge", {{"url", m_model->url().toStdString() + "/v1"}, {"model", "grader"}}}};
        const QByteArray second = idOf(submit(entry("assay", "numbers", again(first, 0, {judged})), {}));
        const Json job = ended(second);
        QVERIFY2(job["status"]["state"] == "completed", job.dump().c_str());
        QCOMPARE(m_model->requestCount(), asked + 4);
        const Json metrics = job["results"]["benchmarks"][0]["metrics"];
        QVERIFY2(metrics["average"] == 5 && metrics["judge_parse_failures"] == 1, metrics.dump().c_str());
        QVERIFY(samples(second)[2]["scores"]["llm-as-judge::base"]["judge_feedback"] == "Hm.");
    }

    /// A run of another tool, of a provider that this engine may not even know.
    void scoresImportedAnswers()
    {
        const auto begun = m_engine->post("/api/v1/imports", {{"paths", {test::testData("/imports/inspect-0.3.285/capitals.eval").toStdString()}}});
        QCOMPARE(begun.status, 202);
        Json runs;
        QVERIFY(QTest::qWaitFor([&] {
            runs = m_engine->get(m_engine->jobs + "?tags=imported").json["items"];
            return !runs.empty() && samples(QByteArray::fromStdString(runs[0]["resource"]["id"].get<std::string>())).size() == 4;
        }, 20'000));
        const QByteArray id = QByteArray::fromStdString(runs[0]["resource"]["id"].get<std::string>());
        const Json benchmark = runs[0]["benchmarks"][0];
        const Json before = samples(id);
        const int asked = m_model->requestCount();
        const auto reply = submit(entry(benchmark["provider_id"], benchmark["id"], again(id, 0, {{{"function", "assay::contains_any"}}})), {});
        QVERIFY2(reply.status == 202, reply.body.constData());
        const Json job = ended(idOf(reply));
        QVERIFY2(job["status"]["state"] == "completed", job.dump().c_str());
        QCOMPARE(samples(idOf(reply)).size(), before.size());
        QCOMPARE(m_model->requestCount(), asked);
        QVERIFY(job["results"]["benchmarks"][0]["provider_id"] == benchmark["provider_id"]);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("answers");
        QTest::addColumn<QString>("scoring");
        QTest::addColumn<QString>("words");
        QTest::newRow("no such run") << "stored:nowhere/0" << "basic::equality" << "The run 'nowhere', whose stored answers shall be scored again, does not exist here";
        QTest::newRow("no such benchmark") << "stored:FIRST/7" << "basic::equality" << "The run 'Again' has no benchmark number 8.";
        QTest::newRow("not readable") << "stored:FIRST/x" << "basic::equality" << "parameters.answers must be stored:JOB_ID/BENCHMARK_INDEX";
        QTest::newRow("no such scorer") << "stored:FIRST/0" << "basic::magic" << "'basic::magic' is unknown";
        QTest::newRow("no judge") << "stored:FIRST/0" << "llm-as-judge::405b-simpleqa" << "parameters.judge.url does not say which";
        QTest::newRow("nothing stored") << "stored:EMPTY/0" << "basic::equality" << "The run 'job' has no stored answers of benchmark arc_easy, so they cannot be scored again.";
        QTest::newRow("likelihoods") << "stored:CHOICES/0" << "basic::equality" << "compared the likelihoods of given answers";
    }
    void refuses()
    {
        QFETCH(QString, answers);
        QFETCH(QString, scoring);
        QFETCH(QString, words);
        if (answers.contains(QLatin1String("FIRST")))
            answers.replace(QLatin1String("FIRST"), QString::fromUtf8(firstRun()));
        if (answers.contains(QLatin1String("EMPTY"))) {
            const QByteArray empty = m_engine->job(Json::array({entry("lm_evaluation_harness", "arc_easy")}));
            QCOMPARE(m_engine->ask("DELETE", m_engine->jobs + '/' + empty).status, 204); // before anything was asked
            ended(empty);
            answers.replace(QLatin1String("EMPTY"), QString::fromUtf8(empty));
        }
        if (answers.contains(QLatin1String("CHOICES")))
            answers.replace(QLatin1String("CHOICES"), importedChoices());
        const auto reply = submit(entry("assay", "numbers", {{"answers", answers.toStdString()}, {"scoring", {{{"function", scoring.toStdString()}}}}}), {});
        QCOMPARE(reply.status, 400);
        QVERIFY2(reply.json["message"].get<std::string>().find(words.toStdString()) != std::string::npos, reply.body.constData());
    }

    /// Deleted before its answers were scored again: the attempt says so.
    void needsTheRunUntilItIsDone()
    {
        const QByteArray first = firstRun();
        const Json scored = entry("assay", "numbers", again(first, 0, {{{"function", "basic::subset_of"}}}));
        const QByteArray second = idOf(submit(scored, {}));
        QVERIFY(ended(second)["status"]["state"] == "completed");
        QCOMPARE(m_engine->ask("DELETE", m_engine->jobs + '/' + first + "?hard_delete=true").status, 204);
        QCOMPARE(samples(second).size(), std::size_t(4)); // it has its own copy
        QCOMPARE(submit(scored, {}).status, 400);
    }

private:
    QString importedChoices()
    {
        m_engine->post("/api/v1/imports", {{"paths", {test::testData("/imports/lm-eval-0.4.13").toStdString()}}});
        QString found;
        const auto look = [&] {
            const Json runs = m_engine->get(m_engine->jobs + "?tags=imported&limit=100").json["items"];
            for (const Json &run : runs) {
                const auto type = run["benchmarks"][0].value(Json::json_pointer("/parameters/output_type"), std::string());
                const std::string id = run["resource"]["id"];
                if (type == "multiple_choice" && !samples(QByteArray::fromStdString(id)).empty())
                    found = QString::fromStdString(id);
            }
            return !found.isEmpty();
        };
        if (!QTest::qWaitFor(look, 20'000))
            qWarning("no run with choices was imported");
        return found;
    }
};

ASSAY_TEST(tst_Rescoring)

#include "tst_Rescoring.moc"

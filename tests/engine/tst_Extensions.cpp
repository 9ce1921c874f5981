#include "tests/engine/EngineFixture.h"
#include "tests/engine/SchedulerSupport.h"
#include "tests/support/TestRegistry.h"

#include <thread>

using assay::engine::test::FakeRunner;
using assay::test::EngineFixture;
using Json = nlohmann::json;

namespace {

const Json acc{{"id", "acc_bench"}, {"provider_id", "gold_silent"}};
const Json tox{{"id", "tox_bench"}, {"provider_id", "gold_silent"}};
const Json model{{"name", "m"}, {"url", "http://model.invalid/v1"}};

Json report(const char *id, int index, const char *status, const Json &metrics = nullptr)
{
    Json event{{"id", id}, {"provider_id", "gold_silent"}, {"benchmark_index", index}, {"status", status}};
    if (!metrics.is_null())
        event["metrics"] = metrics;
    if (std::string(status) == "failed")
        event["error_message"] = {{"message", "no luck"}, {"message_code", "boom"}};
    return event;
}

std::string stateOf(const Json &job)
{
    return job["status"]["state"].get<std::string>();
}

/// The benchmark's entry in the job's status; null when it is not listed.
Json statusOf(const Json &job, int index)
{
    for (const Json &entry : job["status"].value("benchmarks", Json::array())) {
        if (entry["benchmark_index"] == index)
            return entry;
    }
    return nullptr;
}

} // namespace

/// What the engine answers beyond EvalHub's API: the plan, retry and cancel of single benchmarks, keys, drain.
class tst_Extensions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void plansAJob();
    void plansThePolicyAndTheApproval();
    void plansACollection();
    void planNamesWhatIsRefused();
    void planAnswersTheFaultsOfASubmit_data();
    void planAnswersTheFaultsOfASubmit();
    void retriesFailedBenchmarks();
    void retriesChosenBenchmarks();
    void retriesAfterACancel();
    void refusesToRetry();
    void startsWhatWasReopened();
    void waitsForTheOldAttemptToStop();
    void cancelsOneBenchmark();
    void cancelsTheLastBenchmarks();
    void stopsTheCancelledAttempt();
    void remembersKeys();
    void makesOneJobOfConcurrentSubmits();
    void drains();

private:
    Json job(const QByteArray &id) const { return m_engine->get(m_engine->jobs + '/' + id).json; }
    EngineFixture::Reply retry(const QByteArray &id, const Json &body = Json::object()) const
    {
        return m_engine->post(m_engine->jobs + '/' + id + "/retry", body);
    }
    EngineFixture::Reply cancel(const QByteArray &id, int index) const
    {
        return m_engine->ask("DELETE", m_engine->jobs + '/' + id + "/benchmarks/" + QByteArray::number(index));
    }
    EngineFixture::Reply plan(const Json &body) const { return m_engine->post(m_engine->base + "/plan", body); }

    FakeRunner m_runner;
    std::unique_ptr<EngineFixture> m_engine;
};

void tst_Extensions::init()
{
    m_engine.reset();
    m_engine = std::make_unique<EngineFixture>();
    m_engine->options.scheduling.totalSlots = 4;
    QVERIFY(m_engine->start());
}

void tst_Extensions::plansAJob()
{
    Json entry = acc;
    entry["parameters"] = {{"num_examples", 3}, {"time_limit_seconds", 60}};
    entry["weight"] = 2;
    const auto reply = plan({{"name", "p"}, {"model", model}, {"benchmarks", Json::array({entry, tox})}});
    QVERIFY2(reply.status == 200, reply.body.constData());
    COMPARE_JSON(reply.json["threshold"], Json({{"value", 0.5}, {"origin", "default"}}));
    const Json first = reply.json["benchmarks"][0], second = reply.json["benchmarks"][1];
    COMPARE_JSON(first["parameters"]["num_examples"], Json({{"value", 3}, {"origin", "job"}}));
    COMPARE_JSON(first["time_limit_seconds"], Json({{"value", 60}, {"origin", "job"}}));
    COMPARE_JSON(first["weight"], Json({{"value", 2.0}, {"origin", "job"}}));
    COMPARE_JSON(first["primary_score"]["origin"], Json("provider"));
    COMPARE_JSON(first["primary_score"]["value"]["metric"], Json("acc"));
    COMPARE_JSON(first["threshold"]["origin"], Json("provider"));
    COMPARE_JSON(first["job_spec"], Json({{"id", ""}, {"callback_url", ""}, {"provider_id", "gold_silent"}, {"benchmark_id", "acc_bench"}, {"benchmark_index", 0},
                                          {"model", model}, {"num_examples", 3}, {"parameters", {{"time_limit_seconds", 60}}},
                                          {"primary_score", {{"metric", "acc"}, {"lower_is_better", false}}}}));
    COMPARE_JSON(second["weight"], Json({{"value", 1.0}, {"origin", "default"}}));
    COMPARE_JSON(second["time_limit_seconds"]["origin"], Json("default"));
    COMPARE_JSON(first["runs"]["by"], Json("command"));
    QVERIFY(!first["runs"]["command"].get<std::string>().empty());
    QCOMPARE(m_engine->get(m_engine->jobs).json["total_count"].get<int>(), 0); // nothing is stored
}

void tst_Extensions::plansThePolicyAndTheApproval()
{
    const Json body{{"name", "p"}, {"model", model}, {"benchmarks", Json::array({acc})},
                    {"custom", {{"assay", {{"retries", 2}, {"retry_backoff_seconds", 5}, {"stall_seconds", 30}, {"job_time_limit_seconds", 900}}}}}};
    Json first = plan(body).json["benchmarks"][0];
    COMPARE_JSON(first["retries"], Json({{"value", 2}, {"origin", "job"}}));
    COMPARE_JSON(first["retry_backoff_seconds"], Json({{"value", 5.0}, {"origin", "job"}}));
    COMPARE_JSON(first["stall_seconds"], Json({{"value", 30.0}, {"origin", "job"}}));
    COMPARE_JSON(first["job_time_limit_seconds"], Json({{"value", 900.0}, {"origin", "job"}}));
    COMPARE_JSON(first["runs"]["approval"], Json("needed"));
    QVERIFY(!first.contains("refused") || first["refused"].empty());
    for (const bool allow : {true, false}) {
        EngineFixture other;
        other.options.scheduling.commands = allow ? assay::engine::CommandMode::Allow : assay::engine::CommandMode::Deny;
        QVERIFY(other.start());
        first = other.post(other.base + "/plan", body).json["benchmarks"][0];
        COMPARE_JSON(first["runs"]["approval"], Json(allow ? "allowed" : "denied"));
        if (!allow)
            COMPARE_JSON(first["refused"][0]["field"], Json("provider.runtime.local.command"));
    }
}

void tst_Extensions::plansACollection()
{
    Json entry = acc;
    entry["parameters"] = {{"a", "coll"}, {"gone", ""}};
    entry["weight"] = 3;
    entry["pass_criteria"] = {{"threshold", 0.7}};
    entry["primary_score"] = {{"metric", "acc"}};
    const auto made = m_engine->post(m_engine->collections, {{"name", "c"}, {"category", "c"}, {"benchmarks", Json::array({entry, tox})}, {"pass_criteria", {{"threshold", 0.9}}}});
    QCOMPARE(made.status, 201);
    Json override = acc;
    override["parameters"] = {{"a", "job"}, {"b", "job"}, {"gone", "job"}};
    override["weight"] = 50;
    override["pass_criteria"] = {{"threshold", 0.1}};
    const Json body{{"name", "p"}, {"model", model}, {"collection", {{"id", made.json["resource"]["id"]}, {"benchmarks", Json::array({override})}}}};
    const Json got = plan(body).json;
    COMPARE_JSON(got["collection"]["id"], made.json["resource"]["id"]);
    COMPARE_JSON(got["threshold"], Json({{"value", 0.9}, {"origin", "collection"}}));
    const Json first = got["benchmarks"][0], second = got["benchmarks"][1];
    COMPARE_JSON(first["parameters"], Json({{"a", {{"value", "coll"}, {"origin", "collection"}}}, {"b", {{"value", "job"}, {"origin", "override"}}}}));
    COMPARE_JSON(first["weight"], Json({{"value", 3.0}, {"origin", "collection"}}));
    COMPARE_JSON(first["threshold"], Json({{"value", 0.7}, {"origin", "collection"}}));
    // An override's parameters reach every benchmark of its provider.
    COMPARE_JSON(second["parameters"]["b"]["origin"], Json("override"));
    COMPARE_JSON(second["parameters"]["gone"]["value"], Json("job"));
    Json ignored = Json::object();
    for (const Json &one : first["ignored"]) {
        QVERIFY(!one["reason"].get<std::string>().empty());
        ignored[one["field"].get<std::string>()] = one["value"];
    }
    COMPARE_JSON(ignored, Json({{"collection.benchmarks[0].parameters.a", "job"}, {"collection.benchmarks[0].parameters.gone", "job"},
                                {"collection.benchmarks[0].weight", 50}, {"collection.benchmarks[0].pass_criteria", {{"threshold", 0.1}}}}));
    // The plan is what a submit of the same body runs.
    const auto submitted = m_engine->post(m_engine->jobs, body);
    QCOMPARE(submitted.status, 202);
    QCOMPARE(m_engine->event(QByteArray::fromStdString(submitted.json["resource"]["id"].get<std::string>()), report("tox_bench", 1, "running")).status, 204);
}

void tst_Extensions::planNamesWhatIsRefused()
{
    Json entry = acc;
    entry["test_data_ref"] = {{"pvc", {{"claim_name", "data"}}}};
    entry["hardware_config"] = {{"gpu", {{"name", "nvidia.com/gpu"}, {"count", 1}}}};
    const auto reply = plan({{"name", "p"}, {"model", model}, {"benchmarks", Json::array({entry})}, {"queue", {{"name", "q"}}}});
    QVERIFY2(reply.status == 200, reply.body.constData());
    QStringList fields;
    for (const Json &one : reply.json["benchmarks"][0]["refused"]) {
        fields << QString::fromStdString(one["field"].get<std::string>());
        const std::string message = one["message"].get<std::string>();
        QVERIFY(message.ends_with('.') && message.find(one["field"].get<std::string>()) != std::string::npos);
    }
    COMPARE_JSON(reply.json["benchmarks"][0]["runs"]["by"], Json("command")); // it could run, but for these
    fields.sort();
    QCOMPARE(fields, (QStringList{QStringLiteral("benchmarks[0].hardware_config.gpu"), QStringLiteral("benchmarks[0].test_data_ref.pvc"), QStringLiteral("queue")}));
    const auto image = plan({{"name", "p"}, {"model", model}, {"benchmarks", Json::array({{{"id", "k_bench"}, {"provider_id", "gold_k8s_only"}}})}});
    QVERIFY2(image.status == 200, image.body.constData());
    COMPARE_JSON(image.json["benchmarks"][0]["runs"], Json({{"by", "nothing"}}));
    COMPARE_JSON(image.json["benchmarks"][0]["refused"][0]["field"], Json("benchmarks[0].provider_id"));
}

void tst_Extensions::planAnswersTheFaultsOfASubmit_data()
{
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, const Json &body) { QTest::newRow(name) << QByteArray::fromStdString(body.dump()); };
    const Json list = Json::array({acc});
    row("no name", {{"model", model}, {"benchmarks", list}});
    row("no model", {{"name", "p"}, {"benchmarks", list}});
    row("neither list", {{"name", "p"}, {"model", model}});
    row("unknown provider", {{"name", "p"}, {"model", model}, {"benchmarks", Json::array({{{"id", "x"}, {"provider_id", "nobody"}}})}});
    row("unknown benchmark", {{"name", "p"}, {"model", model}, {"benchmarks", Json::array({{{"id", "x"}, {"provider_id", "gold_silent"}}})}});
    row("unknown collection", {{"name", "p"}, {"model", model}, {"collection", {{"id", "none"}}}});
    QTest::newRow("no JSON") << QByteArray("{");
    QTest::newRow("no object") << QByteArray("[]");
}

void tst_Extensions::planAnswersTheFaultsOfASubmit()
{
    QFETCH(QByteArray, body);
    const auto planned = m_engine->ask("POST", m_engine->base + "/plan", body), submitted = m_engine->ask("POST", m_engine->jobs, body);
    QVERIFY(submitted.status >= 400);
    QCOMPARE(planned.status, submitted.status);
    QCOMPARE(planned.code(), submitted.code());
    QCOMPARE(planned.json["message"].dump(), submitted.json["message"].dump());
}

void tst_Extensions::retriesFailedBenchmarks()
{
    const QByteArray id = m_engine->job(Json::array({acc, tox}));
    QCOMPARE(m_engine->event(id, report("acc_bench", 0, "completed", {{"acc", 0.9}})).status, 204);
    QCOMPARE(m_engine->event(id, report("tox_bench", 1, "failed", {{"toxicity", 0.9}})).status, 204);
    QCOMPARE(stateOf(job(id)), std::string("partially_failed"));
    const auto again = retry(id);
    QVERIFY2(again.status == 202, again.body.constData());
    const Json open = job(id);
    QCOMPARE(open.dump(), again.json.dump());
    QCOMPARE(stateOf(open), std::string("running"));
    COMPARE_JSON(open["status"]["message"]["message"], Json("Evaluation job is running"));
    const Json waiting = statusOf(open, 1);
    COMPARE_JSON(waiting["status"], Json("pending"));
    QVERIFY(!waiting.contains("error_message") && !waiting.contains("completed_at"));
    QCOMPARE(open["results"]["benchmarks"].size(), std::size_t(1)); // the failed one's is gone
    // It ends by the normal rules, and is judged as a whole.
    QCOMPARE(m_engine->event(id, report("tox_bench", 1, "completed", {{"toxicity", 0.1}})).status, 204);
    const Json done = job(id);
    QCOMPARE(stateOf(done), std::string("completed"));
    QCOMPARE(done["results"]["benchmarks"].size(), std::size_t(2));
    QVERIFY(done["results"]["test"]["pass"].is_boolean());
    // What came of the first attempt is kept.
    const Json attempts = m_engine->get(m_engine->jobs + '/' + id + "/benchmarks/1/attempts").json;
    COMPARE_JSON(attempts["total_count"], Json(2));
    COMPARE_JSON(attempts["items"][0]["status"], Json("failed"));
    COMPARE_JSON(attempts["items"][0]["error_message"]["message"], Json("no luck"));
    COMPARE_JSON(attempts["items"][0]["result"]["metrics"]["toxicity"], Json(0.9));
    COMPARE_JSON(attempts["items"][1]["attempt"], Json(2));
    COMPARE_JSON(attempts["items"][1]["result"]["metrics"]["toxicity"], Json(0.1));
    // Of their logs, too, in ranges.
    const QByteArray path = m_engine->jobs + '/' + id + "/benchmarks/1/attempts/";
    for (const char *attempt : {"1", "2"}) {
        const auto log = m_engine->get(path + attempt + "/log?offset=0&limit=10");
        QCOMPARE(log.status, 200);
        QCOMPARE(log.header("x-log-size"), QByteArray("0")); // nobody wrote here
        QCOMPARE(log.header("x-log-offset"), QByteArray("0"));
    }
    QCOMPARE(m_engine->get(path + "3/log").status, 404);
    QCOMPARE(m_engine->get(path + "x/log").code(), std::string("query_parameter_invalid"));
    QCOMPARE(m_engine->get(path + "0/log").code(), std::string("query_parameter_invalid"));
    QCOMPARE(m_engine->get(path + "1/log?offset=x").code(), std::string("query_parameter_invalid"));
    QCOMPARE(m_engine->get(path + "1/log?colour=x").code(), std::string("query_bad_parameter"));
    QCOMPARE(m_engine->event(id, report("tox_bench", 1, "running")).status, 409); // and then it is over
    // All of it survives a restart.
    QVERIFY(m_engine->start());
    QCOMPARE(job(id).dump(), done.dump());
    QCOMPARE(m_engine->get(m_engine->jobs + '/' + id + "/benchmarks/1/attempts").json.dump(), attempts.dump());
}

void tst_Extensions::retriesChosenBenchmarks()
{
    const QByteArray id = m_engine->job(Json::array({acc, acc, acc}));
    QCOMPARE(m_engine->event(id, report("acc_bench", 0, "failed")).status, 204);
    QCOMPARE(m_engine->event(id, report("acc_bench", 1, "failed")).status, 204);
    // The third has not ended: the job still runs, and that is no reason to wait.
    const auto again = retry(id, {{"benchmarks", {1, 1}}});
    QVERIFY2(again.status == 202, again.body.constData());
    COMPARE_JSON(statusOf(job(id), 0)["status"], Json("failed"));
    COMPARE_JSON(statusOf(job(id), 1)["status"], Json("pending"));
    for (int index : {1, 2})
        QCOMPARE(m_engine->event(id, report("acc_bench", index, "failed")).status, 204);
    QCOMPARE(stateOf(job(id)), std::string("failed"));
    QCOMPARE(retry(id).status, 202);
    QCOMPARE(stateOf(job(id)), std::string("pending")); // nothing of it is left
    QVERIFY(!job(id)["results"].contains("benchmarks"));
    const Json attempts = m_engine->get(m_engine->jobs + '/' + id + "/benchmarks/1/attempts").json;
    COMPARE_JSON(attempts["total_count"], Json(3));
}

void tst_Extensions::retriesAfterACancel()
{
    const QByteArray id = m_engine->job(Json::array({acc, tox}));
    QCOMPARE(m_engine->event(id, report("acc_bench", 0, "completed", {{"acc", 1}})).status, 204);
    QCOMPARE(m_engine->ask("DELETE", m_engine->jobs + '/' + id).status, 204);
    QCOMPARE(retry(id).status, 202);
    QCOMPARE(stateOf(job(id)), std::string("running"));
    QCOMPARE(m_engine->event(id, report("tox_bench", 1, "completed", {{"toxicity", 0.1}})).status, 204);
    QCOMPARE(stateOf(job(id)), std::string("completed"));
}

void tst_Extensions::refusesToRetry()
{
    const QByteArray id = m_engine->job(Json::array({acc, tox}));
    QCOMPARE(retry("none").status, 404);
    const auto nothing = retry(id);
    QCOMPARE(nothing.status, 409);
    QCOMPARE(nothing.code(), std::string("nothing_to_retry"));
    QVERIFY(nothing.json["message"].get<std::string>().find("pending") != std::string::npos);
    QCOMPARE(retry(id, {{"benchmarks", {0}}}).status, 409);
    QCOMPARE(m_engine->event(id, report("acc_bench", 0, "completed", {{"acc", 1}})).status, 204);
    QCOMPARE(m_engine->event(id, report("tox_bench", 1, "failed")).status, 204);
    const Json before = job(id);
    QCOMPARE(retry(id, {{"benchmarks", {1, 0}}}).status, 409); // all or nothing
    QCOMPARE(retry(id, {{"benchmarks", {1, 7}}}).status, 404);
    for (const Json &bad : {Json{{"benchmarks", "1"}}, Json{{"benchmarks", Json::array()}}, Json{{"benchmarks", {-1}}}, Json{{"benchmarks", {1.5}}}, Json{{"bench", {1}}}}) {
        const auto reply = retry(id, bad);
        QCOMPARE(reply.status, 400);
        QVERIFY(reply.json["message"].get<std::string>().find("bench") != std::string::npos);
    }
    QCOMPARE(job(id).dump(), before.dump());
}

void tst_Extensions::startsWhatWasReopened()
{
    m_engine->options.runners = {{QStringLiteral("gold_silent"), &m_runner}};
    QVERIFY(m_engine->start());
    const QByteArray id = m_engine->job(Json::array({acc}));
    const QString name = QString::fromLatin1(id);
    QTRY_VERIFY(m_runner.runs(name, 0));
    QCOMPARE(m_runner.attempt(name, 0).spec.attempt, 1);
    m_runner.take(name, 0)->failed({QStringLiteral("no"), QStringLiteral("no"), {}, {}});
    QTRY_COMPARE(stateOf(job(id)), std::string("failed"));
    QCOMPARE(retry(id).status, 202);
    QTRY_VERIFY(m_runner.runs(name, 0));
    QCOMPARE(m_runner.attempt(name, 0).spec.attempt, 2);
    QCOMPARE(m_runner.attempt(name, 0).spec.itemsStored, 0);
    m_runner.complete(name, 0, R"({"acc":0.9})");
    QTRY_COMPARE(stateOf(job(id)), std::string("completed"));
}

void tst_Extensions::waitsForTheOldAttemptToStop()
{
    m_engine->options.runners = {{QStringLiteral("gold_silent"), &m_runner}};
    QVERIFY(m_engine->start());
    const QByteArray id = m_engine->job(Json::array({acc}));
    const QString name = QString::fromLatin1(id);
    QTRY_VERIFY(m_runner.runs(name, 0));
    m_runner.holdStops();
    QCOMPARE(m_engine->ask("DELETE", m_engine->jobs + '/' + id).status, 204);
    QTRY_VERIFY(!m_runner.cancelled().isEmpty()); // asked to stop, and still at it
    QCOMPARE(retry(id).status, 202);
    QVERIFY(!m_runner.runs(name, 0));
    m_runner.letGo();
    QTRY_VERIFY(m_runner.runs(name, 0));
    QCOMPARE(m_runner.attempt(name, 0).spec.attempt, 2);
    m_runner.complete(name, 0, R"({"acc":0.9})");
    QTRY_COMPARE(stateOf(job(id)), std::string("completed"));
}

void tst_Extensions::cancelsOneBenchmark()
{
    const QByteArray id = m_engine->job(Json::array({acc, tox, acc}));
    QCOMPARE(m_engine->event(id, report("acc_bench", 0, "running")).status, 204);
    QCOMPARE(cancel(id, 9).status, 404);
    QCOMPARE(cancel("none", 0).status, 404);
    QCOMPARE(cancel(id, 1).status, 204); // one that only waited
    QCOMPARE(cancel(id, 1).status, 204); // and again
    Json now = job(id);
    QCOMPARE(stateOf(now), std::string("running"));
    COMPARE_JSON(statusOf(now, 1)["status"], Json("cancelled"));
    COMPARE_JSON(statusOf(now, 1)["error_message"]["message_code"], Json("evaluation_job_cancelled"));
    QCOMPARE(m_engine->event(id, report("tox_bench", 1, "running")).status, 204); // too late: recorded, not applied
    COMPARE_JSON(statusOf(job(id), 1)["status"], Json("cancelled"));
    for (int index : {0, 2})
        QCOMPARE(m_engine->event(id, report("acc_bench", index, "completed", {{"acc", 1}})).status, 204);
    now = job(id);
    QCOMPARE(stateOf(now), std::string("partially_failed"));
    COMPARE_JSON(now["status"]["message"]["message"], Json("Some of the benchmarks failed or cancelled. \n"));
    QVERIFY(!now["results"].contains("test"));
    const auto late = cancel(id, 0);
    QCOMPARE(late.status, 409);
    QVERIFY(late.json["message"].get<std::string>().find("'completed'") != std::string::npos);
}

void tst_Extensions::cancelsTheLastBenchmarks()
{
    const QByteArray id = m_engine->job(Json::array({acc, tox}));
    QCOMPARE(cancel(id, 0).status, 204);
    QCOMPARE(stateOf(job(id)), std::string("running")); // row 7: one is cancelled, one is not at its end
    QCOMPARE(cancel(id, 1).status, 204);
    const Json now = job(id);
    QCOMPARE(stateOf(now), std::string("cancelled"));
    COMPARE_JSON(now["status"]["message"]["message_code"], Json("evaluation_job_cancelled"));
}

void tst_Extensions::stopsTheCancelledAttempt()
{
    m_engine->options.runners = {{QStringLiteral("gold_silent"), &m_runner}};
    QVERIFY(m_engine->start());
    const QByteArray id = m_engine->job(Json::array({acc, tox}));
    const QString name = QString::fromLatin1(id);
    QTRY_VERIFY(m_runner.runs(name, 0) && m_runner.runs(name, 1));
    const int before = int(m_runner.cancelled().size());
    QCOMPARE(cancel(id, 0).status, 204);
    QTRY_COMPARE(m_runner.cancelled().size(), before + 1);
    QVERIFY(m_runner.runs(name, 1)); // the other goes on
    m_runner.complete(name, 1, R"({"toxicity":0.1})");
    QTRY_COMPARE(stateOf(job(id)), std::string("partially_failed"));
}

void tst_Extensions::remembersKeys()
{
    const Json body{{"name", "once"}, {"model", model}, {"benchmarks", Json::array({acc})}};
    Json other = body;
    other["name"] = "other";
    const QByteArray key = "Idempotency-Key: k1\r\n";
    const auto first = m_engine->post(m_engine->jobs, body, key);
    QCOMPARE(first.status, 202);
    const auto refused = m_engine->post(m_engine->jobs, other, key);
    QCOMPARE(refused.status, 409);
    QCOMPARE(refused.code(), std::string("idempotency_key_reused"));
    QVERIFY(refused.json["message"].get<std::string>().find("Idempotency-Key") != std::string::npos);
    // The order of members and white space are no other body.
    const auto spaced = m_engine->ask("POST", m_engine->jobs,
                                      "{ \"model\": {\"url\": \"http://model.invalid/v1\", \"name\": \"m\"}, \"benchmarks\": [{\"provider_id\": \"gold_silent\", \"id\": \"acc_bench\"}],\n \"name\": \"once\" }", key);
    QCOMPARE(spaced.json["resource"]["id"].dump(), first.json["resource"]["id"].dump());
    QCOMPARE(m_engine->post(m_engine->jobs, other, key + "X-Tenant: t2\r\n").status, 202); // keys are a tenant's
    QVERIFY(m_engine->start());
    const auto later = m_engine->post(m_engine->jobs, body, key);
    QCOMPARE(later.status, 202);
    QCOMPARE(later.json["resource"]["id"].dump(), first.json["resource"]["id"].dump());
    QCOMPARE(m_engine->post(m_engine->jobs, other, key).status, 409);
}

void tst_Extensions::makesOneJobOfConcurrentSubmits()
{
    const Json body{{"name", "once"}, {"model", model}, {"benchmarks", Json::array({acc})}};
    std::vector<std::string> ids(16);
    std::vector<std::thread> threads;
    for (std::string &id : ids)
        threads.emplace_back([&] { id = m_engine->post(m_engine->jobs, body, "Idempotency-Key: k\r\n").json["resource"]["id"].get<std::string>(); });
    for (std::thread &thread : threads)
        thread.join();
    for (const std::string &id : ids)
        QCOMPARE(id, ids.front());
    QCOMPARE(m_engine->get(m_engine->jobs).json["total_count"].get<int>(), 1);
}

void tst_Extensions::drains()
{
    m_engine->options.runners = {{QStringLiteral("gold_silent"), &m_runner}};
    m_engine->options.scheduling.totalSlots = 1;
    QVERIFY(m_engine->start());
    const QByteArray id = m_engine->job(Json::array({acc, tox}));
    const QString name = QString::fromLatin1(id);
    QTRY_VERIFY(m_runner.runs(name, 0));
    QVERIFY(!m_engine->engine->drained());
    COMPARE_JSON(m_engine->get("/api/v1/engine").json["draining"], Json(false));
    QCOMPARE(m_engine->post("/api/v1/engine/drain", Json::object()).status, 202);
    QTRY_VERIFY(m_engine->get("/api/v1/engine").json["draining"] == Json(true));
    const auto refused = m_engine->post(m_engine->jobs, {{"name", "x"}, {"model", model}, {"benchmarks", Json::array({acc})}});
    QCOMPARE(refused.status, 503);
    QCOMPARE(refused.code(), std::string("engine_draining"));
    QCOMPARE(retry(id).code(), std::string("engine_draining"));
    QVERIFY(!m_engine->engine->drained()); // one runs
    m_runner.complete(name, 0, R"({"acc":0.9})");
    QTRY_VERIFY(m_engine->engine->drained());
    QVERIFY(!m_runner.runs(name, 1));
    // What waited is the next engine's.
    QVERIFY(m_engine->start());
    QTRY_VERIFY(m_runner.runs(name, 1));
    m_runner.complete(name, 1, R"({"toxicity":0.1})");
    QTRY_COMPARE(stateOf(job(id)), std::string("completed"));
}

ASSAY_TEST(tst_Extensions)
#include "tst_Extensions.moc"

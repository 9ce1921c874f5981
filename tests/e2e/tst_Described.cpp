#include "tests/e2e/Ctl.h"
#include "tests/support/Described.h"
#include "tests/support/EngineProcess.h"
#include "tests/support/Places.h"
#include "tests/support/RealServer.h"
#include "tests/support/SameJson.h"
#include "tests/support/ScriptedServer.h"
#include "tests/support/TestRegistry.h"

using namespace assay::test;

/// Whatever a real engine answers is described by the document that it serves, EvalHub's and its own: every member, its type and
/// its values, of every request.
class tst_Described : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void knowsFaults();
    void service();
    void jobOfTheBuiltInRunner();
    void jobOfACommand();
    void plans();
    void refusals();
    void collections();
    void providers();
    void trials();
    void imports();
    void datasets();
    void drains();
    void everyRequestWasMade();

private:
    /// Makes a request and holds what it answers against the document. path: as in the document, "{}" filled from `names` in turn.
    Json ask(const char *method, const std::string &path, int status, const QStringList &names = {}, const Json &body = {},
             const QString &query = {});
    QString submit(const Json &benchmarks, Json more = Json::object());
    bool ends(const QString &job);

    const std::string base = "/api/v1/evaluations/", jobs = base + "jobs", job = jobs + "/{id}", benchmark = job + "/benchmarks/{index}";
    EngineProcess m_engine;
    Json m_document;
    QSet<QString> m_asked;
};

void tst_Described::initTestCase()
{
    QVERIFY2(m_engine.start(), m_engine.said());
    // The engine gives JSON to those who accept it, as EvalHub does.
    const QByteArray text = runProgram(QStringLiteral("curl"),
                                       {QStringLiteral("-s"), QStringLiteral("--noproxy"), QStringLiteral("*"), QStringLiteral("-H"),
                                        QStringLiteral("Accept: application/json"), QStringLiteral("-H"),
                                        QStringLiteral("Authorization: Bearer ") + QString::fromUtf8(m_engine.token()),
                                        m_engine.url() + QStringLiteral("/openapi.yaml")},
                                       QString());
    m_document = parsed(text);
    QVERIFY2(m_document.is_object() && m_document.contains("paths"), text);
}

Json tst_Described::ask(const char *method, const std::string &path, int status, const QStringList &names, const Json &body, const QString &query)
{
    QString target = QString::fromStdString(path);
    for (const QString &name : names) {
        const auto from = target.indexOf(QLatin1Char('{'));
        target.replace(from, target.indexOf(QLatin1Char('}')) - from + 1, name);
    }
    const std::string verb = QString::fromLatin1(method).toLower().toStdString();
    const auto answer = m_engine.call(method, target + query, body.is_null() ? QByteArray() : QByteArray::fromStdString(body.dump()));
    const QString what = QStringLiteral("%1 %2").arg(QLatin1String(method), QString::fromStdString(path));
    if (answer.status != status) {
        qWarning("%s: %d %s", qPrintable(what), answer.status, answer.body.constData());
        return {};
    }
    if (status < 300)
        m_asked.insert(what);
    const Json value = parsed(answer.body);
    const Described described(m_document);
    const Json &schema = described.answerSchema(verb, path, status);
    const QStringList faults = schema.is_null() ? QStringList{QStringLiteral("no JSON is described")} : described.faults(schema, value);
    for (const QString &fault : faults)
        qWarning("%s, %d: %s", qPrintable(what), status, qPrintable(fault));
    return faults.isEmpty() ? value : Json();
}

QString tst_Described::submit(const Json &benchmarks, Json more)
{
    more.update({{"name", "described"}, {"benchmarks", benchmarks}});
    if (!more.contains("model"))
        more["model"] = {{"name", "smollm2"},
                         {"url", "recorded:smollm2-135m-instruct"},
                         {"parameters", {{"temperature", 0}}},
                         {"card_url", "https://example.com/card"}};
    const Json created = ask("POST", jobs, 202, {}, more);
    return created.is_null() ? QString() : QString::fromStdString(created["resource"]["id"].get<std::string>());
}

bool tst_Described::ends(const QString &id)
{
    return QTest::qWaitFor([&] {
        const QString state = m_engine.jobState(id);
        return state != QLatin1String("pending") && state != QLatin1String("running");
    }, 60'000);
}

/// The means of this test can tell a fault.
void tst_Described::knowsFaults()
{
    const Described described(m_document);
    const Json &schema = m_document["components"]["schemas"]["Job"];
    Json value{{"resource", {{"id", "x"}, {"created_at", "t"}}},
               {"status", {{"state", "running"}}},
               {"results", Json::object()},
               {"name", "n"},
               {"model", {{"name", "m"}}}};
    QCOMPARE(described.faults(schema, value), QStringList());
    value["status"]["benchmarks"] = {{{"items_done", "3"}, {"odd", 1}}};
    value["results"]["assay_exports"] = {{{"kind", "fax"}, {"state", "done"}}};
    value.erase("name");
    QCOMPARE(described.faults(schema, value),
             (QStringList{QStringLiteral("answer has no name"), QStringLiteral("answer.results.assay_exports[] has no attempts"),
                          QStringLiteral("answer.results.assay_exports[].kind is none of the values that are named: \"fax\""),
                          QStringLiteral("answer.status.benchmarks[].items_done is of another type: \"3\""),
                          QStringLiteral("answer.status.benchmarks[].odd is not described")}));
}

void tst_Described::service()
{
    for (const char *path : {"/api/v1/health", "/api/v1/capabilities", "/api/v1/engine"})
        QVERIFY(!ask("GET", path, 200).is_null());
}

void tst_Described::jobOfTheBuiltInRunner()
{
    const Json oci{
        {"oci_host", QStringLiteral("127.0.0.1:%1").arg(closedPort()).toStdString()}, {"oci_repository", "r"}, {"annotations", {{"a", "b"}}}};
    const QString id = submit({{{"id", "facts-v1"},
                                {"provider_id", "assay"},
                                {"weight", 2},
                                {"parameters", {{"num_examples", 5}}},
                                {"pass_criteria", {{"threshold", 0.1}}},
                                {"hardware_config", {{"cpu", {{"request", "1"}}}}}}},
                              {{"description", "d"},
                               {"tags", {"a"}},
                               {"pass_criteria", {{"threshold", 0.2}}},
                               {"exports", {{"oci", {{"coordinates", oci}}}}},
                               {"custom", {{"own", 1}}}});
    QVERIFY(!id.isEmpty());
    QVERIFY(ends(id));
    Json now;
    QTRY_VERIFY_WITH_TIMEOUT(
        (now = ask("GET", job, 200, {id}), now.is_null() || now["results"].value("/assay_exports/0/attempts"_json_pointer, 0) > 0), 30'000);
    QVERIFY(!now.is_null());
    SAME_JSON(now["status"]["state"], "completed");
    SAME_JSON(now["status"]["benchmarks"][0]["items_done"], 5);
    SAME_JSON(now["results"]["benchmarks"][0]["additional_info"]["assay"]["answers"], "recorded");
    QVERIFY(now["results"]["assay_exports"][0].contains("message")); // nobody listens there
    QVERIFY(!ask("GET", jobs, 200).is_null());
    for (const char *part : {"/attempts", "/samples", "/scores"})
        QVERIFY(!ask("GET", benchmark + part, 200, {id, QStringLiteral("0")}).is_null());
    const Json page = ask("POST", benchmark + "/samples/query", 200, {id, QStringLiteral("0")}, {{"limit", 2}, {"text_chars", 3}});
    QVERIFY(!page.is_null());
    SAME_JSON(page["total_count"], 5);
    const Json rest = ask("POST", benchmark + "/samples/query", 200, {id, QStringLiteral("0")},
                          {{"after", page["next"]}, {"expression", "prompt~/./"}, {"count", false}});
    QVERIFY(!rest.is_null());
    QCOMPARE(rest["items"].size(), 3U);
    QVERIFY(!ask("GET", benchmark + "/samples/facets", 200, {id, QStringLiteral("0")}, {}, QStringLiteral("?metadata=answer")).is_null());
    QVERIFY(!ask("POST", benchmark + "/samples/query", 400, {id, QStringLiteral("0")}, {{"expression", "beauty>3"}}).is_null());
}

void tst_Described::jobOfACommand()
{
    QTemporaryDir folder;
    const Json provider{{"name", "steps"}, {"runtime", {{"local", {{"command", "exec python3 '" + assay::test::inSource("/tests/e2e/reporter.py'").toStdString()},
                                                                   {"env", {{{"name", "A"}, {"value", "b"}}}}}}}},
                        {"benchmarks", {{{"id", "step_bench"}, {"metrics", {"acc"}}}}}};
    const Json made = ask("POST", base + "providers", 201, {}, provider);
    QVERIFY(!made.is_null());
    const auto steps = [&](const Json &list) {
        return Json{{"id", "step_bench"},
                    {"provider_id", made["resource"]["id"]},
                    {"parameters", {{"folder", folder.path().toStdString()}, {"steps", list}}}};
    };
    const QString id = submit({steps({"running", "wait:go", "completed"}), steps({"running", "exit:3"})});
    Json commands;
    QTRY_VERIFY_WITH_TIMEOUT((commands = ask("GET", "/api/v1/commands", 200), commands.is_null() || !commands["items"].empty()), 30'000);
    QVERIFY(!commands.is_null());
    QVERIFY(!ask("GET", job, 200, {id}).is_null()); // waits, with a warning
    const QString hash = QString::fromStdString(commands["items"][0]["hash"].get<std::string>());
    QVERIFY(!ask("POST", "/api/v1/commands/{hash}", 200, {hash}, {{"decision", "allow"}}).is_null());
    Json attempts;
    QTRY_VERIFY_WITH_TIMEOUT((attempts = ask("GET", benchmark + "/attempts", 200, {id, QStringLiteral("1")}),
                              attempts.is_null() || attempts["items"][0].contains("exit_code")),
                             30'000);
    QVERIFY(!attempts.is_null());
    QTRY_VERIFY_WITH_TIMEOUT(ask("GET", benchmark + "/attempts", 200, {id, QStringLiteral("0")}).value("/items/0/pid"_json_pointer, 0) > 0, 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(ask("GET", job, 200, {id}).value("/status/benchmarks"_json_pointer, Json::array()).dump().find("\"failed\"")
                                 != std::string::npos,
                             30'000);
    QVERIFY(!ask("POST", job + "/retry", 202, {id}, {{"benchmarks", {1}}}).is_null());
    QFile go(folder.filePath(QStringLiteral("go")));
    QVERIFY(go.open(QIODevice::WriteOnly));
    QVERIFY(ends(id));
    const Json done = ask("GET", job, 200, {id});
    QVERIFY(!done.is_null());
    SAME_JSON(done["status"]["state"], "partially_failed");
}

void tst_Described::plans()
{
    const Json entry{{"id", "facts-v1"},
                     {"provider_id", "assay"},
                     {"test_data_ref", {{"pvc", {{"claim_name", "c"}}}}},
                     {"hardware_config", {{"gpu", {{"name", "g"}, {"count", 1}}}}}};
    const Json model{{"name", "m"}, {"url", "http://model.invalid/v1"}},
        custom{{"assay", {{"retries", 2}, {"stall_seconds", 5}, {"job_time_limit_seconds", 9}}}};
    QVERIFY(!ask("POST", base + "plan", 200, {}, {{"name", "n"}, {"model", model}, {"benchmarks", Json::array({entry})}, {"custom", custom}})
                 .is_null());
    const Json plan = ask("POST", base + "plan", 200, {}, {{"name", "n"}, {"model", model}, {"collection", {{"id", "leaderboard-v2"}, {"benchmarks",
        {{{"id", "leaderboard_ifeval"}, {"provider_id", "lm_evaluation_harness"}, {"weight", 3}}}}}}});
    QVERIFY(!plan.is_null());
    QVERIFY(plan["benchmarks"][0].contains("job_spec"));
}

void tst_Described::refusals()
{
    const QStringList none{QStringLiteral("none")}, noBenchmark{QStringLiteral("none"), QStringLiteral("0")};
    QVERIFY(!ask("GET", job, 404, none).is_null());
    QVERIFY(!ask("POST", jobs, 400, {}, {{"name", ""}}).is_null());
    QVERIFY(!ask("POST", base + "plan", 400, {}, {{"name", ""}}).is_null());
    QVERIFY(!ask("POST", job + "/retry", 404, none, Json::object()).is_null());
    QVERIFY(!ask("DELETE", benchmark, 404, noBenchmark).is_null());
    QVERIFY(!ask("GET", benchmark + "/samples", 404, noBenchmark).is_null());
    QVERIFY(!ask("GET", benchmark + "/attempts/{attempt}/log", 404, noBenchmark + QStringList{QStringLiteral("1")}).is_null());
    QVERIFY(!ask("POST", "/api/v1/commands/{hash}", 404, none, {{"decision", "deny"}}).is_null());
}

void tst_Described::collections()
{
    const std::string all = base + "collections", one = all + "/{id}";
    Json body{{"name", "c"},
              {"category", "k"},
              {"description", "d"},
              {"tags", {"a"}},
              {"custom", {{"x", 1}}},
              {"pass_criteria", {{"threshold", 0.5}}},
              {"benchmarks", {{{"id", "facts-v1"}, {"provider_id", "assay"}, {"weight", 2}, {"parameters", {{"num_examples", 2}}}}}}};
    const Json made = ask("POST", all, 201, {}, body);
    QVERIFY(!made.is_null());
    const QStringList id{QString::fromStdString(made["resource"]["id"].get<std::string>())};
    QVERIFY(!ask("GET", one, 200, id).is_null());
    QVERIFY(!ask("GET", all, 200, {}, {}, QStringLiteral("?limit=2")).is_null());
    body["name"] = "other";
    QVERIFY(!ask("PUT", one, 200, id, body).is_null());
    QVERIFY(!ask("PATCH", one, 200, id, {{{"op", "add"}, {"path", "/pinned_order"}, {"value", 3}}}).is_null());
    QVERIFY(!ask("POST", one + "/clones", 201, id, {{"name", "copy"}}).is_null());
    QVERIFY(!ask("GET", all, 200).is_null());
}

void tst_Described::providers()
{
    const std::string all = base + "providers", one = all + "/{id}";
    const Json k8s{{"image", "i"}, {"entrypoint", {"e"}}, {"env", {{{"name", "A"}, {"value", "b"}}}}, {"cpu_request", "1"}, {"memory_limit", "2Gi"},
                   {"gpu", {{"resource", "nvidia.com/gpu"}, {"count", 1}}}, {"image_pull_policy", "always"}};
    Json body{
        {"name", "p"},
        {"title", "t"},
        {"description", "d"},
        {"runtime", {{"k8s", k8s}}},
        {"agent", {{"summary", "s"}, {"target_type", "model"}}},
        {"benchmarks", {{{"id", "b"}, {"metrics", {"acc"}}, {"primary_score", {{"metric", "acc"}}}, {"pass_criteria", {{"threshold", 0.5}}}}}}};
    const Json made = ask("POST", all, 201, {}, body);
    QVERIFY(!made.is_null());
    const QStringList id{QString::fromStdString(made["resource"]["id"].get<std::string>())};
    QVERIFY(!ask("GET", one, 200, id).is_null());
    QVERIFY(!ask("GET", one, 200, {QStringLiteral("assay")}).is_null());
    body["name"] = "other";
    QVERIFY(!ask("PUT", one, 200, id, body).is_null());
    QVERIFY(!ask("PATCH", one, 200, id, {{{"op", "replace"}, {"path", "/name"}, {"value", "third"}}}).is_null());
    QVERIFY(!ask("GET", all, 200).is_null());
    Json task{{"id", "made-here"},
              {"dataset", {{"rows", {{{"input", "2 + 2?"}, {"target", "4"}}}}}},
              {"fields", {{"input", "input"}, {"target", "target"}}},
              {"prompt", {{"kind", "completion"}, {"template", "{{input}}"}}},
              {"scoring", {{{"function", "basic::subset_of"}, {"aggregations", {"accuracy"}}}}},
              {"primary_score", {{"metric", "accuracy"}, {"lower_is_better", false}}},
              {"metrics", {"accuracy"}}};
    const std::string tasks = "/api/v1/tasks/{id}";
    QVERIFY(!ask("PUT", tasks, 202, {QStringLiteral("made-here")}, task).is_null());
    QVERIFY(!ask("PUT", tasks, 400, {QStringLiteral("other-name")}, task).is_null());
    task["id"] = "facts-v1"; // shipped, not made here
    QVERIFY(!ask("PUT", tasks, 409, {QStringLiteral("facts-v1")}, task).is_null());
    QTRY_VERIFY_WITH_TIMEOUT(ask("GET", one, 200, {QStringLiteral("assay")}).dump().find("made-here") != std::string::npos, 30'000);
}

void tst_Described::trials()
{
    const std::string trial = "/api/v1/trials/{id}";
    const char *command = "echo tried; sleep 60";
    const Json provider{{"name", "tried"}, {"runtime", {{"local", {{"command", command}}}}}, {"benchmarks", {{{"id", "b"}, {"metrics", {"acc"}}}}}};
    const Json begun = ask("POST", "/api/v1/trials", 202, {}, {{"provider", provider}, {"benchmark_id", "b"}, {"shown_command", command}});
    QVERIFY(!begun.is_null());
    const QStringList id{QString::fromStdString(begun["id"].get<std::string>())};
    Json now;
    QTRY_VERIFY_WITH_TIMEOUT((now = ask("GET", trial, 200, id), now.is_null() || now.dump().find("tried") != std::string::npos), 30'000);
    QVERIFY(!now.is_null());
    QVERIFY(!ask("GET", trial + "/model/v1/models", 200, id).is_null());
    QVERIFY(!ask("POST", trial + "/model/v1/completions", 200, id, {{"model", "toy"}, {"prompt", "What is 7 + 5?"}}).is_null());
    const Json messages = Json::array({Json{{"role", "user"}, {"content", "What is 7 + 5?"}}});
    QVERIFY(!ask("POST", trial + "/model/v1/chat/completions", 200, id, {{"model", "toy"}, {"messages", messages}}).is_null());
    QCOMPARE(m_engine.call("DELETE", QStringLiteral("/api/v1/trials/") + id.first()).status, 204);
    QTRY_VERIFY_WITH_TIMEOUT((now = ask("GET", trial, 200, id), now.is_null() || now["state"] == "over"), 30'000);
    QVERIFY(!now.is_null());
}

void tst_Described::imports()
{
    const std::string one = "/api/v1/imports/{id}";
    const Json begun = ask("POST", "/api/v1/imports", 202, {}, {{"paths", {assay::test::testData("/imports").toStdString(), "/no/such/file"}}});
    QVERIFY(!begun.is_null());
    const QStringList id{QString::fromStdString(begun["id"].get<std::string>())};
    Json now;
    QTRY_VERIFY_WITH_TIMEOUT((now = ask("GET", one, 200, id), now.is_null() || now["state"] == "completed"), 60'000);
    QVERIFY(!now.is_null());
    QVERIFY(!now["runs"].empty() && !now["problems"].empty());
    QVERIFY(!ask("GET", "/api/v1/imports", 200).is_null());
    QCOMPARE(m_engine.call("DELETE", QStringLiteral("/api/v1/imports/") + id.first()).status, 204);
}

void tst_Described::datasets()
{
    const std::string all = "/v1beta/datasets", one = all + "/{dataset_id}", io = "/v1beta/datasetio/";
    const QStringList id{QStringLiteral("described")};
    const Json rows = {{{"q", "2 + 2"}, {"a", 4}}, {{"q", "x"}}};
    QVERIFY(!ask("POST", all, 200, {}, {{"purpose", "eval/question-answer"}, {"dataset_id", "described"}, {"source", {{"type", "rows"}, {"rows", rows}}}}).is_null());
    QVERIFY(!ask("POST", all, 400, {}, {{"purpose", "none"}}).is_null());
    QVERIFY(!ask("GET", all, 200).is_null());
    QVERIFY(!ask("GET", one, 200, id).is_null());
    QVERIFY(!ask("GET", one, 404, {QStringLiteral("none")}).is_null());
    QVERIFY(!ask("GET", io + "iterrows/{dataset_id}", 200, id).is_null());
    QVERIFY(!ask("POST", io + "append-rows/{dataset_id}", 200, id, {{"rows", rows}}).is_null());
    const Json edits = {{{"op", "remove"}, {"row", 0}}};
    QVERIFY(!ask("POST", io + "edit-rows/{dataset_id}", 409, id, {{"version", 1}, {"edits", edits}}).is_null());
    QVERIFY(!ask("POST", io + "edit-rows/{dataset_id}", 200, id, {{"version", 2}, {"edits", edits}}).is_null());
    QCOMPARE(m_engine.call("DELETE", QStringLiteral("/v1beta/datasets/described")).status, 204);
}

void tst_Described::drains()
{
    QVERIFY(!ask("POST", "/api/v1/engine/drain", 202).is_null());
    const Json body{{"name", "late"},
                    {"model", {{"name", "m"}, {"url", "http://model.invalid/v1"}}},
                    {"benchmarks", {{{"id", "facts-v1"}, {"provider_id", "assay"}}}}};
    QVERIFY(!ask("POST", jobs, 503, {}, body).is_null());
}

void tst_Described::everyRequestWasMade()
{
    QSet<QString> described;
    for (const auto &[path, item] : m_document["paths"].items()) {
        for (const auto &[method, operation] : item.items()) {
            const Json responses = operation.is_object() ? operation.value("responses", Json::object()) : Json::object();
            for (const auto &[status, response] : responses.items()) {
                if (status.starts_with('2') && response.contains("/content/application~1json"_json_pointer))
                    described.insert(QStringLiteral("%1 %2").arg(QString::fromStdString(method).toUpper(), QString::fromStdString(path)));
            }
        }
    }
    described.remove(QStringLiteral("GET /openapi.yaml")); // asked first of all
    QVERIFY(described.size() > 20);
    described -= m_asked;
    QVERIFY2(described.isEmpty(), qPrintable(QStringList(described.values()).join(QStringLiteral(", "))));
}

ASSAY_TEST(tst_Described)
#include "tst_Described.moc"

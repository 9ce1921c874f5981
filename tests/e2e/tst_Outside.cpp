#include "tests/e2e/Ctl.h"
#include "tests/support/EngineProcess.h"
#include "tests/support/OutsideServers.h"
#include "tests/support/Places.h"
#include "tests/support/SameJson.h"
#include "tests/support/ScriptedServer.h"
#include "tests/support/TestRegistry.h"

#include <QCryptographicHash>

#include <algorithm>

using namespace assay::test;

/// A job's way from data in a git repository and an S3 bucket, through a provider's command, to MLflow and to a registry: the real
/// engine and real servers.
class tst_Outside : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void dataReachesTheCommand_data();
    void dataReachesTheCommand();
    void loopbackGitNeedsItsSetting();
    void resultsReachMlflowAndTheRegistry();

private:
    bool start(const QStringList &extra = {QStringLiteral("--allow-loopback-git")})
    {
        return m_engine->start(QStringList{QStringLiteral("--catalogue"), path(QStringLiteral("catalogue")), QStringLiteral("--commands"),
                                           QStringLiteral("allow")} + extra);
    }
    QString path(const QString &name) const { return m_folder->filePath(name); }
    void write(const QString &name, const QByteArray &text) const;
    bool serveGit(); ///< rows of which 3 of 4 are right
    bool serveS3();  ///< rows of which 2 of 5 are right, and the key for them
    Json benchmark(const Json &data) const
    {
        return {{"id", "measure"}, {"provider_id", "measurer"}, {"parameters", {{"note", "x"}}}, {"primary_score", {{"metric", "acc"}}},
                {"pass_criteria", {{"threshold", 0.5}}}, {"test_data_ref", data}};
    }
    Json gitData() const
    {
        return {{"git", {{"url", (m_git.captured + QStringLiteral("/data/.git")).toStdString()}, {"ref", "main"}, {"sub_path", "sub"}}}};
    }
    static Json s3Data() { return {{"s3", {{"bucket", "bucket"}, {"key", "sets"}, {"secret_ref", "s3-data"}}}}; }
    EngineProcess::Answer submit(const Json &benchmarks, Json more = Json::object());
    Json job(const QString &id) { return parsed(m_engine->call("GET", jobs + QLatin1Char('/') + id).body); }
    /// The job once its exports have come to an end; null when they do not.
    Json exported(const QString &id);
    static QString idOf(const EngineProcess::Answer &created)
    {
        return QString::fromStdString(parsed(created.body)["resource"]["id"].get<std::string>());
    }
    void checkMlflow(const QString &api, const Json &done);
    void checkManifest(const Json &done, const std::string &tag, const Json &annotations, const std::string &subject);

    const QString jobs = QStringLiteral("/api/v1/evaluations/jobs");
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EngineProcess> m_engine;
    RealServer m_git, m_s3, m_mlflow, m_registry;
};

void tst_Outside::write(const QString &name, const QByteArray &text) const
{
    QDir().mkpath(QFileInfo(path(name)).path());
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
}

static QByteArray rows(int right, int wrong)
{
    return QByteArray("{\"answer\":\"a\",\"target\":\"a\"}\n").repeated(right) + QByteArray("{\"answer\":\"a\",\"target\":\"b\"}\n").repeated(wrong);
}

void tst_Outside::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_engine = std::make_unique<EngineProcess>();
    QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("catalogue/collections")));
    write(QStringLiteral("catalogue/providers/measurer.yaml"),
          "id: measurer\nname: measurer\ntitle: Measurer\ndescription: Measures what was fetched.\nruntime:\n  local:\n    command: exec "
          "python3 '" + assay::test::inSource("/tests/e2e/measurer.py").toUtf8() + "'\nbenchmarks:\n  - id: measure\n    name: Measure\n    description: Measure\n    "
                                       "category: test\n    metrics: [acc]\n");
}

void tst_Outside::cleanup()
{
    m_engine->stop();
    m_engine.reset();
    for (RealServer *server : {&m_git, &m_s3, &m_mlflow, &m_registry})
        server->stop();
}

bool tst_Outside::serveGit()
{
    write(QStringLiteral("repos/data/README"), "not below sub");
    write(QStringLiteral("repos/data/sub/rows.jsonl"), rows(3, 1));
    const QString work = path(QStringLiteral("repos/data"));
    git(work, {QStringLiteral("init"), QStringLiteral("-q"), QStringLiteral("-b"), QStringLiteral("main")});
    git(work, {QStringLiteral("add"), QStringLiteral("-A")});
    git(work, {QStringLiteral("commit"), QStringLiteral("-qm"), QStringLiteral("rows")});
    return startGit(m_git, path(QStringLiteral("repos")));
}

bool tst_Outside::serveS3()
{
    write(QStringLiteral("buckets/bucket/sets/rows.jsonl"), rows(2, 3));
    write(QStringLiteral("buckets/bucket/other/rows.jsonl"), rows(1, 0));
    if (!startS3(m_s3, path(QStringLiteral("buckets"))))
        return false;
    const Json key{{"AWS_ACCESS_KEY_ID", s3Key}, {"AWS_SECRET_ACCESS_KEY", s3SecretKey}, {"AWS_S3_ENDPOINT", m_s3.captured.toStdString()},
                   {"AWS_DEFAULT_REGION", "us-east-1"}};
    m_engine->environment.insert(QStringLiteral("ASSAY_SECRET_S3_DATA"), QString::fromStdString(key.dump()));
    m_engine->environment.insert(QStringLiteral("ASSAY_SECRET_S3_DATA_ORIGINS"), m_s3.captured);
    return true;
}

EngineProcess::Answer tst_Outside::submit(const Json &benchmarks, Json more)
{
    more.update({{"name", "outside"}, {"model", {{"name", "m"}, {"url", "http://model.invalid/v1"}}}, {"benchmarks", benchmarks}});
    return m_engine->call("POST", jobs, QByteArray::fromStdString(more.dump()));
}

Json tst_Outside::exported(const QString &id)
{
    Json now;
    const bool over = QTest::qWaitFor([&] {
        now = job(id);
        const Json list = now["results"].value("assay_exports", Json::array());
        return !list.empty() && std::ranges::none_of(list, [](const Json &one) { return one["state"] == "pending"; });
    }, 120'000);
    return over ? now : Json();
}

void tst_Outside::dataReachesTheCommand_data()
{
    QTest::addColumn<bool>("s3");
    QTest::addColumn<double>("acc");
    QTest::addRow("git") << false << 0.75;
    QTest::addRow("s3") << true << 0.4;
}

void tst_Outside::dataReachesTheCommand()
{
    QFETCH(bool, s3);
    QFETCH(double, acc);
    if (const QByteArray missing = missingProgram(s3 ? QStringLiteral("rclone") : QStringLiteral("git")); !missing.isEmpty())
        QSKIP(missing);
    QVERIFY2(s3 ? serveS3() : serveGit(), (s3 ? m_s3 : m_git).output);
    QVERIFY2(start(), m_engine->said());
    const auto created = submit(Json::array({benchmark(s3 ? s3Data() : gitData())}));
    QVERIFY2(created.status == 202, created.body);
    const QString id = idOf(created);
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->jobState(id), QStringLiteral("completed"), 60'000);
    const Json done = job(id), result = done["results"]["benchmarks"][0];
    SAME_JSON(result["metrics"]["acc"], acc);
    SAME_JSON(result["test"]["pass"], acc >= 0.5);
    SAME_JSON(result["additional_info"]["files"], Json::array({"rows.jsonl"}));
    SAME_JSON(result["additional_info"]["keys_seen"], Json::array()); // the engine's keys are not the command's
    Json expected = s3 ? s3Data() : gitData();
    if (!s3)
        expected["resolved_sha"] = git(path(QStringLiteral("repos/data")), {QStringLiteral("rev-parse"), QStringLiteral("main")}).toStdString();
    SAME_JSON(done["benchmarks"][0]["test_data_ref"], expected);
}

void tst_Outside::loopbackGitNeedsItsSetting()
{
    QVERIFY2(start({}), m_engine->said());
    const Json data{{"git", {{"url", "http://127.0.0.1:9/data.git"}, {"ref", "main"}}}};
    const auto refused = submit(Json::array({benchmark(data)}));
    QCOMPARE(refused.status, 400);
    SAME_JSON(parsed(refused.body)["message_code"], "request_validation_failed");
    QVERIFY2(refused.body.contains("git.url"), refused.body);
}

void tst_Outside::checkMlflow(const QString &api, const Json &done)
{
    const std::string experiment = done["resource"]["mlflow_experiment_id"].get<std::string>();
    const Json stored = askMlflow(api + QStringLiteral("experiments/get?experiment_id=") + QString::fromStdString(experiment))["experiment"];
    SAME_JSON(stored["name"], "outside & in");
    SAME_JSON(byKey(stored["tags"])["team"], "red");
    const std::string base = api.section(QStringLiteral("/api/"), 0, 0).toStdString();
    SAME_JSON(done["results"]["mlflow_experiment_url"], base + "/#/experiments/" + experiment);
    for (const Json &result : done["results"]["benchmarks"]) {
        const QString runId = QString::fromStdString(result["mlflow_run_id"].get<std::string>());
        const Json run = askMlflow(api + QStringLiteral("runs/get?run_id=") + runId)["run"];
        SAME_JSON(run["info"]["status"], "FINISHED");
        SAME_JSON(run["info"]["experiment_id"], experiment);
        auto metrics = byKey(run["data"]["metrics"]), params = byKey(run["data"]["params"]), tags = byKey(run["data"]["tags"]);
        SAME_JSON(metrics["acc"], result["metrics"]["acc"]);
        SAME_JSON(metrics["n"].get<double>(), result["metrics"]["n"].get<double>());
        SAME_JSON(params["benchmark_id"], "measure");
        SAME_JSON(params["provider_id"], "measurer");
        SAME_JSON(params["model.name"], "m");
        SAME_JSON(params["parameters.note"], "x");
        SAME_JSON(tags["evaluation_job_id"], done["resource"]["id"]);
        SAME_JSON(tags["evaluation_job_tags"], "nightly,a");
        SAME_JSON(tags["benchmark_index"], std::to_string(result["benchmark_index"].get<int>()));
        SAME_JSON(tags["test.pass"], result["test"]["pass"].get<bool>() ? "true" : "false");
        const Json card = askMlflow(QString::fromStdString(base) + QStringLiteral("/get-artifact?path=evaluation-card.json&run_uuid=") + runId);
        SAME_JSON(card["metadata"]["evaluation_job_id"], done["resource"]["id"]);
        SAME_JSON(card["results"]["status"]["state"], "completed");
    }
}

/// subject: the digest of what the artifact is about; empty: of nothing.
void tst_Outside::checkManifest(const Json &done, const std::string &tag, const Json &annotations, const std::string &subject)
{
    const QByteArray text = askRegistry(m_registry.captured, QStringLiteral("team/evals/manifests/") + QString::fromStdString(tag));
    const Json manifest = parsed(text);
    QVERIFY2(manifest.is_object() && manifest.contains("artifactType"), text);
    SAME_JSON(manifest["artifactType"], "application/vnd.evalhub.evaluation.v1+json");
    SAME_JSON(manifest.value("annotations", Json::object()), annotations);
    SAME_JSON(manifest.contains("subject") ? manifest["subject"]["digest"] : Json(""), subject);
    const Json entry = done["results"]["assay_exports"].back();
    SAME_JSON(entry["kind"], "oci");
    SAME_JSON(entry["state"], "done");
    SAME_JSON(entry["reference"], m_registry.captured.toStdString() + "/team/evals:" + tag + "@sha256:"
                                      + QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex().toStdString());
    const QString card = QString::fromStdString(manifest["layers"][0]["digest"].get<std::string>());
    const Json parsedCard = parsed(askRegistry(m_registry.captured, QStringLiteral("team/evals/blobs/") + card));
    SAME_JSON(parsedCard["metadata"]["evaluation_job_id"], done["resource"]["id"]);
    for (const Json &result : done["results"]["benchmarks"]) { // the card has them in the order of their first report
        const Json &list = parsedCard["results"]["benchmarks"];
        const auto same = std::ranges::find_if(list, [&](const Json &one) { return one["benchmark_index"] == result["benchmark_index"]; });
        QVERIFY(same != list.end());
        SAME_JSON((*same)["metrics"], result["metrics"]);
    }
}

void tst_Outside::resultsReachMlflowAndTheRegistry()
{
    for (const char *name : {"git", "rclone", "mlflow", "docker-registry"}) {
        if (const QByteArray missing = missingProgram(QLatin1String(name)); !missing.isEmpty())
            QSKIP(missing);
    }
    const int port = closedPort();
    const QString url = QStringLiteral("http://127.0.0.1:%1").arg(port), api = url + QStringLiteral("/api/2.0/mlflow/");
    for (const char *name : {"mlflow", "registry"})
        QVERIFY(QDir(m_folder->path()).mkpath(QLatin1String(name)));
    QVERIFY2(serveGit(), m_git.output);
    QVERIFY2(serveS3(), m_s3.output);
    QVERIFY2(startRegistry(m_registry, path(QStringLiteral("registry")), false), m_registry.output);
    QVERIFY2(startMlflow(m_mlflow, path(QStringLiteral("mlflow")), port), m_mlflow.output);
    QVERIFY2(start({QStringLiteral("--allow-loopback-git"), QStringLiteral("--mlflow"), url}), m_engine->said());

    Json coordinates{{"oci_host", m_registry.captured.toStdString()}, {"oci_repository", "team/evals"}, {"oci_tag", "v1"},
                     {"annotations", {{"org.example.team", "red"}}}};
    Json more{{"tags", {"nightly", "a"}}, {"experiment", {{"name", "outside & in"}, {"tags", {{{"key", "team"}, {"value", "red"}}}}}},
              {"exports", {{"oci", {{"coordinates", coordinates}}}}}};
    const auto created = submit(Json::array({benchmark(gitData()), benchmark(s3Data())}), more);
    QVERIFY2(created.status == 202, created.body);
    QVERIFY2(parsed(created.body)["resource"].contains("mlflow_experiment_id"), created.body); // from the beginning
    QVERIFY2(!parsed(created.body)["results"].contains("assay_exports"), created.body);        // nothing to tell before the end
    const Json done = exported(idOf(created));
    QVERIFY(!done.is_null());
    QVERIFY2(done["status"]["state"] == "completed", done.dump().c_str());
    const Json exports = done["results"]["assay_exports"];
    SAME_JSON(exports[0], (Json{{"kind", "mlflow"}, {"state", "done"}, {"attempts", 1}, {"reference", done["results"]["mlflow_experiment_url"]}}));
    QCOMPARE(exports.size(), std::size_t(2));
    checkMlflow(api, done);
    checkManifest(done, "v1", coordinates["annotations"], {});
    const Json told = done["results"]["benchmarks"][0]["additional_info"]; // what the adapter found in its job file
    SAME_JSON(told["experiment_name"], "outside & in");
    SAME_JSON(told["tags"], more["experiment"]["tags"]);
    SAME_JSON(told["exports"], more["exports"]);

    // Another one about the first: no tag of its own, so the tag is its id.
    coordinates.erase("oci_tag");
    coordinates["oci_subject"] = "v1";
    more["exports"]["oci"]["coordinates"] = coordinates;
    const Json about = exported(idOf(submit(Json::array({benchmark(gitData())}), more)));
    QVERIFY(!about.is_null());
    const std::string reference = exports[1]["reference"].get<std::string>();
    checkManifest(about, about["resource"]["id"].get<std::string>(), coordinates["annotations"], reference.substr(reference.find('@') + 1));
    SAME_JSON(about["resource"]["mlflow_experiment_id"], done["resource"]["mlflow_experiment_id"]);
}

ASSAY_TEST(tst_Outside)
#include "tst_Outside.moc"

#include "tests/exports/ExportFixture.h"
#include "tests/support/OutsideServers.h"
#include "tests/support/ScriptedServer.h"
#include "tests/support/TestRegistry.h"

#include <QTest>
#include <QUrl>

using namespace assay;
using namespace assay::engine;
using namespace assay::test;

/// A real MLflow tracking server from PyPI.
class tst_ExportsMlflow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void logsExperimentRunsAndArtifacts();
};

static Result<MlflowExperiment> resolve(ExportFixture &fixture, const Experiment &experiment)
{
    return engine::test::answer<MlflowExperiment>([&](auto reply) { fixture.service->resolveExperiment(experiment, reply); });
}

void tst_ExportsMlflow::logsExperimentRunsAndArtifacts()
{
    if (const QByteArray missing = missingProgram(QStringLiteral("mlflow")); !missing.isEmpty())
        QSKIP(missing);
    QTemporaryDir folder;
    RealServer server;
    const int port = closedPort();
    QVERIFY2(startMlflow(server, folder.path(), port), server.output);
    const QString base = QStringLiteral("http://127.0.0.1:%1").arg(port), api = base + QStringLiteral("/api/2.0/mlflow/");
    ExportFixture fixture;
    fixture.settings.mlflowUrl = base.toUtf8() + '/';
    fixture.serve();
    const Experiment wish{QStringLiteral("night & day"), {KeyValue{QStringLiteral("team"), QStringLiteral("red"), {}}}, {}, {}};
    const auto experiment = resolve(fixture, wish);
    QVERIFY2(experiment.hasValue(), qPrintable(experiment ? QString() : experiment.error().message));
    const auto again = resolve(fixture, wish);
    QVERIFY(again.hasValue());
    QCOMPARE(again->id, experiment->id);
    QCOMPARE(experiment->url, base + QStringLiteral("/#/experiments/") + experiment->id);
    const Json stored = askMlflow(api + QStringLiteral("experiments/get?experiment_id=") + experiment->id);
    SAME_JSON(stored["experiment"]["name"], "night & day");
    SAME_JSON(byKey(stored["experiment"]["tags"])["team"], "red");

    const QString job = fixture.create(nullptr, experiment->id, experiment->url);
    SAME_JSON(fixture.job(job)["results"]["mlflow_experiment_url"], experiment->url.toStdString());
    SAME_JSON(fixture.job(job)["resource"]["mlflow_experiment_id"], experiment->id.toStdString());
    fixture.finish(job);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.stateOf(job, "mlflow"), QStringLiteral("done"), 120'000);
    QVERIFY2(fixture.messageOf(job, "mlflow").isEmpty(), qPrintable(fixture.messageOf(job, "mlflow")));
    const Json results = fixture.job(job)["results"]["benchmarks"];
    QCOMPARE(results.size(), std::size_t(2));
    const std::string runId = results[0]["mlflow_run_id"].get<std::string>();
    const Json run = askMlflow(api + QStringLiteral("runs/get?run_id=") + QString::fromStdString(runId))["run"];
    SAME_JSON(run["info"]["status"], "FINISHED");
    SAME_JSON(run["info"]["experiment_id"], experiment->id.toStdString());
    auto metrics = byKey(run["data"]["metrics"]);
    SAME_JSON(metrics["acc"], Json(0.75));
    QCOMPARE(metrics.count("label"), std::size_t(0));
    auto params = byKey(run["data"]["params"]);
    SAME_JSON(params["model.url"], "http://model.example/v1"); // without user, password and key
    SAME_JSON(params["parameters.num_examples"], "3");
    SAME_JSON(params["parameters.nested"], R"({"a":[1]})");
    auto tags = byKey(run["data"]["tags"]);
    SAME_JSON(tags["evaluation_job_id"], job.toStdString());
    SAME_JSON(tags["test.pass"], "true");
    const Json failed = askMlflow(api + QStringLiteral("runs/get?run_id=") + QString::fromStdString(results[1]["mlflow_run_id"].get<std::string>()))["run"];
    SAME_JSON(failed["info"]["status"], "FAILED");
    const Json artifacts = askMlflow(api + QStringLiteral("artifacts/list?run_id=") + QString::fromStdString(runId))["files"];
    QCOMPARE(artifacts.size(), std::size_t(2));
    const Json card = askMlflow(base + QStringLiteral("/get-artifact?path=evaluation-card.json&run_uuid=") + QString::fromStdString(runId));
    SAME_JSON(card["metadata"]["evaluation_job_id"], job.toStdString());

    // A run that the adapter has made stays, and a second life of the engine makes none twice.
    const QString own = fixture.create(nullptr, experiment->id, experiment->url);
    fixture.report(own, 0, RunState::Completed, R"({"acc":1})", QStringLiteral("of-the-adapter"));
    fixture.report(own, 1, RunState::Completed, R"({"acc":1})");
    QTRY_COMPARE_WITH_TIMEOUT(fixture.stateOf(own, "mlflow"), QStringLiteral("done"), 120'000);
    SAME_JSON(fixture.job(own)["results"]["benchmarks"][0]["mlflow_run_id"], "of-the-adapter");
    fixture.close();
    fixture.open();
    fixture.serve();
    QTRY_VERIFY_WITH_TIMEOUT(!fixture.service->busy(), 60'000);
    const Json all = askMlflow(api + QStringLiteral("runs/search"), Json{{"experiment_ids", {experiment->id.toStdString()}}, {"max_results", 100}});
    QCOMPARE(all["runs"].size(), std::size_t(3));

    askMlflow(api + QStringLiteral("experiments/delete"), Json{{"experiment_id", experiment->id.toStdString()}});
    const auto deleted = resolve(fixture, wish);
    QVERIFY(!deleted.hasValue());
    QCOMPARE(deleted.error().code, QStringLiteral("mlflow_request_failed"));
    QVERIFY2(deleted.error().message.contains(QLatin1String("is deleted in MLflow")), qPrintable(deleted.error().message));
}

ASSAY_TEST(tst_ExportsMlflow)
#include "tst_ExportsMlflow.moc"

#include "services/engine/exports/MlflowClient.h"

#include "services/engine/runner/SecretWait.h"
#include "services/secrets/SecretBinding.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QUrl>

#include <cmath>

// MLflow's REST API: mlflow.org/docs, "REST API". Limits of log-batch: 1000 metrics, 100 params, 100 tags a call.

namespace assay::engine {

using Json = nlohmann::json;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }
std::string text(const QString &value) { return value.toStdString(); }
constexpr const char *keyTag = "assay.key";

/// MLflow allows letters, digits, '_', '-', '.', ' ' and '/' in names of metrics and params.
std::string mlflowName(QString name)
{
    for (QChar &c : name) {
        const bool good = (c >= QLatin1Char('a') && c <= QLatin1Char('z')) || (c >= QLatin1Char('A') && c <= QLatin1Char('Z'))
            || (c >= QLatin1Char('0') && c <= QLatin1Char('9')) || QStringLiteral("_-. /").contains(c);
        if (!good)
            c = QLatin1Char('_');
    }
    return name.left(250).toStdString();
}

QString member(const Json &object, const char *name)
{
    if (!object.is_object() || !object.contains(name))
        return {};
    const Json &value = object[name];
    return value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString();
}

} // namespace

MlflowClient::MlflowClient(const ExportSettings &settings, ExportContext context)
    : m_settings(settings), m_context(std::move(context)), m_base(settings.mlflowUrl)
{
    while (m_base.endsWith('/'))
        m_base.chop(1);
}

std::optional<ExportFault> MlflowClient::authorize(HttpCall &call)
{
    if (!m_authorized) {
        QByteArray user = m_settings.mlflowUser, password = m_settings.mlflowPassword, token = m_settings.mlflowToken;
        if (!m_settings.mlflowSecret.isEmpty()) {
            const auto secret = waitForSecret(m_context.secrets, m_settings.mlflowSecret, normalisedOrigin(QString::fromUtf8(m_base)));
            if (!secret)
                return ExportFault{secret.error().message, true};
            if (secret->isEmpty())
                return ExportFault{tr("There is no key named “%1” for MLflow at %2: save one, or correct --mlflow-secret.")
                                       .arg(m_settings.mlflowSecret, QString::fromUtf8(m_base)),
                                   true};
            const qsizetype colon = secret->indexOf(QLatin1Char(':'));
            user = colon > 0 ? secret->left(colon).toUtf8() : QByteArray();
            password = colon > 0 ? secret->mid(colon + 1).toUtf8() : QByteArray();
            token = colon > 0 ? QByteArray() : secret->toUtf8();
        }
        if (!token.isEmpty())
            m_authorization = "Authorization: Bearer " + token;
        else if (!user.isEmpty())
            m_authorization = "Authorization: Basic " + (user + ':' + password).toBase64();
        m_authorized = true;
    }
    if (!m_authorization.isEmpty())
        call.headers << m_authorization;
    return {};
}

std::optional<ExportFault> MlflowClient::call(const QByteArray &method, const QByteArray &path, const Json &body, Json &answer, QByteArray *code)
{
    HttpCall request;
    request.method = method;
    request.url = m_base + path;
    request.totalMs = 30'000;
    if (method != "GET")
        request.body = QByteArray::fromStdString(body.dump(-1, ' ', false, Json::error_handler_t::replace));
    if (auto fault = authorize(request))
        return fault;
    const HttpReply reply = exchange(m_context.loop, request, &m_context.cancel);
    answer = Json::parse(reply.body.constData(), reply.body.constData() + reply.body.size(), nullptr, false);
    const QString base = QString::fromUtf8(m_base);
    if (reply.fault != 0)
        return ExportFault{
            tr("MLflow at %1 did not answer (%2): see that it runs and can be reached, or correct --mlflow.").arg(base, faultOf(reply)),
            isPassing(reply)};
    if (reply.status == 401 || reply.status == 403)
        return ExportFault{
            tr("MLflow at %1 refused the key (HTTP %2): set MLFLOW_TRACKING_TOKEN, or name a key that it accepts with --mlflow-secret.")
                .arg(base)
                .arg(reply.status)};
    if (reply.status / 100 == 3)
        return ExportFault{tr("MLflow at %1 redirects to another address, and a key does not follow: give that address with --mlflow.").arg(base)};
    if (reply.status / 100 != 2) {
        if (code)
            *code = member(answer, "error_code").toUtf8();
        const QString why = member(answer, "message").left(300);
        return ExportFault{tr("MLflow at %1 refused %2 (HTTP %3%4): correct the experiment of the job, or look at MLflow's log.")
                               .arg(base, QString::fromUtf8(path.mid(path.lastIndexOf("mlflow/") + 7).split('?').first()))
                               .arg(reply.status)
                               .arg(why.isEmpty() ? QString() : QStringLiteral(", ") + why),
                           isPassing(reply)};
    }
    if (!answer.is_object())
        return ExportFault{tr("%1 does not answer as MLflow does: correct --mlflow.").arg(base)};
    return {};
}

std::optional<ExportFault> MlflowClient::resolveExperiment(const Experiment &experiment, MlflowExperiment &out)
{
    const QByteArray find = "/api/2.0/mlflow/experiments/get-by-name?experiment_name=" + QUrl::toPercentEncoding(experiment.name);
    for (int attempt = 0; attempt < 2; ++attempt) {
        Json answer;
        QByteArray code;
        auto fault = call("GET", find, {}, answer, &code);
        if (!fault) {
            const Json &found = answer.contains("experiment") ? answer["experiment"] : answer;
            if (member(found, "lifecycle_stage") == QLatin1String("deleted"))
                return ExportFault{tr("experiment.name: the experiment “%1” is deleted in MLflow: restore it there, or choose another name.")
                                       .arg(experiment.name)};
            out.id = member(found, "experiment_id");
        } else if (code == "RESOURCE_DOES_NOT_EXIST") {
            Json wish{{"name", text(experiment.name)}, {"tags", Json::array()}};
            for (const KeyValue &tag : experiment.tags)
                wish["tags"].push_back({{"key", text(tag.key)}, {"value", text(tag.value)}});
            if (!experiment.artifactLocation.isEmpty())
                wish["artifact_location"] = text(experiment.artifactLocation);
            code.clear();
            fault = call("POST", "/api/2.0/mlflow/experiments/create", wish, answer, &code);
            if (code == "RESOURCE_ALREADY_EXISTS")
                continue; // somebody else was quicker
            if (fault)
                return fault;
            out.id = member(answer, "experiment_id");
        } else {
            return fault;
        }
        if (out.id.isEmpty())
            return ExportFault{tr("%1 does not answer as MLflow does: correct --mlflow.").arg(QString::fromUtf8(m_base))};
        out.url = QString::fromUtf8(m_base) + QStringLiteral("/#/experiments/") + out.id;
        return {};
    }
    return ExportFault{tr("experiment.name: MLflow neither finds nor makes the experiment “%1”: choose another name.").arg(experiment.name)};
}

std::optional<ExportFault> MlflowClient::findRun(const QString &experimentId, const MlflowRun &run, QString &runId, QString &artifactUri)
{
    Json answer;
    const Json wish{{"experiment_ids", {text(experimentId)}},
                    {"filter", std::string("tags.`") + keyTag + "` = '" + text(run.key) + "'"},
                    {"max_results", 1}};
    if (auto fault = call("POST", "/api/2.0/mlflow/runs/search", wish, answer))
        return fault;
    if (answer.contains("runs") && answer["runs"].is_array() && !answer["runs"].empty()) {
        const Json info = answer["runs"][0].value("info", Json::object());
        runId = member(info, "run_id");
        artifactUri = member(info, "artifact_uri");
    }
    return {};
}

std::optional<ExportFault> MlflowClient::createRun(const QString &experimentId, const MlflowRun &run, QString &runId, QString &artifactUri)
{
    Json answer;
    const Json wish{{"experiment_id", text(experimentId)}, {"run_name", text(run.name)}, {"start_time", run.startMs},
                    {"tags", {{{"key", keyTag}, {"value", text(run.key)}}}}};
    if (auto fault = call("POST", "/api/2.0/mlflow/runs/create", wish, answer))
        return fault;
    const Json info = answer.value("run", Json::object()).value("info", Json::object());
    runId = member(info, "run_id");
    artifactUri = member(info, "artifact_uri");
    if (runId.isEmpty())
        return ExportFault{tr("%1 does not answer as MLflow does: correct --mlflow.").arg(QString::fromUtf8(m_base))};
    return {};
}

std::optional<ExportFault> MlflowClient::logBatches(const MlflowRun &run, const QString &runId)
{
    Json metrics = Json::array(), params = Json::array(), tags = Json::array();
    const auto flush = [&]() -> std::optional<ExportFault> {
        Json answer;
        const Json wish{{"run_id", text(runId)}, {"metrics", std::exchange(metrics, Json::array())}, {"params", std::exchange(params, Json::array())},
                        {"tags", std::exchange(tags, Json::array())}};
        return call("POST", "/api/2.0/mlflow/runs/log-batch", wish, answer);
    };
    for (const auto &[name, value] : run.params) {
        params.push_back({{"key", mlflowName(name)}, {"value", text(value.left(6000))}});
        if (params.size() == 100)
            if (auto fault = flush())
                return fault;
    }
    for (const auto &[name, value] : run.tags) {
        tags.push_back({{"key", text(name.left(250))}, {"value", text(value.left(5000))}});
        if (tags.size() == 100)
            if (auto fault = flush())
                return fault;
    }
    for (const auto &[name, value] : run.metrics) {
        if (!std::isfinite(value))
            continue; // JSON has no word for it
        metrics.push_back({{"key", mlflowName(name)}, {"value", value}, {"timestamp", run.endMs}, {"step", 0}});
        if (metrics.size() == 500)
            if (auto fault = flush())
                return fault;
    }
    return flush();
}

std::optional<ExportFault> MlflowClient::putArtifacts(const MlflowRun &run, const QString &artifactUri, QString &note)
{
    const QString scheme = QStringLiteral("mlflow-artifacts:");
    if (!artifactUri.startsWith(scheme)) {
        note = tr("The artifacts were not sent: MLflow keeps those of this experiment at %1, where only its own clients write; start MLflow "
                  "with --serve-artifacts.")
                   .arg(artifactUri);
        return {};
    }
    QString path = artifactUri.mid(scheme.size());
    if (path.startsWith(QLatin1String("//"))) // mlflow-artifacts://HOST/path
        path = path.mid(2).section(QLatin1Char('/'), 1);
    while (path.startsWith(QLatin1Char('/')))
        path.remove(0, 1);
    for (const auto &[name, content] : run.artifacts) {
        HttpCall request;
        request.method = "PUT";
        request.url = m_base + "/api/2.0/mlflow-artifacts/artifacts/" + QUrl::toPercentEncoding(path + QLatin1Char('/') + name, "/");
        request.body = content;
        request.totalMs = 60'000;
        if (auto fault = authorize(request))
            return fault;
        const HttpReply reply = exchange(m_context.loop, request, &m_context.cancel);
        if (reply.fault != 0 || reply.status / 100 != 2)
            return ExportFault{
                tr("MLflow at %1 did not take the artifact %2 (%3): look at MLflow's log, and at the room where it keeps artifacts.")
                    .arg(QString::fromUtf8(m_base), name, faultOf(reply)),
                isPassing(reply)};
    }
    return {};
}

std::optional<ExportFault> MlflowClient::logRun(const QString &experimentId, const MlflowRun &run, QString &runId, QString &note)
{
    QString artifactUri;
    if (auto fault = findRun(experimentId, run, runId, artifactUri))
        return fault;
    if (runId.isEmpty()) {
        if (auto fault = createRun(experimentId, run, runId, artifactUri))
            return fault;
    }
    if (auto fault = logBatches(run, runId))
        return fault;
    if (auto fault = putArtifacts(run, artifactUri, note))
        return fault;
    Json answer;
    return call("POST", "/api/2.0/mlflow/runs/update",
                {{"run_id", text(runId)}, {"status", run.finished ? "FINISHED" : "FAILED"}, {"end_time", run.endMs}}, answer);
}

} // namespace assay::engine

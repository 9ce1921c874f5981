#include "tests/reliability/ExportReceiver.h"

#include <nlohmann/json.hpp>

namespace assay::test {

using Json = nlohmann::json;

namespace {

ScriptedReply with(const Json &body)
{
    return { 200, QByteArray::fromStdString(body.dump()) };
}

} // namespace

ExportReceiver::ExportReceiver()
    : m_server([this](const ScriptedRequest &request) { return reply(request); })
{
}

void ExportReceiver::answer(Receiver how)
{
    const std::lock_guard lock(m_mutex);
    m_how = how;
}

std::vector<std::string> ExportReceiver::runs(const std::string &key) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_runs.find(key);
    return found == m_runs.end() ? std::vector<std::string>() : found->second;
}

std::string ExportReceiver::manifest(const std::string &tag) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_manifests.find(tag);
    return found == m_manifests.end() ? std::string() : found->second;
}

ScriptedReply ExportReceiver::reply(const ScriptedRequest &request)
{
    const std::lock_guard lock(m_mutex);
    const ScriptedReply refusal { m_how == Receiver::Busy ? 503 : 400, "{}" };
    static const QByteArray api = "/api/2.0/mlflow/";
    if (request.target.startsWith(api)) {
        const QByteArray method = request.target.mid(api.size()).split('?').first();
        return m_how != Receiver::Good && method == "runs/log-batch" ? refusal : mlflow(request, method);
    }
    if (request.method == "HEAD") // a registry that has every file already
        return { 200, {} };
    if (m_how != Receiver::Good)
        return refusal;
    const auto manifests = request.target.indexOf("/manifests/");
    if (manifests > 0)
        m_manifests[request.target.mid(manifests + qsizetype(qstrlen("/manifests/"))).toStdString()]
            = request.body.toStdString();
    return { 201, {} };
}

ScriptedReply ExportReceiver::mlflow(const ScriptedRequest &request, const QByteArray &method)
{
    if (method == "experiments/get-by-name")
        return with({ { "experiment", { { "experiment_id", "7" }, { "lifecycle_stage", "active" } } } });
    const Json body = Json::parse(request.body.toStdString(), nullptr, false);
    const auto info = [](const std::string &id) {
        return Json { { "info", { { "run_id", id }, { "artifact_uri", "mlflow-artifacts:/7/" + id } } } };
    };
    if (method == "runs/search") {
        const std::string filter = body.value("filter", ""); // tags.`assay.key` = 'KEY'
        const auto quote = filter.find('\'');
        const auto found
            = m_runs.find(quote == std::string::npos ? "" : filter.substr(quote + 1, filter.size() - quote - 2));
        return with(found == m_runs.end() ? Json::object() : Json { { "runs", { info(found->second.front()) } } });
    }
    if (method == "runs/create") {
        const std::string id = "run-" + std::to_string(++m_made);
        m_runs[body["tags"][0].value("value", "")].push_back(id);
        return with({ { "run", info(id) } });
    }
    return with(Json::object());
}

} // namespace assay::test

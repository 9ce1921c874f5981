#include "services/backends/evalhub/EvalHubImports.h"

#include "services/backends/evalhub/EvalHubClient.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay {

namespace {

using Json = nlohmann::json;

Error unreadable(const char *what)
{
    return {Error::Kind::Protocol, QCoreApplication::translate("assay", "The answer about the import cannot be read; update the engine or Assay."), QString::fromUtf8(what)};
}

QString textIn(const Json &in, const char *name)
{
    return QString::fromStdString(in.value(name, std::string()));
}

ImportState::Phase phaseOf(const std::string &word)
{
    using Phase = ImportState::Phase;
    return word == "waiting" ? Phase::Waiting : word == "running" ? Phase::Running : word == "cancelled" ? Phase::Cancelled : word == "failed" ? Phase::Failed : Phase::Completed;
}

/// Throws Json::exception.
ImportState stateOf(const Json &in)
{
    ImportState state;
    state.id = QString::fromStdString(in.at("id").get<std::string>());
    for (const Json &path : in.at("paths"))
        state.paths << QString::fromStdString(path.get<std::string>());
    state.phase = phaseOf(in.at("state").get<std::string>());
    state.message = textIn(in, "message");
    state.current = textIn(in, "current");
    for (const auto &[name, count] : {std::pair("files", &ImportState::files), {"files_done", &ImportState::filesDone}, {"files_skipped", &ImportState::filesSkipped},
                                      {"bytes", &ImportState::bytes}, {"bytes_done", &ImportState::bytesDone}, {"runs_made", &ImportState::runsMade},
                                      {"runs_known", &ImportState::runsKnown}, {"samples", &ImportState::samples}, {"problem_count", &ImportState::problemCount}})
        state.*count = in.at(name).get<qint64>();
    for (const Json &run : in.at("runs"))
        state.runs.append({textIn(run, "id"), textIn(run, "name"), textIn(run, "file"), textIn(run, "tool"), run.at("known").get<bool>()});
    for (const Json &problem : in.at("problems"))
        state.problems.append({textIn(problem, "file"), textIn(problem, "place"), textIn(problem, "message")});
    return state;
}

} // namespace

Result<ImportState> decodeImport(const QByteArray &body)
{
    try {
        return stateOf(Json::parse(body.begin(), body.end()));
    } catch (const Json::exception &error) {
        return unreadable(error.what());
    }
}

EvalHubImports::EvalHubImports(EvalHubClient &client, QObject *parent) : ImportService(parent), m_client(client) {}

QFuture<Result<QString>> EvalHubImports::begin(const QStringList &paths)
{
    EvalHubCall call{.method = "POST", .path = pathOf({QStringLiteral("imports")})};
    Json list = Json::array();
    for (const QString &path : paths)
        list.push_back(path.toStdString());
    call.body = json::dump({{"paths", std::move(list)}});
    call.idempotent = true; // what is imported twice is found the second time
    const auto offered = [call](const Capabilities &capabilities) -> Result<EvalHubCall> {
        if (capabilities.has(Capability::ImportResults))
            return call;
        return Error{Error::Kind::Unsupported, capabilities.reasonMissing(Capability::ImportResults)};
    };
    return m_client.callWhenKnown<QString>(offered, [](const HttpReply &reply) -> Result<QString> {
        const Json in = Json::parse(reply.body.begin(), reply.body.end(), nullptr, false);
        if (!in.is_object() || !in.contains("id") || !in["id"].is_string())
            return unreadable("id");
        return QString::fromStdString(in["id"].get<std::string>());
    });
}

QFuture<Result<ImportState>> EvalHubImports::look(const QString &id, qint64 runsKnown, qint64 problemsKnown)
{
    EvalHubCall call{.path = pathOf({QStringLiteral("imports"), id})};
    call.query = {{QStringLiteral("runs"), QString::number(runsKnown)}, {QStringLiteral("problems"), QString::number(problemsKnown)}};
    return m_client.call<ImportState>(call, [](const HttpReply &reply) { return decodeImport(reply.body); });
}

QFuture<Result<QList<ImportState>>> EvalHubImports::list()
{
    return m_client.call<QList<ImportState>>({.path = pathOf({QStringLiteral("imports")})}, [](const HttpReply &reply) -> Result<QList<ImportState>> {
        try {
            QList<ImportState> states;
            const Json in = Json::parse(reply.body.begin(), reply.body.end());
            for (const Json &one : in.at("items"))
                states.append(stateOf(one));
            return states;
        } catch (const Json::exception &error) {
            return unreadable(error.what());
        }
    });
}

QFuture<Result<Done>> EvalHubImports::cancel(const QString &id)
{
    EvalHubCall call{.method = "DELETE", .path = pathOf({QStringLiteral("imports"), id})};
    call.expectJson = false;
    return m_client.call<Done>(call, [](const HttpReply &) { return Result<Done>(Done{}); });
}

} // namespace assay

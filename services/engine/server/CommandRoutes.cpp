#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"
#include "services/engine/server/Validation.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay::engine {

using Json = nlohmann::json;

namespace {

Json document(const CommandRecord &command)
{
    const char *const decision = command.decision == CommandDecision::Allow ? "allow"
        : command.decision == CommandDecision::Deny                         ? "deny"
                                                                            : "none";
    Json out{{"hash", command.hash.toStdString()},
             {"provider_id", command.provider.toStdString()},
             {"command", command.command.toStdString()},
             {"environment", Json::array()},
             {"first_seen_at", rfc3339(command.firstSeenMs).toStdString()},
             {"decision", decision}};
    for (const QString &name : command.environment)
        out["environment"].push_back(name.toStdString());
    if (command.decision != CommandDecision::None)
        out["decided_at"] = rfc3339(command.decidedMs).toStdString();
    return out;
}

const char *word(CommandMode mode)
{
    switch (mode) {
    case CommandMode::Allow: return "allow";
    case CommandMode::Deny: return "deny";
    case CommandMode::Ask: break;
    }
    return "ask";
}

void list(Services &services, const ApiRequest &, const Answer &answer)
{
    services.store.commands(orProblem<QList<CommandRecord>>(answer, [&services, answer](const QList<CommandRecord> &commands) {
        Json items = Json::array();
        for (const CommandRecord &command : commands)
            items.push_back(document(command));
        answer.json(200, {{"mode", word(services.scheduler.settings().commands)}, {"items", items}, {"total_count", commands.size()}});
    }));
}

std::optional<Problem> readDecision(const QByteArray &body, CommandDecision &decision)
{
    Json raw;
    if (auto problem = parseBody(body, raw))
        return problem;
    const auto wanted = raw.is_object() ? raw.find("decision") : raw.end();
    const std::string text = raw.is_object() && wanted != raw.end() && wanted->is_string() ? wanted->get<std::string>() : std::string();
    if (text != "allow" && text != "deny")
        return problem::validation(QCoreApplication::translate("assay", "decision must be \"allow\" or \"deny\""));
    decision = text == "allow" ? CommandDecision::Allow : CommandDecision::Deny;
    return {};
}

void decide(Services &services, const ApiRequest &request, const Answer &answer)
{
    CommandDecision decision = CommandDecision::None;
    if (const auto problem = readDecision(request.http.body, decision))
        return answer.problem(*problem);
    services.scheduler.decideCommand(request.parameter("hash"), decision, orProblem<CommandRecord>(answer, [answer](const CommandRecord &command) {
                                         answer.json(200, document(command));
                                     }));
}

} // namespace

void addCommandRoutes(Router &router, Services &services)
{
    const auto add = [&](const char *method, const QString &path, void (*handler)(Services &, const ApiRequest &, const Answer &)) {
        router.add(method, path, [&services, handler](const ApiRequest &request, const Answer &answer) { handler(services, request, answer); });
    };
    add("GET", QStringLiteral("/api/v1/commands"), list);
    add("POST", QStringLiteral("/api/v1/commands/{hash}"), decide);
}

} // namespace assay::engine

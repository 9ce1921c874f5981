#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"
#include "services/engine/server/Trials.h"
#include "services/engine/server/Validation.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay::engine {

using Json = nlohmann::json;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

struct Order {
    Provider provider;
    QString benchmarkId;
    std::optional<QString> shown; ///< the command that the user was shown
};

std::optional<Problem> readOrder(const QByteArray &body, Order &order)
{
    Json raw;
    if (auto problem = parseBody(body, raw))
        return problem;
    const Json *provider = member(raw, "provider"), *benchmark = member(raw, "benchmark_id"), *shown = member(raw, "shown_command");
    if (!provider || !provider->is_object())
        return problem::validation(QStringLiteral("provider is required, and must be an object"));
    if (!benchmark || !benchmark->is_string())
        return problem::validation(QStringLiteral("benchmark_id is required, and must be text"));
    try {
        order.provider = json::fromJson<Provider>(*provider);
    } catch (const Json::exception &e) {
        return problem::invalidJson(QString::fromUtf8(e.what()));
    }
    order.benchmarkId = QString::fromStdString(benchmark->get<std::string>());
    if (shown && shown->is_string())
        order.shown = QString::fromStdString(shown->get<std::string>());
    return {};
}

/// Approval holds for trials as for runs; who was shown the very command and said yes has approved it for this once.
std::optional<Problem> refusedCommand(CommandMode mode, CommandDecision decision, const Order &order, const QString &command)
{
    if (mode == CommandMode::Deny)
        return Problem{409, "command_denied", tr("This engine runs no commands of providers: it was started with --commands deny.")};
    if (mode == CommandMode::Ask && decision == CommandDecision::Deny)
        return Problem{409, "command_denied", tr("You have denied this command; allow it again with 'assayctl commands' to try it.")};
    if (mode == CommandMode::Ask && decision == CommandDecision::None && order.shown != command)
        return Problem{409, "command_not_approved", tr("The command has to be shown before it is tried: send it as shown_command.")};
    return {};
}

void begin(Services &services, const ApiRequest &request, const Answer &answer)
{
    if (const auto problem = refusedWhileDraining(services))
        return answer.problem(*problem);
    Order order;
    if (const auto problem = readOrder(request.http.body, order))
        return answer.problem(*problem);
    const LocalRuntime local = order.provider.runtime && order.provider.runtime->local ? *order.provider.runtime->local : LocalRuntime();
    services.store.commands(orProblem<QList<CommandRecord>>(answer, [&services, answer, order, local](const QList<CommandRecord> &commands) {
        const QString hash = commandHash(local.command, local.env);
        CommandDecision decision = CommandDecision::None;
        for (const CommandRecord &known : commands) {
            if (known.hash == hash)
                decision = known.decision;
        }
        if (const auto problem = refusedCommand(services.scheduler.settings().commands, decision, order, local.command))
            return answer.problem(*problem);
        const auto id = services.trials.begin(order.provider, order.benchmarkId);
        if (!id)
            return answer.problem(id.error().kind == Error::Kind::Conflict ? Problem{409, "trial_running", id.error().message} : problem::fromError(id.error()));
        answer.json(202, {{"id", id->toStdString()}});
    }));
}

void view(Services &services, const ApiRequest &request, const Answer &answer)
{
    qint64 reports = 0, output = 0;
    for (const auto &problem : {request.query.onlyAllows({QStringLiteral("reports"), QStringLiteral("output")}),
                                request.query.integer(QStringLiteral("reports"), reports), request.query.integer(QStringLiteral("output"), output)}) {
        if (problem)
            return answer.problem(*problem);
    }
    services.trials.view(request.parameter("id"), reports, output, orProblem<Json>(answer, [answer](const Json &document) { answer.json(200, document); }));
}

void cancel(Services &services, const ApiRequest &request, const Answer &answer)
{
    const auto done = services.trials.cancel(request.parameter("id"));
    done ? answer.empty() : answer.problem(problem::fromError(done.error()));
}

} // namespace

void addTrialRoutes(Router &router, Services &services)
{
    const auto add = [&](const char *method, const QString &path, void (*handler)(Services &, const ApiRequest &, const Answer &)) {
        router.add(method, path, [&services, handler](const ApiRequest &request, const Answer &answer) { handler(services, request, answer); });
    };
    add("POST", QStringLiteral("/api/v1/trials"), begin);
    add("GET", QStringLiteral("/api/v1/trials/{id}"), view);
    add("DELETE", QStringLiteral("/api/v1/trials/{id}"), cancel);
    // The toy model of a trial: whoever knows the trial's id may ask it, as its command has no token.
    for (const auto &[method, path] : {std::pair("GET", "/models"), std::pair("POST", "/chat/completions"), std::pair("POST", "/completions")}) {
        router.add(method, QStringLiteral("/api/v1/trials/{id}/model/v1") + QLatin1String(path),
                   [&services, method = QByteArray(method), path = QString::fromLatin1(path)](const ApiRequest &request, const Answer &answer) {
                       answer.raw(services.trials.model(request.parameter("id"), method, path, request.http.body));
                   },
                   Router::Access::Open);
    }
}

} // namespace assay::engine

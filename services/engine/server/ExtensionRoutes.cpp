#include "services/engine/server/JobPreparation.h"
#include "services/engine/server/PlanText.h"
#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"
#include "services/engine/server/Validation.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay::engine {

using Json = nlohmann::json;

std::optional<Problem> refusedWhileDraining(const Services &services)
{
    if (!services.scheduler.draining())
        return {};
    return Problem{503, "engine_draining",
                   QCoreApplication::translate("assay",
                                               "This engine was asked to drain: it starts nothing new and leaves when what runs has ended; "
                                               "start it again, then repeat the request.")};
}

namespace {

void plan(Services &services, const ApiRequest &request, const Answer &answer)
{
    prepareJob(services, request, answer, [&services, answer](const PreparedJob &prepared) {
        services.store.commands(orProblem<QList<CommandRecord>>(answer, [&services, answer, prepared](const QList<CommandRecord> &commands) {
            PlanFacts facts;
            facts.native = [&services](const QString &providerId) { return services.scheduler.runs(providerId); };
            facts.policy = services.scheduler.settings().policy;
            facts.commands = services.scheduler.settings().commands;
            for (const CommandRecord &command : commands)
                facts.decisions.insert(command.hash, command.decision);
            answer.json(200, planDocument(prepared, facts));
        }));
    });
}

/// {"benchmarks": [indices]}; no body, or no such member: all that can be.
std::optional<Problem> readIndices(const QByteArray &body, QList<int> &indices)
{
    if (body.trimmed().isEmpty())
        return {};
    Json raw;
    if (auto problem = parseBody(body, raw))
        return problem;
    for (const auto &[name, value] : raw.items()) {
        if (name != "benchmarks")
            return problem::validation(
                QCoreApplication::translate("assay", "'%1' is no member of this request; send {\"benchmarks\": [0, 2]} or no body")
                    .arg(QString::fromStdString(name)));
        if (!value.is_array() || value.empty())
            return problem::validation(
                QCoreApplication::translate("assay", "benchmarks must be a list of at least one index; leave it out for all that failed"));
        for (const Json &index : value) {
            if (!index.is_number_integer() || index < 0 || index > std::numeric_limits<int>::max())
                return problem::validation(
                    QCoreApplication::translate("assay", "benchmarks holds %1, which is no index; they are numbers from 0")
                        .arg(QString::fromStdString(index.dump())));
            indices.append(index.get<int>());
        }
    }
    return {};
}

void retry(Services &services, const ApiRequest &request, const Answer &answer)
{
    if (const auto problem = refusedWhileDraining(services))
        return answer.problem(*problem);
    QList<int> indices;
    if (const auto problem = readIndices(request.http.body, indices))
        return answer.problem(*problem);
    const QString id = request.parameter("id");
    services.store.reopenBenchmarks(id, request.tenant, indices, orProblem<QByteArray>(answer, [&services, id, answer](const QByteArray &job) {
                                        services.scheduler.jobReopened(id);
                                        answer.jsonText(202, job);
                                    }));
}

void cancelOne(Services &services, const ApiRequest &request, const Answer &answer)
{
    int index = 0;
    if (const auto problem = readIndex(request.parameter("index"), index))
        return answer.problem(*problem);
    services.scheduler.cancelBenchmark(request.parameter("id"), request.tenant, index, orProblem<Done>(answer, [answer](Done) { answer.empty(); }));
}

void attempts(Services &services, const ApiRequest &request, const Answer &answer)
{
    int index = 0;
    if (const auto problem = readIndex(request.parameter("index"), index))
        return answer.problem(*problem);
    services.store.attempts(request.parameter("id"), request.tenant, index,
                            orProblem<QList<QByteArray>>(answer, [answer](const QList<QByteArray> &list) {
                                answer.jsonText(200, "{\"items\":[" + QByteArrayList(list).join(',') + "],\"total_count\":"
                                                    + QByteArray::number(list.size()) + '}');
                            }));
}

void drain(Services &services, const ApiRequest &, const Answer &answer)
{
    services.scheduler.drain();
    const SchedulerLoad load = services.scheduler.load();
    answer.json(202, {{"draining", true}, {"running", load.slotsBusy}, {"queued", load.queued}});
}

} // namespace

void addExtensionRoutes(Router &router, Services &services)
{
    const QString evaluations = QStringLiteral("/api/v1/evaluations/"), job = evaluations + QStringLiteral("jobs/{id}");
    const auto add = [&](const char *method, const QString &path, void (*handler)(Services &, const ApiRequest &, const Answer &)) {
        router.add(method, path, [&services, handler](const ApiRequest &request, const Answer &answer) { handler(services, request, answer); });
    };
    add("POST", evaluations + QStringLiteral("plan"), plan);
    add("POST", job + QStringLiteral("/retry"), retry);
    add("DELETE", job + QStringLiteral("/benchmarks/{index}"), cancelOne);
    add("GET", job + QStringLiteral("/benchmarks/{index}/attempts"), attempts);
    add("POST", QStringLiteral("/api/v1/engine/drain"), drain);
}

} // namespace assay::engine

#include "services/engine/server/JobPreparation.h"
#include "services/engine/server/ReportReading.h"
#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"
#include "services/engine/server/Validation.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

namespace assay::engine {

using Json = nlohmann::json;

namespace {

void store(Services &services, const ApiRequest &request, const Answer &answer, PreparedJob prepared, const MlflowExperiment &experiment)
{
    NewJob fresh;
    fresh.experimentId = experiment.id;
    fresh.experimentUrl = experiment.url;
    fresh.tenant = request.tenant;
    fresh.owner = request.owner;
    fresh.config = json::dump(json::toKnownJson(prepared.job));
    fresh.job = std::move(prepared.job);
    fresh.benchmarks = std::move(prepared.benchmarks);
    if (prepared.collection)
        fresh.collectionCriteria = prepared.collection->passCriteria;
    fresh.bodyHash = prepared.bodyHash;
    fresh.idempotencyKey = QString::fromUtf8(request.http.header("idempotency-key"));
    const bool exported = fresh.job.experiment || (fresh.job.exports && fresh.job.exports->oci);
    services.store.createJob(fresh, orProblem<CreatedJob>(answer, [&services, answer, exported](const CreatedJob &created) {
                                 if (!created.repeated)
                                     services.scheduler.jobCreated(created.id);
                                 if (exported)
                                     services.exports.expect(created.id);
                                 answer.jsonText(202, created.body);
                             }));
}

/// The experiment is there before the job is: a job that MLflow refuses is not stored.
void findExperiment(Services &services, const ApiRequest &request, const Answer &answer, const PreparedJob &prepared)
{
    if (!prepared.job.experiment)
        return store(services, request, answer, prepared, {});
    if (!services.exports.mlflowConfigured()) {
        return answer.problem({400, "mlflow_required_for_experiment",
                               QStringLiteral("MLflow is required for experiment tracking. Please configure MLflow in the "
                                              "service configuration and try again.")});
    }
    services.exports.resolveExperiment(*prepared.job.experiment, [&services, request, answer, prepared](const Result<MlflowExperiment> &found) {
        if (!found)
            return answer.problem({400, "mlflow_request_failed", found.error().message});
        store(services, request, answer, prepared, *found);
    });
}

void create(Services &services, const ApiRequest &request, const Answer &answer)
{
    if (const auto problem = refusedWhileDraining(services))
        return answer.problem(*problem);
    const QByteArray key = request.http.header("idempotency-key");
    if (key.size() > 255)
        return answer.problem({400, "request_validation_failed", QStringLiteral("The header Idempotency-Key is longer than 255 characters.")});
    prepareJob(services, request, answer,
               [&services, request, answer](const PreparedJob &prepared) { findExperiment(services, request, answer, prepared); });
}

void get(Services &services, const ApiRequest &request, const Answer &answer)
{
    services.store.job(request.parameter("id"), request.tenant,
                       orProblem<QByteArray>(answer, [answer](const QByteArray &body) { answer.jsonText(200, body); }));
}

void list(Services &services, const ApiRequest &request, const Answer &answer)
{
    const Query &query = request.query;
    PageRequest page;
    auto problem = query.onlyAllows({"limit", "offset", "status", "name", "tags", "owner", "experiment_id"});
    if (!problem)
        problem = readPage(query, page);
    if (problem)
        return answer.problem(*problem);
    JobQuery filter;
    filter.name = query.text(QStringLiteral("name"));
    filter.tags = query.text(QStringLiteral("tags"));
    filter.owner = query.text(QStringLiteral("owner"));
    filter.status = query.text(QStringLiteral("status"));
    filter.experimentId = query.text(QStringLiteral("experiment_id"));
    filter.limit = int(std::min<qint64>(page.limit, std::numeric_limits<int>::max()));
    filter.offset = page.offset;
    services.store.jobs(filter, request.tenant, orProblem<TextPage>(answer, [request, answer, page](const TextPage &found) {
                            answer.jsonText(200, pageText(request.http, page, found.totalCount, found.items));
                        }));
}

void remove(Services &services, const ApiRequest &request, const Answer &answer)
{
    bool hard = false;
    if (const auto problem = request.query.boolean(QStringLiteral("hard_delete"), hard))
        return answer.problem(*problem);
    const auto done = orProblem<Done>(answer, [answer](Done) { answer.empty(); });
    if (hard)
        services.scheduler.removeJob(request.parameter("id"), request.tenant, done);
    else
        services.scheduler.cancelJob(request.parameter("id"), request.tenant, done);
}

void report(Services &services, const ApiRequest &request, const Answer &answer)
{
    const auto event = readReport(request.http.body);
    if (!event)
        return answer.problem(problem::fromError(event.error()));
    services.store.applyEvent(request.parameter("id"), request.tenant, *event, EventSource::Client,
                              orProblem<Done>(answer, [answer](Done) { answer.empty(); }));
}

} // namespace

void addJobRoutes(Router &router, Services &services)
{
    const QString all = QStringLiteral("/api/v1/evaluations/jobs"), one = all + QStringLiteral("/{id}");
    const auto add = [&](const char *method, const QString &path, void (*handler)(Services &, const ApiRequest &, const Answer &)) {
        router.add(method, path, [&services, handler](const ApiRequest &request, const Answer &answer) { handler(services, request, answer); });
    };
    add("GET", all, list);
    add("POST", all, create);
    add("GET", one, get);
    add("DELETE", one, remove);
    add("POST", one + QStringLiteral("/events"), report);
}

} // namespace assay::engine

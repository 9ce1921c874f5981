#include "services/engine/server/JobPlan.h"
#include "services/engine/server/ReportReading.h"
#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"
#include "services/engine/server/Validation.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

namespace assay::engine {

using Json = nlohmann::json;

namespace {

void kueueByDefault(std::optional<Queue> &queue)
{
    if (queue && queue->kind.isEmpty())
        queue->kind = QStringLiteral("kueue");
}

void tidy(QList<BenchmarkRef> &entries)
{
    for (BenchmarkRef &entry : entries) {
        entry.url = QString(); // collections have it, jobs do not
        if (entry.hardwareConfig)
            kueueByDefault(entry.hardwareConfig->queue);
    }
}

/// What the server adds is not the client's to send; defaults are filled in.
void tidy(Job &job)
{
    job.resource = {};
    job.status = {};
    job.results = {};
    if (job.description.isEmpty())
        job.description = QString();
    kueueByDefault(job.queue);
    if (job.hardwareConfig)
        kueueByDefault(job.hardwareConfig->queue);
    tidy(job.benchmarks);
    if (job.collection) {
        tidy(job.collection->benchmarks);
        job.collection->collectionUpdatedAt = QString();
    }
}

/// The way of a job from its request to the store: the collection, the providers, the plan, the write.
struct Creation : std::enable_shared_from_this<Creation> {
    Creation(Services &servicesIn, const ApiRequest &requestIn, Answer answerIn)
        : services(servicesIn), request(requestIn), answer(std::move(answerIn))
    {
    }
    Services &services;
    ApiRequest request;
    Answer answer;
    Job job;
    std::optional<Collection> collection;

    void start()
    {
        Json raw;
        if (const auto problem = parseBody(request.http.body, raw))
            return answer.problem(*problem);
        try {
            job = json::fromJson<Job>(raw);
        } catch (const Json::exception &e) {
            return answer.problem(problem::invalidJson(QString::fromUtf8(e.what())));
        }
        if (const auto problem = checkJob(job, raw))
            return answer.problem(*problem);
        tidy(job);
        job.collection ? findCollection() : findProviders();
    }

    void findCollection()
    {
        const QString id = job.collection->id;
        if (const auto system = services.catalogue.data()->collection(id)) {
            collection = *system;
            return findProviders();
        }
        services.store.document(DocumentKind::Collection, id, request.tenant,
                                orProblem<StoredDocument>(answer, [self = shared_from_this()](const StoredDocument &document) {
                                    auto found = json::decode<Collection>(document.body);
                                    if (!found)
                                        return self->answer.problem(problem::fromError(found.error()));
                                    self->collection = std::move(*found);
                                    self->collection->resource = document.resource;
                                    self->findProviders();
                                }));
    }

    void findProviders()
    {
        QStringList wanted;
        for (const BenchmarkRef &entry : collection ? collection->benchmarks : job.benchmarks)
            wanted << entry.providerId;
        withProviders(services, request.tenant, wanted, answer,
                      [self = shared_from_this()](const ProviderIndex &providers) { self->store(providers); });
    }

    void store(const ProviderIndex &providers)
    {
        NewJob fresh;
        if (const auto problem = planJob(job, collection ? &*collection : nullptr, providers, fresh.benchmarks))
            return answer.problem(*problem);
        if (job.experiment) {
            return answer.problem({400, "mlflow_required_for_experiment",
                                   QStringLiteral("MLflow is required for experiment tracking. Please configure MLflow in the "
                                                  "service configuration and try again.")});
        }
        if (collection) {
            job.collection->collectionUpdatedAt = collection->resource.updatedAt;
            fresh.collectionCriteria = collection->passCriteria;
        }
        fresh.tenant = request.tenant;
        fresh.owner = request.owner;
        fresh.config = json::dump(json::toKnownJson(job));
        fresh.job = job;
        fresh.idempotencyKey = QString::fromUtf8(request.http.header("idempotency-key"));
        services.store.createJob(fresh, orProblem<CreatedJob>(answer, [self = shared_from_this()](const CreatedJob &created) {
                                     if (!created.repeated)
                                         self->services.scheduler.jobCreated(created.id);
                                     self->answer.jsonText(202, created.body);
                                 }));
    }
};

void create(Services &services, const ApiRequest &request, const Answer &answer)
{
    const QByteArray key = request.http.header("idempotency-key");
    if (key.size() > 255)
        return answer.problem({400, "request_validation_failed", QStringLiteral("The header Idempotency-Key is longer than 255 characters.")});
    std::make_shared<Creation>(services, request, answer)->start();
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

#include "services/engine/server/JobPreparation.h"

#include "services/engine/scheduler/RunPolicy.h"
#include "services/engine/server/Validation.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCryptographicHash>

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

/// The way of a job from its request to the plan: the collection, the providers, the merge.
struct Preparation : std::enable_shared_from_this<Preparation> {
    Preparation(Services &servicesIn, const ApiRequest &requestIn, Answer answerIn, std::function<void(PreparedJob)> nextIn)
        : services(servicesIn), request(requestIn), answer(std::move(answerIn)), next(std::move(nextIn))
    {
    }
    Services &services;
    ApiRequest request;
    Answer answer;
    std::function<void(PreparedJob)> next;
    PreparedJob prepared;

    void start()
    {
        Json raw;
        if (const auto problem = parseBody(request.http.body, raw))
            return answer.problem(*problem);
        try {
            prepared.job = json::fromJson<Job>(raw);
        } catch (const Json::exception &e) {
            return answer.problem(problem::invalidJson(QString::fromUtf8(e.what())));
        }
        if (const auto problem = checkJob(prepared.job, raw))
            return answer.problem(*problem);
        if (const auto fault = runPolicyFault(prepared.job.custom))
            return answer.problem(problem::validation(*fault));
        tidy(prepared.job);
        if (!request.http.header("idempotency-key").isEmpty())
            prepared.bodyHash = QString::fromLatin1(QCryptographicHash::hash(json::canonicalJson(raw), QCryptographicHash::Sha256).toHex());
        prepared.job.collection ? findCollection() : findProviders();
    }

    void findCollection()
    {
        const QString id = prepared.job.collection->id;
        if (const auto system = services.catalogue.data()->collection(id)) {
            prepared.collection = *system;
            return findProviders();
        }
        services.store.document(DocumentKind::Collection, id, request.tenant,
                                orProblem<StoredDocument>(answer, [self = shared_from_this()](const StoredDocument &document) {
                                    auto found = json::decode<Collection>(document.body);
                                    if (!found)
                                        return self->answer.problem(problem::fromError(found.error()));
                                    self->prepared.collection = std::move(*found);
                                    self->prepared.collection->resource = document.resource;
                                    self->findProviders();
                                }));
    }

    void findProviders()
    {
        QStringList wanted;
        for (const BenchmarkRef &entry : prepared.collection ? prepared.collection->benchmarks : prepared.job.benchmarks)
            wanted << entry.providerId;
        withProviders(services, request.tenant, wanted, answer,
                      [self = shared_from_this()](const ProviderIndex &providers) { self->plan(providers); });
    }

    void plan(const ProviderIndex &providers)
    {
        const Collection *collection = prepared.collection ? &*prepared.collection : nullptr;
        if (const auto problem = planJob(prepared.job, collection, providers, prepared.benchmarks))
            return answer.problem(*problem);
        if (collection)
            prepared.job.collection->collectionUpdatedAt = collection->resource.updatedAt;
        for (const EffectiveBenchmark &benchmark : std::as_const(prepared.benchmarks))
            prepared.providers.append(providers.find(benchmark.entry.providerId));
        findAnswers(0);
    }

    /// The runs whose answers are scored again, one after another.
    void findAnswers(qsizetype from)
    {
        for (qsizetype i = from; i < prepared.benchmarks.size(); ++i) {
            const auto answers = storedAnswersOf(prepared.benchmarks.at(i).entry);
            if (!answers)
                continue;
            return services.store.answers(*answers, request.tenant, [self = shared_from_this(), i](const Result<AnswerOrigin> &origin) {
                if (!origin)
                    return self->answer.problem(problem::validation(origin.error().message));
                self->findAnswers(i + 1);
            });
        }
        next(std::move(prepared));
    }
};

} // namespace

void prepareJob(Services &services, const ApiRequest &request, const Answer &answer, std::function<void(PreparedJob)> next)
{
    std::make_shared<Preparation>(services, request, answer, std::move(next))->start();
}

} // namespace assay::engine

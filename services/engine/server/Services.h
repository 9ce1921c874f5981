#pragma once

#include "services/core/Clock.h"
#include "services/engine/exports/ExportService.h"
#include "services/engine/scheduler/Scheduler.h"
#include "services/engine/server/Answer.h"
#include "services/engine/server/Documents.h"
#include "services/engine/server/EventHub.h"
#include "services/engine/store/Store.h"

#include <functional>

namespace assay::engine {

class HttpMetrics;
class DatasetStore;
class Imports;
class JobMetrics;
class Router;
class Trials;

/// What the routes work with. Outlives the server.
struct Services {
    Store &store;
    Scheduler &scheduler;
    const Catalogue &catalogue;
    EventHub &events;
    Clock &clock;
    QString workspace; ///< folder
    QString version;   ///< of the program
    ExportService &exports;
    Trials &trials;
    Imports &imports;
    DatasetStore &datasets;
};

// One a file, named after it. Each adds the routes of one resource.
void addServiceRoutes(Router &router, Services &services);    ///< health, capabilities, engine
void addProviderRoutes(Router &router, Services &services);
void addCollectionRoutes(Router &router, Services &services);
void addJobRoutes(Router &router, Services &services);        ///< create, get, list, cancel, delete, report events
void addLogRoutes(Router &router, Services &services);
void addSampleRoutes(Router &router, Services &services);     ///< samples, scores
void addExtensionRoutes(Router &router, Services &services);  ///< plan, retry, cancel of one benchmark, attempts, drain
void addCommandRoutes(Router &router, Services &services);    ///< approval of providers' commands
void addTaskRoutes(Router &router, Services &services);       ///< benchmarks that a client makes
void addTrialRoutes(Router &router, Services &services);      ///< trials of commands without a job, and their toy model
void addImportRoutes(Router &router, Services &services);     ///< results of other tools
void addDatasetRoutes(Router &router, Services &services);    ///< datasets and their rows, as Llama Stack serves them
void addStreamRoutes(Router &router, Services &services);     ///< server-sent events
void addPageRoutes(Router &router, Services &services, HttpMetrics &http, JobMetrics &jobs); ///< openapi.yaml, docs, metrics

/// New work is refused while the engine drains (503, engine_draining).
std::optional<Problem> refusedWhileDraining(const Services &services);

/// A store's reply that answers errors itself and hands on the value.
template<typename T>
Reply<T> orProblem(const Answer &answer, std::function<void(T)> next)
{
    return [answer, next = std::move(next)](Result<T> result) {
        if (!result)
            answer.problem(problem::fromError(result.error()));
        else
            next(std::move(*result));
    };
}

/// Calls next with the providers that the tenant may name; on the caller's thread when the catalogue has all `wanted`.
void withProviders(Services &services, const QString &tenant, const QStringList &wanted, const Answer &answer,
                   std::function<void(const ProviderIndex &)> next);

} // namespace assay::engine

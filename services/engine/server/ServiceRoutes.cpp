#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay::engine {

using Json = nlohmann::json;

void withProviders(Services &services, const QString &tenant, const QStringList &wanted, const Answer &answer,
                   std::function<void(const ProviderIndex &)> next)
{
    const auto system = services.catalogue.data();
    if (std::ranges::all_of(wanted, [&](const QString &id) { return system->provider(id) != nullptr; }))
        return next(ProviderIndex(system, {}, tenant));
    services.store.documents(DocumentKind::Provider, tenant,
                             orProblem<QList<StoredDocument>>(answer, [system, tenant, next = std::move(next)](const auto &own) {
                                 next(ProviderIndex(system, own, tenant));
                             }));
}

namespace {

/// Words for services/api/Capabilities.h.
const char *const capabilityWords[] = {
    "list_jobs",      "submit_jobs",      "cancel_jobs",      "delete_jobs", "list_providers", "edit_providers",
    "list_collections", "edit_collections", "logs",           "log_ranges",  "samples",        "scores",
    "event_stream",   "idempotent_submit", "approve_commands", "recorded_models",
    "retry_benchmarks", "cancel_benchmarks", "plan_jobs",     "drain",       "clone_collections",
    "try_providers",  "query_samples", "put_tasks",   "import_results", "datasets", "append_rows", "edit_rows",
};

Json engineStatus(const Services &services)
{
    const SchedulerLoad load = services.scheduler.load();
    const StoreSizes sizes = services.store.sizes();
    Json out{{"version", services.version.toStdString()},
             {"workspace", services.workspace.toStdString()},
             {"pid", QCoreApplication::applicationPid()},
             {"slots", load.slotsTotal},
             {"running", load.slotsBusy},
             {"queued", load.queued},
             {"draining", services.scheduler.draining()},
             {"epoch", services.store.epoch().toStdString()},
             {"last_change", services.store.lastChange()},
             {"database_bytes", sizes.databaseBytes + sizes.walBytes},
             {"free_bytes", sizes.freeBytes},
             {"complaints", Json::array()}};
    const auto catalogue = services.catalogue.data(); // a reload meanwhile lets go of it
    for (const QString &complaint : catalogue->complaints)
        out["complaints"].push_back(complaint.toStdString());
    if (const auto fault = services.store.health())
        out["complaints"].push_back(fault->message.toStdString());
    return out;
}

} // namespace

void addServiceRoutes(Router &router, Services &services)
{
    router.add(
        "GET", QStringLiteral("/api/v1/health"),
        [&services](const ApiRequest &, const Answer &answer) {
            answer.json(200, {{"status", "healthy"}, {"timestamp", rfc3339(services.clock.wallMs()).toStdString()}});
        },
        Router::Access::Open);
    router.add("GET", QStringLiteral("/api/v1/capabilities"), [&services](const ApiRequest &, const Answer &answer) {
        answer.json(200, {{"name", "Assay local engine"},
                          {"version", services.version.toStdString()},
                          {"api_version", "1"},
                          {"capabilities", capabilityWords}});
    });
    router.add("GET", QStringLiteral("/api/v1/engine"),
               [&services](const ApiRequest &, const Answer &answer) { answer.json(200, engineStatus(services)); });
}

} // namespace assay::engine

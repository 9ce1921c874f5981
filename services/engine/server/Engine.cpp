#include "services/engine/server/Engine.h"

#include "services/engine/datasets/DatasetStore.h"
#include "services/engine/imports/Imports.h"
#include "services/engine/inputs/InputRunner.h"
#include "services/engine/inputs/PrivateHost.h"
#include "services/engine/server/Metrics.h"
#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"
#include "services/engine/server/Trials.h"

namespace assay::engine {

/// In the order in which they are made; they end the other way round.
struct Engine::Parts {
    EngineOptions options;
    HttpMetrics httpMetrics;
    std::unique_ptr<JobMetrics> jobMetrics; ///< outlives the store, which tells it of changes
    std::unique_ptr<Store> store;
    std::unique_ptr<Catalogue> catalogue;
    std::unique_ptr<EventHub> events;
    std::unique_ptr<ExportService> exports;
    std::vector<std::unique_ptr<InputRunner>> inputs;
    std::unique_ptr<Scheduler> scheduler;
    std::unique_ptr<Trials> trials;
    std::unique_ptr<Imports> imports;
    std::unique_ptr<DatasetStore> datasets;
    std::unique_ptr<Services> services;
    Router router;
    std::unique_ptr<HttpServer> server;

    /// The runner, with test data fetched before it starts.
    AttemptRunner *withInputs(AttemptRunner &runner)
    {
        return inputs.emplace_back(std::make_unique<InputRunner>(runner, options.inputs)).get();
    }
};

Engine::Engine(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}

Engine::~Engine()
{
    stop();
}

Result<std::unique_ptr<Engine>> Engine::start(const EngineOptions &options)
{
    auto parts = std::make_unique<Parts>();
    parts->options = options;
    // Cheap and likely to be refused, so first.
    auto catalogue = Catalogue::load({options.catalogue, options.taskFolders});
    if (!catalogue)
        return catalogue.error();
    parts->catalogue = std::move(*catalogue);
    StoreOptions storeOptions;
    storeOptions.workspace = options.workspace;
    storeOptions.clock = options.clock;
    storeOptions.minimumFree = options.minimumFree;
    storeOptions.onWrite = options.onWrite;
    auto store = Store::open(storeOptions);
    if (!store)
        return store.error();
    parts->store = std::move(*store);
    parts->events = std::make_unique<EventHub>(parts->store->epoch());
    parts->store->addChangeListener([events = parts->events.get()](const ChangeRecord &change) { events->publish(change); });
    parts->jobMetrics = std::make_unique<JobMetrics>(*parts->store);
    parts->exports = std::make_unique<ExportService>(*parts->store, *options.clock, options.exports);
    parts->store->addChangeListener([exports = parts->exports.get()](const ChangeRecord &change) { exports->changed(change); });
    allowLoopbackGit(options.inputs.allowLoopbackGit);
    RunnerMap runners;
    for (const auto &[provider, runner] : options.runners)
        runners[provider] = parts->withInputs(*runner);
    AttemptRunner *commands = options.commands ? parts->withInputs(*options.commands) : nullptr;
    parts->scheduler = std::make_unique<Scheduler>(*parts->store, runners, *options.clock, options.scheduling, commands);
    parts->trials = std::make_unique<Trials>(Trials::Options{options.commands, options.workspace + QStringLiteral("/trials"), options.clock});
    parts->imports = std::make_unique<Imports>(*parts->store, *options.clock);
    parts->datasets = std::make_unique<DatasetStore>(options.workspace, *options.clock);
    parts->services.reset(new Services{*parts->store, *parts->scheduler, *parts->catalogue, *parts->events, *options.clock,
                                       options.workspace, options.version, *parts->exports, *parts->trials, *parts->imports, *parts->datasets});
    addServiceRoutes(parts->router, *parts->services);
    addProviderRoutes(parts->router, *parts->services);
    addCollectionRoutes(parts->router, *parts->services);
    addJobRoutes(parts->router, *parts->services);
    addLogRoutes(parts->router, *parts->services);
    addSampleRoutes(parts->router, *parts->services);
    addExtensionRoutes(parts->router, *parts->services);
    addCommandRoutes(parts->router, *parts->services);
    addTaskRoutes(parts->router, *parts->services);
    addTrialRoutes(parts->router, *parts->services);
    addImportRoutes(parts->router, *parts->services);
    addDatasetRoutes(parts->router, *parts->services);
    addStreamRoutes(parts->router, *parts->services);
    addPageRoutes(parts->router, *parts->services, parts->httpMetrics, *parts->jobMetrics);
    parts->router.countIn(parts->httpMetrics);
    parts->server = std::make_unique<HttpServer>(
        [router = &parts->router](const HttpRequest &request, const Responder &responder) { router->handle(request, responder); },
        &Router::refusal, options.limits);
    std::unique_ptr<Engine> engine(new Engine(std::move(parts)));
    // No request can name our port before we know it: the rules are complete before the first one is read.
    if (auto bound = engine->m_parts->server->bind(options.port); !bound)
        return bound.error();
    engine->m_parts->router.setAccess({options.token, engine->port()});
    engine->m_parts->exports->start();
    engine->m_parts->scheduler->start();
    engine->m_parts->trials->start(engine->url());
    engine->m_parts->imports->start();
    engine->m_parts->server->run();
    return engine;
}

QString Engine::url() const
{
    return QStringLiteral("http://127.0.0.1:%1").arg(port());
}

quint16 Engine::port() const
{
    return m_parts->server->port();
}

int Engine::connectionCount() const
{
    return m_parts->server->connectionCount();
}

bool Engine::inUse() const
{
    return connectionCount() > 0 || !m_parts->scheduler->idle() || m_parts->trials->busy() || m_parts->imports->busy() || exporting();
}

bool Engine::exporting() const
{
    return m_parts->exports->busy();
}

bool Engine::drained() const
{
    return m_parts->scheduler->drained();
}

void Engine::handle(const HttpRequest &request, const Responder &responder) const
{
    m_parts->router.handle(request, responder);
}

QStringList Engine::complaints() const
{
    return m_parts->catalogue->data()->complaints;
}

QStringList Engine::routes() const
{
    return m_parts->router.routes();
}

void Engine::stop()
{
    m_parts->trials->stop(); // its command may still ask the toy model
    m_parts->events->stop();
    m_parts->server->stop();
    m_parts->scheduler->stop();
    m_parts->imports->stop();
    m_parts->datasets->stop();
    m_parts->exports->stop();
    m_parts->store->stop();
}

} // namespace assay::engine

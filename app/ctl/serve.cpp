#include "app/ctl/Serve.h"

#include "app/ctl/Ctl.h"
#include "services/engine/datasets/RegisteredData.h"
#include "services/engine/host/Lifetime.h"
#include "services/engine/host/Workspace.h"
#include "services/engine/process/CommandRunner.h"
#include "services/engine/runner/NativeRunner.h"
#include "services/engine/server/Engine.h"
#include "services/engine/server/ReportReading.h"
#include "services/secrets/EnvironmentSecrets.h"
#include "services/secrets/KeychainSecrets.h"
#include "services/secrets/SecretResolving.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>

#include <cstdio>

namespace assay::ctl {

namespace {

using namespace assay::engine;

/// EvalHub starts everything at once, and its clients leave programs behind that sleep: few slots would be theirs soon.
constexpr int compatibleSlots = 64;

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

struct ServeOptions {
    std::string workspace, catalogue, commands, env = "clean", mlflow, mlflowSecret;
    int port = 0, slots = 0, slotsPerProvider = 0, slotsPerModel = 0, retries = 0, keepFolders = 7;
    double timeLimit = 6 * 3600, stall = 15 * 60;
    bool noAuth = false, stay = false, dieWithParent = false, allowLoopbackGit = false, ociInsecure = false;
};

EngineFile engineFile(const Engine &engine, const QByteArray &token, const System &system)
{
    EngineFile file;
    file.url = engine.url();
    file.token = token;
    file.pid = system.processId();
    file.startTime = system.startTime(file.pid);
    file.bootId = system.bootId();
    file.machineId = system.machineId();
    file.host = system.hostName();
    file.build = QCoreApplication::applicationVersion();
    file.apiVersion = QStringLiteral("1");
    return file;
}

SchedulerSettings scheduling(const ServeOptions &given)
{
    SchedulerSettings settings;
    settings.totalSlots = given.slots == 0 && given.noAuth ? compatibleSlots : given.slots;
    settings.slotsPerProvider = given.slotsPerProvider;
    settings.slotsPerModel = given.slotsPerModel;
    settings.policy.timeLimitMs = qint64(given.timeLimit * 1000);
    settings.policy.stallMs = qint64(given.stall * 1000);
    settings.policy.retries = given.retries;
    settings.keepFoldersDays = given.keepFolders;
    // Who leaves out the token lets everybody on this machine run programs anyway.
    const std::string commands = !given.commands.empty() ? given.commands : given.noAuth ? "allow" : "ask";
    settings.commands = commands == "allow" ? CommandMode::Allow : commands == "deny" ? CommandMode::Deny : CommandMode::Ask;
    return settings;
}

CommandRunnerOptions commandOptions(const ServeOptions &given, const Workspace &workspace, const SecretResolver &secrets)
{
    CommandRunnerOptions options;
    options.secretFolder = workspace.file(QStringLiteral("secrets"));
    options.environment = given.env == "inherit" ? EnvironmentPolicy::Inherit : EnvironmentPolicy::Clean;
    options.bareCallback = given.noAuth;
    options.secrets = secrets;
    options.readReport = &readReport;
    return options;
}

InputSettings inputs(const ServeOptions &given, const SecretResolver &secrets)
{
    InputSettings settings;
    settings.secrets = secrets;
    settings.allowLoopbackGit = given.allowLoopbackGit;
    if (const QByteArray hub = qgetenv("HF_ENDPOINT"); !hub.isEmpty())
        settings.hubUrl = hub;
    if (given.noAuth) { // plain EvalHub clients post the events of benchmarks whose data nobody can fetch
        settings.failureGraceMs = 10'000;
        settings.quietMs = 2'000;
    }
    return settings;
}

ExportSettings exports(const ServeOptions &given, const SecretResolver &secrets)
{
    ExportSettings settings;
    settings.mlflowUrl = given.mlflow.empty() ? qgetenv("MLFLOW_TRACKING_URI") : QByteArray::fromStdString(given.mlflow);
    settings.mlflowSecret = QString::fromStdString(given.mlflowSecret);
    settings.mlflowToken = qgetenv("MLFLOW_TRACKING_TOKEN");
    settings.mlflowUser = qgetenv("MLFLOW_TRACKING_USERNAME");
    settings.mlflowPassword = qgetenv("MLFLOW_TRACKING_PASSWORD");
    settings.dockerConfig = qEnvironmentVariable("OCI_AUTH_CONFIG_PATH");
    settings.ociInsecure = given.ociInsecure;
    settings.secrets = secrets;
    return settings;
}

int serve(const ServeOptions &given)
{
    const System &system = System::real();
    system.allowManyFiles();
    const QString folder = given.workspace.empty() ? Workspace::defaultFolder() : QString::fromStdString(given.workspace);
    auto workspace = Workspace::open(folder, system);
    if (!workspace)
        return fail(workspace.error());

    NativeRunnerOptions native;
    native.taskFolders = {(*workspace)->file(QStringLiteral("tasks")), sharedData(QStringLiteral("tasks"))};
    native.recordingFolders = {(*workspace)->file(QStringLiteral("recordings")), sharedData(QStringLiteral("recordings"))};
    // The environment first: it is what a machine without a keychain has.
    EnvironmentSecrets environment;
    KeychainSecrets keychain;
    native.secrets = makeSecretResolving({&environment, &keychain}, qApp);
    native.registered = registeredReader((*workspace)->folder());
    NativeRunner runner(native);
    CommandRunner commands(commandOptions(given, **workspace, native.secrets));

    EngineOptions options;
    options.workspace = (*workspace)->folder();
    options.catalogue = given.catalogue.empty() ? sharedData(QStringLiteral("catalogue")) : QString::fromStdString(given.catalogue);
    options.taskFolders = native.taskFolders;
    options.token = given.noAuth ? QByteArray() : system.randomBytes(32).toHex();
    options.port = quint16(given.port);
    options.version = QCoreApplication::applicationVersion();
    options.runners = {{QStringLiteral("assay"), &runner}};
    options.commands = &commands;
    options.scheduling = scheduling(given);
    options.inputs = inputs(given, native.secrets);
    options.exports = exports(given, native.secrets);
    if (!options.exports.mlflowUrl.isEmpty() && !options.exports.mlflowUrl.startsWith("http")) {
        if (!given.mlflow.empty())
            return fail({Error::Kind::Invalid,
                         tr("--mlflow %1 is no address of a tracking server: give one like http://127.0.0.1:5000.")
                             .arg(QString::fromStdString(given.mlflow)),
                         {},
                         {}});
        note(tr("warning: MLFLOW_TRACKING_URI is no http address, so jobs with an experiment are refused; give a tracking server with --mlflow."));
        options.exports.mlflowUrl.clear();
    }
    auto engine = Engine::start(options);
    if (!engine)
        return fail(engine.error());
    for (const QString &complaint : (*engine)->complaints())
        note(complaint);
    if (given.noAuth) {
        note(tr("warning: without authentication any program on this machine can use this engine and run programs as you; "
                "leave --no-auth out unless a client cannot send a token."));
    }

    Lifetime::Options life;
    life.stay = given.stay;
    life.dieWithParent = given.dieWithParent;
    life.finished = [&engine] { return (*engine)->drained(); };
    // From here on signals end us in order.
    Lifetime lifetime(life, [&engine] { return (*engine)->inUse(); }, Clock::system(), system);
    QObject::connect(&lifetime, &Lifetime::over, qApp, [] { QCoreApplication::quit(); }, Qt::QueuedConnection);
    if (auto published = (*workspace)->publish(engineFile(**engine, options.token, system)); !published)
        return fail(published.error());
    std::printf("ready %s\n", (*engine)->url().toUtf8().constData());
    std::fflush(stdout);
    QCoreApplication::exec();
    (*workspace)->withdraw(); // first, so that nobody comes any more
    (*engine)->stop();
    return 0;
}

/// Slots, time limits, retries: the defaults of what a job's custom.assay may say.
void addSchedulingOptions(CLI::App &command, ServeOptions &options)
{
    command
        .add_option("--slots", options.slots,
                    "Benchmarks at a time (default: twice the processors; 64 with --no-auth, whose clients expect that all start at once)")
        ->check(CLI::Range(0, 1024))
        ->type_name("N");
    command.add_option("--slots-per-provider", options.slotsPerProvider, "Benchmarks of one provider at a time (default: no limit of its own)")
        ->check(CLI::Range(0, 1024))
        ->type_name("N");
    command.add_option("--slots-per-model", options.slotsPerModel, "Benchmarks at a time against one model's address (default: no limit of its own)")
        ->check(CLI::Range(0, 1024))
        ->type_name("N");
    command
        .add_option("--time-limit", options.timeLimit,
                    "Seconds that a benchmark may take, unless its job says otherwise; 0: no limit (default: 21600)")
        ->check(CLI::Range(0.0, 31622400.0))
        ->type_name("S");
    command.add_option("--stall", options.stall, "Seconds without output or report before a warning says so; 0: never (default: 900)")
        ->check(CLI::Range(0.0, 31622400.0))
        ->type_name("S");
    command.add_option("--retries", options.retries, "New attempts when a provider's program dies, unless the job says otherwise (default: 0)")
        ->check(CLI::Range(0, 100))
        ->type_name("N");
    command.add_option("--keep-folders", options.keepFolders, "Days to keep work folders of completed benchmarks; -1: for ever (default: 7)")
        ->check(CLI::Range(-1, 36500))
        ->type_name("DAYS");
}

/// What the engine fetches from elsewhere and sends there.
void addOutsideOptions(CLI::App &command, ServeOptions &options)
{
    command.add_option("--mlflow", options.mlflow, "Address of an MLflow tracking server for jobs with an experiment (default: MLFLOW_TRACKING_URI)")
        ->type_name("URL");
    command
        .add_option("--mlflow-secret", options.mlflowSecret,
                    "Name of the key for MLflow: a token, or USER:PASSWORD (default: MLFLOW_TRACKING_TOKEN and others)")
        ->type_name("NAME");
    command.add_flag("--oci-insecure", options.ociInsecure, "Push artifacts over plain http to registries that are not on this machine");
    command.add_flag("--allow-loopback-git", options.allowLoopbackGit, "Allow test data from git repositories on this machine");
}

} // namespace

void addServe(CLI::App &app)
{
    auto options = std::make_shared<ServeOptions>();
    CLI::App *command = app.add_subcommand("serve", "Run the local engine on a workspace until it is told to stop or idle for ten minutes");
    command
        ->add_option("--workspace", options->workspace,
                     "Folder for everything the engine keeps (default: " + Workspace::defaultFolder().toStdString() + ")")
        ->type_name("DIR");
    command->add_option("--port", options->port, "Port on 127.0.0.1 (default: any free one)")->check(CLI::Range(0, 65535))->type_name("N");
    command->add_option("--catalogue", options->catalogue, "Folder with providers/ and collections/ instead of the shipped one")
        ->check(CLI::ExistingDirectory)
        ->type_name("DIR");
    command->add_flag("--no-auth", options->noAuth, "Answer clients that send no token: anyone on this machine can then use the engine");
    command->add_option("--commands", options->commands,
                        "Whether providers' shell commands may run: ask, allow or deny (default: ask; allow with --no-auth)")
        ->check(CLI::IsMember({"ask", "allow", "deny"}))
        ->type_name("WHAT");
    command->add_option("--env", options->env, "Environment of providers' commands: clean or inherit (default: clean)")
        ->check(CLI::IsMember({"clean", "inherit"}))
        ->type_name("WHAT");
    command->add_flag("--stay", options->stay, "Keep running when idle");
    command->add_flag("--die-with-parent", options->dieWithParent, "Stop when the process that started this one ends");
    addSchedulingOptions(*command, *options);
    addOutsideOptions(*command, *options);
    command->callback([options] { throw CLI::RuntimeError(serve(*options)); });
}

} // namespace assay::ctl

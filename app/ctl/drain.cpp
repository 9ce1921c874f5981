#include "app/ctl/Commands.h"
#include "app/ctl/Ctl.h"
#include "services/backends/local/EngineLauncher.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>

namespace assay::ctl {

namespace {

constexpr int lookMs = 200;

struct DrainOptions {
    ServerOptions server;
    bool wait = false;
};

/// Until the engine has taken its engine.json away. The workspace is the local engine's.
void waitForTheEnd(const EngineLauncher &launcher)
{
    QEventLoop loop;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &loop, [&] {
        const auto running = launcher.running();
        if (running && !running->has_value())
            loop.quit();
    });
    timer.start(lookMs);
    loop.exec();
}

int drain(const DrainOptions &options)
{
    const bool local = options.server.url.empty();
    const EngineLauncher launcher({QString::fromStdString(options.server.workspace)});
    if (local) {
        // To connect would start one.
        const auto running = launcher.running();
        if (!running)
            return fail(running.error());
        if (!running->has_value()) {
            print(QCoreApplication::translate("assay", "No engine runs on %1.").arg(launcher.workspace()) + u'\n');
            return Passed;
        }
    }
    const auto connection = connected(options.server);
    if (!connection)
        return fail(connection.error());
    if (const auto done = await((*connection)->drain()); !done)
        return fail(done.error());
    print(QCoreApplication::translate("assay", "The engine starts nothing more and leaves when what runs has ended.") + u'\n');
    if (options.wait && local)
        waitForTheEnd(launcher);
    return Passed;
}

} // namespace

void addDrain(CLI::App &app)
{
    auto options = std::make_shared<DrainOptions>();
    CLI::App *command = app.add_subcommand("drain", "Let the engine end what runs, start nothing more, and leave; what waits is run by the next one");
    options->server.addTo(*command);
    command->add_flag("--wait", options->wait, "Come back when the local engine has left");
    command->callback([options] { throw CLI::RuntimeError(drain(*options)); });
}

} // namespace assay::ctl

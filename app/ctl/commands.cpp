#include "app/ctl/Commands.h"
#include "app/ctl/Ctl.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>

namespace assay::ctl {

namespace {

constexpr qsizetype shownHash = 12; ///< characters; enough to name one

struct CommandsOptions {
    ServerOptions server;
    std::string hash;
};

QString line(const CommandApproval &command)
{
    const QString word = command.decision == QLatin1String("allow") ? QCoreApplication::translate("assay", "allowed")
        : command.decision == QLatin1String("deny")                 ? QCoreApplication::translate("assay", "denied")
                                                                    : QCoreApplication::translate("assay", "waits");
    QString text = QStringLiteral("%1  %2  %3  %4")
                       .arg(command.hash.left(shownHash), word.leftJustified(7), oneLine(command.providerId), oneLine(command.command));
    if (!command.environment.isEmpty())
        text += QStringLiteral("  [%1]").arg(oneLine(command.environment.join(QLatin1Char(' '))));
    return text + u'\n';
}

int list(const CommandsOptions &options)
{
    const auto connection = connected(options.server);
    if (!connection)
        return fail(connection.error());
    const auto commands = await((*connection)->commands());
    if (!commands)
        return fail(commands.error());
    for (const CommandApproval &command : *commands)
        print(line(command));
    if (commands->isEmpty())
        note(QCoreApplication::translate("assay", "No provider's command has come up yet."));
    return Passed;
}

int decide(const CommandsOptions &options, bool allow)
{
    const auto connection = connected(options.server);
    if (!connection)
        return fail(connection.error());
    const auto commands = await((*connection)->commands());
    if (!commands)
        return fail(commands.error());
    const QString wanted = QString::fromStdString(options.hash);
    QList<CommandApproval> found;
    for (const CommandApproval &command : *commands) {
        if (command.hash.startsWith(wanted, Qt::CaseInsensitive))
            found << command;
    }
    if (found.size() != 1) {
        return fail(found.isEmpty()
                        ? QCoreApplication::translate("assay", "No command is named %1: assayctl commands list shows them.").arg(oneLine(wanted))
                        : QCoreApplication::translate("assay", "%1 commands begin with %2: give more of the name.")
                              .arg(found.size())
                              .arg(oneLine(wanted)));
    }
    const auto decided = await((*connection)->decideCommand(found.first().hash, allow));
    if (!decided)
        return fail(decided.error());
    print(line(*decided));
    return Passed;
}

} // namespace

void addCommands(CLI::App &app)
{
    auto options = std::make_shared<CommandsOptions>();
    CLI::App *commands = app.add_subcommand("commands", "Show, allow or deny the shell commands that providers want to run on this machine");
    commands->require_subcommand(1);
    CLI::App *show = commands->add_subcommand("list", "What came up: name, decision, provider, command, its variables");
    options->server.addTo(*show);
    show->callback([options] { throw CLI::RuntimeError(list(*options)); });
    for (const bool allow : {true, false}) {
        CLI::App *command = allow ? commands->add_subcommand("allow", "Let a command run, now and later, until it changes")
                                  : commands->add_subcommand("deny", "Let a command never run; what waits for it fails");
        options->server.addTo(*command);
        command->add_option("command", options->hash, "Beginning of its name")->required()->type_name("NAME");
        command->callback([options, allow] { throw CLI::RuntimeError(decide(*options, allow)); });
    }
}

} // namespace assay::ctl

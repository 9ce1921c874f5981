#include "app/ctl/Commands.h"
#include "app/ctl/Serve.h"

#include "services/metrics/MetricFile.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>

#include <clocale>
#include <csignal>
#include <cstdio>

/// assayctl: everything that needs no window. Each command has a file of its own.
int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("assay"));
    QCoreApplication::setApplicationVersion(QStringLiteral(ASSAY_VERSION));
    std::setlocale(LC_NUMERIC, "C"); // Qt has set the user's; numbers in files and protocols are not the user's
    std::signal(SIGPIPE, SIG_IGN);   // a reader that leaves is an error of one write, not our end

    // A spoilt dictionary changes units and directions on screen, nothing that was measured.
    if (const auto used = assay::useUserMetricFile(); !used)
        std::fprintf(stderr, "warning: %s\n", used.error().message.toUtf8().constData());

    CLI::App cli("Evaluate language models: run the local engine, submit jobs, read results", "assayctl");
    cli.set_version_flag("--version", ASSAY_VERSION);
    cli.require_subcommand(1);
    assay::ctl::addServe(cli);
    assay::ctl::addClientCommands(cli);
    try {
        cli.parse(argc, argv);
        return 0;
    } catch (const CLI::RuntimeError &end) { // how commands hand over their exit code
        return end.get_exit_code();
    } catch (const CLI::ParseError &end) {
        constexpr int usage = 64;
        return cli.exit(end) == 0 ? 0 : usage;
    }
}

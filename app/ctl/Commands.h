#pragma once

namespace CLI {
class App;
}

namespace assay::ctl {

/// Registers every command but serve. A command ends by throwing CLI::RuntimeError with its exit code (see ExitCode), which
/// CLI11 hands to main without printing anything; commands need a QCoreApplication.
void addClientCommands(CLI::App &app);

void addRun(CLI::App &app);
void addPlan(CLI::App &app);
void addWait(CLI::App &app);
void addList(CLI::App &app);
void addShow(CLI::App &app);
void addCancel(CLI::App &app);
void addRetry(CLI::App &app);
void addDrain(CLI::App &app);
void addCommands(CLI::App &app);
void addScore(CLI::App &app);
void addDemo(CLI::App &app);
void addLint(CLI::App &app);
void addExport(CLI::App &app);
void addCompare(CLI::App &app);
void addImport(CLI::App &app);

} // namespace assay::ctl

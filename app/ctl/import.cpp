#include "app/ctl/Commands.h"
#include "app/ctl/Ctl.h"
#include "services/api/ImportService.h"
#include "services/json/Json.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QFileInfo>
#include <QTimer>

#include <cstdio>
#include <unistd.h>

namespace assay::ctl {

namespace {

using Json = nlohmann::json;

constexpr int lookMs = 100;

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

struct ImportOptions {
    ServerOptions server;
    std::vector<std::string> paths;
    bool json = false;
};

void pause()
{
    QEventLoop loop;
    QTimer::singleShot(lookMs, &loop, &QEventLoop::quit);
    loop.exec();
}

QString placeOf(const ImportFault &fault)
{
    return fault.place.isEmpty() ? oneLine(fault.file) : oneLine(fault.file) + QLatin1String(", ") + oneLine(fault.place);
}

Json jsonOf(const ImportState &state, const QList<ImportRun> &runs, const QList<ImportFault> &faults)
{
    Json out{{"id", state.id.toStdString()},       {"files", state.files},           {"files_skipped", state.filesSkipped},
             {"bytes", state.bytes},               {"runs_made", state.runsMade},    {"runs_known", state.runsKnown},
             {"samples", state.samples},           {"problem_count", state.problemCount},
             {"runs", Json::array()},              {"problems", Json::array()}};
    out["state"] = state.phase == ImportState::Phase::Completed ? "completed" : state.phase == ImportState::Phase::Cancelled ? "cancelled" : "failed";
    if (!state.message.isEmpty())
        out["message"] = state.message.toStdString();
    for (const ImportRun &run : runs) {
        out["runs"].push_back({{"id", run.id.toStdString()}, {"name", run.name.toStdString()}, {"file", run.file.toStdString()},
                               {"tool", run.tool.toStdString()}, {"known", run.known}});
    }
    for (const ImportFault &fault : faults)
        out["problems"].push_back({{"file", fault.file.toStdString()}, {"place", fault.place.toStdString()}, {"message", fault.message.toStdString()}});
    return out;
}

void printText(const ImportState &state, const QList<ImportRun> &runs)
{
    for (const ImportRun &run : runs) {
        print(QStringLiteral("%1  %2  %3  %4%5\n")
                  .arg(run.id, oneLine(run.tool), oneLine(run.name), oneLine(run.file), run.known ? tr("  (was there already)") : QString()));
    }
    print(tr("Runs imported: %1, there already: %2, samples: %3, files without results: %4, problems: %5.")
              .arg(state.runsMade).arg(state.runsKnown).arg(state.samples).arg(state.filesSkipped).arg(state.problemCount)
          + u'\n');
}

/// Nothing was imported, or something could not be: 3. Everything was there already: 0.
int codeOf(const ImportState &state)
{
    const bool nothing = state.runsMade == 0 && state.runsKnown == 0;
    return state.phase == ImportState::Phase::Completed && state.problemCount == 0 && !nothing ? Passed : Broken;
}

int import(const ImportOptions &options)
{
    QStringList paths;
    for (const std::string &path : options.paths)
        paths << QFileInfo(QString::fromStdString(path)).absoluteFilePath();
    auto connection = connected(options.server);
    if (!connection)
        return fail(connection.error());
    ImportService &service = *(*connection)->imports();
    const auto begun = await(service.begin(paths));
    if (!begun)
        return fail(begun.error());
    QList<ImportRun> runs;
    QList<ImportFault> faults;
    const bool shown = !options.json && isatty(STDERR_FILENO);
    for (;;) {
        const auto state = await(service.look(*begun, runs.size(), faults.size()));
        if (!state)
            return fail(state.error());
        runs += state->runs;
        faults += state->problems;
        for (const ImportFault &fault : options.json ? QList<ImportFault>() : state->problems)
            note(tr("%1: %2").arg(placeOf(fault), oneLine(fault.message)));
        if (shown)
            std::fprintf(stderr, "\r%lld/%lld\x1b[K%s", static_cast<long long>(state->filesDone), static_cast<long long>(state->files), state->isOver() ? "\r\x1b[K" : "");
        if (!state->isOver()) {
            pause();
            continue;
        }
        if (options.json)
            printBytes(json::dump(jsonOf(*state, runs, faults)) + '\n');
        else
            printText(*state, runs);
        if (!options.json && !state->message.isEmpty())
            return fail(state->message);
        return codeOf(*state);
    }
}

} // namespace

void addImport(CLI::App &app)
{
    auto options = std::make_shared<ImportOptions>();
    CLI::App *command = app.add_subcommand("import", "Import results of lm-evaluation-harness, Inspect, promptfoo and EvaluationCards; files are known by what is in them. "
                                                     "Exit code 3 when something could not be imported");
    options->server.addTo(*command);
    command->add_option("paths", options->paths, "Files and folders")->required()->type_name("PATH");
    command->add_flag("--json", options->json, "Print runs and problems as JSON");
    command->callback([options] { throw CLI::RuntimeError(import(*options)); });
}

} // namespace assay::ctl

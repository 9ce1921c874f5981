#include "app/ctl/Commands.h"
#include "app/ctl/Ctl.h"
#include "app/ctl/Follow.h"
#include "app/ctl/GateOption.h"
#include "app/ctl/JobFile.h"
#include "app/ctl/JudgedJob.h"
#include "services/json/Json.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QUuid>

namespace assay::ctl {

namespace {

struct RunOptions {
    ServerOptions server;
    std::string what; ///< job file or id
    std::string policy = "strict";
    bool json = false, follow = false;
    std::vector<int> benchmarks; ///< positions; retry and cancel
    GateOption gate;             ///< run and wait
    GatePolicy gatePolicy() const { return PolicyOption{policy == "lenient"}.policy(); }
};

int report(const JudgedJob &judged, bool asJson)
{
    if (asJson)
        printBytes(json::dump(judged.toJson()) + '\n');
    else
        print(jobText(judged));
    return judged.exitCode();
}

int followToTheEnd(EvalHubConnection &connection, const QString &id, const RunOptions &options, GateRun &gates)
{
    Progress progress(options.json ? Progress::Style::Silent : Progress::Style::Auto);
    const auto jobs = follow(connection, {id}, progress);
    progress.clear();
    if (!jobs)
        return fail(jobs.error());
    if (options.gate.isUsed())
        return gates.finish(connection, jobs->first(), options.json);
    return report(judgedWith(connection.catalogue(), jobs->first(), gates.rules()), options.json);
}

int run(const RunOptions &options)
{
    const auto file = readJobFile(QString::fromStdString(options.what));
    if (!file)
        return fail(file.error());
    tellWarnings(*file);
    auto gates = GateRun::prepare(options.gate, options.gatePolicy());
    if (!gates)
        return fail(gates.error());
    auto connection = connected(options.server);
    if (!connection)
        return fail(connection.error());
    const auto job = await((*connection)->jobs().submit(file->job, QUuid::createUuid().toString(QUuid::WithoutBraces)));
    if (!job)
        return fail(QStringLiteral("%1: %2").arg(QString::fromStdString(options.what), job.error().message));
    if (!options.json)
        note(QCoreApplication::translate("assay", "Job %1 is submitted.").arg(job->resource.id));
    return followToTheEnd(**connection, job->resource.id, options, *gates);
}

int wait(const RunOptions &options)
{
    auto gates = GateRun::prepare(options.gate, options.gatePolicy());
    if (!gates)
        return fail(gates.error());
    auto connection = connected(options.server);
    return connection ? followToTheEnd(**connection, QString::fromStdString(options.what), options, *gates) : fail(connection.error());
}

int show(const RunOptions &options)
{
    auto connection = connected(options.server);
    if (!connection)
        return fail(connection.error());
    const auto job = await((*connection)->jobs().get(QString::fromStdString(options.what)));
    if (!job)
        return fail(job.error());
    report(judgedWith((*connection)->catalogue(), *job, {options.gatePolicy()}), options.json);
    return Passed; // it was shown, whatever it says
}

int cancelBenchmarks(EvalHubConnection &connection, const QString &id, const RunOptions &options)
{
    for (const int index : options.benchmarks) {
        const auto done = await(connection.jobs().cancelBenchmark(id, index));
        if (!done)
            return fail(done.error());
        if (!options.json)
            print(QCoreApplication::translate("assay", "Benchmark %1 of job %2 is cancelled.").arg(QString::number(index), id) + u'\n');
    }
    if (options.json)
        printBytes(json::dump({{"id", id.toStdString()}, {"cancelled_benchmarks", options.benchmarks}}) + '\n');
    return Passed;
}

int cancel(const RunOptions &options)
{
    auto connection = connected(options.server);
    if (!connection)
        return fail(connection.error());
    const QString id = QString::fromStdString(options.what);
    if (!options.benchmarks.empty())
        return cancelBenchmarks(**connection, id, options);
    const auto done = await((*connection)->jobs().cancel(id));
    if (!done)
        return fail(done.error());
    if (options.json)
        printBytes(json::dump({{"id", id.toStdString()}, {"cancelled", true}}) + '\n');
    else
        print(QCoreApplication::translate("assay", "Job %1 is cancelled.").arg(id) + u'\n');
    return Passed;
}

int retry(const RunOptions &options)
{
    auto connection = connected(options.server);
    if (!connection)
        return fail(connection.error());
    const QString id = QString::fromStdString(options.what);
    const auto job = await((*connection)->jobs().retry(id, QList<int>(options.benchmarks.begin(), options.benchmarks.end())));
    if (!job)
        return fail(job.error());
    if (options.follow) {
        if (!options.json)
            note(QCoreApplication::translate("assay", "Job %1 runs again.").arg(id));
        auto gates = GateRun::prepare({}, options.gatePolicy());
        return gates ? followToTheEnd(**connection, id, options, *gates) : fail(gates.error());
    }
    if (options.json)
        printBytes(json::encode(*job) + '\n');
    else
        print(QCoreApplication::translate("assay", "Job %1 runs again; follow it with: assayctl wait %1").arg(id) + u'\n');
    return Passed;
}

using Body = int (*)(const RunOptions &);

CLI::App *add(CLI::App &app, const char *name, const char *help, const char *what, const char *whatHelp, Body body,
              const std::shared_ptr<RunOptions> &options = std::make_shared<RunOptions>())
{
    CLI::App *command = app.add_subcommand(name, help);
    command->add_option(what, options->what, whatHelp)->required();
    options->server.addTo(*command);
    command->add_flag("--json", options->json, "Print one JSON object instead of text");
    if (body != cancel)
        command->add_option("--policy", options->policy, "strict: the whole interval must clear a gate; lenient: the score decides")
            ->check(CLI::IsMember({"strict", "lenient"}))->capture_default_str();
    command->callback([options, body] { throw CLI::RuntimeError(body(*options)); });
    return command;
}

void addBenchmarks(CLI::App &command, RunOptions &options, const char *help)
{
    command.add_option("--benchmark", options.benchmarks, help)->allow_extra_args(false)->check(CLI::NonNegativeNumber)->type_name("N");
}

} // namespace

void addRun(CLI::App &app)
{
    auto options = std::make_shared<RunOptions>();
    CLI::App *command = add(app, "run", "Submit a job and follow it to its end", "JOB", "Job file, YAML or JSON", run, options);
    options->gate.addTo(*command);
    command->footer("Exit codes: 0 passed or not gated, 1 a gate failed, 2 too close to call under --policy strict,\n"
                 "3 failed, partly failed, cancelled, server or input at fault, 64 wrong usage.");
}

void addWait(CLI::App &app)
{
    auto options = std::make_shared<RunOptions>();
    options->gate.addTo(*add(app, "wait", "Follow a job to its end; exit codes as of run", "ID", "Job", wait, options));
}

void addShow(CLI::App &app)
{
    add(app, "show", "Show a job with scores, intervals, gates and verdicts", "ID", "Job", show);
}

void addCancel(CLI::App &app)
{
    auto options = std::make_shared<RunOptions>();
    addBenchmarks(*add(app, "cancel", "Stop a job, or some of its benchmarks", "ID", "Job", cancel, options), *options,
                  "Stop only the benchmark at this position, from 0; again for more");
}

void addRetry(CLI::App &app)
{
    auto options = std::make_shared<RunOptions>();
    CLI::App *command = add(app, "retry", "Run the failed and cancelled benchmarks of a job again, inside the job", "ID", "Job", retry, options);
    addBenchmarks(*command, *options, "Run only the benchmark at this position again, from 0; again for more");
    command->add_flag("--follow", options->follow, "Follow the job to its end; exit codes as of run");
}

} // namespace assay::ctl

#include "app/ctl/Commands.h"
#include "app/ctl/Ctl.h"
#include "app/ctl/JudgedJob.h"
#include "app/ctl/RunSource.h"
#include "services/reports/ComparisonReport.h"
#include "services/reports/ReportFormat.h"
#include "services/reports/TextTable.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>

#include <algorithm>

namespace assay::ctl {

namespace {

struct ExportOptions {
    ServerOptions server;
    std::vector<std::string> runs;
    std::string format, out, policy = "strict", baseline, kind = "full";
    double level = 0.95;
    bool noItems = false;
    reports::JudgeRules rules() const { return {PolicyOption{policy == "lenient", level}.policy()}; }
    reports::ReportParts parts() const
    {
        const auto which = kind == "decision" ? reports::ReportTemplate::Decision
            : kind == "table"                 ? reports::ReportTemplate::Table
                                              : reports::ReportTemplate::Full;
        return {which, !noItems, true};
    }
};

/// names: filled with what each run was called by.
Result<QList<reports::RunInput>> gather(RunSource &source, const ExportOptions &options, QStringList &names)
{
    QList<reports::RunInput> inputs;
    for (const std::string &run : options.runs) {
        const QString name = QString::fromStdString(run);
        const auto found = source.find(name, options.rules(), true);
        if (!found)
            return found.error();
        inputs += *found;
        names += QStringList(found->size(), name);
    }
    return inputs;
}

int deliver(const ExportOptions &options, const reports::ReportData &whole)
{
    const reports::ReportData data = reports::shaped(whole, options.parts());
    const auto format = reports::reportFormat(QString::fromStdString(options.format));
    const QByteArray bytes = format ? reports::writeReport(*format, data) : (data.decision + QStringLiteral("\n\n") + reports::textTable(data)).toUtf8();
    if (options.out.empty()) {
        printBytes(bytes);
        return Passed;
    }
    const auto saved = saveFile(QString::fromStdString(options.out), bytes);
    return saved ? Passed : fail(saved.error());
}

int exportRuns(const ExportOptions &options)
{
    RunSource source(options.server);
    QStringList names;
    const auto inputs = gather(source, options, names);
    return inputs ? deliver(options, reports::reportOf(*inputs, toolVersion())) : fail(inputs.error());
}

/// What changed in the items that both runs share, with texts where the server has them.
Result<QList<reports::ReportFlips>> flipsOf(RunSource &source, const QList<reports::RunInput> &inputs, const RunComparison &comparison, bool texts)
{
    QList<reports::ReportFlips> all;
    for (const ComparedRow &row : comparison.rows) {
        const ComparedCell &base = row.cells.at(comparison.baseline);
        for (int run = 0; run < inputs.size(); ++run) {
            const ComparedCell &cell = row.cells.at(run);
            const auto &scoresA = inputs.at(comparison.baseline).scores, &scoresB = inputs.at(run).scores;
            if (run == comparison.baseline || !row.primary || !scoresA.contains(base.index) || !scoresB.contains(cell.index))
                continue;
            auto flips = reports::reportFlips(comparison, row, run, scoresA.value(base.index), scoresB.value(cell.index));
            if (!flips)
                continue;
            if (texts && flips->gained + flips->lost > 0) {
                const auto a = source.samples(inputs.at(comparison.baseline), base.index), b = source.samples(inputs.at(run), cell.index);
                if (!a || !b)
                    return !a ? a.error() : b.error();
                reports::addTexts(*flips, *a, *b);
            }
            all.append(*flips);
        }
    }
    return all;
}

int compare(const ExportOptions &options)
{
    RunSource source(options.server);
    QStringList names;
    auto inputs = gather(source, options, names);
    if (!inputs)
        return fail(inputs.error());
    int baseline = 0;
    if (!options.baseline.empty()) {
        const QString name = QString::fromStdString(options.baseline);
        const auto known = std::ranges::find(*inputs, name, &reports::RunInput::ref);
        if (known != inputs->end()) {
            baseline = int(known - inputs->begin());
        } else if (names.count(name) == 1) { // a file among those that are compared
            baseline = int(names.indexOf(name));
        } else {
            const auto one = source.findOne(name, options.rules(), true);
            if (!one)
                return fail(one.error());
            inputs->prepend(*one);
        }
    }
    if (inputs->size() < 2)
        return fail(QCoreApplication::translate("assay", "One run alone cannot be compared; name another one, or a baseline with --baseline."));
    const auto comparison = reports::compareInputs(*inputs, baseline, options.rules().policy);
    if (!comparison)
        return fail(comparison.error());
    reports::ReportData data = reports::comparisonReport(*inputs, *comparison, toolVersion());
    const auto flips = flipsOf(source, *inputs, *comparison, options.kind == "full" && !options.noItems && options.format != "csv");
    if (!flips)
        return fail(flips.error());
    data.flips = *flips;
    return deliver(options, data);
}

void addCommon(CLI::App &command, ExportOptions &options)
{
    options.server.addTo(command);
    command.add_option("--out", options.out, "File to write (default: standard output)")->type_name("FILE");
    command.add_option("--template", options.kind, "full; decision: without items, other metrics and job files; table: the numbers alone")
        ->check(CLI::IsMember({"full", "decision", "table"}))->capture_default_str();
    command.add_flag("--no-items", options.noItems, "Leave out the texts of items that changed");
    command.add_option("--policy", options.policy, "strict: the whole interval must clear a gate; lenient: the score decides")
        ->check(CLI::IsMember({"strict", "lenient"}))->capture_default_str();
    command.add_option("--level", options.level, "Of the intervals, a share from 0.5 to 0.9999; the window's setting says it in percent")
        ->check(CLI::Range(0.5, 0.9999))->type_name("SHARE")->capture_default_str();
}

} // namespace

void addExport(CLI::App &app)
{
    auto options = std::make_shared<ExportOptions>();
    CLI::App *command = app.add_subcommand("export", "Write a report of one or more runs: HTML, Markdown, CSV, JSON or JUnit");
    command->add_option("RUN", options->runs, "Job, or a report file in JSON (FILE#N: its run number N)")->required();
    command->add_option("--format", options->format, "html, md, csv, json or junit")->required()->check(CLI::IsMember({"html", "md", "csv", "json", "junit"}));
    addCommon(*command, *options);
    command->footer("The same runs give the same bytes. Exit codes: 0 written, 3 a run, the server or the file is at fault, 64 wrong usage.");
    command->callback([options] { throw CLI::RuntimeError(exportRuns(*options)); });
}

void addCompare(CLI::App &app)
{
    auto options = std::make_shared<ExportOptions>();
    options->format = "text";
    CLI::App *command = app.add_subcommand("compare", "Compare runs with a baseline, item by item where the server has items");
    command->add_option("RUN", options->runs, "Job, or a report file in JSON (FILE#N: its run number N); the first is the baseline")->required();
    command->add_option("--baseline", options->baseline, "The run to compare with, if it is not the first")->type_name("RUN");
    command->add_option("--format", options->format, "text, md, html, csv, json or junit")
        ->check(CLI::IsMember({"text", "md", "html", "csv", "json", "junit"}))->capture_default_str();
    addCommon(*command, *options);
    command->footer("Exit codes: 0 compared, whatever it says; 3 a run, the server or the file is at fault; 64 wrong usage.");
    command->callback([options] { throw CLI::RuntimeError(compare(*options)); });
}

} // namespace assay::ctl

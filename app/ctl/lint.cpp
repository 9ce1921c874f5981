#include "app/ctl/Commands.h"
#include "app/ctl/Ctl.h"
#include "app/ctl/LintFiles.h"
#include "services/metrics/MetricFile.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace assay::ctl {

namespace {

struct LintOptions {
    std::string catalogue, format = "text", metrics;
    std::vector<std::string> files;
};

int lintCommand(const LintOptions &options)
{
    if (!options.metrics.empty()) {
        if (const auto used = useMetricFile(QString::fromStdString(options.metrics)); !used)
            return fail(used.error());
    }
    QStringList files;
    for (const std::string &file : options.files)
        files << QString::fromStdString(file);
    const QString catalogue = options.catalogue.empty() ? sharedData(QStringLiteral("catalogue")) : QString::fromStdString(options.catalogue);
    const auto outcome = lintFiles(catalogue, {sharedData(QStringLiteral("tasks"))}, files);
    if (!outcome)
        return fail(outcome.error());
    if (options.format == "json")
        printBytes(lintJson(*outcome));
    else if (options.format == "sarif")
        printBytes(lintSarif(*outcome));
    else
        print(lintText(*outcome));
    for (const Error &error : outcome->broken)
        fail(error);
    if (!outcome->broken.isEmpty())
        return Broken;
    const bool errors = std::ranges::any_of(outcome->findings, [](const FileFinding &one) { return one.finding.severity == Severity::Error; });
    return errors ? GateFailed : Passed;
}

} // namespace

void addLint(CLI::App &app)
{
    auto options = std::make_shared<LintOptions>();
    CLI::App *command = app.add_subcommand("lint", "Find gates that give a wrong verdict or none, in job, collection and provider files");
    command->add_option("FILE", options->files, "YAML or JSON files (default: the catalogue's collections)");
    command->add_option("--catalogue", options->catalogue, "Folder with providers/ and collections/ (default: the shipped one)")->type_name("DIR");
    command->add_option("--metrics", options->metrics, "A metric dictionary of your own, read before the built-in one")->type_name("FILE");
    command->add_option("--format", options->format, "text, json (a list of findings) or sarif (2.1.0)")
        ->check(CLI::IsMember({"text", "json", "sarif"}))
        ->capture_default_str();
    command->footer("Exit codes: 0 no errors, 1 at least one error, 3 a file or the catalogue cannot be read.");
    command->callback([options] { throw CLI::RuntimeError(lintCommand(*options)); });
}

} // namespace assay::ctl

#include "app/ctl/Commands.h"
#include "app/ctl/Ctl.h"
#include "app/ctl/JobFile.h"
#include "services/api/JobService.h"
#include "services/json/Json.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay::ctl {

namespace {

using Json = nlohmann::json;

struct PlanOptions {
    ServerOptions server;
    std::string file;
    bool json = false;
};

QString text(const Json &object, const char *name)
{
    const auto it = object.find(name);
    return it != object.end() && it->is_string() ? oneLine(QString::fromStdString(it->get<std::string>())) : QString();
}

/// "0.7 (collection)"; empty when the member is absent.
QString tagged(const Json &object, const char *name, const char *inner = nullptr)
{
    const auto it = object.find(name);
    if (it == object.end() || !it->is_object() || !it->contains("value"))
        return {};
    const Json &value = inner ? (*it)["value"].value(inner, Json()) : (*it)["value"];
    const QString shown = value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString::fromUtf8(json::dump(value));
    return QStringLiteral("%1 (%2)").arg(oneLine(shown), text(*it, "origin"));
}

void line(QString &out, const QString &label, const QString &value)
{
    if (!value.isEmpty())
        out += QStringLiteral("  %1  %2\n").arg(label.leftJustified(16), value);
}

QString runsBy(const Json &benchmark)
{
    const auto runs = benchmark.find("runs");
    if (runs == benchmark.end() || !runs->is_object())
        return {};
    const QString by = text(*runs, "by");
    if (by == QLatin1String("command"))
        return text(*runs, "approval") == QLatin1String("needed")
            ? QCoreApplication::translate("assay", "command, once allowed (assayctl commands allow %1): %2")
                  .arg(text(*runs, "hash").left(12), text(*runs, "command"))
            : QCoreApplication::translate("assay", "command: %1").arg(text(*runs, "command"));
    return by == QLatin1String("native") ? QCoreApplication::translate("assay", "native runner") : QCoreApplication::translate("assay", "nothing");
}

QString benchmarkText(const Json &benchmark)
{
    QString out = QStringLiteral("%1. %2 / %3\n")
                      .arg(QString::fromUtf8(json::dump(benchmark.value("benchmark_index", Json(0)))), text(benchmark, "provider_id"),
                           text(benchmark, "id"));
    line(out, QCoreApplication::translate("assay", "runs by"), runsBy(benchmark));
    line(out, QCoreApplication::translate("assay", "primary score"), tagged(benchmark, "primary_score", "metric"));
    line(out, QCoreApplication::translate("assay", "threshold"), tagged(benchmark, "threshold"));
    line(out, QCoreApplication::translate("assay", "weight"), tagged(benchmark, "weight"));
    line(out, QCoreApplication::translate("assay", "time limit, s"), tagged(benchmark, "time_limit_seconds"));
    line(out, QCoreApplication::translate("assay", "of the job, s"), tagged(benchmark, "job_time_limit_seconds"));
    line(out, QCoreApplication::translate("assay", "retries"), tagged(benchmark, "retries"));
    line(out, QCoreApplication::translate("assay", "test data"), tagged(benchmark, "test_data_ref"));
    const Json parameters = benchmark.value("parameters", Json::object());
    for (const auto &[name, value] : parameters.items())
        line(out, oneLine(QString::fromStdString(name)), tagged(parameters, name.c_str()));
    for (const Json &field : benchmark.value("ignored", Json::array()))
        line(out, QCoreApplication::translate("assay", "ignored"), QStringLiteral("%1: %2").arg(text(field, "field"), text(field, "reason")));
    for (const Json &field : benchmark.value("refused", Json::array()))
        line(out, QCoreApplication::translate("assay", "REFUSED"), text(field, "message"));
    return out;
}

QString planText(const Json &plan)
{
    const Json benchmarks = plan.value("benchmarks", Json::array());
    QString out = QCoreApplication::translate("assay", "%1: %2 benchmarks on %3, threshold of the job %4")
                      .arg(text(plan, "name"), QString::number(benchmarks.size()), text(plan.value("model", Json::object()), "name"),
                           tagged(plan, "threshold"))
        + u'\n';
    if (const auto collection = plan.find("collection"); collection != plan.end())
        out += QCoreApplication::translate("assay", "Collection %1 as of %2").arg(text(*collection, "id"), text(*collection, "updated_at")) + u'\n';
    for (const Json &benchmark : benchmarks)
        out += u'\n' + benchmarkText(benchmark);
    return out;
}

bool anyRefused(const Json &plan)
{
    const Json benchmarks = plan.value("benchmarks", Json::array());
    return std::any_of(benchmarks.begin(), benchmarks.end(),
                       [](const Json &benchmark) { return !benchmark.value("refused", Json::array()).empty(); });
}

int plan(const PlanOptions &options)
{
    const auto file = readJobFile(QString::fromStdString(options.file));
    if (!file)
        return fail(file.error());
    tellWarnings(*file);
    auto connection = connected(options.server);
    if (!connection)
        return fail(connection.error());
    const auto answer = await((*connection)->jobs().plan(file->job));
    if (!answer)
        return fail(QStringLiteral("%1: %2").arg(QString::fromStdString(options.file), answer.error().message));
    const auto document = json::parse(answer->text);
    if (!document || !document->is_object())
        return fail(QCoreApplication::translate("assay", "The server's plan cannot be read; update the server or assayctl."));
    if (options.json)
        printBytes(answer->text.trimmed() + '\n');
    else
        print(planText(*document));
    return anyRefused(*document) ? Broken : Passed;
}

} // namespace

void addPlan(CLI::App &app)
{
    auto options = std::make_shared<PlanOptions>();
    CLI::App *command = app.add_subcommand("plan", "Show what a job would run, where each value comes from, and what is refused; runs nothing");
    command->add_option("JOB", options->file, "Job file, YAML or JSON")->required();
    options->server.addTo(*command);
    command->add_flag("--json", options->json, "Print the plan as JSON");
    command->footer("Exit codes: 0 every benchmark can run, 3 one is refused, or server or input at fault, 64 wrong usage.");
    command->callback([options] { throw CLI::RuntimeError(plan(*options)); });
}

} // namespace assay::ctl

#include "app/ctl/Commands.h"
#include "app/ctl/Ctl.h"
#include "app/ctl/DemoData.h"
#include "app/ctl/DemoEngine.h"
#include "app/ctl/Follow.h"
#include "app/ctl/JudgedJob.h"
#include "services/api/JobService.h"
#include "services/json/Json.h"
#include "services/reports/ComparisonReport.h"
#include "services/reports/HtmlReport.h"
#include "services/reports/TextTable.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSaveFile>
#include <QTemporaryFile>
#include <QUuid>

namespace assay::ctl {

namespace {

const char *const recordings[] = {"smollm2-135m-instruct", "gemma-3-270m"};
const char *const collectionId = "starter-v1";

struct DemoOptions {
    std::string out;
};

/// One model's run with everything that was stored about it.
struct DemoRun {
    Recording recording;
    JudgedJob judged;
    QHash<int, QList<Sample>> samples; ///< by benchmark index
};

Result<QStringList> submitAll(Connection &connection, const QList<Recording> &models)
{
    QStringList ids;
    for (const Recording &recording : models) {
        Job job;
        job.name = QCoreApplication::translate("assay", "Demo: %1").arg(recording.model);
        job.tags = {QStringLiteral("demo")};
        job.model.name = recording.model;
        job.model.url = QStringLiteral("recorded:") + recording.name;
        job.collection = CollectionRef();
        job.collection->id = QLatin1String(collectionId);
        const auto made = await(connection.jobs().submit(job, QUuid::createUuid().toString(QUuid::WithoutBraces)));
        if (!made)
            return made.error();
        ids.append(made->resource.id);
    }
    return ids;
}

Result<std::vector<DemoRun>> gather(EvalHubConnection &connection, const QList<Recording> &models, const QList<Job> &jobs,
                                    const GatePolicy &policy)
{
    std::vector<DemoRun> runs;
    for (int i = 0; i < models.size(); ++i) {
        DemoRun run{models.at(i), judgedWith(connection.catalogue(), jobs.at(i), {policy}), {}};
        for (const reports::JudgedBenchmark &benchmark : run.judged.benchmarks) {
            auto samples = allSamples(connection.jobs(), jobs.at(i).resource.id, benchmark.index);
            if (!samples)
                return samples.error();
            run.samples.insert(benchmark.index, *samples);
        }
        runs.push_back(std::move(run));
    }
    return runs;
}

/// What changed from the first run to the second, with the texts of the items.
void addFlips(reports::ReportData &data, const std::vector<DemoRun> &runs, QList<reports::RunInput> inputs)
{
    for (std::size_t run = 0; run < runs.size(); ++run) {
        for (auto it = runs.at(run).samples.cbegin(); it != runs.at(run).samples.cend(); ++it)
            inputs[qsizetype(run)].scores.insert(it.key(), reports::scoreColumns(*it));
    }
    const auto comparison = reports::compareInputs(inputs, 0, inputs.first().judged.rules.policy);
    if (!comparison)
        return; // there is nothing to compare
    for (const ComparedRow &row : comparison->rows) {
        const int before = row.cells.at(0).index, after = row.cells.at(1).index;
        auto flips = reports::reportFlips(*comparison, row, 1, inputs.at(0).scores.value(before), inputs.at(1).scores.value(after));
        if (!flips)
            continue;
        reports::addTexts(*flips, runs.at(0).samples.value(before), runs.at(1).samples.value(after));
        data.flips.append(*flips);
    }
}

reports::ReportData reportData(const std::vector<DemoRun> &runs)
{
    QList<reports::RunInput> inputs;
    for (const DemoRun &run : runs)
        inputs.append({{}, {}, run.judged, {}, run.recording.provenance});
    reports::ReportData data = reports::reportOf(inputs, toolVersion());
    data.title = QCoreApplication::translate("assay", "Assay demo: two small models on the starter collection");
    data.provenance.append({QCoreApplication::translate("assay", "Collection"), QLatin1String(collectionId)});
    addFlips(data, runs, inputs);
    return data;
}

Result<Done> save(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return Error{
            Error::Kind::Storage,
            QCoreApplication::translate("assay", "%1 cannot be written (%2); choose another folder with --out.").arg(path, file.errorString()),
            path};
    return Done{};
}

QString fileName(const QString &model, const QString &benchmark)
{
    static const QRegularExpression unsafe(QStringLiteral("[^A-Za-z0-9._-]"));
    const auto safe = [](QString name) { return name.replace(unsafe, QStringLiteral("_")); };
    return QStringLiteral("samples-%1-%2.jsonl").arg(safe(model), safe(benchmark));
}

/// results.json and a file of samples a benchmark, for whoever wants to check the scores.
Result<Done> saveResults(const QDir &folder, const std::vector<DemoRun> &runs)
{
    nlohmann::json results{{"jobs", nlohmann::json::array()}};
    for (const DemoRun &run : runs) {
        results["jobs"].push_back(json::toJson(run.judged.job));
        for (const reports::JudgedBenchmark &benchmark : run.judged.benchmarks) {
            QByteArray lines;
            for (const Sample &sample : run.samples.value(benchmark.index))
                lines += json::encode(sample) + '\n';
            const auto saved = save(folder.filePath(fileName(run.recording.model, benchmark.id)), lines);
            if (!saved)
                return saved;
        }
    }
    return save(folder.filePath(QStringLiteral("results.json")), QByteArray::fromStdString(results.dump(2)) + '\n');
}

/// Writes the report into the folder or, without one, into a file of its own that stays. Its path.
Result<QString> saveReport(const std::string &out, const reports::ReportData &data)
{
    const QByteArray html = reports::htmlReport(data);
    if (!out.empty()) {
        const QString path = QDir(QString::fromStdString(out)).absoluteFilePath(QStringLiteral("report.html"));
        const auto saved = save(path, html);
        return saved ? Result<QString>(path) : Result<QString>(saved.error());
    }
    QTemporaryFile file(QDir::tempPath() + QStringLiteral("/assay-demo-XXXXXX.html"));
    file.setAutoRemove(false);
    if (!file.open() || file.write(html) != html.size() || !file.flush())
        return Error{Error::Kind::Storage,
                     QCoreApplication::translate("assay", "The report cannot be written (%1); choose a folder with --out.").arg(file.errorString())};
    return file.fileName();
}

int demo(const DemoOptions &options)
{
    QElapsedTimer clock;
    clock.start();
    QList<Recording> models;
    for (const char *name : recordings) {
        const auto recording = readRecording(QLatin1String(name));
        if (!recording)
            return fail(recording.error());
        models.append(*recording);
    }
    if (!options.out.empty() && !QDir().mkpath(QString::fromStdString(options.out)))
        return fail(QCoreApplication::translate("assay", "The folder %1 cannot be made; choose another one with --out.")
                        .arg(QString::fromStdString(options.out)));

    DemoEngine engine;
    const auto started = engine.start();
    if (!started)
        return fail(started.error());
    ServerOptions server;
    server.workspace = engine.workspace().toStdString();
    auto connection = connected(server);
    if (!connection)
        return fail(connection.error());
    const auto ids = submitAll(**connection, models);
    if (!ids)
        return fail(ids.error());
    Progress progress(Progress::Style::Auto);
    const auto jobs = follow(**connection, *ids, progress);
    progress.clear();
    if (!jobs)
        return fail(jobs.error());
    const GatePolicy policy = PolicyOption{}.policy();
    const auto runs = gather(**connection, models, *jobs, policy);
    if (!runs)
        return fail(runs.error());

    const reports::ReportData data = reportData(*runs);
    print(reports::textTable(data) + u'\n');
    if (!options.out.empty()) {
        const auto saved = saveResults(QDir(QString::fromStdString(options.out)), *runs);
        if (!saved)
            return fail(saved.error());
    }
    const auto report = saveReport(options.out, data);
    if (!report)
        return fail(report.error());
    print(QCoreApplication::translate("assay", "Report: %1").arg(*report) + u'\n');
    for (const DemoRun &run : *runs) {
        if (run.judged.job.status.state != RunState::Completed)
            return fail(
                QCoreApplication::translate("assay", "The run of %1 ended as %2.").arg(run.recording.model, run.judged.job.status.state.text()));
    }
    note(QCoreApplication::translate("assay", "Done in %1 s.").arg(double(clock.elapsed()) / 1000, 0, 'f', 1));
    return Passed;
}

} // namespace

void addDemo(CLI::App &app)
{
    auto options = std::make_shared<DemoOptions>();
    CLI::App *command = app.add_subcommand("demo", "Evaluate two small models from recorded answers: engine, table, report");
    command->add_option("--out", options->out, "Folder for the report, results.json and the samples")->type_name("DIR");
    command->footer("Exit code 0 when everything ran, whatever the verdicts are; 3 otherwise.");
    command->callback([options] { throw CLI::RuntimeError(demo(*options)); });
}

} // namespace assay::ctl

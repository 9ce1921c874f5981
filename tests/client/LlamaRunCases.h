#pragma once

#include "services/api/JobService.h"
#include "services/backends/llamastack/EvalWire.h"
#include "tests/client/LlamaCases.h"

#include <QUrlQuery>

// Recorded runs as jobs of ours, and what becomes of them in words.

namespace assay::test {

/// As in /v1alpha/eval/benchmarks/BENCHMARK/jobs/RUN/result.
inline QString part(const LlamaCase &one, int index)
{
    return QString::fromUtf8(one.path()).section(QLatin1Char('/'), index, index);
}

inline QString benchmarkIn(const LlamaCase &one)
{
    return part(one, 4);
}

inline QString runIn(const LlamaCase &one)
{
    return part(one, 6);
}

/// What is entered for the recorded request.
inline LlamaRecordings::Json parametersOf(const LlamaRecordings::Json &body)
{
    const LlamaRecordings::Json config = body["benchmark_config"],
                                sampling = config["eval_candidate"]["sampling_params"];
    const LlamaRecordings::Json strategy = sampling.value("strategy", LlamaRecordings::Json::object());
    LlamaRecordings::Json out = LlamaRecordings::Json::object();
    const auto take = [&out](const LlamaRecordings::Json &from, const std::vector<const char *> &names) {
        for (const char *name : names) {
            if (from.contains(name) && !from[name].empty())
                out[name] = from[name];
        }
    };
    take(sampling, { "max_tokens", "repetition_penalty", "stop" });
    take(strategy, { "temperature", "top_p", "top_k" });
    take(config["eval_candidate"], { "system_message" });
    take(config, { "num_examples", "scoring_params" });
    if (body.contains("input_rows"))
        out["input_rows"] = body["input_rows"];
    take(body, { "scoring_functions" });
    if (strategy.value("type", std::string()) == "top_p" && !out.contains("top_p"))
        out["top_p"] = 0.95; // as the server takes it
    return out;
}

inline Job jobOf(const QString &benchmark, const LlamaRecordings::Json &body)
{
    Job out;
    out.name = QStringLiteral("A run");
    out.model.name = QString::fromStdString(body["benchmark_config"]["eval_candidate"]["model"].get<std::string>());
    BenchmarkRef ref;
    ref.id = benchmark;
    ref.providerId = llamastack::provider();
    ref.parameters = { QByteArray::fromStdString(parametersOf(body).dump()) };
    out.benchmarks << ref;
    return out;
}

/// State, number at the server, metrics, rows, and what is wrong.
inline QString words(LlamaCaseServer &server, const Job &job)
{
    QStringList parts { job.status.state.text() };
    for (const BenchmarkResult &result : job.results.benchmarks) {
        const LlamaRecordings::Json told = LlamaRecordings::Json::parse(result.additionalInfo.text.toStdString());
        if (told.contains("job_id"))
            parts << QStringLiteral("run ") + QString::fromStdString(told["job_id"].get<std::string>());
        parts << QString::fromUtf8(result.metrics.text);
        const auto samples = waited(server.connection().jobs().samples(job.resource.id, 0, {}));
        parts << QStringLiteral("%1 rows").arg(samples ? samples->totalCount : -1);
    }
    for (const BenchmarkStatus &status : job.status.benchmarks) {
        if (status.warningMessage)
            parts << QStringLiteral("warned: ") + status.warningMessage->messageCode;
        if (status.errorMessage)
            parts << status.errorMessage->messageCode + QStringLiteral(": ")
                    + QString(status.errorMessage->message)
                          .replace(server.fixture.stub.server.text(), QStringLiteral("PLACE"));
    }
    return parts.join(QStringLiteral(" | "));
}

/// The run once it is over.
inline QString ended(LlamaCaseServer &server, const Result<Job> &made)
{
    if (!made)
        return server.refusal(made.error());
    Job now;
    const auto isOver = [&] {
        const auto job = waited(server.connection().jobs().get(made->resource.id));
        now = job ? *job : Job();
        return isTerminal(now.status.state);
    };
    return QTest::qWaitFor(isOver, 10000) ? words(server, now) : QStringLiteral("not over");
}

inline Answer stateOf(const QString &run, const char *state)
{
    return { .body = QByteArray::fromStdString(
                 LlamaRecordings::Json { { "job_id", run.toStdString() }, { "status", state } }.dump()) };
}

/// The rows that the recorded runs were over.
inline Answer rowsOf(const LlamaCaseServer &server, const Asked &asked)
{
    const QUrlQuery query(QString::fromLatin1(asked.query));
    const std::size_t start = query.queryItemValue(QStringLiteral("start_index")).toUInt(),
                      limit = query.queryItemValue(QStringLiteral("limit")).toUInt();
    const LlamaRecordings::Json rows = server.recordings().sent("140")["source"]["rows"];
    LlamaRecordings::Json data = LlamaRecordings::Json::array();
    for (std::size_t i = start; i < std::min(start + limit, rows.size()); ++i)
        data.push_back(rows[i]);
    return { .body
        = QByteArray::fromStdString(LlamaRecordings::Json { { "data", data }, { "has_more", false } }.dump()) };
}

/// What every run asks beside: the benchmark, the rows, and its result. `result`: a recording of answers and scores.
inline std::optional<Answer> beside(const LlamaCaseServer &server, const Asked &asked, const char *result)
{
    const QByteArray benchmark = "/v1alpha/eval/benchmarks/" + benchmarkIn(server.one).toUtf8();
    if (asked.method == "GET" && asked.path == benchmark)
        return recordedBenchmark(server.recordings(), benchmarkIn(server.one));
    if (asked.path.contains("/iterrows/"))
        return rowsOf(server, asked);
    if (!asked.path.endsWith("/result") || asked.path == server.one.path())
        return {};
    Answer out = server.recordings().answer(result);
    if (benchmarkIn(server.one) == QLatin1String("no-scoring")) {
        LlamaRecordings::Json body = LlamaRecordings::Json::parse(out.body.begin(), out.body.end());
        body["scores"] = LlamaRecordings::Json::object();
        out.body = QByteArray::fromStdString(body.dump());
    }
    return out;
}

inline QString submit(LlamaCaseServer &server, const char *result)
{
    server.others = [&server, result](const Asked &asked) { return beside(server, asked, result); };
    const Job job = jobOf(benchmarkIn(server.one), server.one.body());
    return ended(server, waited(server.connection().jobs().submit(job, QStringLiteral("key"))));
}

/// The functions of the request, or of its benchmark.
inline std::vector<std::string> functionsOf(const LlamaCase &one)
{
    if (one.body().contains("scoring_functions"))
        return one.body()["scoring_functions"].get<std::vector<std::string>>();
    const QByteArray benchmark = recordedBenchmark(LlamaRecordings(one.version), benchmarkIn(one)).body;
    return LlamaRecordings::Json::parse(benchmark.begin(), benchmark.end())["scoring_functions"]
        .get<std::vector<std::string>>();
}

inline LlamaDifferences runDifferences()
{
    return {
        [](const LlamaCase &one, nlohmann::json &body) {
            nlohmann::json &config = body["benchmark_config"], &sampling = config["eval_candidate"]["sampling_params"];
            // What is the server's own otherwise: it is another one in each version.
            if (!sampling.contains("strategy"))
                sampling["strategy"] = { { "type", "greedy" } };
            if (!sampling.contains("max_tokens"))
                sampling["max_tokens"] = 256;
            // Always, and for every function: a server keeps the last ones for everybody (contract, section 9.1).
            if (!config.contains("scoring_params"))
                config["scoring_params"] = nlohmann::json::object();
            const QByteArray text = LlamaRecordings(one.version).body("100");
            const nlohmann::json definitions = nlohmann::json::parse(text.begin(), text.end())["data"];
            for (const std::string &function : functionsOf(one)) {
                for (const nlohmann::json &definition : definitions) {
                    if (definition["identifier"] == function && !config["scoring_params"].contains(function))
                        config["scoring_params"][function] = definition["params"];
                }
            }
        },
        {},
    };
}

} // namespace assay::test

#include "services/engine/scoring/Scoring.h"
#include "tests/bench/BenchSupport.h"
#include "tests/support/EngineProcess.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDir>
#include <QSysInfo>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

// Figures of the engine: start, memory, scoring, and what a run costs beyond scoring and storing. Generated data; medians and
// p99 of several rounds. Not a test: absolute times mean little on a shared machine, the ratios do.

using namespace assay;
using assay::test::EngineProcess;
using Json = nlohmann::json;

namespace {

using assay::bench::residentMb;

struct Numbers {
    std::vector<double> values;
    void print(const char *name, const char *unit, const char *target)
    {
        assay::bench::printSpread(name, values, unit, target);
        std::fflush(stdout);
    }
};

double secondsOf(const std::function<void()> &work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// User and system time of a process, in seconds.
double cpuSeconds(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = file.readAll();
    const auto fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    return (fields.at(11).toDouble() + fields.at(12).toDouble()) / 100;
}

void exactMatch()
{
    const auto scorer = engine::makeScoringFunction(QStringLiteral("basic::equality"), nullptr);
    if (!scorer)
        return;
    std::vector<Json> rows;
    for (int i = 0; i < 1000; ++i)
        rows.push_back({{"expected_answer", "answer " + std::to_string(i % 7)}, {"generated_answer", "answer " + std::to_string(i % 5)}});
    Numbers rate;
    for (int round = 0; round < 15; ++round) {
        double sum = 0;
        const double seconds = secondsOf([&] {
            for (int pass = 0; pass < 200; ++pass) {
                for (const Json &row : rows)
                    sum += (*scorer)->score(row)->value.at("score").get<double>();
            }
        });
        rate.values.push_back(sum > 0 ? 200 * 1000 / seconds : 0);
    }
    rate.print("exact match, one core", "samples/s", ">= 200000");
}

void startAndMemory()
{
    Numbers ready, idle;
    for (int round = 0; round < 11; ++round) {
        EngineProcess engine;
        if (!engine.start()) {
            std::printf("the engine did not start: %s\n", engine.said().constData());
            return;
        }
        ready.values.push_back(double(engine.readyMs));
        engine.call("GET", QStringLiteral("/api/v1/health"));
        idle.values.push_back(residentMb(QString::number(engine.pid())));
        engine.stop();
    }
    ready.print("engine ready", "ms", "<= 100");
    idle.print("idle engine, resident", "MB", "<= 40");
}

/// A thousand recorded answers: wall time of the run on the engine, and the engine's CPU for it.
void recordedRun()
{
    constexpr int items = 1000;
    Numbers wall, cpu;
    for (int round = 0; round < 7; ++round) {
        EngineProcess engine;
        QDir().mkpath(engine.workspace() + QStringLiteral("/tasks"));
        QDir().mkpath(engine.workspace() + QStringLiteral("/recordings"));
        QFile rows(engine.workspace() + QStringLiteral("/tasks/b.jsonl")), task(engine.workspace() + QStringLiteral("/tasks/b.yaml")),
            answers(engine.workspace() + QStringLiteral("/recordings/r.jsonl"));
        if (!rows.open(QIODevice::WriteOnly) || !task.open(QIODevice::WriteOnly) || !answers.open(QIODevice::WriteOnly))
            return;
        answers.write("{\"recording\":1,\"model\":\"generated\"}\n");
        for (int i = 0; i < items; ++i) {
            rows.write(QStringLiteral("{\"id\":\"n%1\",\"question\":\"item %1?\",\"answer\":\"yes\"}\n").arg(i).toUtf8());
            answers.write(QStringLiteral("{\"task\":\"b\",\"id\":\"n%1\",\"response\":\"%2\",\"latency_ms\":1}\n").arg(i).arg(i % 3 ? "yes" : "no").toUtf8());
        }
        rows.close();
        answers.close();
        task.write("id: b\nname: B\ncategory: t\ndataset: {file: b.jsonl}\nfields: {id: id, input: question, target: answer}\n"
                   "prompt: {kind: completion, template: \"{{question}}\"}\ngeneration: {max_tokens: 4}\n"
                   "scoring: [{function: \"basic::equality\"}]\nprimary_score: {metric: accuracy}\nmetrics: [accuracy]\n");
        task.close();
        if (!engine.start())
            return;
        const double before = cpuSeconds(engine.pid());
        QString id;
        wall.values.push_back(1000 * secondsOf([&] {
            id = engine.call("POST", QStringLiteral("/api/v1/evaluations/jobs"),
                             R"({"name":"n","model":{"name":"m","url":"recorded:r"},"benchmarks":[{"id":"b","provider_id":"assay"}]})")
                     .json().value(QStringLiteral("resource")).toObject().value(QStringLiteral("id")).toString();
            while (engine.jobState(id) != QLatin1String("completed"))
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }));
        cpu.values.push_back(1000 * (cpuSeconds(engine.pid()) - before));
        engine.stop();
    }
    wall.print("1,000 recorded samples, submit to completed", "ms", "see next");
    cpu.print("the same, engine CPU", "ms", "scoring + storing, + 5 %");
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    assay::bench::printMachine("the engine", ASSAY_BUILD_FLAGS);
    exactMatch();
    startAndMemory();
    recordedRun();
    return 0;
}

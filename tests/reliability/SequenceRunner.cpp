#include "tests/reliability/Sequence.h"

// What runners and programs do.

namespace assay::test {

using Json = nlohmann::json;

/// Ours come to their end, or the engine is told; programs report it, or die.
void Sequence::runnerEnds()
{
    const auto list = m_model.running();
    if (list.empty())
        return createJob();
    const auto [name, index] = oneOf(list);
    const ModelBenchmark &benchmark = m_model.jobs.at(name).benchmarks[std::size_t(index)];
    const bool program = benchmark.runs == Runs::Command, dies = chance(wants({ "retryAttempt" }) ? 70 : 30);
    if (program && !dies)
        return programTells(name, index, "completed");
    const auto sink = m_world.runnerOf(benchmark).take(QString::fromStdString(m_model.jobs.at(name).id), index);
    if (!sink) {
        if (dead()) // it died while it began again
            return;
        throw Violation("no attempt of '" + name + "' runs");
    }
    ModelEvent event;
    event.index = index;
    event.status = dies ? "failed" : "completed";
    Change change;
    change.what = "attempt of " + name + '/' + std::to_string(index) + ' ' + event.status;
    if (dies) {
        const bool locked = program && chance(15); // a fault that no other attempt mends
        event.error = "The model is gone.";
        if (program)
            sink->ended(FakeRunner::end(false));
        sink->failed({ QString::fromStdString(event.error),
            locked ? QStringLiteral("secret_missing") : QStringLiteral("gone"), QStringLiteral("runtime"), {} });
        change.apply = [name = name, event, locked](Model &model) {
            locked ? void(model.attemptEnded(name, event)) : model.attemptFailed(name, event, false);
            return 204;
        };
    } else {
        event.metrics = Json { { "acc", double(below(1000)) / 1000 } }.dump();
        change.apply = [name = name, event](Model &model) { return model.attemptEnded(name, event); };
        sink->completed({ { QByteArray::fromStdString(event.metrics) }, {}, {}, {} });
    }
    std::vector<Change> changes;
    changes.push_back(std::move(change));
    m_touched.insert(name);
    serve(std::move(changes));
}

void Sequence::runnerTells()
{
    auto list = m_model.running();
    std::erase_if(list, [this](const auto &one) {
        const ModelBenchmark &benchmark = m_model.jobs.at(one.first).benchmarks[std::size_t(one.second)];
        return benchmark.runs == Runs::Here && benchmark.state != "running";
    });
    if (const bool any = std::any_of(list.begin(), list.end(),
            [this](const auto &one) { return m_model.jobs.at(one.first).benchmarks[std::size_t(one.second)].stalled; });
        any && wants({ "clearWarning" }))
        std::erase_if(list, [this](const auto &one) {
            return !m_model.jobs.at(one.first).benchmarks[std::size_t(one.second)].stalled;
        });
    if (list.empty())
        return createJob();
    const auto [name, index] = oneOf(list);
    if (m_model.jobs.at(name).benchmarks[std::size_t(index)].runs == Runs::Here)
        return oursTells(name, index);
    static const std::vector<std::string> states { "running", "running", "running", "failed" };
    programTells(name, index, oneOf(states));
}

/// tell: what is heard of the attempt. The engine takes back that it was quiet on its own thread, so that is waited
/// for.
void Sequence::tellHeard(const std::string &name, int index, const std::function<void()> &tell)
{
    const bool quiet = m_model.jobs.at(name).benchmarks[std::size_t(index)].stalled;
    const int before = m_world.plan.ran("clearWarning");
    tell();
    m_model.heard(name, index);
    m_touched.insert(name);
    const auto began = std::chrono::steady_clock::now();
    while (quiet && !dead() && m_world.plan.ran("clearWarning") == before) {
        if (std::chrono::steady_clock::now() - began > patience)
            throw Violation("nobody notices that the attempt of '" + name + "' is heard again");
        m_world.bell.wait();
    }
}

std::future<Reply> Sequence::programReports(
    engine::AttemptSink &sink, const ModelBenchmark &benchmark, const ModelEvent &told, int number)
{
    BenchmarkEvent event;
    event.id = QString::fromStdString(benchmark.id);
    event.providerId = QString::fromStdString(benchmark.provider);
    event.benchmarkIndex = told.index;
    event.status = Word<RunState>::fromText(QString::fromStdString(told.status));
    if (!told.phase.empty())
        event.phase = Word<Phase>::fromText(QString::fromStdString(told.phase));
    event.metrics.text = QByteArray::fromStdString(told.metrics);
    if (!told.error.empty())
        event.errorMessage
            = Message { QString::fromStdString(told.error), QStringLiteral("broken"), QStringLiteral("runtime"), {} };
    const auto promise = std::make_shared<std::promise<Reply>>();
    auto answer = promise->get_future();
    sink.report(number, event, [promise](const Result<Done> &result) {
        Reply reply;
        reply.status = result ? 204 : result.error().kind == Error::Kind::Storage ? 500 : 409;
        if (!result)
            reply.json["message"] = result.error().message.toStdString();
        promise->set_value(reply);
    });
    return answer;
}

/// A program reports by a line with a number; its shim may tell the same line twice.
void Sequence::programTells(const std::string &name, int index, const std::string &status)
{
    const ModelJob &job = m_model.jobs.at(name);
    const ModelBenchmark benchmark = job.benchmarks[std::size_t(index)];
    const auto sink = m_world.runnerOf(benchmark).sink(QString::fromStdString(job.id), index);
    if (!sink) {
        if (dead()) // it died while it began again
            return;
        throw Violation("no attempt of '" + name + "' runs");
    }
    ModelEvent event;
    event.index = index;
    event.status = status;
    event.phase = status == "running" ? "running_evaluation" : "";
    event.error = status == "failed" ? "it broke " + std::to_string(below(1000)) : "";
    event.metrics = status == "completed" ? Json { { "acc", double(below(1000)) / 1000 } }.dump() : "";
    std::vector<Change> changes;
    const bool certain = !m_world.plan.armed(); // what failed with the first line may come true by the second
    const int number = ++m_reports;
    const auto report = [&](const std::string &again) {
        Change change;
        change.what = "program of " + name + '/' + std::to_string(index) + " reports " + status + again;
        change.apply = [name, event](Model &model) {
            if (event.status != "failed")
                return model.report(name, event);
            model.attemptFailed(name, event, true);
            return 204;
        };
        change.reply = programReports(*sink, benchmark, event, number);
        changes.push_back(std::move(change));
    };
    if (status == "running") {
        tellHeard(name, index, [&] { report(""); });
    } else { // the attempt's end; whether it was quiet is of no interest any more
        report("");
        m_model.heard(name, index);
        m_touched.insert(name);
        m_acknowledged = false;
    }
    if (status == "running" && certain) {
        report(" again");
        changes.back().apply = [](Model &) { return 204; };
    }
    serve(std::move(changes));
}

void Sequence::oursTells(const std::string &name, int index)
{
    ModelJob &job = m_model.jobs.at(name);
    ModelBenchmark &benchmark = job.benchmarks[std::size_t(index)];
    const auto sink = m_world.runner.sink(QString::fromStdString(job.id), index);
    if (!sink) {
        if (dead()) // it died while it began again
            return;
        throw Violation("no attempt of '" + name + "' runs");
    }
    tell("attempt of " + name + " tells");
    tellHeard(name, index, [&] { sink->progress(qint64(below(50)), 50); });
    m_acknowledged = false; // nobody is told whether it was stored
    if (m_point.site == "progress" && m_world.plan.armed())
        return;
    benchmark.warning = {};
    sink->phase(chance(50) ? Phase::LoadingData : Phase::RunningEvaluation);
    if (chance(30))
        sink->warning({ QStringLiteral("Slow model."), QStringLiteral("slow"), QStringLiteral("runtime"), {} });
    sink->logLine(QStringLiteral("a line"));
    const int number = ++m_reports;
    const ModelEvent event { index, "running", "running_evaluation", {}, {} };
    for (int again = 0; again < 2; ++again) {
        auto answer = programReports(*sink, benchmark, event, number);
        m_world.take(answer, "a runner's report");
    }
}

void Sequence::runnerStores()
{
    const auto list = m_model.running();
    if (list.empty())
        return createJob();
    const auto [name, index] = oneOf(list);
    ModelBenchmark &benchmark = m_model.jobs.at(name).benchmarks[std::size_t(index)];
    const auto sink = m_world.runnerOf(benchmark).sink(QString::fromStdString(m_model.jobs.at(name).id), index);
    if (!sink) {
        if (dead()) // it died while it began again
            return;
        throw Violation("no attempt of '" + name + "' runs");
    }
    std::vector<std::pair<long long, std::future<bool>>> answers;
    for (std::size_t i = 0, count = 1 + below(5); i < count; ++i) {
        Sample sample;
        sample.ordinal = qint64(below(40));
        sample.itemKey = QStringLiteral("id:%1").arg(sample.ordinal);
        sample.response = QStringLiteral("It is %1.").arg(sample.ordinal);
        sample.score = 1;
        auto stored = std::make_shared<std::promise<bool>>();
        answers.emplace_back(sample.ordinal, stored->get_future());
        sink->sample(sample, [stored](bool done) { stored->set_value(done); });
    }
    tell("samples of " + name);
    for (auto &[ordinal, answer] : answers) {
        if (answer.wait_for(patience) != std::future_status::ready)
            throw Violation("a sample was not answered");
        const bool stored = answer.get();
        if (!stored && !dead() && !m_world.plan.fullHappened())
            throw Violation("a sample was refused without a reason");
        if (stored || dead())
            benchmark.samples[ordinal] = benchmark.samples[ordinal] || stored;
    }
}

} // namespace assay::test

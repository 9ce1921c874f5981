#include "tests/reliability/ContractModel.h"

#include <algorithm>
#include <array>
#include <set>

namespace assay::test {

namespace {

const std::set<std::string> ends { "completed", "failed", "cancelled", "partially_failed" };

struct Counts {
    std::size_t all = 0, running = 0, completed = 0, failed = 0, cancelled = 0;
};

/// The contract's table: the first line that fits decides.
struct Line {
    bool (*fits)(const Counts &);
    const char *state, *message;
};
const std::array<Line, 7> table { {
    { [](const Counts &n) { return n.completed == n.all; }, "completed", "Evaluation job is completed" },
    { [](const Counts &n) { return n.failed == n.all; }, "failed", "Evaluation job is failed. \n" },
    { [](const Counts &n) { return n.completed + n.failed == n.all; }, "partially_failed",
        "Some of the benchmarks failed. \n" },
    { [](const Counts &n) { return n.cancelled == n.all; }, "cancelled", "Evaluation job is cancelled" },
    { [](const Counts &n) { return n.completed + n.failed + n.cancelled == n.all; }, "partially_failed",
        "Some of the benchmarks failed or cancelled. \n" },
    { [](const Counts &n) { return n.running + n.completed + n.failed + n.cancelled > 0; }, "running",
        "Evaluation job is running" },
    { [](const Counts &) { return true; }, "pending", "Evaluation job is pending" },
} };

/// A run for each result that has none yet; one for a job without results.
bool hasRunsToSend(const ModelJob &job)
{
    const auto has = [&](bool run) {
        return std::any_of(job.benchmarks.begin(), job.benchmarks.end(),
            [run](const ModelBenchmark &one) { return one.hasResult && one.mlflowRun == run; });
    };
    return has(false) || !has(true);
}

} // namespace

bool ModelBenchmark::ended() const
{
    return ends.contains(state);
}

bool ModelJob::ended() const
{
    return ends.contains(state);
}

void ModelJob::settle()
{
    Counts counts;
    counts.all = benchmarks.size();
    for (const ModelBenchmark &one : benchmarks) {
        counts.running += one.state == "running";
        counts.completed += one.state == "completed";
        counts.failed += one.state == "failed";
        counts.cancelled += one.state == "cancelled";
    }
    const Line &line = *std::find_if(table.begin(), table.end(), [&](const Line &one) { return one.fits(counts); });
    state = line.state;
    message = line.message;
    code = "evaluation_job_updated";
}

int Model::report(const std::string &name, const ModelEvent &event)
{
    const auto found = jobs.find(name);
    if (found == jobs.end())
        return 404;
    ModelJob &job = found->second;
    if (job.ended())
        return 409;
    if (event.index < 0 || std::size_t(event.index) >= job.benchmarks.size())
        return 404;
    ModelBenchmark &benchmark = job.benchmarks[std::size_t(event.index)];
    const bool final = ends.contains(event.status);
    if (benchmark.ended() && !final)
        return 204; // too late: accepted and ignored
    benchmark.state = event.status;
    benchmark.reported = true;
    benchmark.phase = event.phase;
    benchmark.error = event.error;
    benchmark.warning = "";
    if (benchmark.runs == Runs::Command && !benchmark.begun && !final)
        benchmark.warning = {}; // whenever the engine looks at its job again it says that it waits
    if (final) {
        benchmark.begun = false;
        benchmark.mlflowRun = false;
        benchmark.hasResult = true;
        benchmark.metrics = event.metrics;
    }
    job.settle();
    return 204;
}

int Model::attemptEnded(const std::string &name, const ModelEvent &event)
{
    const int status = report(name, event);
    if (status == 204)
        jobs.at(name).benchmarks[std::size_t(event.index)].warning = {};
    return status;
}

int Model::cancel(const std::string &name)
{
    const auto found = jobs.find(name);
    if (found == jobs.end())
        return 404;
    ModelJob &job = found->second;
    if (job.state == "cancelled")
        return 204;
    if (job.ended())
        return 409;
    for (ModelBenchmark &benchmark : job.benchmarks) {
        if (benchmark.ended())
            continue;
        // Its phase stays readable, as the recordings show.
        benchmark.state = "cancelled";
        benchmark.error = "Evaluation job cancelled";
        benchmark.begun = false;
    }
    job.state = "cancelled";
    job.message = "Evaluation job cancelled";
    job.code = "evaluation_job_cancelled";
    return 204;
}

int Model::remove(const std::string &name)
{
    const auto found = jobs.find(name);
    if (found == jobs.end())
        return 404;
    std::erase_if(keys, [&](const auto &entry) { return entry.second.first == name; });
    jobs.erase(found);
    return 204;
}

int Model::cancelOne(const std::string &name, int index)
{
    const auto found = jobs.find(name);
    if (found == jobs.end() || index < 0 || std::size_t(index) >= found->second.benchmarks.size())
        return 404;
    ModelJob &job = found->second;
    ModelBenchmark &benchmark = job.benchmarks[std::size_t(index)];
    if (benchmark.ended())
        return benchmark.state == "cancelled" ? 204 : 409;
    benchmark.state = "cancelled";
    benchmark.reported = true;
    benchmark.error = "Evaluation job cancelled";
    benchmark.begun = false;
    job.settle();
    if (job.state == "cancelled")
        job.code = "evaluation_job_cancelled";
    return 204;
}

int Model::retry(const std::string &name)
{
    const auto found = jobs.find(name);
    if (found == jobs.end())
        return 404;
    const bool ended = found->second.ended();
    int reopened = 0;
    for (ModelBenchmark &benchmark : found->second.benchmarks) {
        if (benchmark.state != "failed" && benchmark.state != "cancelled")
            continue;
        ++reopened;
        benchmark.state = "pending";
        benchmark.untouched = true;
        benchmark.phase.clear();
        benchmark.error.clear();
        benchmark.metrics.clear();
        benchmark.hasResult = false;
        benchmark.samples.clear(); // of the attempt before
        benchmark.warning = "";
        ++benchmark.attempt;
        benchmark.retries = 0;
        benchmark.process = benchmark.mlflowRun = false;
    }
    if (reopened == 0)
        return 409;
    for (auto &[kind, one] : found->second.exports)
        one.stale = one.stale || (ended && one.state == "done");
    found->second.updatedAt = 0;
    found->second.settle();
    return 202;
}

int Model::decide(const std::string &command, const std::string &decision)
{
    const auto found = commands.find(command);
    if (found == commands.end())
        return 404;
    found->second = decision;
    for (auto &[name, job] : jobs) {
        for (ModelBenchmark &benchmark : job.benchmarks)
            benchmark.untouched = benchmark.untouched
                || (benchmark.runs == Runs::Command && !job.ended() && !benchmark.ended() && !benchmark.begun);
    }
    return 200;
}

void Model::attemptFailed(const std::string &name, const ModelEvent &event, bool reported)
{
    ModelJob &job = jobs.at(name);
    ModelBenchmark &benchmark = job.benchmarks[std::size_t(event.index)];
    if (job.ended() || benchmark.ended())
        return;
    const bool again = job.retryReported || (benchmark.runs == Runs::Command && !reported);
    if (!again || benchmark.retries >= job.retries) {
        reported ? report(name, event) : attemptEnded(name, event);
        return;
    }
    ++benchmark.retries;
    ++benchmark.attempt;
    benchmark.begun = benchmark.process = false;
    benchmark.untouched = true;
    benchmark.phase.clear();
    benchmark.error.clear();
    benchmark.samples.clear();
    benchmark.warning = "retrying";
}

void Model::quiet()
{
    for (const auto &[name, index] : running()) {
        ModelJob &job = jobs.at(name);
        ModelBenchmark &benchmark = job.benchmarks[std::size_t(index)];
        if (job.stalls && !std::exchange(benchmark.stalled, true))
            benchmark.warning = "stalled";
    }
}

void Model::heard(const std::string &name, int index)
{
    ModelBenchmark &benchmark = jobs.at(name).benchmarks[std::size_t(index)];
    benchmark.stalled = false;
    if (benchmark.warning == "stalled")
        benchmark.warning = "";
}

void Model::engineStarted(long long since)
{
    for (auto &[name, job] : jobs) {
        const bool settled = std::none_of(
            job.benchmarks.begin(), job.benchmarks.end(), [](const ModelBenchmark &one) { return one.untouched; });
        for (ModelBenchmark &benchmark : job.benchmarks) {
            benchmark.untouched = !job.ended() && !benchmark.ended();
            benchmark.begun = false;
        }
        for (auto &[kind, one] : job.exports) {
            if (!one.final() && (job.ended() || !settled))
                one.attempts = -1; // who knows how far the engine before had come
            if (one.state == "failed" && (job.updatedAt == 0 || job.updatedAt >= since))
                one.state = "pending";
        }
    }
}

void Model::exported()
{
    constexpr int triesAgain = 2;
    for (auto &[name, job] : jobs) {
        for (auto &[kind, one] : job.exports) {
            if (!job.ended() || one.final())
                continue;
            if (std::exchange(one.stale, false) && one.state == "done")
                one.attempts = 0;
            const bool good = receiver == Receiver::Good || (kind == "mlflow" && !hasRunsToSend(job));
            const int tries = !good && receiver == Receiver::Busy ? std::max(1, triesAgain + 1 - one.attempts) : 1;
            one.attempts = one.attempts < 0 ? -1 : one.attempts + tries;
            one.state = good ? "done" : "failed";
            for (ModelBenchmark &benchmark : job.benchmarks)
                benchmark.mlflowRun = benchmark.mlflowRun || (benchmark.hasResult && good && kind == "mlflow");
        }
    }
}

void Model::look(const std::string &name, int index)
{
    ModelBenchmark &benchmark = jobs.at(name).benchmarks[std::size_t(index)];
    const auto fail = [&](const std::string &why) { report(name, { index, "failed", {}, why, {} }); };
    const auto begin = [&] {
        benchmark.begun = true;
        benchmark.stalled = false;
        if (benchmark.warning || benchmark.runs == Runs::Command)
            benchmark.warning = "";
    };
    switch (benchmark.runs) {
    case Runs::ByReports: break;
    case Runs::Nowhere:
        fail("Local runtime is not enabled for provider");
        benchmark.warning = "field_not_supported_locally";
        break;
    case Runs::Here:
        if (benchmark.state != "running")
            report(name, { index, "running", "initializing", {}, {} });
        begin();
        break;
    case Runs::Command:
        if (benchmark.process)
            return begin(); // its program goes on, whatever was decided meanwhile
        if (approval == Approval::Deny)
            return fail("This engine runs no commands");
        if (approval == Approval::Allow)
            return begin();
        const std::string decision = commands.emplace(benchmark.command, "none").first->second;
        if (decision == "allow")
            begin();
        else if (decision == "deny")
            fail("The command of provider '");
        else
            benchmark.warning = "command_not_approved";
        break;
    }
}

void Model::schedulerLooked()
{
    for (auto &[name, job] : jobs) {
        for (std::size_t i = 0; i < job.benchmarks.size(); ++i) {
            ModelBenchmark &benchmark = job.benchmarks[i];
            if (std::exchange(benchmark.untouched, false) && !job.ended() && !benchmark.ended())
                look(name, int(i));
        }
    }
}

std::vector<std::pair<std::string, int>> Model::running() const
{
    std::vector<std::pair<std::string, int>> list;
    for (const auto &[name, job] : jobs) {
        for (std::size_t i = 0; i < job.benchmarks.size(); ++i) {
            if (job.benchmarks[i].begun)
                list.emplace_back(name, int(i));
        }
    }
    return list;
}

} // namespace assay::test

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

std::string textAt(const nlohmann::json &document, const char *pointer)
{
    return document.value(nlohmann::json::json_pointer(pointer), std::string());
}

std::string entryDifference(const ModelBenchmark &wanted, const nlohmann::json *entry)
{
    if (!entry)
        return wanted.reported ? "is not listed" : "";
    if (wanted.untouched && !wanted.ended())
        return {};
    const std::string state = entry->value("status", "");
    // One that never reported may be listed for a warning of the engine's own.
    if (state != wanted.state)
        return "is '" + state + "' instead of '" + wanted.state + "'";
    if (wanted.reported && wanted.runs != Runs::Here && entry->value("phase", "") != wanted.phase)
        return "has phase '" + entry->value("phase", "") + "' instead of '" + wanted.phase + "'";
    const std::string error = textAt(*entry, "/error_message/message");
    if (wanted.reported && error.compare(0, wanted.error.size(), wanted.error) != 0)
        return "has error '" + error + "' instead of '" + wanted.error + "'";
    return {};
}

const nlohmann::json *entryOf(const nlohmann::json &list, std::size_t index)
{
    for (const auto &entry : list) {
        if (entry.value("benchmark_index", -1) == int(index))
            return &entry;
    }
    return nullptr;
}

std::string resultDifference(const ModelBenchmark &wanted, const nlohmann::json *entry)
{
    if (wanted.hasResult != (entry != nullptr))
        return wanted.untouched && !wanted.ended() ? "" : wanted.hasResult ? "has no result" : "has a result";
    if (!entry || wanted.metrics.empty())
        return {};
    const auto metrics = entry->value("metrics", nlohmann::json());
    return metrics == nlohmann::json::parse(wanted.metrics)
        ? ""
        : "has metrics " + metrics.dump() + " instead of " + wanted.metrics;
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
    if (final) {
        benchmark.hasResult = true;
        benchmark.metrics = event.metrics;
    }
    job.settle();
    return 204;
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
    }
    if (reopened == 0)
        return 409;
    found->second.settle();
    return 202;
}

void Model::engineStarted()
{
    for (auto &[name, job] : jobs) {
        for (ModelBenchmark &benchmark : job.benchmarks)
            benchmark.untouched = !job.ended() && !benchmark.ended();
    }
}

void Model::schedulerLooked()
{
    for (auto &[name, job] : jobs) {
        for (ModelBenchmark &benchmark : job.benchmarks) {
            if (!std::exchange(benchmark.untouched, false) || job.ended() || benchmark.ended())
                continue;
            const int index = int(&benchmark - job.benchmarks.data());
            if (benchmark.runs == Runs::Here && benchmark.state != "running")
                report(name, { index, "running", "initializing", {}, {} });
            else if (benchmark.runs == Runs::Nowhere)
                report(name, { index, "failed", {}, "Local runtime is not enabled for provider", {} });
        }
    }
}

std::vector<std::pair<std::string, int>> Model::running() const
{
    std::vector<std::pair<std::string, int>> list;
    for (const auto &[name, job] : jobs) {
        for (std::size_t i = 0; i < job.benchmarks.size() && !job.ended(); ++i) {
            const ModelBenchmark &benchmark = job.benchmarks[i];
            if (benchmark.runs == Runs::Here && !benchmark.ended() && !benchmark.untouched)
                list.emplace_back(name, int(i));
        }
    }
    return list;
}

std::string Model::difference(const ModelJob &job, const nlohmann::json &document)
{
    const std::string here = "job '" + job.name + "' ";
    const std::string state = textAt(document, "/status/state"), message = textAt(document, "/status/message/message");
    static const std::set<std::string> known { "pending", "running", "completed", "failed", "cancelled",
        "partially_failed" };
    if (!known.contains(state))
        return here + "is in the illegal state '" + state + "'";
    const bool open = std::any_of(job.benchmarks.begin(), job.benchmarks.end(),
        [&](const ModelBenchmark &one) { return one.untouched && !one.ended(); });
    if (open && !job.ended())
        return {}; // the scheduler may change it at any moment
    if (state != job.state)
        return here + "is '" + state + "' instead of '" + job.state + "'";
    if (message.compare(0, job.message.size(), job.message) != 0)
        return here + "says '" + message + "' instead of '" + job.message + "'";
    if (textAt(document, "/status/message/message_code") != job.code)
        return here + "has the wrong message code " + textAt(document, "/status/message/message_code");
    const auto list = document["status"].value("benchmarks", nlohmann::json::array());
    const auto results = document["results"].value("benchmarks", nlohmann::json::array());
    for (std::size_t i = 0; i < job.benchmarks.size(); ++i) {
        const std::string which = here + "benchmark " + std::to_string(i) + ' ';
        if (const auto text = entryDifference(job.benchmarks[i], entryOf(list, i)); !text.empty())
            return which + text;
        if (const auto text = resultDifference(job.benchmarks[i], entryOf(results, i)); !text.empty())
            return which + text;
    }
    return list.size() <= job.benchmarks.size() ? "" : here + "lists more benchmarks than it has";
}

} // namespace assay::test

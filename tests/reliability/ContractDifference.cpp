#include "tests/reliability/ContractModel.h"

#include <algorithm>
#include <set>

// Whether a job's document says what the model says.

namespace assay::test {

namespace {

std::string textAt(const nlohmann::json &document, const char *pointer)
{
    return document.value(nlohmann::json::json_pointer(pointer), std::string());
}

std::string entryDifference(const ModelBenchmark &wanted, const nlohmann::json *entry)
{
    if (wanted.untouched && !wanted.ended() && !wanted.reported)
        return {};
    const std::string warning = wanted.warning.value_or("");
    if (!entry)
        return wanted.reported ? "is not listed" : warning.empty() ? "" : "is not listed with the warning " + warning;
    if (wanted.untouched && !wanted.ended())
        return {};
    if (const auto code = textAt(*entry, "/warning_message/message_code"); wanted.warning && code != warning)
        return "has the warning '" + code + "' instead of '" + warning + "'";
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

std::string exportsDifference(const ModelJob &job, const nlohmann::json &results)
{
    const auto list = results.value("assay_exports", nlohmann::json::array());
    if (list.size() != (job.ended() ? job.exports.size() : 0))
        return "lists " + std::to_string(list.size()) + " exports";
    for (const auto &entry : list) {
        const std::string kind = entry.value("kind", ""), state = entry.value("state", "");
        const auto wanted = job.exports.find(kind);
        if (wanted == job.exports.end())
            return "lists the export '" + kind + "'";
        if (!wanted->second.final())
            continue; // it is under way
        if (state != wanted->second.state)
            return "has the export '" + kind + "' " + state + " instead of " + wanted->second.state;
        if (wanted->second.attempts >= 0 && entry.value("attempts", -1) != wanted->second.attempts)
            return "tells of " + entry["attempts"].dump() + " tries of '" + kind + "' instead of "
                + std::to_string(wanted->second.attempts);
        if (state == "done" && textAt(entry, "/reference").empty())
            return "does not tell where '" + kind + "' went";
        if (state == "failed" && textAt(entry, "/message").empty())
            return "does not tell why '" + kind + "' failed";
    }
    return {};
}

} // namespace

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
    if (const auto text = exportsDifference(job, document["results"]); !text.empty())
        return here + text;
    return list.size() <= job.benchmarks.size() ? "" : here + "lists more benchmarks than it has";
}

} // namespace assay::test

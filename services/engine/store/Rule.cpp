#include "services/engine/store/Rule.h"

#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <set>

namespace assay::engine {

namespace {

template<typename T>
void put(nlohmann::json &out, const char *name, const std::optional<T> &value)
{
    if (value)
        out[name] = json::toJson(*value);
}

template<typename T>
void get(const nlohmann::json &in, const char *name, std::optional<T> &value)
{
    if (const auto found = in.find(name); found != in.end())
        value = json::fromJson<T>(*found);
}

} // namespace

QByteArray ruleText(const EffectiveBenchmark &benchmark)
{
    nlohmann::json out = nlohmann::json::object();
    put(out, "entry_score", benchmark.entry.primaryScore);
    put(out, "entry_criteria", benchmark.entry.passCriteria);
    put(out, "provider_score", benchmark.providerScore);
    put(out, "provider_criteria", benchmark.providerCriteria);
    if (benchmark.entry.weight)
        out["weight"] = *benchmark.entry.weight;
    return json::dump(out);
}

WireEntry ruleOf(const QByteArray &text)
{
    WireEntry entry;
    const auto in = json::parse(text);
    if (!in)
        return entry; // we wrote it: only a damaged file could bring us here, and then no test is the honest answer
    get(*in, "entry_score", entry.entryScore);
    get(*in, "entry_criteria", entry.entryCriteria);
    get(*in, "provider_score", entry.providerScore);
    get(*in, "provider_criteria", entry.providerCriteria);
    if (const auto weight = in->find("weight"); weight != in->end())
        entry.weight = weight->get<double>();
    return entry;
}

JsonText completeSchema(const JsonText &metrics, const JsonText &declared)
{
    const auto values = json::parse(metrics.text);
    if (metrics.isEmpty() || !values || !values->is_object())
        return declared;
    nlohmann::json list = nlohmann::json::array();
    if (const auto given = json::parse(declared.text); !declared.isEmpty() && given && given->is_array())
        list = *given;
    std::set<std::string> names;
    for (const nlohmann::json &one : list) {
        if (one.is_object() && one.contains("name") && one["name"].is_string())
            names.insert(one["name"].get<std::string>());
    }
    for (const auto &[name, value] : values->items()) {
        if (!names.contains(name))
            list.push_back({{"name", name}, {"type", "numeric"}});
    }
    return {list.empty() ? QByteArray() : json::dump(list)};
}

QByteArray jobTestText(const JobTest &test)
{
    nlohmann::json out = nlohmann::json::object();
    if (test.score)
        out["score"] = *test.score;
    if (test.threshold)
        out["threshold"] = *test.threshold;
    if (test.pass)
        out["pass"] = *test.pass;
    return json::dump(out);
}

} // namespace assay::engine

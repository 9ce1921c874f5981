#include "services/engine/exports/EvalCard.h"

#include <nlohmann/json.hpp>

namespace assay::engine {

using Json = nlohmann::ordered_json;

namespace {

/// The member, or null.
const Json &at(const Json &object, const char *name)
{
    static const Json none;
    return object.is_object() && object.contains(name) ? object[name] : none;
}

void copy(Json &to, const char *name, const Json &value)
{
    if (!value.is_null())
        to[name] = value;
}

void copyText(Json &to, const char *name, const Json &value)
{
    if (value.is_number())
        to[name] = value.dump();
    else if (!value.is_null())
        to[name] = value;
}

Json context(const Json &job)
{
    Json model = Json::object();
    copy(model, "url", at(at(job, "model"), "url"));
    copy(model, "name", at(at(job, "model"), "name"));
    copy(model, "model_card_url", at(at(job, "model"), "card_url"));
    Json out{{"model", model}};
    if (at(job, "collection").is_object())
        copy(out, "collection_id", at(at(job, "collection"), "id"));
    else
        copy(out, "benchmarks", at(job, "benchmarks"));
    return out;
}

/// The status and the result of one benchmark in one entry.
Json benchmark(const Json &status, const Json &result)
{
    Json out = Json::object();
    const Json &named = status.is_null() ? result : status;
    for (const char *name : {"id", "provider_id", "benchmark_index"})
        copy(out, name, at(named, name));
    for (const char *name : {"status", "error_message", "warning_message", "started_at", "completed_at"})
        copy(out, name, at(status, name));
    for (const char *name : {"metrics", "metrics_schema", "additional_info", "artifacts", "mlflow_run_id"})
        copy(out, name, at(result, name));
    const Json &test = at(result, "test");
    if (test.is_object()) {
        Json judged = Json::object();
        copyText(judged, "primary_score", at(test, "primary_score"));
        copy(judged, "primary_score_metric", at(test, "primary_score_metric"));
        copyText(judged, "threshold", at(test, "threshold"));
        copy(judged, "pass", at(test, "pass"));
        out["test"] = judged;
    }
    return out;
}

const Json &resultOf(const Json &results, const Json &status)
{
    static const Json none;
    if (!results.is_array())
        return none;
    for (const Json &result : results) {
        if (at(result, "benchmark_index") == at(status, "benchmark_index"))
            return result;
    }
    return none;
}

} // namespace

QByteArray evalCard(const QByteArray &text)
{
    const Json job = Json::parse(text.constData(), text.constData() + text.size(), nullptr, false);
    if (!job.is_object())
        return {};
    const Json &resource = at(job, "resource"), &status = at(job, "status"), &results = at(job, "results");
    Json metadata = Json::object();
    copy(metadata, "evaluation_job_id", at(resource, "id"));
    copy(metadata, "created_at", at(resource, "created_at"));
    copy(metadata, "updated_at", at(resource, "updated_at"));
    Json state = Json::object();
    copy(state, "state", at(status, "state"));
    copy(state, "message", at(status, "message"));
    Json benchmarks = Json::array();
    if (at(status, "benchmarks").is_array()) {
        for (const Json &one : at(status, "benchmarks"))
            benchmarks.push_back(benchmark(one, resultOf(at(results, "benchmarks"), one)));
    }
    Json outcome{{"status", state}, {"benchmarks", benchmarks}};
    const Json &test = at(results, "test");
    if (test.is_object()) {
        Json judged = Json::object();
        copyText(judged, "score", at(test, "score"));
        copyText(judged, "threshold", at(test, "threshold"));
        copy(judged, "pass", at(test, "pass"));
        outcome["collection"] = Json{{"test", judged}};
    }
    const Json card{{"card_version", "1.0"}, {"schema_version", "1.0"}, {"metadata", metadata}, {"context", context(job)}, {"results", outcome}};
    return QByteArray::fromStdString(card.dump(2, ' ', false, Json::error_handler_t::replace)) + '\n';
}

} // namespace assay::engine

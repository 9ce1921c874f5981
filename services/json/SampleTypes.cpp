#include "services/json/Codec.h"

// Samples and scores have forms of their own: docs/openapi.yaml.

namespace assay::json {

template<>
Sample fromJson<Sample>(const nlohmann::json &in)
{
    Sample v;
    Reader a(in);
    std::optional<qint64> ordinal, repeat;
    std::optional<bool> extractionFailed;
    a.integer("ordinal", ordinal);
    a.text("item_key", v.itemKey);
    a.integer("repeat", repeat);
    a.text("prompt", v.prompt);
    a.text("response", v.response);
    a.text("target", v.target);
    a.text("extracted", v.extracted);
    a.boolean("extraction_failed", extractionFailed);
    a.number("score", v.score);
    a.free("scores", v.scores);
    a.number("latency_ms", v.latencyMs);
    a.integer("prompt_tokens", v.promptTokens);
    a.integer("completion_tokens", v.completionTokens);
    a.text("error", v.error);
    a.free("metadata", v.metadata);
    std::optional<qint64> cutBytes;
    a.integer("cut_bytes", cutBytes);
    v.cutBytes = cutBytes.value_or(0);
    v.ordinal = ordinal.value_or(0);
    v.repeat = int(repeat.value_or(0));
    v.extractionFailed = extractionFailed.value_or(false);
    return v;
}

template<>
nlohmann::json toJson<Sample>(const Sample &v)
{
    Writer a;
    a.integer("ordinal", v.ordinal);
    a.text("item_key", v.itemKey);
    a.integer("repeat", v.repeat);
    a.text("prompt", v.prompt);
    a.text("response", v.response);
    a.text("target", v.target);
    a.text("extracted", v.extracted);
    a.boolean("extraction_failed", v.extractionFailed);
    a.number("score", v.score);
    a.free("scores", v.scores);
    a.number("latency_ms", v.latencyMs);
    a.integer("prompt_tokens", v.promptTokens);
    a.integer("completion_tokens", v.completionTokens);
    a.text("error", v.error);
    a.free("metadata", v.metadata);
    if (v.cutBytes > 0)
        a.integer("cut_bytes", v.cutBytes);
    return a.take();
}

template<>
ScoreColumns fromJson<ScoreColumns>(const nlohmann::json &in)
{
    ScoreColumns v;
    for (const auto &key : in.at("item_keys"))
        v.itemKeys << fromUtf8(key.get<std::string>());
    for (const auto &repeat : in.at("repeats"))
        v.repeats << repeat.get<int>();
    for (const auto &score : in.at("scores"))
        v.scores << (score.is_null() ? std::nullopt : std::optional(score.get<double>()));
    if (const auto groups = in.find("groups"); groups != in.end() && groups->is_array()) {
        for (const auto &group : *groups)
            v.groups << group.get<int>();
    }
    return v;
}

template<>
nlohmann::json toJson<ScoreColumns>(const ScoreColumns &v)
{
    auto out = nlohmann::json{{"item_keys", nlohmann::json::array()}, {"repeats", v.repeats}, {"scores", nlohmann::json::array()}};
    for (const QString &key : v.itemKeys)
        out["item_keys"].push_back(toUtf8(key));
    for (const auto &score : v.scores)
        out["scores"].push_back(score ? nlohmann::json(*score) : nlohmann::json());
    if (!v.groups.isEmpty())
        out["groups"] = v.groups;
    return out;
}

ASSAY_JSON_TYPE(Sample)
ASSAY_JSON_TYPE(ScoreColumns)

} // namespace assay::json

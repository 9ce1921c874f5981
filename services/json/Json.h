#pragma once

#include "services/core/Attempt.h"
#include "services/core/Catalogue.h"
#include "services/core/Job.h"
#include "services/core/Query.h"
#include "services/core/Result.h"
#include "services/core/Sample.h"

#include <nlohmann/json_fwd.hpp>

#include <QByteArray>

namespace assay::json {

// For Job, Provider, Collection, BenchmarkEvent, BenchmarkRef, BenchmarkStatus, BenchmarkResult, ProviderBenchmark,
// ModelTarget, PrimaryScore, PassCriteria, Message, Sample, ScoreColumns and JobAttempt. Wire names: EvalHub contract, section 3;
// Sample, ScoreColumns and JobAttempt: the local engine's docs/openapi.yaml.

/// Throws nlohmann::json::exception with the member's path.
template<typename T>
T fromJson(const nlohmann::json &in);

template<typename T>
nlohmann::json toJson(const T &value);

/// Never throws; Error::Protocol names the member.
template<typename T>
Result<T> decode(const QByteArray &body);

template<typename T>
QByteArray encode(const T &value);

/// As toJson(), without the members that this version does not know: how an EvalHub server answers what it was sent.
template<typename T>
nlohmann::json toKnownJson(const T &value);

/// A list answer {items, total_count}.
template<typename T>
Result<Page<T>> decodePage(const QByteArray &body);

/// Nested deeper than 200 levels. Such documents are attacks: writing them again would recurse once a level.
bool isTooDeep(const QByteArray &text);

/// Parses text; Error::Invalid names line and column.
Result<nlohmann::json> parse(const QByteArray &text);

/// YAML 1.2 core scalars to JSON; anchors are followed. Error::Invalid names the line.
Result<nlohmann::json> yamlToJson(const QByteArray &yaml);

/// Block-style YAML that yamlToJson() reads back to the same value.
QByteArray toYaml(const nlohmann::json &value);

/// Keys sorted by code unit, no white space, shortest numbers: equal values have equal bytes.
QByteArray canonicalJson(const nlohmann::json &value);

/// Compact text; bytes that are not UTF-8 are replaced.
QByteArray dump(const nlohmann::json &value);

} // namespace assay::json

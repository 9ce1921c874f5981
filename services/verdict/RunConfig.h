#pragma once

#include "services/core/Job.h"

#include <QHash>
#include <QList>
#include <QString>

#include <optional>

namespace assay {

/// What a benchmark of a run was made with. The key words are the same for every harness; others are kept as they are.
///
/// A harness records them in its result as a flat object of texts and numbers, `additional_info.assay.config`: harness,
/// harness_version, task_version, dataset, dataset_revision, dataset_sha256, items, limit, num_fewshot, prompt_sha256,
/// system_prompt_sha256, temperature, top_p, max_tokens, seed, judge, judge_prompt_sha256, model_revision. What is not recorded
/// is taken from what the job asked for.
struct ConfigValue {
    QString key;
    QString value; ///< numbers in their shortest form
    bool recorded = true; ///< false: asked for by the job; whether the harness followed is not known
    bool operator==(const ConfigValue &) const = default;
};

struct RunConfig {
    QList<ConfigValue> values; ///< sorted by key, each key once
    /// Empty when it is not known.
    QString value(const QString &key) const;
    bool has(const QString &key) const { return !value(key).isEmpty(); }
};

/// The benchmarks' configs by benchmark_index. plan: see runBenchmarks(). Pure, any thread.
QHash<int, RunConfig> runConfigs(const Job &job, const QList<BenchmarkRef> &plan = {});

/// "0" and "0.0" are the same setting; texts are compared as they are.
bool sameConfigValue(const QString &one, const QString &other);

} // namespace assay

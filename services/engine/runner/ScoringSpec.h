#pragma once

#include "services/engine/runner/JsonReader.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

namespace assay::engine {

/// One scorer of a benchmark.
struct TaskScorer {
    QString function;         ///< id, e.g. "basic::subset_of"
    nlohmann::json params;    ///< null: the function's default definition
    QString expectedColumn;   ///< becomes expected_answer
    QStringList aggregations; ///< never empty
    QString metricPrefix;     ///< "" or "NAME.": set when an earlier scorer computes a metric of the same name
    nlohmann::json judge;     ///< of a function that asks a judge model: members of JudgeSettings; null: none given here

    bool isJudge() const;
};

/// Reads the list `scoring` of a task file or of a benchmark's parameters; targetColumn: what is expected unless an entry says otherwise.
/// Faults go to the reader.
QList<TaskScorer> readScoring(const JsonReader &root, const QString &targetColumn);

/// The names of the metrics that the scorers compute; of categorical_count without the categories.
QStringList computedMetrics(const QList<TaskScorer> &scoring);

} // namespace assay::engine

#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Result.h"
#include "services/engine/runner/Dataset.h"
#include "services/engine/runner/PromptTemplate.h"
#include "services/engine/runner/ScoringSpec.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <optional>

namespace assay::engine {

/// How a model is asked to generate. Set by the task, then the model's parameters, then the benchmark's.
struct Generation {
    int maxTokens = 256;    ///< from 1
    double temperature = 0; ///< 0..2
    std::optional<double> topP;
    std::optional<qint64> seed;
    QStringList stop;
};

/// One benchmark of the native provider, as its task file says. Plain value.
struct TaskSpec {
    QString fileName; ///< without folder, for messages
    QString id, name, description, category;
    QStringList tags;
    DatasetSource dataset;
    QString idColumn; ///< may be empty: items are then known by a hash of input and target
    QString inputColumn, targetColumn;
    PromptSpec prompt;
    Generation generation;
    QList<TaskScorer> scoring; ///< at least one; the first is primary
    QString primaryMetric;
    bool lowerIsBetter = false;
    std::optional<double> threshold;
    QStringList metrics;       ///< listed in the catalogue
};

/// The provider id of everything that task files describe.
inline constexpr char nativeProviderId[] = "assay";

/// Reads a task file. folder: where it lies; its dataset must lie there or below (no absolute path, no "..", no link that leads
/// out). Error::Invalid: one sentence "FILE: MEMBER ... fix". The dataset itself is not read.
Result<TaskSpec> parseTask(const QByteArray &yaml, const QString &fileName, const QString &folder);

/// Columns that every row must have, with who needs them.
QList<NeededColumn> neededColumns(const TaskSpec &task);

/// The catalogue's entry. datasetSize: rows; see countRows().
ProviderBenchmark toProviderBenchmark(const TaskSpec &task, std::optional<qint64> datasetSize);

} // namespace assay::engine

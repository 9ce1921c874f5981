#pragma once

#include "models/results/ScorerChoice.h"
#include "services/api/DatasetService.h"
#include "services/core/Job.h"

#include <QByteArray>

namespace assay {

/// A benchmark of the built-in runner over a dataset's rows, as it is composed. Pure, any thread.
struct DatasetBenchmark {
    QString dataset;  ///< its id
    QString name;
    QString idColumn; ///< may be empty: items are then known by a hash of question and answer
    QString inputColumn, targetColumn;
    QString prompt;   ///< text with {{column}} in it; see promptFor()
    ScorerChoice scorer; ///< when an answer is right
};

/// What keeps it from being made, in a sentence; empty: nothing. columns: those of the rows.
QString faultOf(const DatasetBenchmark &benchmark, const QStringList &columns);

/// The prompt for one row, as a preview; a column that the row lacks stays as it is written.
QString promptFor(const DatasetBenchmark &benchmark, const DatasetRow &row);

/// The task file. `id`: see taskIdFrom().
QByteArray datasetTask(const DatasetBenchmark &benchmark, const QString &id);

/// A run of its first five rows with a model.
Job smokeRun(const DatasetBenchmark &benchmark, const QString &id, const ModelTarget &model);

/// Models that can be asked, as these jobs have them, each once, in their order.
QList<ModelTarget> askedModels(const QList<Job> &jobs);

/// The columns that look like the question, the answer and the id, by the names that datasets use.
DatasetBenchmark guessedBenchmark(const QString &dataset, const QStringList &columns);

} // namespace assay

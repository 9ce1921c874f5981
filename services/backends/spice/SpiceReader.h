#pragma once

#include "services/api/DatasetService.h"
#include "services/api/ModelService.h"
#include "services/core/Result.h"
#include "services/core/States.h"

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QStringList>

// What a Spice runtime answers. It sends JSON, CSV and bordered tables all as text/plain, so the body tells which it is. Pure
// functions, any thread.

namespace assay {

/// One run of one eval, a row of `spice.eval.runs`.
struct SpiceRun {
    QString id;
    QString createdAt, completedAt; ///< RFC 3339 with a zone, which the runtime leaves out; completedAt is empty in old runtimes
    QString dataset, model, error;
    Word<RunState> state;           ///< the runtime's own word where it is none that is known
    QStringList scorers;            ///< in the spicepod's order
    QList<QPair<QString, double>> metrics; ///< in the scorers' order; as withoutFloatNoise() says
    bool operator==(const SpiceRun &) const = default;
};

/// One answer judged by one scorer, a row of `spice.eval.results`.
struct SpiceScore {
    QString runId, input, actual, expected, scorer;
    std::optional<double> value;
    bool operator==(const SpiceScore &) const = default;
};

/// An eval of the spicepod.
struct SpiceEval {
    QString name, description, dataset;
    QStringList scorers;
    bool operator==(const SpiceEval &) const = default;
};

/// Error::Protocol where the answer is none of the shapes that runtimes send; readSpiceRun() also where it has no row.
Result<SpiceRun> readSpiceRun(const QByteArray &body);
Result<QList<SpiceRun>> readSpiceRuns(const QByteArray &body);
/// Both namings of the columns.
Result<QList<SpiceScore>> readSpiceScores(const QByteArray &body);
Result<QList<SpiceEval>> readSpiceEvals(const QByteArray &body);
/// Of /v1/models; providerId is what the model is made of, e.g. "openai:gpt-4o".
Result<QList<ServedModel>> readSpiceModels(const QByteArray &body);
/// Of /v1/datasets; `metadata` has the other members as they were told.
Result<QList<Dataset>> readSpiceDatasets(const QByteArray &body);
/// Rows of any table, their columns in the order of the wire; a column that is null is left out of its row.
Result<QList<DatasetRow>> readSpiceRows(const QByteArray &body);
/// The one number of the one row that a count answers.
Result<qint64> readSpiceCount(const QByteArray &body);

/// A 32-bit number as it is written shortest: 0.1, not 0.10000000149011612. What was told in decimals stays.
double withoutFloatNoise(double value);

} // namespace assay

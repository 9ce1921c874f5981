#pragma once

#include "services/api/Capabilities.h"
#include "services/core/Result.h"

#include <QByteArray>
#include <QStringList>

// Which Llama Stack server answers, and what it has (contract llamastack.md, sections 1 and 10). Pure functions, any
// thread.

namespace assay::llamastack {

/// How the routes of training jobs are written: they moved in 0.6.
enum class TrainingRoutes { Query, Path };

struct Server {
    QString version; ///< e.g. "0.3.5"
    bool datasets = false, evaluations = false, rerank = false, training = false;
    TrainingRoutes trainingRoutes = TrainingRoutes::Query;
    bool trainingPurpose = true; ///< a dataset may be for training; 0.7 refuses it
    bool operator==(const Server &) const = default;
};

/// Of `/v1/version`. Error::Protocol: it is no Llama Stack server.
Result<QString> readVersion(const QByteArray &body);
/// Of `/v1/inspect/routes`.
Result<QStringList> readRoutes(const QByteArray &body);

/// A list without any experimental route (servers between 0.3 and 0.4 leave them out of it) tells nothing: then the
/// version decides.
Server serverOf(const QString &version, const QStringList &routes);

Capabilities capabilitiesOf(const Server &server);
/// Translated, for people: what it lacks of datasets, evaluations, reranking and fine-tuning.
QStringList missingFrom(const Server &server);

Error notLlamaStack(const QString &place);
/// Why there is nothing here for us to do.
Error withoutEvaluations(const Server &server, const QString &place);

} // namespace assay::llamastack

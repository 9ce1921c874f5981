#pragma once

#include "services/core/Job.h"
#include "services/core/Result.h"
#include "services/engine/exports/ExportTypes.h"

#include <nlohmann/json_fwd.hpp>

namespace assay::engine {

struct MlflowExperiment {
    QString id;
    QString url; ///< of the tracking server's page
};

/// What is logged as one MLflow run.
struct MlflowRun {
    QString key;   ///< unique; finds the run again after a crash, so that none is made twice
    QString name;
    bool finished = true; ///< false: FAILED
    qint64 startMs = 0, endMs = 0; ///< wall clock
    QList<std::pair<QString, double>> metrics;
    QList<std::pair<QString, QString>> params, tags;
    QList<std::pair<QString, QByteArray>> artifacts; ///< name, JSON text
};

/// MLflow's REST API 2.0. Members block; errors are sentences, ExportFault::passing tells whether to try again.
class MlflowClient {
public:
    MlflowClient(const ExportSettings &settings, ExportContext context);
    /// Finds the experiment by its name, or makes it with tags and artifact location.
    std::optional<ExportFault> resolveExperiment(const Experiment &experiment, MlflowExperiment &out);
    /// Finds or makes the run of that key and puts everything into it. `note`: what of it could not be done, though the run is there.
    std::optional<ExportFault> logRun(const QString &experimentId, const MlflowRun &run, QString &runId, QString &note);

private:
    std::optional<ExportFault> call(const QByteArray &method, const QByteArray &path, const nlohmann::json &body, nlohmann::json &answer,
                                    QByteArray *code = nullptr);
    std::optional<ExportFault> findRun(const QString &experimentId, const MlflowRun &run, QString &runId, QString &artifactUri);
    std::optional<ExportFault> createRun(const QString &experimentId, const MlflowRun &run, QString &runId, QString &artifactUri);
    std::optional<ExportFault> logBatches(const MlflowRun &run, const QString &runId);
    std::optional<ExportFault> putArtifacts(const MlflowRun &run, const QString &artifactUri, QString &note);
    std::optional<ExportFault> authorize(HttpCall &call);

    const ExportSettings &m_settings;
    ExportContext m_context;
    QByteArray m_base, m_authorization;
    bool m_authorized = false;
};

} // namespace assay::engine

#pragma once

#include "services/core/Clock.h"
#include "services/engine/exports/ExportTypes.h"
#include "services/engine/exports/MlflowClient.h"
#include "services/engine/store/StoreTypes.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace assay::engine {

class Store;

/// Sends what jobs ask for elsewhere once they have ended: runs of an MLflow experiment, an artifact in an OCI registry, each with
/// the evaluation card and the job. What is to be sent stands in the store (Store::pendingExports()), so that a crash, or a server
/// that is away, costs nothing but time: it is tried again after settings.backOffMs, and at the next start.
///
/// Members may be called from any thread and return at once, but for stop(). Two threads of its own: one exports, one asks MLflow
/// for experiments.
class ExportService {
public:
    ExportService(Store &store, Clock &clock, ExportSettings settings);
    ~ExportService(); ///< stop()
    void start();     ///< takes up what an earlier engine left
    void stop();      ///< blocks: gives up what is under way; harmless the second time

    bool mlflowConfigured() const { return !m_settings.mlflowUrl.isEmpty(); }
    /// Finds the experiment or makes it; `done` is called on a thread of ours. Error::Invalid with code mlflow_request_failed.
    void resolveExperiment(const Experiment &experiment, std::function<void(Result<MlflowExperiment>)> done);
    void expect(const QString &jobId);          ///< a new job that has exports
    void changed(const ChangeRecord &change);   ///< a listener of the store; the writer's thread
    bool busy() const;                          ///< something is being sent, or is due

private:
    using Due = std::chrono::steady_clock::time_point;
    void exportLoop();
    void resolveLoop();
    void exportJob(const QString &jobId);
    bool renewFailed(); ///< failed ones of young jobs are due again; false: the store had no room for that
    qint64 backOff(int attempts) const; ///< ms; before the next try after so many
    std::optional<ExportFault> exportOne(ExportRecord &record);
    std::optional<ExportFault> toMlflow(ExportRecord &record, const QByteArray &text);
    std::optional<ExportFault> toRegistry(ExportRecord &record, const QByteArray &text);
    std::optional<ExportFault> logRuns(ExportRecord &record, const Job &job, const QByteArray &text);

    Store &m_store;
    Clock &m_clock;
    const ExportSettings m_settings;
    CancelFlag m_cancel;
    CurlLoop m_loop;

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::set<QString> m_expected;     ///< jobs that have exports
    std::map<QString, Due> m_due;     ///< jobs that ended
    bool m_exporting = false, m_started = false, m_stopping = false;
    std::deque<std::pair<Experiment, std::function<void(Result<MlflowExperiment>)>>> m_questions;
    std::thread m_exporter, m_resolver;
};

} // namespace assay::engine

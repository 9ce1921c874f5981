#pragma once

#include "services/api/Capabilities.h"
#include "services/core/Result.h"

#include <QObject>

namespace assay {

class JobService;
class BenchmarkService;
class CatalogueService;
class DatasetService;
class EvaluationService;
class ImportService;
class ModelService;
class RerankService;
class TrainingService;
class TrialService;
struct ConnectionSettings;

/// Slots and queue of a local engine; -1 where the server does not tell.
struct EngineLoad {
    int slotsTotal = -1, slotsBusy = -1, queued = -1;
    bool operator==(const EngineLoad &) const = default;
};

/// A named server that the window talks to. Lives on the GUI thread.
class Connection : public QObject {
    Q_OBJECT
public:
    enum class State { Idle, Connecting, Ready, Unreachable };
    using QObject::QObject;
    virtual QString id() const = 0;   ///< stable, e.g. "local"
    virtual QString name() const = 0; ///< for people
    virtual State state() const = 0;
    virtual Error lastError() const = 0; ///< why Unreachable; message says the fix
    virtual Capabilities capabilities() const = 0;
    virtual EngineLoad load() const = 0;
    virtual JobService &jobs() = 0;
    virtual CatalogueService &catalogue() = 0;
    /// Null where there is none; see Capability::TryProviders.
    virtual TrialService *trials() { return nullptr; }
    /// Null where there is none; see Capability::ImportResults.
    virtual ImportService *imports() { return nullptr; }
    /// Null where there is none; see Capability::Datasets.
    virtual DatasetService *datasets() { return nullptr; }
    /// Null where there is none; see Capability::ListModels.
    virtual ModelService *models() { return nullptr; }
    /// Null where there is none; see Capability::RegisterBenchmarks.
    virtual BenchmarkService *benchmarks() { return nullptr; }
    /// Null where there is none; see Capability::Rerank.
    virtual RerankService *rerank() { return nullptr; }
    /// Null where there is none; see Capability::Training.
    virtual TrainingService *training() { return nullptr; }
    /// Null where there is none; see Capability::CreateEvaluations.
    virtual EvaluationService *evaluations() { return nullptr; }
    /// Connects (the local engine is started when none runs); returns at once, stateChanged tells. Harmless when connected.
    virtual void open() = 0;
    /// Other settings for the same connection; what is open connects anew. Nothing happens where there are none to change.
    virtual void configure(const ConnectionSettings &) {}
    /// False while nobody looks (the window is minimised): nothing is asked at intervals. What is asked for otherwise, and what the
    /// server pushes, goes on.
    virtual void setActive(bool) {}
    /// Nothing is asked any more, for a connection that was taken out; open() begins again.
    virtual void close() {}

Q_SIGNALS:
    void stateChanged();
    void loadChanged();
};

} // namespace assay

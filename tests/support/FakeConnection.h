#pragma once

#include "services/api/Connection.h"
#include "tests/support/FakeCatalogueService.h"
#include "tests/support/FakeJobService.h"

namespace assay::test {

/// A connection whose state the test sets. Ready, with every capability, from the start.
class FakeConnection : public Connection {
public:
    FakeConnection()
    {
        for (int i = 0; i <= int(Capability::RecordedModels); ++i)
            abilities.items.insert(Capability(i));
        abilities.serverName = QStringLiteral("Assay local engine");
        abilities.serverVersion = QStringLiteral("0.1.0");
    }
    QString id() const override { return QStringLiteral("local"); }
    QString name() const override { return QStringLiteral("Local engine"); }
    State state() const override { return current; }
    Error lastError() const override { return error; }
    Capabilities capabilities() const override { return abilities; }
    EngineLoad load() const override { return engineLoad; }
    FakeJobService &jobs() override { return jobService; }
    FakeCatalogueService &catalogue() override { return catalogueService; }
    TrialService *trials() override { return trialService; }
    ImportService *imports() override { return importService; }
    DatasetService *datasets() override { return datasetService; }
    ModelService *models() override { return modelService; }
    BenchmarkService *benchmarks() override { return benchmarkService; }
    RerankService *rerank() override { return rerankService; }
    TrainingService *training() override { return trainingService; }
    EvaluationService *evaluations() override { return evaluationService; }
    void open() override { ++opened; }

    void setState(State state, const Error &why = {})
    {
        current = state;
        error = why;
        Q_EMIT stateChanged();
    }
    void setLoad(const EngineLoad &load)
    {
        engineLoad = load;
        Q_EMIT loadChanged();
    }

    FakeJobService jobService;
    TrialService *trialService = nullptr;
    ImportService *importService = nullptr;
    DatasetService *datasetService = nullptr;
    ModelService *modelService = nullptr;
    BenchmarkService *benchmarkService = nullptr;
    RerankService *rerankService = nullptr;
    TrainingService *trainingService = nullptr;
    EvaluationService *evaluationService = nullptr;
    FakeCatalogueService catalogueService;
    Capabilities abilities;
    EngineLoad engineLoad{4, 0, 0};
    Error error;
    State current = State::Ready;
    int opened = 0;
};

} // namespace assay::test

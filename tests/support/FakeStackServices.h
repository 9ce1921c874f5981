#pragma once

#include "services/api/ModelService.h"
#include "services/api/RerankService.h"
#include "services/api/TrainingService.h"
#include "services/core/Async.h"
#include "tests/support/FakeModelService.h"

namespace assay::test {

/// What a Llama Stack server offers beside runs, in memory; answers come in the next turn of the event loop.
class FakeRerankService final : public RerankService {
public:
    QList<RerankRequest> asked;
    std::optional<Error> failWith;
    QFuture<Result<QList<RerankHit>>> rerank(const RerankRequest &request) override
    {
        asked << request;
        if (failWith)
            return readyFuture(Result<QList<RerankHit>>(*failWith));
        QList<RerankHit> hits;
        for (int i = int(request.items.size()) - 1; i >= 0; --i) // the last is the best
            hits << RerankHit{i, 0.5 * i - 1};
        return readyFuture(Result<QList<RerankHit>>(request.maxNumResults ? hits.mid(0, *request.maxNumResults) : hits));
    }
};

class FakeTrainingService final : public TrainingService {
public:
    QList<TrainingStatus> jobs;
    QList<SupervisedTuning> tuned;
    QList<PreferenceTuning> preferred;
    QStringList cancelled, leftAsked;
    QList<TrainingCheckpoint> left; ///< by every job
    int asked = 0;
    std::optional<Error> failWith;

    QFuture<Result<QString>> tune(const SupervisedTuning &request) override
    {
        tuned << request;
        return begun(request.jobUuid);
    }
    QFuture<Result<QString>> optimizePreferences(const PreferenceTuning &request) override
    {
        preferred << request;
        return begun(request.jobUuid);
    }
    QFuture<Result<QStringList>> list() override
    {
        ++asked;
        QStringList ids;
        for (const TrainingStatus &job : jobs)
            ids << job.jobUuid;
        return failWith ? readyFuture(Result<QStringList>(*failWith)) : readyFuture(Result<QStringList>(ids));
    }
    QFuture<Result<TrainingStatus>> status(const QString &id) override
    {
        for (const TrainingStatus &job : jobs) {
            if (job.jobUuid == id)
                return readyFuture(Result<TrainingStatus>(job));
        }
        return readyFuture(Result<TrainingStatus>(Error{Error::Kind::NotFound}));
    }
    QFuture<Result<QList<TrainingCheckpoint>>> artifacts(const QString &id) override
    {
        leftAsked << id;
        return readyFuture(Result<QList<TrainingCheckpoint>>(left));
    }
    QFuture<Result<Done>> cancel(const QString &id) override
    {
        cancelled << id;
        return failWith ? readyFuture(Result<Done>(*failWith)) : readyFuture(Result<Done>(Done{}));
    }

private:
    QFuture<Result<QString>> begun(const QString &id)
    {
        if (failWith)
            return readyFuture(Result<QString>(*failWith));
        TrainingStatus job;
        job.jobUuid = id;
        job.state = RunState::Running;
        jobs << job;
        return readyFuture(Result<QString>(id));
    }
};

} // namespace assay::test

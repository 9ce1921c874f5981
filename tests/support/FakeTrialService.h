#pragma once

#include "services/api/TrialService.h"
#include "services/core/Async.h"

namespace assay::test {

/// Trials that go as the test says: each look answers with what was told since.
class FakeTrialService final : public TrialService {
public:
    QFuture<Result<QString>> begin(const Provider &provider, const QString &benchmarkId, const QString &shownCommand) override
    {
        tried = provider;
        benchmark = benchmarkId;
        shown = shownCommand;
        ++begun;
        if (refuse)
            return readyFuture<QString>(*refuse);
        return readyFuture<QString>(QStringLiteral("trial-%1").arg(begun));
    }
    QFuture<Result<TrialState>> look(const QString &, qint64 reportsKnown, qint64 outputFrom) override
    {
        if (refuse)
            return readyFuture<TrialState>(*refuse);
        TrialState state = now;
        state.reports = reports.mid(reportsKnown);
        state.output = output.mid(outputFrom);
        state.outputNext = output.size();
        return readyFuture<TrialState>(state);
    }
    QFuture<Result<Done>> cancel(const QString &id) override
    {
        cancelled << id;
        now.phase = TrialState::Phase::Over;
        now.cancelled = true;
        return readyFuture<Done>(Done{});
    }
    void report(const QString &status, const QString &phase, const QList<TrialFault> &faults = {})
    {
        const QString body = QStringLiteral("{\"benchmark_status_event\":{\"status\":\"%1\",\"phase\":\"%2\"}}").arg(status, phase);
        reports.append({reports.size() + 1, 400 * (reports.size() + 1), body.size(), body, status, phase, faults});
    }

    Provider tried;
    QString benchmark, shown;
    int begun = 0;
    QStringList cancelled;
    std::optional<Error> refuse;
    TrialState now; ///< without reports and output
    QList<TrialReport> reports;
    QByteArray output;
};

} // namespace assay::test

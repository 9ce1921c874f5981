#pragma once

#include "services/api/ImportService.h"
#include "services/core/Async.h"

namespace assay::test {

/// One import at a time that goes as the test says.
class FakeImportService final : public ImportService {
public:
    QFuture<Result<QString>> begin(const QStringList &paths) override
    {
        if (refuse)
            return readyFuture<QString>(*refuse);
        begun << paths;
        now = ImportState();
        now.id = QStringLiteral("import-%1").arg(begun.size());
        now.paths = paths;
        now.phase = ImportState::Phase::Running;
        runs.clear();
        problems.clear();
        return readyFuture<QString>(now.id);
    }
    QFuture<Result<ImportState>> look(const QString &, qint64 runsKnown, qint64 problemsKnown) override
    {
        if (refuse)
            return readyFuture<ImportState>(*refuse);
        ImportState state = now;
        state.runs = runs.mid(runsKnown);
        state.problems = problems.mid(problemsKnown);
        state.problemCount = problems.size();
        return readyFuture<ImportState>(state);
    }
    QFuture<Result<QList<ImportState>>> list() override
    {
        return readyFuture<QList<ImportState>>(now.id.isEmpty() ? QList<ImportState>() : QList{now});
    }
    QFuture<Result<Done>> cancel(const QString &id) override
    {
        cancelled << id;
        now.phase = ImportState::Phase::Cancelled;
        return readyFuture<Done>(Done{});
    }

    QList<QStringList> begun;
    QStringList cancelled;
    std::optional<Error> refuse;
    ImportState now; ///< without runs and problems
    QList<ImportRun> runs;
    QList<ImportFault> problems;
};

} // namespace assay::test

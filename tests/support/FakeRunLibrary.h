#pragma once

#include "models/library/LibraryRuns.h"
#include "models/library/SavedViews.h"
#include "services/api/RunLibrary.h"
#include "services/core/Async.h"
#include "tests/support/FakeSavedDocuments.h"

namespace assay::test {

/// The library in memory.
class FakeRunLibrary final : public RunLibrary {
public:
    LibraryContent content;              ///< what load() answers
    QHash<QString, RunRecord> runs;      ///< as they were indexed
    QHash<QString, RunMark> marks;
    QHash<QString, RunRef> baselines;    ///< by scope
    int forgets = 0;                     ///< transactions that took runs out
    std::optional<Error> failWith;       ///< of everything the user says
    QFuture<Result<LibraryContent>> load() override { return readyFuture<LibraryContent>(content); }
    QFuture<Result<Done>> index(const QList<RunRecord> &told, const QList<RunSourceAge> &) override
    {
        for (const RunRecord &run : told)
            runs.insert(run.ref.text(), run);
        return readyFuture<Done>(Done{});
    }
    QFuture<Result<Done>> forget(const QList<RunRef> &gone) override
    {
        ++forgets;
        for (const RunRef &run : gone)
            runs.remove(run.text());
        return readyFuture<Done>(Done{});
    }
    QFuture<Result<Done>> forgetConnection(const QString &id) override
    {
        runs.removeIf([&id](const QHash<QString, RunRecord>::iterator it) { return it->ref.connectionId == id; });
        return readyFuture<Done>(Done{});
    }
    QFuture<Result<Done>> mark(const QList<RunMark> &given) override
    {
        if (failWith)
            return readyFuture<Done>(*failWith);
        for (const RunMark &one : given)
            marks.insert(one.ref.text(), one);
        return readyFuture<Done>(Done{});
    }
    QFuture<Result<Done>> setBaseline(const RunBaseline &baseline) override
    {
        if (failWith)
            return readyFuture<Done>(*failWith);
        if (baseline.ref.jobId.isEmpty())
            baselines.remove(baseline.scope);
        else
            baselines.insert(baseline.scope, baseline.ref);
        return readyFuture<Done>(Done{});
    }
};

/// What a page of runs needs beside the list.
struct FakeLibrary {
    explicit FakeLibrary(JobListModel &jobs, Clock &clock = Clock::system()) : runs(library, jobs, clock), views(documents) {}
    FakeRunLibrary library;
    FakeSavedDocuments documents;
    LibraryRuns runs;
    SavedViews views;
};

} // namespace assay::test

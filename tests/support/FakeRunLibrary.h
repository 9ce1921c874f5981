#pragma once

#include "models/library/LibraryRuns.h"
#include "models/library/SavedViews.h"
#include "services/api/RunLibrary.h"
#include "services/api/SavedDocuments.h"
#include "services/core/Async.h"

#include <QMap>

namespace assay::test {

/// The library in memory.
class FakeRunLibrary final : public RunLibrary {
public:
    LibraryContent content;              ///< what load() answers
    QHash<QString, RunRecord> runs;      ///< as they were indexed
    QHash<QString, RunMark> marks;
    QHash<QString, RunRef> baselines;    ///< by scope
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

class FakeSavedDocuments final : public SavedDocuments {
public:
    QMap<QString, SavedDocument> kept; ///< "kind/id"
    QFuture<Result<QList<SavedDocument>>> list(const QString &kind) override
    {
        QList<SavedDocument> all;
        for (auto it = kept.cbegin(); it != kept.cend(); ++it) {
            if (it.key().startsWith(kind + QLatin1Char('/')))
                all << *it;
        }
        return readyFuture<QList<SavedDocument>>(all);
    }
    QFuture<Result<SavedDocument>> load(const QString &kind, const QString &id) override
    {
        const auto it = kept.constFind(kind + QLatin1Char('/') + id);
        return readyFuture<SavedDocument>(it == kept.cend() ? Result<SavedDocument>(Error{Error::Kind::NotFound}) : Result<SavedDocument>(*it));
    }
    QFuture<Result<SavedDocument>> save(const QString &kind, const SavedDocument &document) override
    {
        SavedDocument made = document;
        if (made.id.isEmpty())
            made.id = QStringLiteral("d%1").arg(kept.size());
        kept.insert(kind + QLatin1Char('/') + made.id, made);
        return readyFuture<SavedDocument>(made);
    }
    QFuture<Result<Done>> remove(const QString &kind, const QString &id) override
    {
        kept.remove(kind + QLatin1Char('/') + id);
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

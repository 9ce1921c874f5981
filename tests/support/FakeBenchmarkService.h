#pragma once

#include "services/api/BenchmarkService.h"
#include "services/core/Async.h"

namespace assay::test {

/// Benchmarks of a server in memory. Answers come in the next turn of the event loop, as a server's do. The list tells no metadata,
/// so that it can be seen whether one was looked at.
class FakeBenchmarkService final : public BenchmarkService {
public:
    QList<RegisteredBenchmark> stored;
    QList<ScoringFunction> functions;
    QList<RegisteredBenchmark> added;
    QStringList asked, removed; ///< asked: by get()
    std::optional<Error> failList, failGet, failWrite;

    QFuture<Result<QList<RegisteredBenchmark>>> list() override
    {
        if (failList)
            return readyFuture(Result<QList<RegisteredBenchmark>>(*failList));
        QList<RegisteredBenchmark> out = stored;
        for (RegisteredBenchmark &one : out)
            one.metadata = {};
        return readyFuture(Result<QList<RegisteredBenchmark>>(out));
    }
    QFuture<Result<RegisteredBenchmark>> get(const QString &id) override
    {
        asked << id;
        for (const RegisteredBenchmark &one : std::as_const(stored)) {
            if (one.id == id && !failGet)
                return readyFuture(Result<RegisteredBenchmark>(one));
        }
        return readyFuture(Result<RegisteredBenchmark>(failGet.value_or(Error{Error::Kind::NotFound})));
    }
    QFuture<Result<RegisteredBenchmark>> add(const RegisteredBenchmark &one) override
    {
        added << one;
        if (failWrite)
            return readyFuture(Result<RegisteredBenchmark>(*failWrite));
        stored << one;
        Q_EMIT benchmarksChanged();
        return readyFuture(Result<RegisteredBenchmark>(one));
    }
    QFuture<Result<Done>> remove(const QString &id) override
    {
        removed << id;
        if (failWrite)
            return readyFuture(Result<Done>(*failWrite));
        stored.removeIf([&id](const RegisteredBenchmark &one) { return one.id == id; });
        Q_EMIT benchmarksChanged();
        return readyFuture(Result<Done>(Done{}));
    }
    QFuture<Result<QList<ScoringFunction>>> scoringFunctions() override { return readyFuture(Result<QList<ScoringFunction>>(functions)); }
};

} // namespace assay::test

#include "services/backends/llamastack/LlamaBenchmarks.h"

#include "services/backends/llamastack/EvalWire.h"

#include <QCoreApplication>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

RestCall callOf(const QString &id = {})
{
    RestCall call;
    call.path = QStringLiteral("/v1alpha/eval/benchmarks") + (id.isEmpty() ? QString() : pathOf({ id }));
    return call;
}

std::optional<Error> faultOf(const RegisteredBenchmark &benchmark)
{
    const auto invalid = [](const QString &text) { return Error { Error::Kind::Invalid, text }; };
    if (benchmark.id.isEmpty() || benchmark.id.contains(QLatin1Char('/')))
        return invalid(Text::tr("Name: enter one without a slash; the server could not find it again."));
    if (benchmark.datasetId.isEmpty())
        return invalid(Text::tr("Dataset: enter the name of one of the server's datasets."));
    return {};
}

} // namespace

QFuture<Result<QList<RegisteredBenchmark>>> LlamaBenchmarks::list()
{
    return m_client.call<QList<RegisteredBenchmark>>(
        callOf(), [](const HttpReply &reply) { return llamastack::decodeBenchmarks(reply.body); });
}

QFuture<Result<RegisteredBenchmark>> LlamaBenchmarks::get(const QString &id)
{
    return m_client.call<RegisteredBenchmark>(
        callOf(id), [](const HttpReply &reply) { return llamastack::decodeBenchmark(reply.body); });
}

QFuture<Result<RegisteredBenchmark>> LlamaBenchmarks::add(const RegisteredBenchmark &benchmark)
{
    if (const auto fault = faultOf(benchmark))
        return readyFuture(Result<RegisteredBenchmark>(*fault));
    RestCall call = callOf();
    call.method = "POST";
    call.body = llamastack::encodeBenchmark(benchmark);
    call.idempotent = false;
    call.write = Text::tr("add a benchmark");
    auto promise = std::make_shared<QPromise<Result<RegisteredBenchmark>>>();
    promise->start();
    const auto end = [promise](const Result<RegisteredBenchmark> &result) {
        promise->addResult(result);
        promise->finish();
    };
    const auto sent = m_client.call<Done>(
        call, [](const HttpReply &) { return Result<Done>(Done {}); }); // null, and not the benchmark
    whenDone(sent, this, [this, end, id = benchmark.id, before = m_client.interrupts()](const Result<Done> &done) {
        if (before != m_client.interrupts()) // to ask, or to list anew, would open what was closed meanwhile
            return end(done ? Error { Error::Kind::Cancelled } : done.error());
        Q_EMIT benchmarksChanged(); // a lost answer may have been a success
        if (!done)
            return end(done.error());
        whenDone(get(id), this, end);
    });
    return promise->future();
}

QFuture<Result<Done>> LlamaBenchmarks::remove(const QString &id)
{
    RestCall call = callOf(id);
    call.method = "DELETE";
    call.idempotent = false; // sent again after a lost answer, it would say that there is nothing
    call.expectJson = false; // 204 without a body, or 200 with null
    call.write = Text::tr("delete a benchmark");
    const auto removed = m_client.call<Done>(call, [](const HttpReply &) { return Result<Done>(Done {}); });
    whenDone(removed, this, [this, before = m_client.interrupts()](const Result<Done> &) {
        if (before == m_client.interrupts())
            Q_EMIT benchmarksChanged();
    });
    return removed;
}

LlamaCatalogue::LlamaCatalogue(RestClient &client, BenchmarkService &benchmarks, QObject *parent)
    : ReadOnlyCatalogue(parent)
    , m_client(client)
    , m_benchmarks(benchmarks)
{
    connect(&m_benchmarks, &BenchmarkService::benchmarksChanged, this, &CatalogueService::providersChanged);
}

QFuture<Result<Provider>> LlamaCatalogue::ask()
{
    auto promise = std::make_shared<QPromise<Result<Provider>>>();
    promise->start();
    const auto end = [promise](const Result<Provider> &result) {
        promise->addResult(result);
        promise->finish();
    };
    const auto listed = m_benchmarks.list();
    whenDone(listed, this,
        [this, end, before = m_client.interrupts()](const Result<QList<RegisteredBenchmark>> &benchmarks) {
            if (!benchmarks)
                return end(benchmarks.error());
            if (before != m_client.interrupts())
                return end(Error { Error::Kind::Cancelled });
            whenDone(m_benchmarks.scoringFunctions(), this,
                [end, benchmarks = *benchmarks](const Result<QList<ScoringFunction>> &functions) {
                    end(llamaProviderOf(benchmarks,
                        functions ? *functions
                                  : QList<ScoringFunction>())); // without them only the metrics are missing
                });
        });
    return promise->future();
}

Provider llamaProviderOf(const QList<RegisteredBenchmark> &benchmarks, const QList<ScoringFunction> &functions)
{
    Provider provider;
    provider.resource.id = provider.name = llamastack::provider();
    provider.resource.owner = QStringLiteral("system");
    provider.title = QStringLiteral("Llama Stack");
    provider.description
        = Text::tr("The benchmarks that are registered with this server: a dataset and scoring functions each.");
    for (const RegisteredBenchmark &one : benchmarks) {
        ProviderBenchmark benchmark;
        benchmark.id = benchmark.name = one.id;
        const QString told = one.metadata.toVariantMap().value(QStringLiteral("description")).toString();
        benchmark.description = !told.isEmpty()
            ? told
            : Text::tr("Rows of the dataset %1, scored by %2.")
                  .arg(one.datasetId, one.scoringFunctions.join(QStringLiteral(", ")));
        for (const QString &name : one.scoringFunctions) {
            for (const ScoringFunction &function : functions) {
                const QStringList sums
                    = function.params.toVariantMap().value(QStringLiteral("aggregation_functions")).toStringList();
                for (const QString &sum : function.id == name ? sums : QStringList())
                    benchmark.metrics << name + QLatin1Char('/') + sum;
            }
        }
        if (!benchmark.metrics.isEmpty())
            benchmark.primaryScore = PrimaryScore { benchmark.metrics.first(), {}, {} };
        provider.benchmarks << benchmark;
    }
    return provider;
}

} // namespace assay

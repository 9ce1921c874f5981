#include "services/backends/llamastack/LlamaEvaluations.h"

#include "services/api/BenchmarkService.h"
#include "services/api/DatasetService.h"
#include "services/api/JobService.h"
#include "services/backends/llamastack/EvalForm.h"
#include "services/backends/llamastack/Ids.h"
#include "services/backends/llamastack/RowReader.h"
#include "services/backends/rest/Promised.h"
#include "services/core/OnPool.h"

#include <QCoreApplication>
#include <QUuid>

namespace assay {

namespace {

constexpr qint64 mostRows = 100'000; ///< of a dataset, where no number was entered

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

Error invalid(const QString &text)
{
    return Error { Error::Kind::Invalid, text };
}

JsonText arrayOf(const QList<JsonText> &rows)
{
    QByteArray all = "[";
    for (const JsonText &row : rows)
        all += (all.size() > 1 ? "," : "") + row.text;
    return { all + ']' };
}

/// The answer as names, when it came.
template <typename T, typename Names>
QFuture<Result<QStringList>> named(const QFuture<Result<QList<T>>> &asked, QObject *context, Names names)
{
    const auto promise = begun<QStringList>();
    whenDone(asked, context, [promise, names](const Result<QList<T>> &list) {
        finish(promise, list ? Result<QStringList>(names(*list)) : Result<QStringList>(list.error()));
    });
    return promise->future();
}

} // namespace

/// An evaluation on its way to be a job.
struct LlamaEvaluations::Making {
    EvaluationRequest request;
    int interrupts = 0;
    JsonText rows;
    RegisteredBenchmark benchmark;
    std::shared_ptr<QPromise<Result<Job>>> promise;
};

EvaluationForm LlamaEvaluations::form() const
{
    return llamastack::evaluationForm();
}

QFuture<Result<QStringList>> LlamaEvaluations::suggestions(const QString &key)
{
    if (key == QLatin1String("benchmark"))
        return named(m_benchmarks.list(), this, llamastack::idsOf<RegisteredBenchmark>);
    if (key == QLatin1String("scoring_functions") || key == QLatin1String("scoring_params"))
        return named(m_benchmarks.scoringFunctions(), this, llamastack::idsOf<ScoringFunction>);
    return EvaluationService::suggestions(key);
}

QFuture<Result<EvaluationColumns>> LlamaEvaluations::columns(const EvaluationData &data)
{
    if (data.source == EvaluationData::Source::Dataset)
        return columnsOfDataset(data.datasetId);
    return onPool<EvaluationColumns>([data]() -> Result<EvaluationColumns> {
        const auto rows = rowsEntered(data);
        return rows ? Result<EvaluationColumns>(rows->columns) : Result<EvaluationColumns>(rows.error());
    });
}

QFuture<Result<EvaluationColumns>> LlamaEvaluations::columnsOfDataset(const QString &id)
{
    const auto promise = begun<EvaluationColumns>();
    whenDone(m_datasets.rows(id, 0, DatasetService::pageRows), this, [promise](const Result<DatasetRowPage> &page) {
        if (!page)
            return finish<EvaluationColumns>(promise, page.error());
        finish<EvaluationColumns>(promise, columnsOf(*page));
    });
    return promise->future();
}

QFuture<Result<JsonText>> LlamaEvaluations::rowsOf(const EvaluationRequest &request)
{
    if (request.data.source == EvaluationData::Source::Dataset)
        return rowsOfDataset(request);
    return onPool<JsonText>([data = request.data]() -> Result<JsonText> {
        const auto rows = rowsEntered(data);
        return rows ? Result<JsonText>(rows->array) : Result<JsonText>(rows.error());
    });
}

/// No more than are wanted, or fit.
QFuture<Result<JsonText>> LlamaEvaluations::rowsOfDataset(const EvaluationRequest &request)
{
    const QString id = request.data.datasetId;
    if (id.isEmpty())
        return readyFuture(Result<JsonText>(invalid(Text::tr("Dataset: choose one."))));
    const auto promise = begun<JsonText>();
    const qint64 count = llamastack::firstRows(request.about).value_or(mostRows);
    whenDone(llamastack::readRows(m_client, id, count, llamastack::largestGivenRows), this,
        [promise, id](const Result<QList<JsonText>> &rows) {
            if (!rows)
                return finish<JsonText>(promise, rows.error());
            if (rows->isEmpty())
                return finish<JsonText>(promise, invalid(Text::tr("%1 has no rows.").arg(id)));
            finish<JsonText>(promise, arrayOf(*rows));
        });
    return promise->future();
}

QFuture<Result<Job>> LlamaEvaluations::create(const EvaluationRequest &request)
{
    auto making = std::make_shared<Making>();
    making->request = request;
    making->interrupts = m_client.interrupts();
    making->promise = begun<Job>();
    const auto future = making->promise->future();
    const QStringList faults = llamastack::enteredFaults(request.about);
    const bool asks = request.data.source == EvaluationData::Source::Dataset;
    if (asks && !faults.isEmpty()) {
        finish<Job>(making->promise, invalid(faults.join(QLatin1Char('\n'))));
        return future;
    }
    whenDone(rowsOf(request), this, [this, making, faults](const Result<JsonText> &rows) {
        QStringList all = faults;
        if (!rows && rows.error().kind != Error::Kind::Invalid && faults.isEmpty())
            return finish<Job>(making->promise, rows.error());
        if (!rows)
            all << rows.error().message;
        if (!all.isEmpty())
            return finish<Job>(making->promise, invalid(all.join(QLatin1Char('\n'))));
        making->rows = *rows;
        askBenchmark(making);
    });
    return future;
}

/// It was answered with an error, or its connection was closed, or leads to another server, meanwhile.
bool LlamaEvaluations::isOver(const MakingPtr &making, const Result<Done> &asked)
{
    if (asked && making->interrupts == m_client.interrupts())
        return false;
    finish<Job>(making->promise, asked ? Error { Error::Kind::Cancelled } : asked.error());
    return true;
}

void LlamaEvaluations::askBenchmark(const MakingPtr &making)
{
    if (isOver(making, Done {}))
        return;
    const QString id = making->request.about.value(QStringLiteral("benchmark")).toString().trimmed();
    const Error unknown
        = invalid(Text::tr("Benchmark: there is none “%1” on this server; choose one of its own.").arg(id));
    if (id.contains(QLatin1Char('/'))) // no server finds it again
        return finish<Job>(making->promise, unknown);
    whenDone(m_benchmarks.get(id), this, [this, making, unknown](const Result<RegisteredBenchmark> &benchmark) {
        const bool none = !benchmark && benchmark.error().kind == Error::Kind::NotFound;
        if (isOver(making, benchmark ? Result<Done>(Done {}) : Result<Done>(none ? unknown : benchmark.error())))
            return;
        making->benchmark = *benchmark;
        askFunctions(making);
    });
}

void LlamaEvaluations::askFunctions(const MakingPtr &making)
{
    whenDone(m_benchmarks.scoringFunctions(), this, [this, making](const Result<QList<ScoringFunction>> &functions) {
        if (!isOver(making, functions ? Result<Done>(Done {}) : Result<Done>(functions.error())))
            make(making, llamastack::idsOf(*functions));
    });
}

void LlamaEvaluations::make(const MakingPtr &making, const QStringList &functions)
{
    const auto made
        = onPool<Job>([entered = making->request.about, rows = making->rows, benchmark = making->benchmark, functions] {
              return llamastack::evaluationJob(entered, rows, benchmark, functions);
          });
    whenDone(made, this, [this, making](const Result<Job> &job) {
        if (isOver(making, job ? Result<Done>(Done {}) : Result<Done>(job.error())))
            return;
        // A key of its own: as every job it is kept before it is sent, and sent once.
        const QString key = QUuid::createUuid().toString(QUuid::WithoutBraces);
        whenDone(m_jobs.submit(*job, key), this, [this, making](const Result<Job> &kept) {
            if (kept)
                Q_EMIT created();
            finish<Job>(making->promise, kept);
        });
    });
}

} // namespace assay

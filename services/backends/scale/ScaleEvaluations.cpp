#include "services/backends/scale/ScaleEvaluations.h"

#include "services/backends/rest/Promised.h"
#include "services/backends/scale/ScaleDatasets.h"
#include "services/backends/scale/ScaleReader.h"
#include "services/backends/scale/ScaleTasks.h"
#include "services/core/OnPool.h"
#include "services/core/RowNumbers.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QUuid>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

constexpr int createMs = 5 * 60 * 1000; ///< all rows go within the request

QList<EvaluationField> shown(const QList<scale::Field> &fields)
{
    QList<EvaluationField> out;
    for (const scale::Field &field : fields) {
        out << field.shown;
        out.last().required = field.shown.required
            || (!field.group.isEmpty() && !field.shown.rare && field.group == QLatin1String("messages"));
    }
    return out;
}

/// Whether it is sure that nothing was created. A fault of the server's own may have come after.
bool wasRefused(const Error &error)
{
    return error.kind == Error::Kind::Cancelled
        || (isDefinite(error) && !error.code.startsWith(QLatin1String("http_5")));
}

} // namespace

struct ScaleEvaluations::Creation {
    QString mark; ///< of this one creation
    std::shared_ptr<QPromise<Result<Job>>> promise = std::make_shared<QPromise<Result<Job>>>();
};

EvaluationForm ScaleEvaluations::form() const
{
    EvaluationForm out { shown(scale::aboutFields()), shown(scale::keepFields()), {} };
    out.picksRows = true;
    for (const scale::TaskKind &kind : scale::taskKinds()) {
        out.tasks << kind.shown;
        out.tasks.last().fields = shown(kind.fields);
    }
    return out;
}

/// A dataset's rows stay where they are; only their columns are looked at.
QFuture<Result<GivenRows>> ScaleEvaluations::rowsOf(const EvaluationData &data)
{
    if (data.source != EvaluationData::Source::Dataset) {
        return onPool<GivenRows>([data] { return rowsEntered(data); });
    }
    const auto promise = begun<GivenRows>();
    const auto future = promise->future();
    if (data.datasetId.isEmpty()) {
        finish<GivenRows>(promise, Error { Error::Kind::Invalid, Text::tr("Dataset: choose one.") });
        return future;
    }
    const auto picked = rowNumbers(data.pick);
    if (!picked) {
        finish<GivenRows>(promise, picked.error());
        return future;
    }
    whenDone(m_datasets.rows(data.datasetId, 0, DatasetService::pageRows), this,
        [promise, picked = *picked](const Result<DatasetRowPage> &page) {
            if (!page)
                return finish<GivenRows>(promise, page.error());
            if (!picked.isEmpty() && page->total && picked.last() > *page->total)
                return finish<GivenRows>(promise,
                    Error { Error::Kind::Invalid,
                        Text::tr("Rows: there is no row %1; the dataset has %2.").arg(picked.last()).arg(*page->total) });
            GivenRows rows { {}, columnsOf(*page) };
            if (!picked.isEmpty())
                rows.columns.rows = picked.size();
            finish<GivenRows>(promise, rows);
        });
    return future;
}

QFuture<Result<EvaluationColumns>> ScaleEvaluations::columns(const EvaluationData &data)
{
    const auto promise = begun<EvaluationColumns>();
    whenDone(rowsOf(data), this, [promise](const Result<GivenRows> &rows) {
        finish(promise, rows ? Result<EvaluationColumns>(rows->columns) : Result<EvaluationColumns>(rows.error()));
    });
    return promise->future();
}

QFuture<Result<Job>> ScaleEvaluations::create(const EvaluationRequest &request)
{
    auto creation = std::make_shared<Creation>();
    creation->mark = QUuid::createUuid().toString(QUuid::WithoutBraces);
    creation->promise->start();
    whenDone(rowsOf(request.data), this, [this, request, creation](const Result<GivenRows> &rows) {
        if (!rows)
            return finish<Job>(creation->promise, rows.error());
        const bool picks = request.data.source == EvaluationData::Source::Dataset;
        const auto numbers = picks ? rowNumbers(request.data.pick) : Result<QList<qint64>>(QList<qint64>());
        if (!numbers)
            return finish<Job>(creation->promise, numbers.error());
        if (numbers->isEmpty())
            return write(creation, request, *rows);
        whenDone(m_pick.of(request.data.datasetId, *numbers), this,
            [this, request, creation, rows = *rows](const Result<JsonText> &items) {
                if (!items)
                    return finish<Job>(creation->promise, items.error());
                GivenRows picked = rows;
                picked.array = *items;
                write(creation, request, picked);
            });
    });
    return creation->promise->future();
}

void ScaleEvaluations::write(const CreationPtr &creation, const EvaluationRequest &request, const GivenRows &rows)
{
    const auto made = onPool<QByteArray>(
        [request, rows, mark = creation->mark] { return scale::writeEvaluation(request, rows, mark); });
    whenDone(made, this, [this, creation](const Result<QByteArray> &body) {
        if (!body)
            return finish<Job>(creation->promise, body.error());
        send(creation, *body);
    });
}

/// Once: the service has nothing that makes a repeated creation harmless, and each is paid for (contract, section 1).
void ScaleEvaluations::send(const CreationPtr &creation, const QByteArray &body)
{
    RestCall call;
    call.method = "POST";
    call.path = QStringLiteral("/v5/evaluations");
    call.body = body;
    call.timeoutMs = createMs;
    call.idempotent = false;
    call.write = Text::tr("create an evaluation");
    whenDone(m_client.call<Job>(call, [](const HttpReply &reply) { return readEvaluation(reply.body); }), this,
        [this, creation](const Result<Job> &job) {
            if (!job && !wasRefused(job.error()))
                return lookFor(creation, job.error());
            if (job)
                Q_EMIT created();
            finish(creation->promise, job);
        });
}

/// The answer was lost: the mark in its metadata tells whether the evaluation is there.
void ScaleEvaluations::lookFor(const CreationPtr &creation, const Error &lost)
{
    RestCall call;
    call.method = "POST";
    call.path = QStringLiteral("/v5/evaluations/filter");
    call.query = { { QStringLiteral("limit"), QStringLiteral("10") } };
    call.dryRun = true;
    call.idempotent = true;
    call.body = QByteArray::fromStdString(nlohmann::json {
        { "filters",
            { { { "key", scale::markKey }, { "operator", "==" }, { "value", creation->mark.toStdString() } } } } }
                                              .dump());
    whenDone(m_client.call<ScalePage<Job>>(call, [](const HttpReply &reply) { return readEvaluations(reply.body); }),
        this, [this, creation, lost](const Result<ScalePage<Job>> &page) {
            Q_EMIT created(); // perhaps
            for (const Job &job : page ? page->items : QList<Job>()) {
                // A server that does not know the filter would list others.
                const QVariantMap metadata = job.custom.toVariantMap()
                                                 .value(QStringLiteral("scale"))
                                                 .toMap()
                                                 .value(QStringLiteral("metadata"))
                                                 .toMap();
                if (metadata.value(QLatin1String(scale::markKey)).toString() == creation->mark)
                    return finish<Job>(creation->promise, job);
            }
            const QString text = Text::tr("It is not known whether the evaluation was created. %1 It is not listed "
                                          "yet; look for it among the runs before you send it again.")
                                     .arg(lost.message);
            finish<Job>(creation->promise, Error { lost.kind, text, lost.detail, QStringLiteral("outcome_unknown") });
        });
}

} // namespace assay

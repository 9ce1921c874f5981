#include "services/backends/llamastack/RowReader.h"

#include "services/backends/llamastack/DatasetPath.h"
#include "services/backends/llamastack/DatasetWire.h"

namespace assay::llamastack {

namespace {

constexpr qint64 pageRows = 500;

struct Reading {
    RestClient &client;
    QString dataset;
    qint64 count, bytes;
    int interrupts;
    QList<JsonText> rows;
    QPromise<Result<QList<JsonText>>> promise;
};

void readOn(const std::shared_ptr<Reading> &reading)
{
    const auto end = [reading](const Result<QList<JsonText>> &result) {
        reading->promise.addResult(result);
        reading->promise.finish();
    };
    const qint64 missing = reading->count - reading->rows.size();
    if (missing <= 0)
        return end(reading->rows);
    RestCall call;
    call.path = datasetPath({ QStringLiteral("datasetio"), QStringLiteral("iterrows") }, reading->dataset);
    call.query = { { QStringLiteral("start_index"), QString::number(reading->rows.size()) },
        { QStringLiteral("limit"), QString::number(std::min(missing, pageRows)) } };
    const auto asked = reading->client.call<QList<JsonText>>(
        call, [](const HttpReply &reply) { return decodeRowTexts(reply.body); });
    whenDone(asked, &reading->client, [reading, end, missing](const Result<QList<JsonText>> &page) {
        if (!page)
            return end(page.error());
        if (reading->interrupts != reading->client.interrupts())
            return end(Error { Error::Kind::Cancelled });
        if (page->isEmpty())
            return end(reading->rows);
        for (const JsonText &row : page->mid(0, missing))
            reading->bytes -= row.text.size();
        reading->rows += page->mid(0, missing);
        if (reading->bytes < 0)
            return end(reading->rows);
        readOn(reading);
    });
}

} // namespace

QFuture<Result<QList<JsonText>>> readRows(RestClient &client, const QString &dataset, qint64 count, qint64 bytes)
{
    auto reading = std::make_shared<Reading>(Reading { client, dataset, count, bytes, client.interrupts(), {}, {} });
    reading->promise.start();
    const auto future = reading->promise.future();
    readOn(reading);
    return future;
}

} // namespace assay::llamastack

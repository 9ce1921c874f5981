#include "services/backends/llamastack/RowReader.h"

#include "services/api/RepeatedRows.h"
#include "services/backends/llamastack/DatasetPath.h"
#include "services/backends/llamastack/DatasetWire.h"

#include <QCoreApplication>

namespace assay::llamastack {

namespace {

constexpr qint64 pageRows = 500;

using Rows = Result<QList<JsonText>>;

struct Reading {
    RestClient &client;
    QString dataset;
    qint64 count, bytes;
    int interrupts;
    QList<JsonText> rows;
    RepeatGuard<JsonText> guard;
    QPromise<Rows> promise;
};
using ReadingPtr = std::shared_ptr<Reading>;

void readOn(const ReadingPtr &reading);

void end(const ReadingPtr &reading, const Rows &result)
{
    reading->promise.addResult(result);
    reading->promise.finish();
}

QFuture<Rows> ask(const ReadingPtr &reading, qint64 start, qint64 limit)
{
    RestCall call;
    call.path = datasetPath({ QStringLiteral("datasetio"), QStringLiteral("iterrows") }, reading->dataset);
    call.query = { { QStringLiteral("start_index"), QString::number(start) },
        { QStringLiteral("limit"), QString::number(limit) } };
    return reading->client.call<QList<JsonText>>(
        call, [](const HttpReply &reply) { return decodeRowTexts(reply.body); });
}

void take(const ReadingPtr &reading, const QList<JsonText> &page)
{
    for (const JsonText &row : page)
        reading->bytes -= row.text.size();
    reading->rows += page;
    reading->bytes < 0 ? end(reading, reading->rows) : readOn(reading);
}

/// Questions of another row beside an answer would be worse than none.
void suspectRepeat(const ReadingPtr &reading, const QList<JsonText> &page)
{
    whenDone(ask(reading, noSuchRow, 1), &reading->client, [reading, page](const Rows &beyond) {
        const auto repeats = reading->guard.isRepeating(beyond);
        if (!repeats)
            return end(reading, repeats.error());
        if (reading->interrupts != reading->client.interrupts())
            return end(reading, Error { Error::Kind::Cancelled });
        if (*repeats)
            return end(reading,
                Error { Error::Kind::Protocol,
                    QCoreApplication::translate(
                        "assay", "The server sends the same rows for every page of “%1”; they cannot be read.")
                        .arg(reading->dataset) });
        take(reading, page);
    });
}

void readOn(const ReadingPtr &reading)
{
    const qint64 missing = reading->count - reading->rows.size();
    if (missing <= 0)
        return end(reading, reading->rows);
    const auto asked = ask(reading, reading->rows.size(), std::min(missing, pageRows));
    whenDone(asked, &reading->client, [reading, missing](const Rows &page) {
        if (!page)
            return end(reading, page.error());
        if (reading->interrupts != reading->client.interrupts())
            return end(reading, Error { Error::Kind::Cancelled });
        if (page->isEmpty())
            return end(reading, reading->rows);
        const QList<JsonText> wanted = page->mid(0, missing);
        reading->guard.suspects(wanted) ? suspectRepeat(reading, wanted) : take(reading, wanted);
    });
}

} // namespace

QFuture<Rows> readRows(RestClient &client, const QString &dataset, qint64 count, qint64 bytes)
{
    auto reading = std::make_shared<Reading>(Reading { client, dataset, count, bytes, client.interrupts(), {}, {}, {} });
    reading->promise.start();
    const auto future = reading->promise.future();
    readOn(reading);
    return future;
}

} // namespace assay::llamastack

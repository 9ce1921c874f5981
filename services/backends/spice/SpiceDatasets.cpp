#include "services/backends/spice/SpiceDatasets.h"

#include "services/backends/rest/Promised.h"
#include "services/backends/spice/SpiceClient.h"

#include <QCoreApplication>

namespace assay {

QString spiceTable(const QString &dataset)
{
    QStringList parts = dataset.split(QLatin1Char('.'));
    for (QString &part : parts)
        part = QLatin1Char('"') + part.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
    return parts.join(QLatin1Char('.'));
}

QFuture<Result<QList<Dataset>>> SpiceDatasets::list()
{
    RestCall call { .path = QStringLiteral("/v1/datasets") };
    call.query = { { QStringLiteral("status"), QStringLiteral("true") } };
    const auto listed
        = m_client.call<QList<Dataset>>(call, [](const HttpReply &reply) { return readSpiceDatasets(reply.body); });
    m_counts.clear(); // a dataset of another program may have grown
    return listed;
}

/// The runtime tells of all at once only.
QFuture<Result<Dataset>> SpiceDatasets::get(const QString &id)
{
    const auto promise = begun<Dataset>();
    whenDone(list(), this, [promise, id](const Result<QList<Dataset>> &all) {
        if (!all)
            return finish<Dataset>(promise, all.error());
        const auto found = std::find_if(all->cbegin(), all->cend(), [&id](const Dataset &one) { return one.id == id; });
        finish(promise,
            found != all->cend()
                ? Result<Dataset>(*found)
                : Result<Dataset>(Error { Error::Kind::NotFound,
                    QCoreApplication::translate("assay", "The runtime has no dataset “%1”.").arg(id) }));
    });
    return promise->future();
}

QFuture<Result<DatasetRowPage>> SpiceDatasets::rows(const QString &id, qint64 start, int limit)
{
    if (!m_counts.contains(id))
        count(id);
    const QString sql = QStringLiteral("SELECT * FROM %1 LIMIT %2 OFFSET %3")
                            .arg(spiceTable(id), QString::number(limit + 1), // one more tells whether there are more
                                QString::number(start));
    const auto asked = m_client.call<QList<DatasetRow>>(
        spiceSql(sql), [](const HttpReply &reply) { return readSpiceRows(reply.body); });
    const auto promise = begun<DatasetRowPage>();
    whenDone(asked, this, [this, promise, id, start, limit](const Result<QList<DatasetRow>> &rows) {
        if (!rows)
            return finish<DatasetRowPage>(promise, rows.error());
        DatasetRowPage page;
        page.rows = rows->mid(0, limit);
        page.more = rows->size() > limit;
        // A count that the rows refute is none.
        const auto total = m_counts.value(id);
        const qint64 end = start + page.rows.size();
        if (total && (page.more ? *total > end : page.rows.isEmpty() ? *total <= start : *total == end))
            page.total = total;
        finish<DatasetRowPage>(promise, page);
    });
    return promise->future();
}

/// Once: to count may cost a look at every row. Whoever reads meanwhile, or where it fails, goes on without.
void SpiceDatasets::count(const QString &id)
{
    m_counts.insert(id, std::nullopt);
    const RestCall call = spiceSql(QStringLiteral("SELECT count(*) AS n FROM %1").arg(spiceTable(id)));
    whenDone(m_client.call<qint64>(call, [](const HttpReply &reply) { return readSpiceCount(reply.body); }), this,
        [this, id](const Result<qint64> &rows) {
            if (rows && m_counts.contains(id)) // else all was listed anew meanwhile
                m_counts.insert(id, *rows);
        });
}

} // namespace assay

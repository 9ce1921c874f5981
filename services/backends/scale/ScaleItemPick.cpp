#include "services/backends/scale/ScaleItemPick.h"

#include "services/backends/rest/Promised.h"
#include "services/backends/scale/ScaleReader.h"
#include "services/core/JsonMembers.h"

#include <QCoreApplication>

namespace assay {

static constexpr int largestPage = 1000;

struct ScaleItemPick::Walk {
    QString dataset;
    QList<qint64> numbers;
    int interrupts = 0; ///< of the client, when it began
    qsizetype next = 0; ///< the first number that is not found yet
    qint64 read = 0;
    QString last; ///< the last item that was read
    QByteArray array;
    std::shared_ptr<QPromise<Result<JsonText>>> promise = begun<JsonText>();
};

QFuture<Result<JsonText>> ScaleItemPick::of(const QString &datasetId, const QList<qint64> &numbers)
{
    const auto walk = std::make_shared<Walk>();
    walk->dataset = datasetId;
    walk->numbers = numbers;
    walk->interrupts = m_client.interrupts();
    readOn(walk);
    return walk->promise->future();
}

void ScaleItemPick::readOn(const WalkPtr &walk)
{
    if (walk->interrupts != m_client.interrupts())
        return finish<JsonText>(walk->promise, Error { Error::Kind::Cancelled });
    RestCall call;
    call.path = QStringLiteral("/v5/dataset-items");
    call.query = { { QStringLiteral("dataset_id"), walk->dataset },
        { QStringLiteral("limit"), QString::number(largestPage) }, { QStringLiteral("starting_after"), walk->last } };
    whenDone(m_client.call<ScalePage<QString>>(call, [](const HttpReply &reply) { return readItemIds(reply.body); }),
        this, [this, walk](const Result<ScalePage<QString>> &page) {
            if (!page)
                return finish<JsonText>(walk->promise, page.error());
            const qint64 end = walk->read + page->items.size();
            for (; walk->next < walk->numbers.size() && walk->numbers.at(walk->next) <= end; ++walk->next) {
                const QString &id = page->items.at(walk->numbers.at(walk->next) - walk->read - 1);
                walk->array += (walk->array.isEmpty() ? "" : ",")
                    + jsonObject({ { QStringLiteral("dataset_item_id"), jsonText(id) } }).text;
            }
            if (walk->next == walk->numbers.size())
                return finish<JsonText>(walk->promise, JsonText { '[' + walk->array + ']' });
            if (page->items.isEmpty() || page->last == walk->last || !page->more.value_or(true)) // however it says so
                return finish<JsonText>(walk->promise,
                    Error { Error::Kind::Invalid,
                        QCoreApplication::translate("assay", "Rows: there is no row %1; the dataset has %2.")
                            .arg(walk->numbers.at(walk->next))
                            .arg(end) });
            walk->read = end;
            walk->last = page->last;
            readOn(walk);
        });
}

} // namespace assay

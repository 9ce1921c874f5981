#include "services/backends/scale/ScaleItems.h"

#include "services/backends/scale/ScaleCursor.h"
#include "services/core/JobExtras.h"
#include "services/core/OnPool.h"

namespace assay {

namespace {

constexpr int largestPage = 1000;
constexpr std::size_t mostKept = 6;

} // namespace

struct ScaleItems::Walk {
    Job job;
    QString key; ///< in m_reading
    QString completion; ///< the service's filter; empty: all
    QList<JsonText> items;
    ScaleCursor cursor; ///< an item that pages have in common counts once
    int account = 0;
    std::shared_ptr<QPromise<Result<Content>>> promise = std::make_shared<QPromise<Result<Content>>>();
};

void ScaleItems::forget()
{
    ++m_account;
    m_kept.clear();
    m_reading.clear();
}

ScaleItems::Content ScaleItems::kept(const QString &id) const
{
    const auto found = std::find_if(m_kept.cbegin(), m_kept.cend(), [&id](const auto &one) { return one.first == id; });
    return found == m_kept.cend() ? nullptr : found->second;
}

QFuture<Result<ScaleItems::Content>> ScaleItems::of(const Job &job)
{
    if (const Content known = kept(job.resource.id))
        return readyFuture(Result<Content>(known));
    return read(job, {});
}

QFuture<Result<ScaleItems::Content>> ScaleItems::failedOf(const Job &job)
{
    if (const Content known = kept(job.resource.id))
        return readyFuture(Result<Content>(known));
    return read(job, QStringLiteral("failed"));
}

/// Items of an evaluation that has ended are read once, those of one that runs once at a time: what was read while it
/// ran is not what it ended with.
QFuture<Result<ScaleItems::Content>> ScaleItems::read(const Job &job, const QString &completion)
{
    const QString key = job.resource.id
        + (isTerminal(job.status.state) ? QLatin1String(" ended ") : QLatin1String(" runs ")) + completion;
    if (const auto reading = m_reading.constFind(key); reading != m_reading.cend())
        return *reading;
    auto walk = std::make_shared<Walk>();
    walk->job = job;
    walk->key = key;
    walk->completion = completion;
    walk->account = m_account;
    walk->promise->start();
    const auto future = walk->promise->future();
    m_reading.insert(key, future);
    readOn(walk);
    return future;
}

void ScaleItems::readOn(const WalkPtr &walk)
{
    RestCall call;
    call.path = QStringLiteral("/v5/evaluation-items");
    call.query = { { QStringLiteral("evaluation_id"), walk->job.resource.id },
        { QStringLiteral("completion_status"), walk->completion },
        // They are archived along with their evaluation.
        { QStringLiteral("include_archived"), jobIsArchived(walk->job) ? QStringLiteral("true") : QString() },
        { QStringLiteral("limit"), QString::number(largestPage) },
        { QStringLiteral("starting_after"), walk->cursor.last } };
    const auto asked
        = m_client.call<ScalePage<JsonText>>(call, [](const HttpReply &reply) { return readItems(reply.body); });
    whenDone(asked, this, [this, walk](const Result<ScalePage<JsonText>> &page) {
        if (!page && walk->cursor.startsAgain(page.error()))
            return readOn(walk);
        if (!page)
            return end(walk, page.error());
        walk->items << walk->cursor.take(*page);
        if (!walk->cursor.over)
            return readOn(walk);
        if (tellsTasks(walk->job))
            readContent(walk, {});
        else
            readSchema(walk);
    });
}

void ScaleItems::readSchema(const WalkPtr &walk)
{
    RestCall call;
    call.path = pathOf(
        { QStringLiteral("v5"), QStringLiteral("evaluations"), walk->job.resource.id, QStringLiteral("schema") });
    whenDone(m_client.call<QByteArray>(call, [](const HttpReply &reply) { return Result<QByteArray>(reply.body); }),
        this, [this, walk](const Result<QByteArray> &schema) { readContent(walk, schema ? *schema : QByteArray()); });
}

void ScaleItems::readContent(const WalkPtr &walk, const QByteArray &schema)
{
    const auto made = onPool<Content>([job = walk->job, items = walk->items, schema]() -> Content {
        return std::make_shared<const ScaleContent>(scaleContent(job, items, schema));
    });
    whenDone(made, this, [this, walk](const Result<Content> &content) { end(walk, content); });
}

void ScaleItems::end(const WalkPtr &walk, const Result<Content> &content)
{
    if (walk->account == m_account) {
        m_reading.remove(walk->key);
        // People may still answer when the evaluation has ended.
        if (content && isTerminal(walk->job.status.state) && walk->completion.isEmpty() && (*content)->pending == 0) {
            m_kept.push_front({ walk->job.resource.id, *content });
            if (m_kept.size() > mostKept)
                m_kept.pop_back();
        }
    }
    walk->promise->addResult(content);
    walk->promise->finish();
}

} // namespace assay

#include "services/backends/evalhub/EvalHubJobs.h"

#include "services/backends/evalhub/EvalHubClient.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay {

namespace {

QStringList benchmarkPath(const QString &id, int index, const QString &what)
{
    return {QStringLiteral("evaluations"), QStringLiteral("jobs"), id, QStringLiteral("benchmarks"), QString::number(index), what};
}

QString filterWord(SampleQuery::Filter filter)
{
    switch (filter) {
    case SampleQuery::Filter::Failed: return QStringLiteral("failed");
    case SampleQuery::Filter::Passed: return QStringLiteral("passed");
    case SampleQuery::Filter::NotExtracted: return QStringLiteral("not_extracted");
    case SampleQuery::Filter::Errors: return QStringLiteral("errors");
    case SampleQuery::Filter::All: break;
    }
    return {};
}

Result<Done> done(const HttpReply &)
{
    return Done{};
}

} // namespace

EvalHubJobs::EvalHubJobs(EvalHubClient &client, QObject *parent) : JobService(parent), m_client(client) {}

Error EvalHubJobs::unsupported(Capability capability) const
{
    return Error{Error::Kind::Unsupported, m_client.capabilities().reasonMissing(capability)};
}

QFuture<Result<Page<Job>>> EvalHubJobs::list(const JobQuery &query)
{
    EvalHubCall call{.path = pathOf({QStringLiteral("evaluations"), QStringLiteral("jobs")})};
    call.query = {{QStringLiteral("limit"), QString::number(query.limit)},
                  {QStringLiteral("offset"), QString::number(query.offset)},
                  {QStringLiteral("name"), query.name},
                  {QStringLiteral("tags"), query.tags},
                  {QStringLiteral("owner"), query.owner},
                  {QStringLiteral("status"), query.status},
                  {QStringLiteral("experiment_id"), query.experimentId}};
    return m_client.call<Page<Job>>(call, [](const HttpReply &reply) { return json::decodePage<Job>(reply.body); });
}

QFuture<Result<Job>> EvalHubJobs::get(const QString &id)
{
    return m_client.call<Job>({.path = pathOf({QStringLiteral("evaluations"), QStringLiteral("jobs"), id})},
                              [](const HttpReply &reply) { return json::decode<Job>(reply.body); });
}

QFuture<Result<Job>> EvalHubJobs::submit(const Job &job, const QString &idempotencyKey)
{
    EvalHubCall call{.method = "POST", .path = pathOf({QStringLiteral("evaluations"), QStringLiteral("jobs")})};
    call.body = json::encode(job);
    if (!idempotencyKey.isEmpty()) {
        call.headers.append(HttpHeader("Idempotency-Key", idempotencyKey.toUtf8()));
        call.idempotent = m_client.capabilities().has(Capability::IdempotentSubmit);
    }
    const auto future = m_client.call<Job>(call, [](const HttpReply &reply) { return json::decode<Job>(reply.body); });
    whenDone(future, this, [this](const Result<Job> &made) {
        if (made)
            Q_EMIT listChanged();
    });
    return future;
}

QFuture<Result<Done>> EvalHubJobs::deleteJob(const QString &id, bool hard)
{
    EvalHubCall call{.method = "DELETE", .path = pathOf({QStringLiteral("evaluations"), QStringLiteral("jobs"), id})};
    call.expectJson = false;
    // The second of two deletions is answered 404: nothing is repeated here.
    call.idempotent = !hard;
    if (hard)
        call.query = {{QStringLiteral("hard_delete"), QStringLiteral("true")}};
    const auto future = m_client.call<Done>(call, done);
    whenDone(future, this, [this](const Result<Done> &result) {
        if (result)
            Q_EMIT listChanged();
    });
    return future;
}

QFuture<Result<Done>> EvalHubJobs::cancel(const QString &id)
{
    return deleteJob(id, false);
}

QFuture<Result<Done>> EvalHubJobs::remove(const QString &id)
{
    return deleteJob(id, true);
}

QFuture<Result<LogRange>> EvalHubJobs::log(const QString &id, int benchmarkIndex, qint64 offset, qint64 limit)
{
    if (!m_client.capabilities().has(Capability::LogRanges))
        return wholeLog(id, benchmarkIndex, offset, limit);
    EvalHubCall call{.path = pathOf(benchmarkPath(id, benchmarkIndex, QStringLiteral("log")))};
    call.query = {{QStringLiteral("offset"), QString::number(offset)}, {QStringLiteral("limit"), QString::number(limit)}};
    call.headers.append(HttpHeader("Accept", "text/plain"));
    call.expectJson = false;
    return m_client.call<LogRange>(call, [offset](const HttpReply &reply) -> Result<LogRange> {
        bool haveOffset = false, haveSize = false;
        LogRange range{reply.body, reply.header("X-Log-Offset").toLongLong(&haveOffset), reply.header("X-Log-Size").toLongLong(&haveSize)};
        if (!haveOffset)
            range.offset = offset;
        if (!haveSize)
            range.size = range.offset + range.bytes.size();
        return range;
    });
}

/// EvalHub has no ranges: the log is fetched whole and cut here.
QFuture<Result<LogRange>> EvalHubJobs::wholeLog(const QString &id, int benchmarkIndex, qint64 offset, qint64 limit)
{
    EvalHubCall call{.path = pathOf(benchmarkPath(id, benchmarkIndex, QStringLiteral("logs")))};
    call.query = {{QStringLiteral("tail_lines"), QStringLiteral("-1")}};
    call.headers.append(HttpHeader("Accept", "text/plain"));
    call.expectJson = false;
    return m_client.call<LogRange>(call, [offset, limit](const HttpReply &reply) -> Result<LogRange> {
        const qint64 size = reply.body.size();
        const qint64 from = std::clamp<qint64>(offset, 0, size);
        return LogRange{reply.body.mid(from, std::max<qint64>(0, limit)), from, size};
    });
}

QFuture<Result<SamplePage>> EvalHubJobs::samples(const QString &id, int benchmarkIndex, const SampleQuery &query)
{
    if (!m_client.capabilities().has(Capability::Samples))
        return readyFuture(Result<SamplePage>(unsupported(Capability::Samples)));
    EvalHubCall call{.path = pathOf(benchmarkPath(id, benchmarkIndex, QStringLiteral("samples")))};
    call.query = {{QStringLiteral("filter"), filterWord(query.filter)},
                  {QStringLiteral("search"), query.search},
                  {QStringLiteral("sort"), query.sort},
                  {QStringLiteral("offset"), QString::number(query.offset)},
                  {QStringLiteral("limit"), QString::number(query.limit)}};
    return m_client.call<SamplePage>(call, [](const HttpReply &reply) -> Result<SamplePage> {
        auto page = json::decodePage<Sample>(reply.body);
        if (!page)
            return page.error();
        return SamplePage{std::move(page->items), page->totalCount};
    });
}

QFuture<Result<ScoreColumns>> EvalHubJobs::scores(const QString &id, int benchmarkIndex)
{
    if (!m_client.capabilities().has(Capability::Scores))
        return readyFuture(Result<ScoreColumns>(unsupported(Capability::Scores)));
    return m_client.call<ScoreColumns>({.path = pathOf(benchmarkPath(id, benchmarkIndex, QStringLiteral("scores")))},
                                       [](const HttpReply &reply) { return json::decode<ScoreColumns>(reply.body); });
}

} // namespace assay

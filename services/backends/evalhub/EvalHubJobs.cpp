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

/// The call, or why the server cannot answer it.
Result<EvalHubCall> callIf(Capability capability, const Capabilities &capabilities, const EvalHubCall &call)
{
    if (capabilities.has(capability))
        return call;
    return Error{Error::Kind::Unsupported, capabilities.reasonMissing(capability)};
}

/// EvalHub has no ranges: its log came whole and is cut here.
Result<LogRange> rangeOf(const HttpReply &reply, qint64 offset, qint64 limit)
{
    bool haveOffset = false, haveSize = false;
    const qint64 from = reply.header("X-Log-Offset").toLongLong(&haveOffset), size = reply.header("X-Log-Size").toLongLong(&haveSize);
    if (haveOffset && haveSize)
        return LogRange{reply.body, from, size};
    const qint64 whole = reply.body.size(), start = std::clamp<qint64>(offset, 0, whole);
    return LogRange{reply.body.mid(start, std::max<qint64>(0, limit)), start, whole};
}

Result<Done> done(const HttpReply &)
{
    return Done{};
}

} // namespace

EvalHubJobs::EvalHubJobs(EvalHubClient &client, QObject *parent) : JobService(parent), m_client(client) {}

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
    if (!idempotencyKey.isEmpty())
        call.headers.append(HttpHeader("Idempotency-Key", idempotencyKey.toUtf8()));
    const auto build = [call, keyed = !idempotencyKey.isEmpty()](const Capabilities &capabilities) {
        EvalHubCall out = call;
        out.idempotent = keyed && capabilities.has(Capability::IdempotentSubmit);
        return Result<EvalHubCall>(out);
    };
    const auto future = m_client.callWhenKnown<Job>(build, [](const HttpReply &reply) { return json::decode<Job>(reply.body); });
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
    const auto build = [=](const Capabilities &capabilities) -> Result<EvalHubCall> {
        const bool ranges = capabilities.has(Capability::LogRanges);
        EvalHubCall call{.path = pathOf(benchmarkPath(id, benchmarkIndex, ranges ? QStringLiteral("log") : QStringLiteral("logs")))};
        if (ranges)
            call.query = {{QStringLiteral("offset"), QString::number(offset)}, {QStringLiteral("limit"), QString::number(limit)}};
        else
            call.query = {{QStringLiteral("tail_lines"), QStringLiteral("-1")}};
        call.headers.append(HttpHeader("Accept", "text/plain"));
        call.expectJson = false;
        return call;
    };
    return m_client.callWhenKnown<LogRange>(build, [offset, limit](const HttpReply &reply) { return rangeOf(reply, offset, limit); });
}

namespace {

/// What every server with samples understands.
EvalHubCall plainSamplesCall(const QString &id, int benchmarkIndex, const SampleQuery &query)
{
    EvalHubCall call{.path = pathOf(benchmarkPath(id, benchmarkIndex, QStringLiteral("samples")))};
    call.query = {{QStringLiteral("filter"), filterWord(query.filter)},
                  {QStringLiteral("search"), query.search},
                  {QStringLiteral("sort"), query.sort},
                  {QStringLiteral("offset"), QString::number(query.offset)},
                  {QStringLiteral("limit"), QString::number(query.limit)}};
    return call;
}

EvalHubCall querySamplesCall(const QString &id, int benchmarkIndex, const SampleQuery &query)
{
    EvalHubCall call{.method = "POST", .path = pathOf(benchmarkPath(id, benchmarkIndex, QStringLiteral("samples"))) + QStringLiteral("/query")};
    nlohmann::json body{{"limit", query.limit}, {"offset", query.offset}, {"text_chars", query.textChars}, {"count", query.count}};
    const std::pair<const char *, QString> texts[] = {{"filter", filterWord(query.filter)}, {"search", query.search}, {"sort", query.sort},
                                                      {"expression", query.filterExpression}, {"after", query.after}};
    for (const auto &[name, text] : texts) {
        if (!text.isEmpty())
            body[name] = text.toStdString();
    }
    for (const SampleKey &key : query.itemKeys)
        body["item_keys"].push_back({{"item_key", key.itemKey.toStdString()}, {"repeat", key.repeat}});
    call.body = json::dump(body);
    call.idempotent = call.dryRun = true;
    return call;
}

Result<SamplePage> decodeSamplePage(const HttpReply &reply)
{
    try {
        const auto in = nlohmann::json::parse(reply.body.begin(), reply.body.end());
        SamplePage page;
        for (const auto &item : in.at("items"))
            page.items << json::fromJson<Sample>(item);
        page.totalCount = in.value("total_count", qint64(page.items.size()));
        page.counted = in.value("counted", true);
        page.next = QString::fromStdString(in.value("next", std::string()));
        page.lookedAt = in.value("looked_at", qint64(0));
        page.gaveUp = in.value("gave_up", qint64(0));
        return page;
    } catch (const nlohmann::json::exception &e) {
        return Error{Error::Kind::Protocol, QCoreApplication::translate("assay", "The server's list of samples cannot be read: %1").arg(QString::fromUtf8(e.what()))};
    }
}

Result<QList<SampleFacet>> decodeFacets(const HttpReply &reply)
{
    try {
        const auto in = nlohmann::json::parse(reply.body.begin(), reply.body.end());
        QList<SampleFacet> facets;
        for (const auto &item : in.at("items")) {
            SampleFacet facet;
            if (item.contains("value"))
                facet.value = QString::fromStdString(item["value"].get<std::string>());
            facet.count = item.value("count", qint64(0));
            facet.scored = item.value("scored", qint64(0));
            facet.binary = item.value("binary", false);
            facet.sum = item.value("sum", 0.0);
            facet.sumOfSquares = item.value("sum_of_squares", 0.0);
            facets << facet;
        }
        return facets;
    } catch (const nlohmann::json::exception &e) {
        return Error{Error::Kind::Protocol, QCoreApplication::translate("assay", "The server's slices cannot be read: %1").arg(QString::fromUtf8(e.what()))};
    }
}

} // namespace

QFuture<Result<SamplePage>> EvalHubJobs::samples(const QString &id, int benchmarkIndex, const SampleQuery &query)
{
    const auto build = [=](const Capabilities &capabilities) -> Result<EvalHubCall> {
        SampleQuery plain = query;
        plain.textChars = 0;
        plain.count = true;
        const bool needed = !query.filterExpression.isEmpty() || !query.itemKeys.isEmpty() || !query.after.isEmpty();
        if (needed || (capabilities.has(Capability::QuerySamples) && plain != query))
            return callIf(Capability::QuerySamples, capabilities, querySamplesCall(id, benchmarkIndex, query));
        return callIf(Capability::Samples, capabilities, plainSamplesCall(id, benchmarkIndex, query));
    };
    return m_client.callWhenKnown<SamplePage>(build, decodeSamplePage);
}

QFuture<Result<QList<SampleFacet>>> EvalHubJobs::sampleFacets(const QString &id, int benchmarkIndex, const SampleFacetQuery &query)
{
    EvalHubCall call{.path = pathOf(benchmarkPath(id, benchmarkIndex, QStringLiteral("samples"))) + QStringLiteral("/facets")};
    call.query = {{QStringLiteral("metadata"), query.metadata},
                  {QStringLiteral("filter"), filterWord(query.filter)},
                  {QStringLiteral("limit"), QString::number(query.limit)}};
    const auto build = [call](const Capabilities &capabilities) { return callIf(Capability::QuerySamples, capabilities, call); };
    return m_client.callWhenKnown<QList<SampleFacet>>(build, decodeFacets);
}

QFuture<Result<ScoreColumns>> EvalHubJobs::scores(const QString &id, int benchmarkIndex)
{
    const EvalHubCall call{.path = pathOf(benchmarkPath(id, benchmarkIndex, QStringLiteral("scores")))};
    const auto build = [call](const Capabilities &capabilities) { return callIf(Capability::Scores, capabilities, call); };
    return m_client.callWhenKnown<ScoreColumns>(build, [](const HttpReply &reply) { return json::decode<ScoreColumns>(reply.body); });
}

QFuture<Result<Job>> EvalHubJobs::retry(const QString &id, const QList<int> &benchmarks)
{
    EvalHubCall call{.method = "POST", .path = pathOf({QStringLiteral("evaluations"), QStringLiteral("jobs"), id, QStringLiteral("retry")})};
    call.body = benchmarks.isEmpty() ? QByteArray("{}") : json::dump({{"benchmarks", std::vector<int>(benchmarks.begin(), benchmarks.end())}});
    const auto build = [call](const Capabilities &capabilities) { return callIf(Capability::RetryBenchmarks, capabilities, call); };
    return m_client.callWhenKnown<Job>(build, [](const HttpReply &reply) { return json::decode<Job>(reply.body); });
}

QFuture<Result<QList<JobAttempt>>> EvalHubJobs::attempts(const QString &id, int benchmarkIndex)
{
    const EvalHubCall call{.path = pathOf(benchmarkPath(id, benchmarkIndex, QStringLiteral("attempts")))};
    const auto build = [call](const Capabilities &capabilities) { return callIf(Capability::RetryBenchmarks, capabilities, call); };
    return m_client.callWhenKnown<QList<JobAttempt>>(build, [](const HttpReply &reply) -> Result<QList<JobAttempt>> {
        auto page = json::decodePage<JobAttempt>(reply.body);
        if (!page)
            return page.error();
        return std::move(page->items);
    });
}

QFuture<Result<LogRange>> EvalHubJobs::attemptLog(const QString &id, int benchmarkIndex, qint64 attempt, qint64 offset, qint64 limit)
{
    EvalHubCall call{.path = pathOf(benchmarkPath(id, benchmarkIndex, QStringLiteral("attempts")) << QString::number(attempt) << QStringLiteral("log"))};
    call.query = {{QStringLiteral("offset"), QString::number(offset)}, {QStringLiteral("limit"), QString::number(limit)}};
    call.headers.append(HttpHeader("Accept", "text/plain"));
    call.expectJson = false;
    const auto build = [call](const Capabilities &capabilities) { return callIf(Capability::RetryBenchmarks, capabilities, call); };
    return m_client.callWhenKnown<LogRange>(build, [offset, limit](const HttpReply &reply) { return rangeOf(reply, offset, limit); });
}

QFuture<Result<Done>> EvalHubJobs::cancelBenchmark(const QString &id, int benchmarkIndex)
{
    EvalHubCall call{.method = "DELETE",
                     .path = pathOf({QStringLiteral("evaluations"), QStringLiteral("jobs"), id, QStringLiteral("benchmarks"),
                                     QString::number(benchmarkIndex)})};
    call.expectJson = false;
    call.idempotent = true; // the second is answered as the first
    const auto build = [call](const Capabilities &capabilities) { return callIf(Capability::CancelBenchmarks, capabilities, call); };
    return m_client.callWhenKnown<Done>(build, done);
}

QFuture<Result<Done>> EvalHubJobs::putTask(const QString &id, const QByteArray &yaml, bool onlyNew)
{
    EvalHubCall call{.method = "PUT", .path = pathOf({QStringLiteral("tasks"), id})};
    call.body = yaml;
    call.headers.append(HttpHeader("Content-Type", "application/yaml"));
    if (onlyNew)
        call.headers.append(HttpHeader("If-None-Match", "*"));
    call.idempotent = true;
    const auto build = [call](const Capabilities &capabilities) { return callIf(Capability::PutTasks, capabilities, call); };
    return m_client.callWhenKnown<Done>(build, done);
}

QFuture<Result<JsonText>> EvalHubJobs::plan(const Job &job)
{
    EvalHubCall call{.method = "POST", .path = pathOf({QStringLiteral("evaluations"), QStringLiteral("plan")})};
    call.body = json::encode(job);
    call.idempotent = call.dryRun = true;
    const auto build = [call](const Capabilities &capabilities) { return callIf(Capability::PlanJobs, capabilities, call); };
    return m_client.callWhenKnown<JsonText>(build, [](const HttpReply &reply) { return Result<JsonText>(JsonText{reply.body}); });
}

} // namespace assay

#include "services/engine/server/Router.h"
#include "services/engine/server/Services.h"

namespace assay::engine {

namespace {

constexpr qint64 mostBytes = 50 << 20; // contract, section 9
constexpr qint64 mostRange = 8 << 20;

Problem invalid(const char *name, const char *what, const QString &value)
{
    return {400, "query_parameter_invalid",
            QStringLiteral("The query parameter '%1' is not a valid %2: '%3'.").arg(QLatin1String(name), QLatin1String(what), value)};
}

struct LogQuery {
    qint64 tailLines = 1000; ///< -1: everything
};

std::optional<Problem> read(const Query &query, LogQuery &out)
{
    if (const QString text = query.first(QStringLiteral("tail_lines")); !text.isEmpty()) {
        bool ok = false;
        out.tailLines = text.toLongLong(&ok);
        if (!ok || !(out.tailLines == -1 || (out.tailLines >= 1 && out.tailLines <= 10000)))
            return invalid("tail_lines", "integer between 1 and 10000, or -1 for all lines", text);
    }
    if (const QString text = query.first(QStringLiteral("since_seconds")); !text.isEmpty()) {
        bool ok = false;
        if (text.toLongLong(&ok) < 1 || !ok)
            return invalid("since_seconds", "positive integer", text);
    }
    bool ignored = false;
    return query.boolean(QStringLiteral("timestamps"), ignored);
}

/// The last lines, without the final newline.
QByteArray lastLines(const QByteArray &text, qint64 lines)
{
    QByteArray rest = text.endsWith('\n') ? text.left(text.size() - 1) : text;
    qsizetype from = rest.size();
    for (qint64 i = 0; i < lines && from >= 0; ++i)
        from = from == 0 ? -1 : rest.lastIndexOf('\n', from - 1);
    return rest.mid(from + 1);
}

/// Gathers the logs of a job's benchmarks one after the other.
struct Collecting : std::enable_shared_from_this<Collecting> {
    Collecting(Services &servicesIn, const ApiRequest &request, Answer answerIn, LogQuery queryIn)
        : services(servicesIn), jobId(request.parameter("id")), tenant(request.tenant), answer(std::move(answerIn)), query(queryIn)
    {
    }
    Services &services;
    QString jobId, tenant;
    Answer answer;
    LogQuery query;
    QList<std::pair<int, QString>> wanted; ///< index and benchmark id; an empty id: without a header
    QByteArray text;
    bool truncated = false;
    qsizetype done = 0;
    qint64 from = 0; ///< of the log under way, when all of it is wanted

    void next(qint64 window = 256 << 10)
    {
        if (done == wanted.size() || text.size() >= mostBytes)
            return finish();
        // The end first, and more of it only when the lines are long.
        const bool all = query.tailLines < 0;
        services.store.log(jobId, wanted.at(done).first, tenant, all ? from : -window, all ? mostBytes : window,
                           orProblem<LogPiece>(answer, [self = shared_from_this(), window, all](const LogPiece &piece) {
                               const bool whole = piece.offset == 0;
                               if (!all && !whole && piece.bytes.count('\n') <= self->query.tailLines && window < mostBytes)
                                   return self->next(window * 8);
                               self->add(piece, all);
                           }));
    }

    void add(const LogPiece &piece, bool all)
    {
        const auto &[index, id] = wanted.at(done);
        if (done > 0 && from == 0)
            text += '\n';
        if (!id.isEmpty() && from == 0) {
            text += "=== pod=" + jobId.toUtf8() + '-' + QByteArray::number(index) + " container=local benchmark_id=" + id.toUtf8()
                + " ===\n";
        }
        text += all ? piece.bytes : lastLines(piece.bytes, query.tailLines);
        from = piece.offset + piece.bytes.size();
        const bool more = all && from < piece.size && !piece.bytes.isEmpty(); // a long log is not in one piece
        truncated = truncated || (more && text.size() >= mostBytes);
        if (!more) {
            from = 0;
            ++done;
        }
        next();
    }

    void finish()
    {
        if (text.size() > mostBytes) {
            text.truncate(mostBytes);
            truncated = true;
        }
        answer.text(200, text, {{"Trailer", "X-Log-Truncated"}}, {{"X-Log-Truncated", truncated ? "true" : "false"}});
    }
};

void jobLogs(Services &services, const ApiRequest &request, const Answer &answer)
{
    LogQuery query;
    if (const auto problem = read(request.query, query))
        return answer.problem(*problem);
    const auto work = std::make_shared<Collecting>(services, request, answer, query);
    services.store.effectiveBenchmarks(work->jobId, work->tenant,
                                       orProblem<QList<BenchmarkRef>>(answer, [work](const QList<BenchmarkRef> &entries) {
                                           for (qsizetype i = 0; i < entries.size(); ++i)
                                               work->wanted.append({int(i), entries.at(i).id});
                                           work->next();
                                       }));
}

void benchmarkLogs(Services &services, const ApiRequest &request, const Answer &answer)
{
    LogQuery query;
    int index = 0;
    auto problem = readIndex(request.parameter("index"), index);
    if (!problem)
        problem = read(request.query, query);
    if (problem)
        return answer.problem(*problem);
    const auto work = std::make_shared<Collecting>(services, request, answer, query);
    work->wanted.append({index, QString()});
    work->next();
}

struct RangeQuery {
    int index = 0;
    qint64 offset = 0, limit = 1 << 20;
};

std::optional<Problem> read(const ApiRequest &request, RangeQuery &out)
{
    auto problem = readIndex(request.parameter("index"), out.index);
    if (!problem)
        problem = request.query.onlyAllows({"offset", "limit"});
    if (!problem)
        problem = request.query.integer(QStringLiteral("limit"), out.limit);
    if (problem)
        return problem;
    out.limit = std::min(out.limit, mostRange);
    const QString text = request.query.first(QStringLiteral("offset"));
    bool ok = text.isEmpty();
    if (!ok)
        out.offset = text.toLongLong(&ok); // negative: from the end
    return ok ? std::nullopt : std::optional(invalid("offset", "integer", text));
}

Reply<LogPiece> rangeAnswer(const Answer &answer)
{
    return orProblem<LogPiece>(answer, [answer](const LogPiece &piece) {
        answer.text(200, piece.bytes, {{"X-Log-Size", QByteArray::number(piece.size)}, {"X-Log-Offset", QByteArray::number(piece.offset)}});
    });
}

/// Ours: bytes from an offset, for followers.
void range(Services &services, const ApiRequest &request, const Answer &answer)
{
    RangeQuery query;
    if (const auto problem = read(request, query))
        return answer.problem(*problem);
    services.store.log(request.parameter("id"), query.index, request.tenant, query.offset, query.limit, rangeAnswer(answer));
}

void attemptRange(Services &services, const ApiRequest &request, const Answer &answer)
{
    RangeQuery query;
    const QString text = request.parameter("attempt");
    bool ok = false;
    const int attempt = text.toInt(&ok);
    auto problem = read(request, query);
    if (!problem && (!ok || attempt < 1))
        problem = invalid("attempt", "attempt's number, from 1", text);
    if (problem)
        return answer.problem(*problem);
    services.store.attemptLog({request.parameter("id"), query.index, attempt}, request.tenant, query.offset, query.limit, rangeAnswer(answer));
}

} // namespace

void addLogRoutes(Router &router, Services &services)
{
    const QString job = QStringLiteral("/api/v1/evaluations/jobs/{id}"), benchmark = job + QStringLiteral("/benchmarks/{index}");
    const auto add = [&](const QString &path, void (*handler)(Services &, const ApiRequest &, const Answer &)) {
        router.add("GET", path, [&services, handler](const ApiRequest &request, const Answer &answer) { handler(services, request, answer); });
    };
    add(job + QStringLiteral("/logs"), jobLogs);
    add(benchmark + QStringLiteral("/logs"), benchmarkLogs);
    add(benchmark + QStringLiteral("/log"), range);
    add(benchmark + QStringLiteral("/attempts/{attempt}/log"), attemptRange);
}

} // namespace assay::engine

#include "services/engine/server/Answer.h"

#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <cstring>

namespace assay::engine {

namespace problem {

Problem notFound(const QString &kind, const QString &id)
{
    return {404, "resource_not_found", QStringLiteral("The %1 resource '%2' was not found.").arg(kind, id)};
}

Problem invalidJson(const QString &what)
{
    return {400, "invalid_json_request",
            QStringLiteral("The request JSON is invalid: '%1'. Please check the request and try again.").arg(what)};
}

Problem validation(const QString &what)
{
    return {400, "request_validation_failed",
            QStringLiteral("The request validation failed: '%1'. Please check the request and try again.").arg(what)};
}

Problem readOnly(const QString &kind, const QString &id)
{
    return {400, "read_only_" + kind.toLatin1().toLower(), QStringLiteral("%1 '%2' cannot be modified or deleted.").arg(kind, id)};
}

Problem missing(const QString &kind, const QString &id)
{
    return {400, "resource_does_not_exist", QStringLiteral("The %1 with id '%2' does not exist.").arg(kind, id)};
}

Problem fromError(const Error &error)
{
    const auto with = [&error](int status, const char *code) {
        return Problem{status, error.code.isEmpty() ? QByteArray(code) : error.code.toLatin1(), error.message};
    };
    switch (error.kind) {
    case Error::Kind::NotFound: return with(404, "resource_not_found");
    case Error::Kind::Conflict: return with(409, "job_can_not_be_updated");
    case Error::Kind::Invalid: return with(400, "request_validation_failed");
    case Error::Kind::Unsupported: return with(400, "not_supported");
    case Error::Kind::Storage: return with(500, "database_operation_failed");
    case Error::Kind::Cancelled:
        return {503, "engine_stopping", QStringLiteral("The engine is stopping; start it again and repeat the request.")};
    default: return with(500, "internal_server_error");
    }
}

} // namespace problem

QByteArray wireText(QByteArray json)
{
    // In JSON these bytes occur inside strings only. Every list has one in its link to the next page, so a search and a replacement
    // for each would walk over all of it three times.
    const char *const rare = "&<>";
    QByteArray out;
    const char *from = json.constData(), *const end = from + json.size();
    for (const char *at = from + std::strcspn(from, rare); at < end; at = from + std::strcspn(from, rare)) {
        if (out.isEmpty())
            out.reserve(json.size() + json.size() / 16 + 8);
        out.append(from, at - from);
        out.append(*at == '&' ? "\\u0026" : *at == '<' ? "\\u003c" : *at == '>' ? "\\u003e" : "\\u0000");
        from = at + 1;
    }
    if (from == json.constData())
        return json + '\n';
    out.append(from, end - from);
    return out + '\n';
}

QByteArray dumpWire(const nlohmann::json &document)
{
    return wireText(json::dump(document));
}

void Answer::raw(HttpResponse response) const
{
    response.headers.prepend({"X-Global-Transaction-Id", m_id});
    m_responder.send(std::move(response));
}

void Answer::jsonText(int status, const QByteArray &document) const
{
    raw({status, {{"Content-Type", "application/json"}}, wireText(document), {}});
}

void Answer::json(int status, const nlohmann::json &document) const
{
    jsonText(status, json::dump(document));
}

void Answer::empty() const
{
    raw({204, {{"Content-Type", "application/json"}}, {}, {}});
}

void Answer::problem(const Problem &problem) const
{
    m_responder.send(problemResponse(problem, m_id));
}

void Answer::text(int status, const QByteArray &body, HttpHeaders headers, HttpHeaders trailers) const
{
    headers.prepend({"Content-Type", "text/plain; charset=utf-8"});
    raw({status, std::move(headers), body, std::move(trailers)});
}

std::shared_ptr<HttpStream> Answer::stream(const QByteArray &contentType) const
{
    return m_responder.stream({200,
                               {{"X-Global-Transaction-Id", m_id},
                                {"Content-Type", contentType},
                                {"Cache-Control", "no-cache, no-store, must-revalidate"}},
                               {},
                               {}});
}

HttpResponse problemResponse(const Problem &problem, const QByteArray &transactionId)
{
    const nlohmann::json body{{"message_code", problem.code.toStdString()},
                              {"message", problem.message.toStdString()},
                              {"trace", transactionId.toStdString()}};
    return {problem.status,
            {{"X-Global-Transaction-Id", transactionId}, {"Content-Type", "application/json"}, {"X-Content-Type-Options", "nosniff"}},
            dumpWire(body),
            {}};
}

} // namespace assay::engine

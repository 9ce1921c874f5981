#pragma once

#include "services/core/Result.h"
#include "services/engine/server/HttpServer.h"

#include <nlohmann/json_fwd.hpp>

namespace assay::engine {

/// An error as the API tells it (EvalHub contract, section 1.2). The code is contractual, the message is for people.
struct Problem {
    int status = 400;
    QByteArray code;
    QString message;
};

namespace problem {
Problem notFound(const QString &kind, const QString &id); ///< "The KIND resource 'ID' was not found."
Problem invalidJson(const QString &what);
Problem validation(const QString &what);
Problem readOnly(const QString &kind, const QString &id);
Problem missing(const QString &kind, const QString &id); ///< resource_does_not_exist: "The KIND with id 'ID' does not exist."
/// An error of the store or the scheduler.
Problem fromError(const Error &error);
} // namespace problem

/// JSON text as answers carry it: `&`, `<` and `>` escaped, a newline at the end.
QByteArray wireText(QByteArray json);
QByteArray dumpWire(const nlohmann::json &document);

/// The answer to one request, with the headers that every answer of the API has. Copies share the right to answer once; any thread.
class Answer {
public:
    Answer(Responder responder, QByteArray transactionId) : m_responder(std::move(responder)), m_id(std::move(transactionId)) {}

    void json(int status, const nlohmann::json &document) const;
    void jsonText(int status, const QByteArray &document) const; ///< one JSON value, not escaped yet
    void empty() const; ///< 204
    void problem(const Problem &problem) const;
    void text(int status, const QByteArray &body, HttpHeaders headers = {}, HttpHeaders trailers = {}) const;
    void raw(HttpResponse response) const;
    std::shared_ptr<HttpStream> stream(const QByteArray &contentType) const;
    const QByteArray &transactionId() const { return m_id; }

private:
    Responder m_responder;
    QByteArray m_id;
};

/// The response that a problem makes, for places without an Answer.
HttpResponse problemResponse(const Problem &problem, const QByteArray &transactionId);

} // namespace assay::engine

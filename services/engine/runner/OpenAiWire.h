#pragma once

#include "services/engine/runner/AnswerSource.h"
#include "services/engine/runner/CurlLoop.h"
#include "services/engine/runner/Endpoint.h"

#include <QByteArray>

namespace assay::engine {

/// The body of POST /chat/completions or /completions as OpenAI's API reference has them (model, messages or prompt,
/// max_tokens, temperature, top_p, seed, stop; stream is off).
QByteArray requestBody(const QString &model, const ModelPrompt &prompt, const Generation &generation);

/// Whom a request was sent to and with what, for messages. The key itself is only used to strike it from messages.
struct CallContext {
    const Endpoint &endpoint;
    QString model;
    QString secretRef; ///< name of the key; empty: none is set
    QByteArray key;
    qint64 connectMs, totalMs;
    int tries = 1;     ///< how often it was sent
};

/// Reads a reply. Error codes: "resolve", "connect", "tls", "timeout", "cut_off", "too_large", "http_NNN", "not_json", "no_choices".
Result<ModelAnswer> readReply(const HttpReply &reply, bool chat, const CallContext &context);

/// How often a request that ended like this may be sent in all. Once for what will not pass (a refused key, a wrong host, no TLS,
/// a readable but useless answer); retries + 1 for a broken connection or isRetryStatus(). A time-out is tried twice at most, and once
/// before the endpoint ever answered; a closed port three times before it ever answered: a wrong address must not take minutes.
int mostTries(const HttpReply &reply, int retries, bool answeredBefore);

} // namespace assay::engine

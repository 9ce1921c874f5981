#include "services/engine/runner/OpenAiWire.h"

#include "services/engine/runner/RetryPolicy.h"
#include "services/json/Json.h"

#include <QCoreApplication>
#include <QUrl>

#include <curl/curl.h>

namespace assay::engine {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

bool isTls(int fault)
{
    return fault == CURLE_PEER_FAILED_VERIFICATION || fault == CURLE_SSL_CONNECT_ERROR || fault == CURLE_SSL_CERTPROBLEM
        || fault == CURLE_SSL_CIPHER || fault == CURLE_SSL_CACERT_BADFILE || fault == CURLE_SSL_ISSUER_ERROR
        || fault == CURLE_SSL_INVALIDCERTSTATUS;
}

/// A stranger's text for one line of ours: no key, no line breaks, not long.
QString quoted(const QByteArray &text, const QByteArray &key)
{
    QByteArray clean = text;
    if (!key.isEmpty())
        clean.replace(key, "***");
    QString out = QString::fromUtf8(clean).simplified();
    if (out.size() > 200)
        out = out.left(200) + QChar(0x2026);
    while (out.endsWith(QLatin1Char('.')))
        out.chop(1);
    return out;
}

QString seconds(qint64 ms) { return QString::number(double(ms) / 1000); }

Error transportError(const HttpReply &reply, const CallContext &context)
{
    using Kind = Error::Kind;
    const QString &url = context.endpoint.shown;
    const QString words = quoted(reply.faultText, context.key);
    const auto error = [&](Kind kind, const QString &message, const char *code) { return Error{kind, message, words, QLatin1String(code)}; };
    if (reply.tooLarge)
        return error(Kind::Protocol,
                     tr("The answer of %1 is larger than 16 MiB; check that model.url names a model server and lower max_tokens.").arg(url),
                     "too_large");
    if (isTls(reply.fault))
        return error(Kind::Network,
                     tr("The secure connection to %1 failed (%2); check its certificate, or use http:// if it has none.").arg(url, words),
                     "tls");
    switch (reply.fault) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return error(Kind::Network, tr("The host of %1 cannot be found; check the spelling of model.url and the network.").arg(url), "resolve");
    case CURLE_COULDNT_RESOLVE_PROXY:
        return error(Kind::Network, tr("The proxy for %1 cannot be found; check https_proxy and http_proxy.").arg(url), "resolve");
    case CURLE_COULDNT_CONNECT:
        return error(Kind::Network, tr("Nothing answers at %1; start the model server or correct the host and port in model.url.").arg(url),
                     "connect");
    case CURLE_OPERATION_TIMEDOUT:
        if (!reply.connected)
            return error(Kind::Timeout,
                         tr("%1 could not be reached within %2 s; check the address and the network.").arg(url, seconds(context.connectMs)),
                         "timeout");
        return error(Kind::Timeout,
                     tr("%1 did not answer within %2 s; look at the model server or raise timeout_seconds.").arg(url, seconds(context.totalMs)),
                     "timeout");
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
        return error(Kind::Invalid, tr("%1 cannot be used as an address; write for instance http://localhost:8080/v1.").arg(url), "connect");
    default:
        return error(Kind::Network,
                     tr("%1 closed the connection before its answer was complete (%2); look at the model server's log.").arg(url, words),
                     "cut_off");
    }
}

/// The server's own words: {"error": {"message"}} as OpenAI has it, {"error": "..."}, {"message"} or {"detail"}.
QString serverWords(const QByteArray &body, const QByteArray &key)
{
    const auto answer = nlohmann::json::parse(body.begin(), body.end(), nullptr, false);
    if (!answer.is_object())
        return {};
    const auto text = [&](const nlohmann::json &value) {
        return value.is_string() ? quoted(QByteArray::fromStdString(value.get<std::string>()), key) : QString();
    };
    if (const auto it = answer.find("error"); it != answer.end())
        return it->is_object() ? text(it->value("message", nlohmann::json())) : text(*it);
    const QString message = text(answer.value("message", nlohmann::json()));
    return message.isEmpty() ? text(answer.value("detail", nlohmann::json())) : message;
}

Error redirectError(const HttpReply &reply, const CallContext &context)
{
    const QUrl base = QUrl::fromEncoded(context.endpoint.chatUrl);
    QUrl target = base.resolved(QUrl::fromEncoded(reply.location));
    target.setQuery(QString());
    target.setUserInfo(QString());
    return {Error::Kind::Protocol, tr("%1 redirects to %2; redirects are not followed, so put the final address into model.url.")
                                       .arg(context.endpoint.shown, target.toString(QUrl::FullyEncoded)),
            {}, QStringLiteral("http_%1").arg(reply.status)};
}

Error statusError(const HttpReply &reply, const CallContext &context)
{
    using Kind = Error::Kind;
    const QString &url = context.endpoint.shown;
    const QString words = serverWords(reply.body, context.key);
    const QString said = words.isEmpty() ? QString::number(reply.status) : QStringLiteral("%1: %2").arg(reply.status).arg(words);
    const auto error = [&](Kind kind, const QString &message) {
        return Error{kind, message, said, QStringLiteral("http_%1").arg(reply.status)};
    };
    if (reply.status >= 300 && reply.status < 400)
        return redirectError(reply, context);
    if (reply.status == 401 || reply.status == 403) {
        if (context.secretRef.isEmpty())
            return error(Kind::Unauthorized, tr("%1 wants a key (%2); store one and name it in auth.secret_ref.").arg(url, said));
        return error(Kind::Unauthorized, tr("%1 refused the key '%2' (%3); store the right key under that name.").arg(url, context.secretRef, said));
    }
    if (reply.status == 404)
        return error(Kind::NotFound, tr("%1 knows no such path or no model '%2' (%3); check model.url, which usually ends in /v1, and model.name.")
                                         .arg(url, context.model, said));
    if (reply.status == 429)
        return error(Kind::Network, tr("%1 answers that it gets too many requests (%2), after %3 tries; lower concurrency or wait.")
                                        .arg(url, said).arg(context.tries));
    if (reply.status >= 500 || isRetryStatus(reply.status))
        return error(Kind::Network, tr("%1 failed (%2), after %3 tries; look at the model server's log.").arg(url, said).arg(context.tries));
    return error(Kind::Invalid, tr("%1 refused the request (%2); check model.name and the generation parameters.").arg(url, said));
}

/// Text as OpenAI's servers send it: text, null, or a list of parts.
QString contentText(const nlohmann::json &content)
{
    if (content.is_string())
        return QString::fromStdString(content.get_ref<const std::string &>());
    QString out;
    if (content.is_array()) {
        for (const auto &part : content) {
            if (part.is_object() && part.contains("text") && part["text"].is_string())
                out += QString::fromStdString(part["text"].get<std::string>());
        }
    }
    return out;
}

std::optional<qint64> count(const nlohmann::json &answer, const char *name)
{
    const auto usage = answer.find("usage");
    if (usage == answer.end() || !usage->is_object())
        return std::nullopt;
    const auto it = usage->find(name);
    return it != usage->end() && it->is_number() ? std::optional(it->get<qint64>()) : std::nullopt;
}

Result<ModelAnswer> readChoice(const nlohmann::json &answer, bool chat, const CallContext &context)
{
    const auto choices = answer.find("choices");
    const bool some = choices != answer.end() && choices->is_array() && !choices->empty() && choices->front().is_object();
    const char *member = chat ? "message" : "text";
    if (!some || !choices->front().contains(member) || (chat && !choices->front()[member].is_object())) {
        const QString words
            = serverWords(QByteArray::fromStdString(answer.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)), context.key);
        return Error{Error::Kind::Protocol,
                     tr("The answer of %1 has no choices%2; check that model.url names an OpenAI-compatible server.")
                         .arg(context.endpoint.shown, words.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(words)),
                     {}, QStringLiteral("no_choices")};
    }
    const auto &choice = choices->front();
    ModelAnswer out;
    out.text = chat ? contentText(choice["message"].value("content", nlohmann::json())) : contentText(choice["text"]);
    if (out.text.isNull())
        out.text = QLatin1String(""); // an answer without words is an answer
    if (const auto reason = choice.find("finish_reason"); reason != choice.end() && reason->is_string())
        out.finishReason = QString::fromStdString(reason->get<std::string>());
    out.promptTokens = count(answer, "prompt_tokens");
    out.completionTokens = count(answer, "completion_tokens");
    return out;
}

} // namespace

QByteArray requestBody(const QString &model, const ModelPrompt &prompt, const Generation &generation)
{
    nlohmann::json out{
        {"model", model.toStdString()}, {"max_tokens", generation.maxTokens}, {"temperature", generation.temperature}, {"stream", false}};
    if (generation.topP)
        out["top_p"] = *generation.topP;
    if (generation.seed)
        out["seed"] = *generation.seed;
    if (!generation.stop.isEmpty()) {
        auto &stop = out["stop"] = nlohmann::json::array();
        for (const QString &one : generation.stop)
            stop.push_back(one.toStdString());
    }
    if (prompt.chat) {
        auto &messages = out["messages"] = nlohmann::json::array();
        for (const ChatMessage &message : prompt.messages)
            messages.push_back({{"role", message.role.toStdString()}, {"content", message.text.toStdString()}});
    } else {
        out["prompt"] = prompt.text.toStdString();
    }
    return json::dump(out);
}

Result<ModelAnswer> readReply(const HttpReply &reply, bool chat, const CallContext &context)
{
    if (reply.fault != 0)
        return transportError(reply, context);
    if (reply.status < 200 || reply.status > 299)
        return statusError(reply, context);
    const auto answer = nlohmann::json::parse(reply.body.begin(), reply.body.end(), nullptr, false);
    if (!answer.is_object()) {
        const QByteArray start = reply.body.left(200).trimmed().toLower();
        const bool html = reply.contentType.toLower().startsWith("text/html") || start.startsWith("<!doctype") || start.startsWith("<html");
        const QString what = html ? tr("a web page") : tr("something that is not JSON");
        return Error{Error::Kind::Protocol, tr("%1 answered with %2 instead of an answer in JSON; check model.url, which usually ends in /v1.")
                                                .arg(context.endpoint.shown, what),
                     quoted(reply.body.left(200), context.key), QStringLiteral("not_json")};
    }
    auto out = readChoice(answer, chat, context);
    if (out)
        out->latencyMs = reply.totalMs;
    return out;
}

int mostTries(const HttpReply &reply, int retries, bool answeredBefore)
{
    if (reply.fault == 0)
        return isRetryStatus(reply.status) ? retries + 1 : 1;
    if (reply.tooLarge || isTls(reply.fault))
        return 1;
    switch (reply.fault) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT: return 1;
    case CURLE_OPERATION_TIMEDOUT: return std::min(retries + 1, answeredBefore ? 2 : 1);
    case CURLE_COULDNT_CONNECT: return std::min(retries + 1, answeredBefore ? retries + 1 : 3);
    default: return retries + 1;
    }
}

} // namespace assay::engine

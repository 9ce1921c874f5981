#include "services/engine/server/ToyModel.h"

#include "services/json/Json.h"

#include <nlohmann/json.hpp>

namespace assay::engine::toymodel {

namespace {

using Json = nlohmann::json;

struct Row {
    const char *id, *question, *answer, *said;
};
/// The last one is answered wrong, so that a score of 1 shows a program that does not look.
constexpr Row rows[] = {
    {"1", "What is 7 + 5?", "12", "12"},
    {"2", "What is the capital of France?", "Paris", "Paris"},
    {"3", "Which planet is known as the red planet?", "Mars", "Mars"},
    {"4", "How many legs does a spider have?", "8", "8"},
    {"5", "What colour is the sky on a clear day?", "blue", "green"},
};

HttpResponse jsonReply(int status, const Json &document)
{
    return {status, {{"Content-Type", "application/json"}}, json::dump(document), {}};
}

HttpResponse failure(int status, const char *text) { return jsonReply(status, {{"error", {{"message", text}, {"type", "invalid_request_error"}}}}); }

/// Text of a message: a string, or a list of parts with text.
std::string contentOf(const Json &message)
{
    const auto content = message.is_object() ? message.find("content") : message.end();
    if (!message.is_object() || content == message.end())
        return {};
    if (content->is_string())
        return content->get<std::string>();
    std::string text;
    for (const Json &part : *content) {
        if (part.is_object() && part.contains("text") && part["text"].is_string())
            text += part["text"].get<std::string>();
    }
    return text;
}

int wordsIn(const std::string &text) { return int(QString::fromStdString(text).split(QLatin1Char(' '), Qt::SkipEmptyParts).size()); }

Json choiceOf(bool chat, const std::string &answer, bool streamed)
{
    if (!chat)
        return {{"index", 0}, {"text", answer}, {"finish_reason", "stop"}};
    return {{"index", 0}, {streamed ? "delta" : "message", {{"role", "assistant"}, {"content", answer}}}, {"finish_reason", "stop"}};
}

} // namespace

QByteArray dataset()
{
    QByteArray text;
    for (const Row &row : rows)
        text += json::dump({{"id", row.id}, {"question", row.question}, {"answer", row.answer}}) + '\n';
    return text;
}

QString answerTo(const QString &prompt)
{
    // A prompt may show examples first: the last question counts.
    const Row *asked = nullptr;
    qsizetype last = -1;
    for (const Row &row : rows) {
        if (const qsizetype at = prompt.lastIndexOf(QLatin1String(row.question), -1, Qt::CaseInsensitive); at > last) {
            last = at;
            asked = &row;
        }
    }
    return asked ? QString::fromLatin1(asked->said) : QStringLiteral("I do not know.");
}

HttpResponse reply(const QByteArray &method, const QString &path, const QByteArray &body)
{
    if (path == QLatin1String("/models"))
        return method == "GET" ? jsonReply(200, {{"object", "list"}, {"data", Json::array({Json{{"id", name}, {"object", "model"}, {"owned_by", "assay"}}})}})
                               : failure(405, "The list of models is asked for by GET.");
    const bool chat = path == QLatin1String("/chat/completions");
    if (!chat && path != QLatin1String("/completions"))
        return failure(404, "The toy model answers /models, /chat/completions and /completions.");
    const Json in = Json::parse(body.begin(), body.end(), nullptr, false);
    if (method != "POST" || !in.is_object())
        return failure(400, "The toy model wants a POST with one JSON object.");
    std::string prompt;
    if (chat && in.contains("messages") && in["messages"].is_array() && !in["messages"].empty())
        prompt = contentOf(in["messages"].back());
    else if (!chat && in.contains("prompt") && in["prompt"].is_string())
        prompt = in["prompt"].get<std::string>();
    else
        return failure(400, chat ? "messages must be a list with at least one message." : "prompt must be one text: the toy model knows no tokens.");
    if (!chat && in.contains("echo") && in["echo"] == true)
        return failure(400, "The toy model gives no log probabilities (echo): try a benchmark that generates text.");
    const QString said = answerTo(QString::fromStdString(prompt));
    const bool streamed = in.contains("stream") && in["stream"].is_boolean() && in["stream"].get<bool>();
    const int asked = wordsIn(prompt), answered = wordsIn(said.toStdString());
    const Json out{{"id", "toy"},
                   {"object", chat ? (streamed ? "chat.completion.chunk" : "chat.completion") : "text_completion"},
                   {"created", 0},
                   {"model", name},
                   {"choices", Json::array({choiceOf(chat, said.toStdString(), streamed)})},
                   {"usage", {{"prompt_tokens", asked}, {"completion_tokens", answered}, {"total_tokens", asked + answered}}}};
    if (!streamed)
        return jsonReply(200, out);
    return {200, {{"Content-Type", "text/event-stream"}}, "data: " + json::dump(out) + "\n\ndata: [DONE]\n\n", {}};
}

} // namespace assay::engine::toymodel

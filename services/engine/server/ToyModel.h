#pragma once

#include "services/engine/server/HttpServer.h"

#include <QString>

namespace assay::engine {

/// What a trial's command finds instead of a model: an OpenAI-compatible endpoint that answers the five questions of its data set,
/// four of them right, and the same every time. Pure functions; any thread.
namespace toymodel {

inline constexpr char name[] = "assay-toy";

/// The five rows, one JSON object a line: id, question, answer.
QByteArray dataset();
/// The answer to a prompt that holds one of the questions; else that it does not know.
QString answerTo(const QString &prompt);

/// `path`: below the model's address, "/models", "/chat/completions", "/completions".
HttpResponse reply(const QByteArray &method, const QString &path, const QByteArray &body);

} // namespace toymodel

} // namespace assay::engine

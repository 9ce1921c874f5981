#pragma once

#include "services/backends/rest/RestClient.h"

namespace assay::llamastack {

/// Client for a Llama Stack server.
RestClient::Settings clientSettings();

/// What a server says of a failure, in whichever of its shapes (contract llamastack.md, section 2.1): a text, or a list
/// of "where: what" joined by "; ". Empty where the body is none of them. Pure.
QString ownWords(const QByteArray &body);

/// What an answer of 400 and above means. Error::code is "http_STATUS". The server answers 400 for much that is missing
/// or there already, so the words tell those from wrong input; a route that this version does not have is
/// Error::Unsupported.
Error errorOf(const HttpReply &reply, const QString &place);

} // namespace assay::llamastack

#pragma once

#include "services/core/Result.h"

#include <QByteArray>
#include <QString>

namespace assay::engine {

/// An OpenAI-compatible server's address.
struct Endpoint {
    QByteArray chatUrl, completionUrl; ///< full request URLs, encoded; they keep the query of model.url
    QString shown;    ///< for messages: without user, query and fragment
    QString origin;   ///< scheme://host:port
    bool loopback = false; ///< localhost, 127.0.0.0/8 or ::1: never through a proxy
};

/// Reads model.url. A bare host gets the path /v1; any other path counts as the base that OpenAI clients are given; a trailing
/// slash, /chat/completions or /completions is taken off. Error::Invalid: no http(s) scheme, no host, a user or password in it.
Result<Endpoint> parseEndpoint(const QString &url);

} // namespace assay::engine

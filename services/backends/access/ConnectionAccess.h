#pragma once

#include "services/api/ConnectionSettings.h"
#include "services/http/HttpAccess.h"

#include <QFuture>

#include <optional>

class QObject;

namespace assay {

class SecretStore;

/// The way to a server from its settings: reads the secret from `secrets` (or takes `typed`) and the PEM files on a pool
/// thread. Error::NotFound "no_secret" when the secret is missing, else what the store and readCertificates() answer. The
/// future finishes without a result when `context` dies first.
QFuture<Result<HttpAccess>> connectionAccess(const ConnectionSettings &settings, SecretStore &secrets, QObject *context,
                                             const std::optional<QString> &typed = {});

/// As ConnectionSettings::proxy says.
QNetworkProxy connectionProxy(const QString &text);

} // namespace assay

#pragma once

#include "services/api/SecretStore.h"

#include <QObject>

#include <functional>

namespace assay {

/// Gives a key by its reference for a request to `origin`; calls `done` once, on any thread. The same type as the
/// engine's SecretResolver.
using SecretResolving = std::function<void(const QString &ref, const QString &origin, std::function<void(Result<QString>)> done)>;

/// Asks the stores in turn, going on only after Error::NotFound. The function may be called on any thread; the stores are
/// asked on the thread of `context`, which needs an event loop and must, like the stores, outlive the calls. A missing
/// secret is an empty text: the request is then sent without a key.
SecretResolving makeSecretResolving(QList<SecretStore *> stores, QObject *context);

} // namespace assay

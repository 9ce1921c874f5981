#pragma once

#include "services/core/Result.h"

#include <QFuture>
#include <QStringList>

namespace assay {

/// Keys in the system's keychain, each bound to the origins (scheme://host:port) chosen when it was saved.
/// Calls return at once and end within 10 s. Errors name which of the three it was: locked, absent, no session bus.
class SecretStore {
public:
    virtual ~SecretStore() = default;
    virtual QFuture<Result<Done>> save(const QString &name, const QString &secret, const QStringList &origins) = 0;
    /// Error::Unauthorized when the secret is bound to other origins; Error::NotFound when there is none.
    virtual QFuture<Result<QString>> read(const QString &name, const QString &origin) = 0;
    virtual QFuture<Result<Done>> remove(const QString &name) = 0;
};

} // namespace assay

#include "services/secrets/SessionSecrets.h"

#include "services/core/Async.h"

namespace assay {

QFuture<Result<Done>> SessionSecrets::save(const QString &name, const QString &secret, const QStringList &origins)
{
    const auto bound = bindSecret(name, secret, origins);
    if (!bound)
        return readyFuture(Result<Done>(bound.error()));
    m_secrets.insert(name, *bound);
    return readyFuture(Result<Done>(Done{}));
}

QFuture<Result<QString>> SessionSecrets::read(const QString &name, const QString &origin)
{
    const auto found = m_secrets.constFind(name);
    return readyFuture(found == m_secrets.cend() ? Result<QString>(noSuchSecret(name)) : releaseSecret(*found, name, origin));
}

QFuture<Result<Done>> SessionSecrets::remove(const QString &name)
{
    return readyFuture(m_secrets.remove(name) ? Result<Done>(Done{}) : Result<Done>(noSuchSecret(name)));
}

} // namespace assay

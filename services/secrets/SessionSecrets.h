#pragma once

#include "services/api/SecretStore.h"
#include "services/secrets/SecretBinding.h"

#include <QHash>

namespace assay {

/// Keys in this process's memory, gone when it ends. For people without a usable keychain who choose this knowingly.
class SessionSecrets final : public SecretStore {
public:
    QFuture<Result<Done>> save(const QString &name, const QString &secret, const QStringList &origins) override;
    QFuture<Result<QString>> read(const QString &name, const QString &origin) override;
    QFuture<Result<Done>> remove(const QString &name) override;
    bool contains(const QString &name) const { return m_secrets.contains(name); }

private:
    QHash<QString, BoundSecret> m_secrets;
};

} // namespace assay

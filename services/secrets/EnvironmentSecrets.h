#pragma once

#include "services/api/SecretStore.h"

#include <QProcessEnvironment>

namespace assay {

/// Keys from the environment, for machines without a keychain: the key NAME is ASSAY_SECRET_NAME (upper case, every other
/// character than a letter or digit an underscore), and ASSAY_SECRET_NAME_ORIGINS lists, separated by commas, the addresses
/// that it may be sent to. Without that list it is not sent at all: a job file could name any address.
class EnvironmentSecrets final : public SecretStore {
public:
    explicit EnvironmentSecrets(QProcessEnvironment environment = QProcessEnvironment::systemEnvironment());

    static QString variableOf(const QString &name);
    /// Error::Unsupported: an environment cannot be changed from inside.
    QFuture<Result<Done>> save(const QString &name, const QString &secret, const QStringList &origins) override;
    QFuture<Result<QString>> read(const QString &name, const QString &origin) override;
    QFuture<Result<Done>> remove(const QString &name) override;

private:
    const QProcessEnvironment m_environment;
};

} // namespace assay

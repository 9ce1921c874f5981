#pragma once

#include "services/api/SecretStore.h"
#include "services/core/Async.h"

#include <QMap>

namespace assay::test {

/// A keychain in memory that keeps the origin rule.
class FakeSecretStore final : public SecretStore {
public:
    struct Entry {
        QString secret;
        QStringList origins;
    };
    QMap<QString, Entry> entries;
    std::optional<Error> failWith;

    QFuture<Result<Done>> save(const QString &name, const QString &secret, const QStringList &origins) override
    {
        if (failWith)
            return readyFuture<Done>(*failWith);
        entries.insert(name, {secret, origins});
        return readyFuture<Done>(Done{});
    }
    QFuture<Result<QString>> read(const QString &name, const QString &origin) override
    {
        if (failWith)
            return readyFuture<QString>(*failWith);
        if (!entries.contains(name))
            return readyFuture<QString>(Error{Error::Kind::NotFound, QStringLiteral("There is no key %1.").arg(name)});
        if (!entries.value(name).origins.contains(origin))
            return readyFuture<QString>(Error{Error::Kind::Unauthorized, QStringLiteral("The key %1 is bound elsewhere.").arg(name)});
        return readyFuture<QString>(entries.value(name).secret);
    }
    QFuture<Result<Done>> remove(const QString &name) override
    {
        entries.remove(name);
        return readyFuture<Done>(Done{});
    }
};

} // namespace assay::test

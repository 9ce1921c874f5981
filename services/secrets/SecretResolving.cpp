#include "services/secrets/SecretResolving.h"

#include "services/core/Async.h"

namespace assay {

namespace {

using Answer = std::function<void(Result<QString>)>;

void ask(const QList<SecretStore *> &stores, qsizetype index, const QString &ref, const QString &origin, QObject *context,
         const Answer &done)
{
    if (index >= stores.size())
        return done(Result<QString>(QString()));
    whenDone(stores.at(index)->read(ref, origin), context,
             [stores, index, ref, origin, context, done](const Result<QString> &secret) {
                 if (!secret && secret.error().kind == Error::Kind::NotFound)
                     return ask(stores, index + 1, ref, origin, context, done);
                 done(secret);
             });
}

} // namespace

SecretResolving makeSecretResolving(QList<SecretStore *> stores, QObject *context)
{
    return [stores, context](const QString &ref, const QString &origin, Answer done) {
        QMetaObject::invokeMethod(
            context, [=] { ask(stores, 0, ref, origin, context, done); }, Qt::QueuedConnection);
    };
}

} // namespace assay

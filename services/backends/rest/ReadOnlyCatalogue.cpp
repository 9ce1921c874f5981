#include "services/backends/rest/ReadOnlyCatalogue.h"

#include "services/core/Async.h"

#include <QCoreApplication>

namespace assay {

namespace {

Error cannot()
{
    return Error{Error::Kind::Unsupported, QCoreApplication::translate("assay", "Providers and collections of this server are not changed from here.")};
}

Error noSuch(const QString &id)
{
    return Error{Error::Kind::NotFound, QCoreApplication::translate("assay", "The server has no “%1”.").arg(id)};
}

} // namespace

QFuture<Result<Page<Provider>>> ReadOnlyCatalogue::listProviders(const ProviderQuery &query)
{
    auto promise = std::make_shared<QPromise<Result<Page<Provider>>>>();
    promise->start();
    whenDone(ask(), this, [promise, query](const Result<Provider> &provider) {
        Page<Provider> page;
        if (provider && (query.name.isEmpty() || query.name == provider->name)) {
            page.totalCount = 1;
            if (query.offset == 0)
                page.items << *provider;
        }
        promise->addResult(provider ? Result<Page<Provider>>(page) : Result<Page<Provider>>(provider.error()));
        promise->finish();
    });
    return promise->future();
}

QFuture<Result<Provider>> ReadOnlyCatalogue::provider(const QString &id)
{
    auto promise = std::make_shared<QPromise<Result<Provider>>>();
    promise->start();
    whenDone(ask(), this, [promise, id](const Result<Provider> &provider) {
        promise->addResult(provider && provider->resource.id != id ? Result<Provider>(noSuch(id)) : provider);
        promise->finish();
    });
    return promise->future();
}

QFuture<Result<Provider>> ReadOnlyCatalogue::createProvider(const Provider &) { return readyFuture(Result<Provider>(cannot())); }
QFuture<Result<Done>> ReadOnlyCatalogue::removeProvider(const QString &) { return readyFuture(Result<Done>(cannot())); }
QFuture<Result<Page<Collection>>> ReadOnlyCatalogue::listCollections(const CollectionQuery &) { return readyFuture(Result<Page<Collection>>(Page<Collection>())); }
QFuture<Result<Collection>> ReadOnlyCatalogue::collection(const QString &id) { return readyFuture(Result<Collection>(noSuch(id))); }
QFuture<Result<Collection>> ReadOnlyCatalogue::createCollection(const Collection &) { return readyFuture(Result<Collection>(cannot())); }
QFuture<Result<Done>> ReadOnlyCatalogue::removeCollection(const QString &) { return readyFuture(Result<Done>(cannot())); }

} // namespace assay

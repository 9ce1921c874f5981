#include "services/api/CatalogueService.h"

#include "services/core/Async.h"

#include <QCoreApplication>

namespace assay {

template<typename T>
static QFuture<Result<T>> unsupported()
{
    return readyFuture<T>(Error{Error::Kind::Unsupported, QCoreApplication::translate("assay", "This server does not let its catalogue be changed from here.")});
}

QFuture<Result<Provider>> CatalogueService::updateProvider(const QString &, const Provider &) { return unsupported<Provider>(); }
QFuture<Result<Collection>> CatalogueService::updateCollection(const QString &, const Collection &) { return unsupported<Collection>(); }
QFuture<Result<Provider>> CatalogueService::patchProvider(const QString &, const QByteArray &) { return unsupported<Provider>(); }
QFuture<Result<Collection>> CatalogueService::patchCollection(const QString &, const QByteArray &) { return unsupported<Collection>(); }
QFuture<Result<Collection>> CatalogueService::cloneCollection(const QString &) { return unsupported<Collection>(); }

} // namespace assay

#include "models/authoring/CopyFinder.h"

#include "services/api/CatalogueService.h"
#include "services/api/Connection.h"
#include "services/core/Async.h"

#include <QPointer>

namespace assay {

struct CopyFinder::Reading {
    QPointer<Connection> target;
    CopyTarget found;
    qint64 offset = 0;
};

CopyFinder::CopyFinder(const AuthoredDocument &document, const QList<Provider> &here, QObject *parent) : QObject(parent), m_document(document), m_here(here) {}

void CopyFinder::look(Connection &target)
{
    m_reading = std::make_shared<Reading>();
    m_reading->target = &target;
    m_reading->found.runsCommands = target.capabilities().has(Capability::TryProviders);
    m_state = LoadState::Loading;
    Q_EMIT changed();
    readProviders(m_reading);
}

void CopyFinder::readProviders(const std::shared_ptr<Reading> &reading)
{
    if (!reading->target)
        return failGone();
    ProviderQuery query;
    query.offset = reading->offset;
    whenDone(reading->target->catalogue().listProviders(query), this, [this, reading](const Result<Page<Provider>> &page) {
        if (reading != m_reading)
            return;
        if (!page)
            return fail(page.error());
        reading->found.providers += page->items;
        reading->offset += page->items.size();
        if (!page->items.isEmpty() && reading->offset < page->totalCount)
            return readProviders(reading);
        if (m_document.kind() == DocumentKind::Provider) {
            for (const Provider &provider : std::as_const(reading->found.providers))
                reading->found.names << provider.name;
            return finish(reading);
        }
        reading->offset = 0;
        readNames(reading);
    });
}

void CopyFinder::readNames(const std::shared_ptr<Reading> &reading)
{
    if (!reading->target)
        return failGone();
    CollectionQuery query;
    query.offset = reading->offset;
    whenDone(reading->target->catalogue().listCollections(query), this, [this, reading](const Result<Page<Collection>> &page) {
        if (reading != m_reading)
            return;
        if (!page)
            return fail(page.error());
        for (const Collection &collection : page->items)
            reading->found.names << collection.name;
        reading->offset += page->items.size();
        if (!page->items.isEmpty() && reading->offset < page->totalCount)
            return readNames(reading);
        finish(reading);
    });
}

void CopyFinder::failGone() { fail({Error::Kind::NotFound, tr("This connection is not there any more: choose another one.")}); }

void CopyFinder::fail(const Error &error)
{
    m_error = error;
    m_state = LoadState::Failed;
    Q_EMIT changed();
}

void CopyFinder::finish(const std::shared_ptr<Reading> &reading)
{
    m_check = checkCopy(m_document, m_here, reading->found);
    m_state = LoadState::Ready;
    Q_EMIT changed();
}

} // namespace assay

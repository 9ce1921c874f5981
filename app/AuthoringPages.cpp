#include "app/AuthoringPages.h"

#include "models/authoring/EntryRowsModel.h"
#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "models/composer/BatchStore.h"
#include "models/imports/ImportMark.h"
#include "services/api/Connection.h"
#include "services/api/ConnectionRegistry.h"
#include "services/api/RunRef.h"
#include "ui/pages/catalogue/CataloguePage.h"
#include "ui/pages/collections/CollectionEditorPage.h"
#include "ui/pages/connections/ConnectedPage.h"
#include "ui/pages/newjob/NewJobPage.h"
#include "ui/pages/providers/ProviderEditorPage.h"
#include "ui/shell/PageFactory.h"

#include <QUuid>

namespace assay {

struct AuthoringPages::Catalogue {
    explicit Catalogue(CatalogueService &service) : providers(service), collections(service)
    {
        collections.setLookup([this](const QString &provider, const QString &id) { return providers.benchmark(provider, id); });
        connect(&providers, &CatalogueModel::loadChanged, &collections, &CollectionListModel::catalogueChanged);
    }
    CatalogueModel providers;
    CollectionListModel collections;
};

AuthoringPages::AuthoringPages(const Services &services, QObject *parent) : QObject(parent), m_services(services) {}
AuthoringPages::~AuthoringPages() = default;

void AuthoringPages::addTo(PageFactory &pages)
{
    addCataloguePage(pages, true);
    addCataloguePage(pages, false);
    addEditorPage(pages, true);
    addEditorPage(pages, false);
    addJobPage(pages);
}

AuthoringPages::Catalogue &AuthoringPages::catalogueOf(Connection &connection)
{
    auto &catalogue = m_catalogues[connection.id()];
    if (!catalogue)
        catalogue = std::make_unique<Catalogue>(connection.catalogue());
    return *catalogue;
}

CatalogueModel &AuthoringPages::providers(Connection &connection) { return catalogueOf(connection).providers; }
CollectionListModel &AuthoringPages::collections(Connection &connection) { return catalogueOf(connection).collections; }

void AuthoringPages::refresh(Connection &connection)
{
    Catalogue &catalogue = catalogueOf(connection);
    catalogue.providers.refresh();
    catalogue.collections.refresh();
}

void AuthoringPages::addJobPage(PageFactory &pages)
{
    pages.add(QStringLiteral("newjob"), [this](const QString &, QWidget *parent) {
        const auto make = [this](Connection &connection, QWidget *owner) {
            Catalogue &catalogue = catalogueOf(connection);
            auto *page = new NewJobPage({connection, catalogue.providers, catalogue.collections, m_services.secrets, m_services.probe, m_services.drafts, m_services.batches, m_services.recipes, m_services.recordings, &m_services.prices}, owner);
            connect(page, &NewJobPage::draftSaved, this, &AuthoringPages::draftSaved);
            return page;
        };
        return new ConnectedPage(m_services.connections, QStringLiteral("newjob"), make, parent);
    });
}

void AuthoringPages::addCataloguePage(PageFactory &pages, bool collections)
{
    const auto show = collections ? CataloguePage::Show::Collections : CataloguePage::Show::Providers;
    const QString kind = collections ? QStringLiteral("collections") : QStringLiteral("providers");
    pages.add(kind, [this, show, kind](const QString &, QWidget *parent) {
        const auto make = [this, show](Connection &connection, QWidget *owner) {
            Catalogue &catalogue = catalogueOf(connection);
            auto *page = new CataloguePage(show, catalogue.providers, catalogue.collections, owner);
            connect(page, &CataloguePage::composeRequested, this,
                    [this, where = connection.id()](const QString &id, const std::optional<double> &, const QList<DraftBenchmark> &benchmarks) {
                        NewJobPage *job = jobPage(where);
                        if (!job)
                            return;
                        QVariantList rows;
                        for (const DraftBenchmark &benchmark : benchmarks) {
                            if (const ProviderBenchmark *known = m_catalogues.at(where)->providers.benchmark(benchmark.providerId, benchmark.id))
                                rows << EntryRowsModel::rowFor(benchmark.providerId, *known);
                        }
                        job->compose(id, rows);
                    });
            connect(page, &CataloguePage::importRequested, this, [this, show, where = connection.id()](const AuthoredDocument &document) {
                openNew(show == CataloguePage::Show::Collections ? QStringLiteral("collection") : QStringLiteral("provider"), where, document);
            });
            return page;
        };
        return new ConnectedPage(m_services.connections, kind, make, parent);
    });
}

/// The page that composes a job for this connection; null when the one that is open wants to stay where it is.
NewJobPage *AuthoringPages::jobPage(const QString &connectionId)
{
    auto *page = qobject_cast<ConnectedPage *>(m_services.open(QStringLiteral("newjob"), {}));
    return page && page->choose(connectionId) ? qobject_cast<NewJobPage *>(page->page()) : nullptr;
}

void AuthoringPages::openNew(const QString &kind, const QString &connectionId, const AuthoredDocument &document)
{
    const QString fresh = QStringLiteral("new:") + QUuid::createUuid().toString(QUuid::WithoutBraces).left(8);
    if (auto *page = qobject_cast<EditorPage *>(m_services.open(kind, RunRef{connectionId, fresh}.text())))
        page->begin(document);
}

void AuthoringPages::addEditorPage(PageFactory &pages, bool collections)
{
    const QString kind = collections ? QStringLiteral("collection") : QStringLiteral("provider");
    pages.add(kind, [this, kind, collections](const QString &subject, QWidget *parent) -> DocumentPage * {
        const RunRef where = RunRef::parse(subject);
        Connection *connection = m_services.connections.find(where.connectionId);
        if (where.jobId.isEmpty() || !connection)
            return nullptr;
        CatalogueModel &providers = catalogueOf(*connection).providers;
        EditorPage *page = nullptr;
        if (collections)
            page = new CollectionEditorPage(*connection, m_services.drafts, providers, where.jobId, parent);
        else
            page = new ProviderEditorPage(*connection, m_services.drafts, providers, where.jobId, parent);
        const auto openCopy = [this, kind](const QString &id, const AuthoredDocument &document) { openNew(kind, id, document); };
        page->setConnections(m_services.connections);
        connect(page, &EditorPage::copyToRequested, this, openCopy);
        connect(page, &EditorPage::copyRequested, this, [openCopy, id = connection->id()](const AuthoredDocument &document) { openCopy(id, document); });
        return page;
    });
}

void AuthoringPages::runAgain(const QString &connectionId, const Job &job)
{
    Connection *connection = m_services.connections.find(connectionId);
    NewJobPage *page = connection ? jobPage(connectionId) : nullptr;
    if (!page)
        return;
    AuthoredDocument again = AuthoredDocument::of(job);
    clearBatchMark(again);
    clearImportMark(again);
    page->open(again);
}

} // namespace assay

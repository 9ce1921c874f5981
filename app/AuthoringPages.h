#pragma once

#include "models/jobs/RecordedModel.h"

#include <QList>
#include <QObject>
#include <QString>

#include <functional>
#include <map>
#include <memory>

namespace assay {

class AuthoredDocument;
class BatchStore;
class CatalogueModel;
class CollectionListModel;
class Connection;
class ConnectionRegistry;
class DocumentPage;
class DraftStore;
class EndpointProbe;
class NewJobPage;
class PageFactory;
class PriceListModel;
class RecipeListModel;
class SecretStore;
struct Job;

/// The pages in which collections, providers and jobs are found and written, with the models of each connection that they share.
class AuthoringPages : public QObject {
    Q_OBJECT
public:
    struct Services {
        ConnectionRegistry &connections;
        SecretStore &secrets;
        EndpointProbe &probe;
        DraftStore &drafts;
        BatchStore &batches;
        RecipeListModel &recipes;
        PriceListModel &prices;
        QList<RecordedModel> recordings;
        std::function<DocumentPage *(const QString &kind, const QString &subject)> open;
    };
    explicit AuthoringPages(const Services &services, QObject *parent = nullptr);
    ~AuthoringPages() override;
    void addTo(PageFactory &pages);
    /// Made when a page first shows them.
    CatalogueModel &providers(Connection &connection);
    CollectionListModel &collections(Connection &connection);
    void refresh(Connection &connection);
    /// The job in the page that composes jobs; nothing where the page that is open wants to stay where it is.
    void runAgain(const QString &connectionId, const Job &job);
    /// An unsaved document on a connection: a copy, an import.
    void openNew(const QString &kind, const QString &connectionId, const AuthoredDocument &document);

Q_SIGNALS:
    void draftSaved();

private:
    struct Catalogue;
    Catalogue &catalogueOf(Connection &connection);
    NewJobPage *jobPage(const QString &connectionId);
    void addJobPage(PageFactory &pages);
    void addCataloguePage(PageFactory &pages, bool collections);
    void addEditorPage(PageFactory &pages, bool collections);

    const Services m_services;
    std::map<QString, std::unique_ptr<Catalogue>> m_catalogues; ///< by connection id
};

} // namespace assay

#pragma once

#include <QObject>
#include <QPointer>
#include <QString>

#include <functional>

namespace assay {

class AuthoredDocument;
class BatchStore;
class ConnectionRegistry;
class DocumentPage;
class PageFactory;
class PriceListModel;
class RunPage;
class TriageStore;
struct Collection;
struct Job;

/// The pages of runs, and what they ask of other pages.
class RunPages : public QObject {
    Q_OBJECT
public:
    struct Services {
        ConnectionRegistry &connections;
        BatchStore &batches;
        TriageStore &triage;
        PriceListModel &prices;
        std::function<DocumentPage *(const QString &kind, const QString &subject)> open;
        std::function<void(const QString &connectionId, const Job &job)> runAgain;
        /// An unsaved document on a connection.
        std::function<void(const QString &kind, const QString &connectionId, const AuthoredDocument &document)> openNew;
    };
    explicit RunPages(const Services &services, QObject *parent = nullptr);
    void addTo(PageFactory &pages);

private:
    RunPage *make(const QString &subject, QWidget *parent);
    /// The collection's editor with these gates in it, unsaved; a new one where the collection cannot be changed.
    void editCollection(const QString &connectionId, const Collection &tried);

    const Services m_services;
    const PageFactory *m_pages = nullptr;
};

} // namespace assay

#pragma once

#include <QObject>
#include <QString>

#include <functional>

namespace assay {

class ConnectionRegistry;
class DocumentPage;
class DraftStore;
class PageFactory;
struct Job;

/// Pages of what a server offers beside runs: datasets, benchmarks made of them, new evaluations, reranking, training, and the import of files.
class ServicePages : public QObject {
    Q_OBJECT
public:
    struct Services {
        ConnectionRegistry &connections;
        DraftStore &drafts;
        std::function<void(const QString &connectionId, const Job &job)> runAgain;
    };
    explicit ServicePages(const Services &services, QObject *parent = nullptr) : QObject(parent), m_services(services) {}
    void addTo(PageFactory &pages);

private:
    const Services m_services;
};

} // namespace assay

#include "app/RunPages.h"

#include "models/results/TriedGates.h"
#include "services/api/Connection.h"
#include "services/api/ConnectionRegistry.h"
#include "services/api/RunRef.h"
#include "ui/authoring/EditorPage.h"
#include "ui/pages/metrics/MetricsPage.h"
#include "ui/pages/run/RunPage.h"
#include "ui/shell/PageFactory.h"

#include <QDesktopServices>
#include <QUrl>

namespace assay {

RunPages::RunPages(const Services &services, QObject *parent) : QObject(parent), m_services(services) {}

void RunPages::addTo(PageFactory &pages)
{
    m_pages = &pages;
    pages.add(QStringLiteral("run"), [this](const QString &subject, QWidget *parent) -> DocumentPage * { return make(subject, parent); });
}

RunPage *RunPages::make(const QString &subject, QWidget *parent)
{
    const RunRef run = RunRef::parse(subject);
    Connection *connection = m_services.connections.find(run.connectionId);
    if (run.jobId.isEmpty() || !connection)
        return nullptr;
    auto *page = new RunPage(RunPageServices{connection->jobs(), &connection->catalogue(), connection->capabilities(), Clock::system(), connection->id(), connection, &m_services.batches, m_pages->knows(QStringLiteral("compare")), &m_services.triage, &m_services.prices},
                             run.jobId, parent);
    connect(connection, &Connection::stateChanged, page, [connection, page] { page->setCapabilities(connection->capabilities()); });
    connect(page, &RunPage::runAgainRequested, this, [this, id = connection->id()](const Job &job) { m_services.runAgain(id, job); });
    connect(page, &RunPage::collectionEditRequested, this, [this, id = connection->id()](const Collection &tried) { editCollection(id, tried); });
    connect(page, &RunPage::dictionaryRequested, this, [this](const QString &metric) {
        if (auto *metrics = qobject_cast<MetricsPage *>(m_services.open(QStringLiteral("metrics"), {})))
            metrics->showMetric(metric);
    });
    connect(page, &RunPage::reportRequested, this, [this](const QString &runs) { m_services.open(QStringLiteral("report"), runs); });
    connect(page, &RunPage::urlRequested, this, [](const QUrl &url) {
        if (!url.isEmpty())
            QDesktopServices::openUrl(url);
    });
    return page;
}

void RunPages::editCollection(const QString &connectionId, const Collection &tried)
{
    const QString kind = QStringLiteral("collection");
    if (tried.resource.id.isEmpty() || tried.resource.readOnly())
        return m_services.openNew(kind, connectionId, newFromTried(tried));
    auto *page = qobject_cast<EditorPage *>(m_services.open(kind, RunRef{connectionId, tried.resource.id}.text()));
    if (!page)
        return;
    DocumentSession *session = &page->session();
    const auto apply = [this, kind, connectionId, session, tried] {
        if (const auto changed = withTriedGates(session->model().document(), tried))
            session->model().replace(*changed, tr("Gates of a What-If"));
        else
            m_services.openNew(kind, connectionId, newFromTried(tried));
    };
    if (session->state() == DocumentSession::State::Ready)
        return apply();
    connect(session, &DocumentSession::stateChanged, page, [session, apply, done = false]() mutable {
        if (!done && session->state() == DocumentSession::State::Ready) {
            done = true;
            apply();
        }
    });
}

} // namespace assay

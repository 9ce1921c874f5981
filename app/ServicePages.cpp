#include "app/ServicePages.h"

#include "services/api/Connection.h"
#include "services/api/ConnectionRegistry.h"
#include "ui/pages/benchmarks/ServerBenchmarksPage.h"
#include "ui/pages/connections/ConnectedPage.h"
#include "ui/pages/datasets/DatasetsPage.h"
#include "ui/pages/evaluation/EvaluationPage.h"
#include "ui/pages/imports/ImportPage.h"
#include "ui/pages/rerank/RerankPage.h"
#include "ui/pages/training/TrainingPage.h"
#include "ui/shell/PageFactory.h"

#include <algorithm>

namespace assay {

void ServicePages::addTo(PageFactory &pages)
{
    // Files are of this machine, so they go into the engine that is on it.
    pages.add(QStringLiteral("imports"), [this](const QString &, QWidget *parent) { return new ImportPage(m_services.connections.local(), parent); });
    const auto connected = [this, &pages](const QString &kind, const ConnectedPage::Maker &make) {
        pages.add(kind, [this, kind, make](const QString &, QWidget *parent) { return new ConnectedPage(m_services.connections, kind, make, parent); });
    };
    connected(QStringLiteral("datasets"), [this](Connection &connection, QWidget *parent) {
        auto *page = new DatasetsPage(connection, parent, &m_services.drafts);
        connect(page, &DatasetsPage::jobRequested, this, [this, id = connection.id()](const Job &job) { m_services.runAgain(id, job); });
        return page;
    });
    connected(QStringLiteral("benchmarks"), [](Connection &connection, QWidget *parent) { return new ServerBenchmarksPage(connection, parent); });
    pages.add(QStringLiteral("evaluation"), [this](const QString &, QWidget *parent) {
        const auto make = [](Connection &connection, QWidget *inner) { return new EvaluationPage(connection, inner); };
        auto *page = new ConnectedPage(m_services.connections, QStringLiteral("evaluation"), make, parent);
        const auto all = m_services.connections.connections();
        const auto can = [](Connection *one) { return one->evaluations() && one->capabilities().has(Capability::CreateEvaluations); };
        auto able = std::find_if(all.cbegin(), all.cend(), can);
        if (able == all.cend()) // one that has yet to answer, perhaps
            able = std::find_if(all.cbegin(), all.cend(), [](Connection *one) { return one->evaluations() != nullptr; });
        if (able != all.cend()) // the local engine, which is shown first, takes none
            page->choose((*able)->id());
        return page;
    });
    connected(QStringLiteral("rerank"), [](Connection &connection, QWidget *parent) { return new RerankPage(connection, parent); });
    connected(QStringLiteral("training"), [](Connection &connection, QWidget *parent) { return new TrainingPage(connection, parent); });
}

} // namespace assay

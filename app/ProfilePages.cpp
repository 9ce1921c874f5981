#include "app/ProfilePages.h"

#include "app/FileDraftStore.h"
#include "models/metrics/MetricTableModel.h"
#include "models/settings/SettingsStore.h"
#include "models/settings/ShortcutTable.h"
#include "services/backends/local/LocalConnection.h"
#include "services/core/Async.h"
#include "services/metrics/MetricFile.h"
#include "ui/pages/metrics/MetricsPage.h"
#include "ui/pages/settings/SettingsPage.h"
#include "ui/shell/PageFactory.h"

#include <QFile>

namespace assay {

ProfilePages::ProfilePages(const Services &services) : m_services(services) { m_filePool.setMaxThreadCount(1); }
ProfilePages::~ProfilePages() { m_filePool.waitForDone(); }

void ProfilePages::addTo(PageFactory &pages)
{
    addSettings(pages);
    addMetrics(pages);
}

void ProfilePages::addSettings(PageFactory &pages)
{
    pages.add(QStringLiteral("settings"), [this](const QString &, QWidget *parent) {
        QList<StoredPlace> places{
            {QStringLiteral("settings"), [] { return tr("Settings"); }, [] { return tr("What was decided here, the window's layout and its open tabs."); }, m_services.settings.file()},
            {QStringLiteral("drafts"), [] { return tr("Drafts and earlier versions"); }, [] { return tr("Work that was not saved on a server, and what documents were before."); },
             m_services.draftFolder, [this] { return m_services.drafts.clear(); },
             [] { return tr("All drafts and all earlier versions on this computer are deleted for good. What is open in a tab, and what servers have, stays."); }},
            {QStringLiteral("metrics"), [] { return tr("Metric dictionary"); }, [] { return tr("What you have said about metrics, for the window, for assayctl and for reports."); }, userMetricFile()},
            {QStringLiteral("runs"), [] { return tr("Runs of the local engine"); }, [] { return tr("Jobs, results, samples, logs and the engine's own log. Runs are deleted on the page Runs."); },
             m_services.engine.workspace()},
            {QStringLiteral("keys"), [] { return tr("Keys of servers and models"); },
             [] { return tr("Only in the system's keychain, each bound to its address. They are changed and forgotten where they are used: on the page Connections, and for a new job."); }, {}},
            {QStringLiteral("elsewhere"), [] { return tr("Elsewhere"); },
             [] { return tr("Nothing is sent but what you ask for: to the connections, the models and the data sources that you name."); }, {}}};
        auto *page = new SettingsPage({m_services.settings, m_services.shortcuts, places, &m_services.prices}, parent);
        connect(page, &SettingsPage::engineRestartRequested, page, [this, page] {
            whenDone(m_services.engine.drain(), page, [page](const Result<Done> &done) {
                const QString key = QStringLiteral("engineRestart");
                if (done)
                    Q_EMIT page->messageRequested({UserMessage::Level::Info, tr("The engine ends what runs, leaves, and starts with its new settings."), {}, 8000, {}, key});
                else
                    Q_EMIT page->messageRequested({UserMessage::Level::Error, done.error().message, {}, 0, {}, key});
            });
        });
        return page;
    });
}

/// The file was read by main(), for the whole process; here it is what can be edited.
void ProfilePages::addMetrics(PageFactory &pages)
{
    using Entries = QList<MetricDictionary::Entry>;
    const auto own = QFile::exists(userMetricFile()) ? readMetricFile(userMetricFile()) : Result<Entries>(Entries());
    m_metrics = std::make_unique<MetricTableModel>(own ? *own : Entries(), [this](const Entries &entries) {
        auto promise = std::make_shared<QPromise<Result<Done>>>();
        promise->start();
        m_filePool.start([promise, entries] {
            promise->addResult(writeMetricFile(userMetricFile(), entries));
            promise->finish();
        });
        return promise->future();
    });
    connect(m_metrics.get(), &MetricTableModel::dictionaryChanged, this, &ProfilePages::dictionaryChanged);
    pages.add(QStringLiteral("metrics"), [this, refused = own ? QString() : own.error().message](const QString &, QWidget *parent) {
        return new MetricsPage(*m_metrics, refused, parent);
    });
}

} // namespace assay

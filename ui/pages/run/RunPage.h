#pragma once

#include "models/results/RunModel.h"
#include "services/api/Capabilities.h"
#include "ui/pages/DocumentPage.h"

class QTabWidget;
class QVBoxLayout;

namespace assay {

class LiveTab;
class LogTab;
class OverviewTab;
class PlanTab;
class RunHeader;
class SamplesTab;
class TriageStore;

/// What the run page needs of a connection. The services must outlive the page.
struct RunPageServices {
    JobService &jobs;
    CatalogueService *catalogue = nullptr; ///< may be null, see RunModel
    Capabilities capabilities = {};
    Clock &clock = Clock::system();
    QString connectionId = {}; ///< empty: the local engine
    TriageStore *triage = nullptr; ///< null: nothing can be noted about samples
};

/// The document tab of one job.
class RunPage : public DocumentPage {
    Q_OBJECT
public:
    RunPage(const RunPageServices &services, const QString &jobId, QWidget *parent = nullptr);
    ~RunPage() override;

    QString kind() const override { return QStringLiteral("run"); }
    QString subject() const override;
    QString title() const override;
    QIcon icon() const override;
    QString toolTipText() const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    void refresh() override;
    bool focusFind() override;
    /// Call when the connection learned more of what its server can do.
    void setCapabilities(const Capabilities &capabilities);
    RunModel &run() { return m_run; }

Q_SIGNALS:
    /// The reader wants a new job with this one's settings to start from.
    void runAgainRequested(const assay::Job &job);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void rebuild();
    void chooseFirstTab();
    void showSamples(int benchmarkIndex);

    RunPageServices m_services;
    RunModel m_run;
    QVBoxLayout *m_layout;
    RunHeader *m_header;
    QTabWidget *m_tabs;
    OverviewTab *m_overview;
    LiveTab *m_live;
    SamplesTab *m_samples;
    LogTab *m_log;
    PlanTab *m_plan;
    bool m_tabChosen = false; ///< by the reader or a saved layout: the page no longer chooses
    bool m_choosing = false, m_rebuilding = false;
    QString m_lastTitle;
};

} // namespace assay

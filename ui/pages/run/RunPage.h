#pragma once

#include "models/results/AttemptModel.h"
#include "models/results/RunModel.h"
#include "models/results/WhatIf.h"
#include "services/api/Capabilities.h"
#include "ui/pages/DocumentPage.h"

class QTabWidget;
class QVBoxLayout;

namespace assay {

class AttemptsTab;
class BatchStore;
class Connection;
class LiveTab;
class LogTab;
class MetricsTab;
class OverviewTab;
class PlanTab;
class PriceListModel;
class RescorePanel;
class RunHeader;
class RunRetry;
class SamplesTab;
class TriageStore;

/// What the run page needs of a connection. The services must outlive the page.
struct RunPageServices {
    JobService &jobs;
    CatalogueService *catalogue = nullptr; ///< may be null, see RunModel
    Capabilities capabilities = {};
    Clock &clock = Clock::system();
    QString connectionId = {}; ///< empty: the local engine
    Connection *connection = nullptr; ///< with `batches`: benchmarks can be tried again
    BatchStore *batches = nullptr;
    bool compares = false; ///< there are pages of the kind "compare"
    TriageStore *triage = nullptr; ///< null: nothing can be noted about samples
    PriceListModel *prices = nullptr; ///< null: nothing is said about money
};

/// The document tab of one job.
class RunPage : public DocumentPage {
    Q_OBJECT
public:
    RunPage(const RunPageServices &services, const QString &jobId, QWidget *parent = nullptr);
    ~RunPage() override;

    QString kind() const override { return QStringLiteral("run"); }
    QString subject() const override;
    QString reportSubject() const override { return subject(); }
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
    WhatIf &whatIf() { return m_whatIf; }

Q_SIGNALS:
    /// The reader wants a new job with this one's settings to start from.
    void runAgainRequested(const assay::Job &job);
    /// The reader wants these gates and weights kept: `collection` is the run's with them in it, or a new one (without an id).
    void collectionEditRequested(const assay::Collection &collection);
    /// A report of this run, named as in RunRef::text().
    void reportRequested(const QString &run);
    /// The metric dictionary at this metric.
    void dictionaryRequested(const QString &metric);
    /// http, https or a local folder: for the desktop.
    void urlRequested(const QUrl &url);

protected:
    void changeEvent(QEvent *event) override;
    void connectNotify(const QMetaMethod &signal) override;

private:
    void build();
    void rebuild();
    void chooseFirstTab();
    void showSamples(int benchmarkIndex);
    void showTab(const QVariant &saved);
    void connectWhatIf();
    void connectHeader();
    void connectTabs();
    void openRun(const QString &jobId);
    void addRetry();
    void editDetails();
    void sayArchived(bool is);
    void addRescore();
    void openRescore();
    void closeRescore();
    void say(const QString &text, const QString &key);
    void runAgainAsTried();
    void showCapabilities();
    void showObstacles();

    RunPageServices m_services;
    RunModel m_run;
    WhatIf m_whatIf;
    AttemptModel m_history;
    RunRetry *m_retry = nullptr;
    QVBoxLayout *m_layout;
    RunHeader *m_header;
    QTabWidget *m_tabs;
    OverviewTab *m_overview;
    LiveTab *m_live;
    SamplesTab *m_samples;
    LogTab *m_log;
    MetricsTab *m_metrics;
    AttemptsTab *m_attempts;
    PlanTab *m_plan;
    RescorePanel *m_rescore;
    bool m_reports = false; ///< somebody makes reports
    bool m_tabChosen = false; ///< by the reader or a saved layout: the page no longer chooses
    bool m_choosing = false, m_rebuilding = false;
    bool m_building = false; ///< not all views are there
    QString m_lastTitle;
};

} // namespace assay

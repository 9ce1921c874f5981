#pragma once

#include "models/compare/ComparisonKeeper.h"
#include "models/compare/HeatModel.h"
#include "models/compare/RunSet.h"
#include "ui/pages/DocumentPage.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTabWidget;
class QToolButton;

namespace assay {

class ComparabilityPanel;
class ConfigTab;
class DotsTab;
class FlipsTab;
class HeatTab;
class HistoryTab;
class JobListModel;
class PriceListModel;
class ProblemLabel;
class RunStrip;
class StatePanel;
class TradeOffTab;
class TriageStore;

/// What the pages of comparisons are given. All outlive the pages.
struct CompareServices {
    ConnectionRegistry &connections;
    JobListModel &jobs;
    SavedDocuments &saved;
    TriageStore *triage = nullptr; ///< null where nothing can be noted
    PriceListModel *prices = nullptr; ///< null: nothing is said about money
};

/// Up to twelve runs beside a baseline: in words, as heat table, dots, flips, trade-off and history. Saved by itself.
class ComparePage : public DocumentPage {
    Q_OBJECT
public:
    /// subject: "new:REF,REF,…" (the first is the baseline) or "saved:ID".
    ComparePage(const CompareServices &services, const QString &subject, QWidget *parent = nullptr);
    ~ComparePage() override;
    QString kind() const override { return QStringLiteral("compare"); }
    QString subject() const override;
    QString reportSubject() const override;
    QString title() const override;
    QIcon icon() const override;
    QString toolTipText() const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    void refresh() override;
    RunSet &runs() { return m_runs; }
    HeatModel &heat() { return m_heat; }
    FlipsTab *flips() const { return m_flips; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void makeContent();
    void remake();
    QWidget *makeHeader();
    void makeTabs();
    void makeMetrics();
    void makeActions();
    void makeProgress();
    void connectKeeper();
    void showItems(int row, int column);
    void restoreFrom(const SavedComparison &comparison);
    void updateRuns();
    void updateProgress();
    void updateComparison();
    void showCaveat();
    void updateSentence();
    void updateTitle();
    void setHighlighted(const QString &ref);
    void addRuns();
    void take(const QStringList &refs);
    void saveLater();
    void takeTitle();
    SavedComparison current() const;
    QStringList names() const;

    CompareServices m_services;
    RunSet m_runs;
    HeatModel m_heat;
    QString m_subject, m_highlighted;
    QString m_title; ///< of the user; empty: the one that it has by itself
    ComparisonKeeper m_keeper;
    QStackedWidget *m_stack;
    StatePanel *m_state;
    QLineEdit *m_titleEdit;
    QLabel *m_sentence;
    ProblemLabel *m_problem;
    QPushButton *m_add, *m_retry;
    QToolButton *m_runMenuButton;
    QMenu *m_runMenu;
    ComparabilityPanel *m_comparability;
    RunStrip *m_strip;
    QWidget *m_progressRow;
    QProgressBar *m_progress;
    QTabWidget *m_tabs;
    QComboBox *m_metrics;
    HeatTab *m_heatTab;
    DotsTab *m_dots;
    FlipsTab *m_flips;
    TradeOffTab *m_trade;
    HistoryTab *m_history;
    ConfigTab *m_config;
    bool m_confirmed = false, m_gone = false;
};

} // namespace assay

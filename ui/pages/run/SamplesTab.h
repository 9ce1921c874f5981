#pragma once

#include "models/results/RunModel.h"
#include "models/samples/SampleModel.h"
#include "models/triage/TriageBook.h"
#include "services/api/Capabilities.h"

#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>

class QButtonGroup;
class QComboBox;
class QLabel;
class QMenu;
class QSplitter;
class QStackedWidget;
class QTableView;
class QToolButton;
class QVBoxLayout;

namespace assay {

class SampleDetail;
class SampleQueryBar;
class SliceView;
class StatePanel;
class TriagePanel;
class TriageStrip;
class TriageStore;

/// The samples of one benchmark: table, filters, the chosen one in full, and what people note about it.
class SamplesTab : public QWidget {
    Q_OBJECT
public:
    /// triage: null where nothing can be noted. connectionId: as in RunRef.
    SamplesTab(RunModel &run, JobService &jobs, const Capabilities &capabilities, TriageStore *triage = nullptr, const QString &connectionId = {},
               QWidget *parent = nullptr);
    ~SamplesTab() override;
    void setCapabilities(const Capabilities &capabilities);
    void showBenchmark(int benchmarkIndex);
    void setFilter(SampleQuery::Filter filter);
    /// A filter expression; see SampleExpression.h.
    void setExpression(const QString &text);
    int benchmarkIndex() const { return m_benchmark; } ///< in the run; a merged one has its samples in several jobs
    SampleModel &model() { return m_model; }
    bool focusSearch();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void buildBar(QVBoxLayout *layout);
    void buildButtons(QVBoxLayout *layout);
    void buildTable();
    void buildSides(QVBoxLayout *layout);
    void connectModel();
    void update();
    void updateChips();
    void fillColumnMenu();
    void applyColumns();
    void setColumnShown(int column, bool shown);
    void showCurrent();
    void showSample(const std::optional<Sample> &sample);
    RightRule ruleOf(int benchmarkIndex) const;
    void applyRightRule();
    void readWhole(int textChars);
    void keepWhole();
    bool isCurrent(const Sample &sample) const;
    void goTo(int row);
    void step(int by);
    bool pressed(int key, bool shift);
    void setQueue(bool on);
    void setDiff(bool on);
    void fillDiffRuns();
    void updateDiff();
    void copy(bool markdown);

    RunModel &m_run;
    JobService &m_jobs;
    Capabilities m_capabilities;
    QString m_connectionId;
    TriageStore *m_triageStore;
    std::unique_ptr<TriageBook> m_book; ///< null where nothing can be noted
    SampleModel m_model;
    QTimer m_refreshTimer;
    QStackedWidget *m_stack;
    StatePanel *m_state;
    QComboBox *m_picker, *m_diffWith;
    QButtonGroup *m_chips;
    SampleQueryBar *m_query;
    QLabel *m_hint;
    QTableView *m_table;
    SampleDetail *m_detail;
    TriageStrip *m_strip = nullptr;
    TriagePanel *m_panel = nullptr;
    SliceView *m_slices;
    QWidget *m_bar;
    QToolButton *m_queueButton = nullptr, *m_blindButton = nullptr, *m_triageButton = nullptr, *m_slicesButton, *m_diffButton;
    QMenu *m_columnMenu;
    QHash<QString, bool> m_columnsShown; ///< what the reader chose, by the column's name
    int m_benchmark = 0;
    quint64 m_diffTicket = 0;
};

} // namespace assay

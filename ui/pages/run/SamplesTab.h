#pragma once

#include "models/results/RunModel.h"
#include "models/samples/SampleModel.h"
#include "services/api/Capabilities.h"

#include <QTimer>
#include <QWidget>

class QButtonGroup;
class QComboBox;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QTableView;

namespace assay {

class SampleDetail;
class StatePanel;

/// The samples of one benchmark: table, filters, and the chosen one in full.
class SamplesTab : public QWidget {
    Q_OBJECT
public:
    SamplesTab(RunModel &run, JobService &jobs, const Capabilities &capabilities, QWidget *parent = nullptr);
    void setCapabilities(const Capabilities &capabilities);
    void showBenchmark(int benchmarkIndex);
    void setFilter(SampleQuery::Filter filter);
    int benchmarkIndex() const { return m_model.benchmarkIndex(); }
    SampleModel &model() { return m_model; }
    bool focusSearch();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void buildBar(class QVBoxLayout *layout);
    void buildTable(class QVBoxLayout *layout);
    void update();
    void updateChips();
    void showCurrent();
    void goTo(int row);
    void step(int by);

    RunModel &m_run;
    Capabilities m_capabilities;
    SampleModel m_model;
    QTimer m_searchTimer, m_refreshTimer;
    QStackedWidget *m_stack;
    StatePanel *m_state;
    QComboBox *m_picker;
    QButtonGroup *m_chips;
    QLineEdit *m_search;
    QLabel *m_hint;
    QTableView *m_table;
    SampleDetail *m_detail;
    QWidget *m_bar;
};

} // namespace assay

#pragma once

#include "models/logs/LogModel.h"
#include "models/results/RunModel.h"
#include "services/api/Capabilities.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QStackedWidget;

namespace assay {

class StatePanel;

/// What a benchmark wrote, by ranges: any length, follow, search.
class LogTab : public QWidget {
    Q_OBJECT
public:
    LogTab(RunModel &run, JobService &jobs, const Capabilities &capabilities, QWidget *parent = nullptr);
    void setCapabilities(const Capabilities &capabilities);
    void showBenchmark(int benchmarkIndex);
    LogModel &model() { return m_model; }
    bool focusSearch();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *buildBar();
    void update();
    void updateSize();
    void scrolled(int value);
    void findNext();

    RunModel &m_run;
    Capabilities m_capabilities;
    LogModel m_model;
    QTimer m_followTimer;
    QComboBox *m_picker;
    QCheckBox *m_follow;
    QLineEdit *m_search;
    QLabel *m_size;
    QStackedWidget *m_stack;
    StatePanel *m_state;
    QListView *m_view;
};

} // namespace assay

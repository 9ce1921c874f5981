#pragma once

#include "models/logs/LogDownload.h"
#include "models/logs/LogFilter.h"
#include "models/logs/LogModel.h"
#include "models/results/RunModel.h"
#include "services/api/Capabilities.h"

#include <QRegularExpression>
#include <QTimer>
#include <QWidget>

class QLabel;
class QListView;
class QScrollBar;
class QStackedWidget;

namespace assay {

class AttemptModel;
class LogBar;
class LogDelegate;
class StatePanel;

/// What a benchmark wrote, by ranges: any length, follow, search, levels, colours.
class LogTab : public QWidget {
    Q_OBJECT
public:
    LogTab(RunModel &run, AttemptModel &attempts, JobService &jobs, const Capabilities &capabilities, QWidget *parent = nullptr);
    void setCapabilities(const Capabilities &capabilities);
    void showBenchmark(int benchmarkIndex);
    /// The log of an attempt, also one in another job that belongs to the run.
    void showSource(const LogSource &source);
    LogModel &model() { return m_model; }
    bool focusSearch();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildView();
    void connectModel();
    void connectBar();
    void update();
    void updateSize();
    void updatePosition();
    void scrolled(int value);
    void updateCount();
    void find(bool backwards);
    void setWrap(bool wrap);
    void showRow(int row);
    void chooseFile();
    void showLog(const LogSource &source);
    void fillAttempts();

    RunModel &m_run;
    AttemptModel &m_attempts;
    Capabilities m_capabilities;
    LogModel m_model;
    LogFilter m_filter;
    LogDownload m_download;
    QTimer m_followTimer, m_goTimer;
    LogBar *m_bar;
    QLabel *m_note;
    QStackedWidget *m_stack;
    StatePanel *m_state;
    QListView *m_view;
    LogDelegate *m_delegate;
    QScrollBar *m_position; ///< in the whole log, in KiB; the view's own bar moves in what is loaded
    QRegularExpression m_counting; ///< what was counted last
    bool m_nowhere = false; ///< the last search ended without a match
    QString m_matching;     ///< how many lines match, in words; empty: not counted yet
    qint64 m_countedPercent = 100;
    QString m_saved;        ///< what the last download came to
};

} // namespace assay

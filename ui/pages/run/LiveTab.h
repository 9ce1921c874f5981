#pragma once

#include "models/results/RunModel.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QTableView;

namespace assay {

/// One lane a benchmark while the run goes on, and what became of each afterwards.
class LiveTab : public QWidget {
    Q_OBJECT
public:
    explicit LiveTab(RunModel &run, QWidget *parent = nullptr);

Q_SIGNALS:
    void benchmarkActivated(int benchmarkIndex);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void update();

    RunModel &m_run;
    QTimer m_tick; ///< time left goes on while nothing arrives
    QLabel *m_summary;
    QProgressBar *m_bar;
    QTableView *m_table;
};

} // namespace assay

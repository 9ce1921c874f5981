#pragma once

#include "models/compare/HistoryModel.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;

namespace assay {

class HistoryChart;
class RunSet;

/// One benchmark of the compared models over time.
class HistoryTab : public QWidget {
    Q_OBJECT
public:
    HistoryTab(ConnectionRegistry &connections, RunSet &runs, QWidget *parent = nullptr);

Q_SIGNALS:
    void runActivated(const QString &ref);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void fillChoices();
    void choose();
    void updateNote();
    RunSet &m_runs;
    HistoryModel m_model;
    QComboBox *m_benchmark;
    QCheckBox *m_byTime;
    QLabel *m_note;
    HistoryChart *m_chart;
    bool m_stale = true; ///< lists of runs are asked for when somebody looks
};

} // namespace assay

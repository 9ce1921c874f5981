#pragma once

#include "models/compare/HistoryDropModel.h"
#include "models/compare/HistoryModel.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QTableView;

namespace assay {

class HistoryChart;
class RunSet;

/// One benchmark of the compared models over time, and where it fell: the runs from the last good to the first bad one.
class HistoryTab : public QWidget {
    Q_OBJECT
public:
    HistoryTab(ConnectionRegistry &connections, RunSet &runs, QWidget *parent = nullptr);

    /// Earlier runs are asked for again, once the compared ones are there again.
    void refresh() { m_model.forget(); }

Q_SIGNALS:
    void runActivated(const QString &ref);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void fillChoices();
    void choose();
    void updateNote();
    QWidget *buildDrop();
    void fillModels();
    void showDrop();
    void showDropText();
    RunSet &m_runs;
    HistoryModel m_model;
    HistoryDropModel m_drop;
    QComboBox *m_benchmark;
    QCheckBox *m_byTime;
    QLabel *m_note, *m_dropText;
    QComboBox *m_dropModel;
    QTableView *m_dropTable;
    HistoryChart *m_chart;
    bool m_stale = true; ///< lists of runs are asked for when somebody looks
};

} // namespace assay

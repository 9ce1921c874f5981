#pragma once

#include "models/results/RunModel.h"

#include <QSortFilterProxyModel>
#include <QWidget>

class QLabel;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace assay {

class BarDelegate;
class ResultChart;
class StatePanel;

/// Orders a job's few hundred rows: verdict first, then distance to the gate; a clicked header orders by its raw values.
class ResultOrder : public QSortFilterProxyModel {
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

protected:
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;
};

/// Bars with gates, and the same numbers as a table; T goes between both.
class OverviewTab : public QWidget {
    Q_OBJECT
public:
    explicit OverviewTab(RunModel &run, QWidget *parent = nullptr);
    ResultChart *chart() const { return m_chart; }
    bool isTableOnly() const;
    void setTableOnly(bool tableOnly);

Q_SIGNALS:
    void benchmarkActivated(int benchmarkIndex); ///< the reader wants its samples

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void update();
    void showNotice();
    void activate(int row);
    void shareHeight();

    RunModel &m_run;
    ResultOrder m_order;
    QStackedWidget *m_stack;
    StatePanel *m_state;
    QLabel *m_notice;
    QSplitter *m_splitter;
    ResultChart *m_chart;
    QTableView *m_table;
    BarDelegate *m_bars;
    bool m_shared = false;
};

} // namespace assay

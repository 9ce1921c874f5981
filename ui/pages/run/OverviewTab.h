#pragma once

#include "models/results/RunCost.h"
#include "models/results/RunModel.h"

#include <QSortFilterProxyModel>
#include <QWidget>

class QLabel;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace assay {

class BarDelegate;
class GateDrag;
class PriceListModel;
class ResultChart;
class StatePanel;
class WhatIf;
class WhatIfBar;

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
    /// prices: null where nobody enters any.
    OverviewTab(RunModel &run, WhatIf &whatIf, PriceListModel *prices = nullptr, QWidget *parent = nullptr);
    ResultChart *chart() const { return m_chart; }
    WhatIfBar *whatIfBar() const { return m_whatIfBar; }
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
    void showCost();
    QString failureText(const ResultRow &row) const;
    void buildWhatIf();
    void showTried();
    void stepGate(int steps);
    void activate(int row);
    void shareHeight();

    RunModel &m_run;
    WhatIf &m_whatIf;
    RunCost m_cost;
    ResultOrder m_order;
    QStackedWidget *m_stack;
    StatePanel *m_state;
    QLabel *m_notice, *m_costLine;
    QSplitter *m_splitter;
    ResultChart *m_chart;
    QTableView *m_table;
    BarDelegate *m_bars;
    GateDrag *m_drag = nullptr;
    WhatIfBar *m_whatIfBar = nullptr;
    void makeRoom();
    QList<int> m_widths; ///< of the columns that what is tried makes wider, as they were
    bool m_shared = false;
};

} // namespace assay

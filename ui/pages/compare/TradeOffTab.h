#pragma once

#include "models/compare/TradeOffModel.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace assay {

class ChartFrame;
class PriceListModel;
class TradeOffChart;

/// Two numbers of the runs against each other, e.g. a score against the latency.
class TradeOffTab : public QWidget {
    Q_OBJECT
public:
    /// prices: null where nobody enters any: then there is no cost.
    explicit TradeOffTab(RunSet &runs, PriceListModel *prices = nullptr, QWidget *parent = nullptr);
    void setHighlighted(int column);
    void setCaveat(const QString &caveat); ///< see ChartActions::setCaveat()
    /// Ids of the figures, for the saved comparison.
    QString xId() const;
    QString yId() const;
    void setAxes(const QString &x, const QString &y);

Q_SIGNALS:
    void axesChanged();
    void runActivated(const QString &ref);

private:
    void takeRuns();
    void fillChoices();
    void showNotice();
    void choose();
    RunSet &m_runs;
    PriceListModel *m_prices;
    TradeOffModel m_model;
    QComboBox *m_x, *m_y;
    QLabel *m_notice;
    TradeOffChart *m_chart;
    ChartFrame *m_frame;
    QString m_wantedX, m_wantedY;
};

} // namespace assay

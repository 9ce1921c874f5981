#pragma once

#include "models/compare/TradeOffModel.h"

#include <QWidget>

class QComboBox;

namespace assay {

class ChartFrame;
class TradeOffChart;

/// Two numbers of the runs against each other, e.g. a score against the latency.
class TradeOffTab : public QWidget {
    Q_OBJECT
public:
    explicit TradeOffTab(RunSet &runs, QWidget *parent = nullptr);
    void setHighlighted(int column);
    /// Ids of the figures, for the saved comparison.
    QString xId() const;
    QString yId() const;
    void setAxes(const QString &x, const QString &y);

Q_SIGNALS:
    void axesChanged();
    void runActivated(const QString &ref);

private:
    void fillChoices();
    void choose();
    RunSet &m_runs;
    TradeOffModel m_model;
    QComboBox *m_x, *m_y;
    TradeOffChart *m_chart;
    QString m_wantedX, m_wantedY;
};

} // namespace assay

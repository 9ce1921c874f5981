#pragma once

#include <QWidget>

namespace assay {

class ChartFrame;
class DotChart;
class HeatModel;

/// The scores of the compared runs as dots with their intervals and gates, beside the same numbers as a table.
class DotsTab : public QWidget {
    Q_OBJECT
public:
    /// model: outlives the tab.
    explicit DotsTab(HeatModel &model, QWidget *parent = nullptr);
    void setHighlighted(int column); ///< of the comparison; -1: none
    void setCaveat(const QString &caveat); ///< see ChartActions::setCaveat()

Q_SIGNALS:
    void cellActivated(int sourceRow, int column); ///< of the comparison

private:
    DotChart *m_chart;
    ChartFrame *m_frame;
};

} // namespace assay

#pragma once

#include "models/compare/FlipItemsModel.h"
#include "ui/charts/SpreadChart.h"

#include <QWidget>

namespace assay {

class ChartFrame;
class DifferenceChart;
class FlipChart;

/// The items of two runs as pictures: the square of what became of them, and for graded scores the differences and the spread.
class FlipPictures : public QWidget {
    Q_OBJECT
public:
    /// What the items are about.
    struct Subject {
        QString before, after; ///< names of the runs
        QString metric;
        MetricUnit unit = MetricUnit::Unbounded;
        QString empty;         ///< why there is nothing to show
        QList<double> scores[2]; ///< of each run, shared or not; only needed for graded ones
    };
    /// items: outlives the pictures.
    explicit FlipPictures(FlipItemsModel &items, QWidget *parent = nullptr);
    /// Call after the items' scores were set.
    void show(const Subject &subject);
    void setCaveat(const QString &caveat); ///< see ChartActions::setCaveat()
    FlipChart &square() { return *m_square; }

Q_SIGNALS:
    void chosen(std::optional<assay::FlipChange> change); ///< a class of items; none: all

private:
    void choose(int place);
    FlipItemsModel &m_items;
    Subject m_subject;
    FlipChart *m_square;
    DifferenceChart *m_strip;
    SpreadChart *m_spread;
    ChartFrame *m_stripFrame, *m_spreadFrame;
};

} // namespace assay

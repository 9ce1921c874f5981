#pragma once

#include "models/results/ResultRow.h"
#include "ui/charts/ChartView.h"

namespace assay {

struct TradeOffAxis {
    QString title; ///< "Accuracy, 0 to 1"
    MetricUnit unit = MetricUnit::Unbounded;
    bool lowerIsBetter = false;
};
struct TradeOffPoint {
    int modelRow = 0;
    int series = 0;
    QString name, text; ///< the run; both values in words
    double x = 0, y = 0;
    std::optional<Interval> xInterval, yInterval;
    bool onFront = false; ///< no other run is better in one and at least as good in the other
};
struct TradeOffData {
    TradeOffAxis x, y;
    QStringList series;
    QList<TradeOffPoint> points;
    QString empty; ///< why there is nothing to draw
};

/// Marks the points that no other point beats, and gives them in ascending order of x.
QList<QPointF> markFront(TradeOffData &data);

/// Runs by two of their numbers, both with intervals; a line joins those that no other run beats.
class TradeOffChart : public ChartView {
    Q_OBJECT
public:
    using Reader = std::function<TradeOffData(const QAbstractItemModel &)>;
    explicit TradeOffChart(Reader reader, QWidget *parent = nullptr);
    const TradeOffData &data() const { return m_data; }
    QString asText() const override;

protected:
    void build() override;
    double place(double width, double height) override;
    void paintBelow(QPainter &painter, const QRectF &exposed) override;
    void paintAbove(QPainter &painter, const QRectF &exposed) override;

private:
    void paintWhiskers(QPainter &painter, const TradeOffPoint &point) const;
    void paintNames(QPainter &painter);
    QList<LegendEntry> legendEntries() const;
    Reader m_reader;
    TradeOffData m_data;
    double m_legendHeight = 0;
};

} // namespace assay

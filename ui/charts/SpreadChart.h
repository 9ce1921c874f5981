#pragma once

#include "models/results/ResultRow.h"
#include "ui/charts/ChartView.h"

namespace assay {

struct SpreadSeries {
    QString name;
    QList<double> values; ///< of the items, in any order
};
struct SpreadData {
    QString metric, title;
    MetricUnit unit = MetricUnit::Unbounded;
    QList<SpreadSeries> series;
    QString empty; ///< why there is nothing to draw, e.g. that every item is right or wrong
};

/// How many of `values` fall into each of `bins` equal parts of the scale; the last one holds its upper end.
QList<int> binCounts(const QList<double> &values, const AxisScale &scale, int bins);
/// The share of values up to each value, ascending: the steps of the empirical distribution.
QList<QPointF> cumulative(QList<double> values);

/// How graded scores spread over their scale, run by run: as outlines of histograms, or as the share of items up to each score. Items
/// that are only right or wrong have no such picture: the reader says so in `empty`.
class SpreadChart : public ChartView {
    Q_OBJECT
public:
    enum class Kind { Histogram, Cumulative };
    static constexpr int binCount = 20;
    using Reader = std::function<SpreadData(const QAbstractItemModel &)>;
    explicit SpreadChart(Reader reader, QWidget *parent = nullptr);
    const SpreadData &data() const { return m_data; }
    void setKind(Kind kind);

protected:
    void build() override;
    double place(double width, double height) override;
    void paintBelow(QPainter &painter, const QRectF &exposed) override;
    void paintAbove(QPainter &painter, const QRectF &exposed) override;

private:
    void addHistogram(int series, double &most);
    void addCumulative(int series);
    QList<LegendEntry> legendEntries() const;
    Reader m_reader;
    SpreadData m_data;
    Kind m_kind = Kind::Histogram;
    QList<QPointF> m_places; ///< of the marks, in the axes' own units
};

/// The differences of items that two runs share, sorted: what lies left of zero got worse where more is better. Graded scores only.
class DifferenceChart : public ChartView {
    Q_OBJECT
public:
    static constexpr int markParts = 50;
    using Reader = std::function<SpreadData(const QAbstractItemModel &)>; ///< one series: the differences
    explicit DifferenceChart(Reader reader, QWidget *parent = nullptr);

protected:
    void build() override;
    double place(double width, double height) override;
    void paintBelow(QPainter &painter, const QRectF &exposed) override;
    void paintAbove(QPainter &painter, const QRectF &exposed) override;

private:
    Reader m_reader;
    SpreadData m_data;
    QList<QPointF> m_places;
    qsizetype m_higher = 0, m_lower = 0, m_same = 0;
};

} // namespace assay

#pragma once

#include "models/results/ResultRow.h"
#include "ui/charts/ChartView.h"

namespace assay {

/// One benchmark's score of one run, for a DotChart.
struct DotPoint {
    std::optional<double> value;
    std::optional<Interval> interval;
    std::optional<double> gate;
    QString text;    ///< what is read out: "0.581, interval 0.554 to 0.607, gate at least 0.65"
    QString missing; ///< why there is no value
    QString reason;  ///< a sentence more
};
struct DotRow {
    int modelRow = 0;
    QString name;
    bool lowerIsBetter = false;
    MetricUnit unit = MetricUnit::Unbounded;
    QString group;      ///< rows with equal groups share an axis
    QString groupTitle; ///< over that axis
    QList<DotPoint> points; ///< one a run
};
struct DotData {
    QStringList series; ///< names of the runs
    QList<DotRow> rows;
};

/// Scores of several runs as dots with whiskers, one row a benchmark, one panel a unit; the gate is a line across the row. Past six
/// runs one is highlighted and the rest is grey.
class DotChart : public ChartView {
    Q_OBJECT
public:
    using Reader = std::function<DotData(const QAbstractItemModel &)>;
    explicit DotChart(Reader reader, QWidget *parent = nullptr);
    const DotData &data() const { return m_data; } ///< of this page
    QString asText() const override;

protected:
    void build() override;
    double place(double width, double height) override;
    void paintBelow(QPainter &painter, const QRectF &exposed) override;
    void paintAbove(QPainter &painter, const QRectF &exposed) override;
    int neighbour(int place, int key) const override;

private:
    struct Row {
        int data = 0, panel = 0;
        QRectF strip;
    };
    QList<LegendEntry> legendEntries() const;
    double rowHeight() const;
    double dodge(const QRectF &strip, int series) const;
    void paintRow(QPainter &painter, const Row &row);
    void paintPoint(QPainter &painter, const Row &row, int series);
    void paintGate(QPainter &painter, double x, double top, double bottom) const;
    int seriesCount() const { return int(m_data.series.size()); }

    Reader m_reader;
    DotData m_data;
    QList<Row> m_rows;
    double m_nameWidth = 0, m_legendHeight = 0;
};

} // namespace assay

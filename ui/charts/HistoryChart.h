#pragma once

#include "models/results/ResultRow.h"
#include "ui/charts/ChartView.h"

#include <QDateTime>

namespace assay {

/// One run in a HistoryChart.
struct HistoryPoint {
    int modelRow = 0;
    int series = 0; ///< of the model under evaluation: points of one are joined
    QDateTime when;
    QString name, text; ///< the run; its value in words
    double value = 0;
    std::optional<Interval> interval;
    std::optional<double> gate; ///< as it was then
    Verdict verdict = Verdict::NotGated;
    QString breakReason; ///< why it cannot be compared with the one before it; empty: it can
};
struct HistoryData {
    QString title; ///< of the value axis
    MetricUnit unit = MetricUnit::Unbounded;
    bool lowerIsBetter = false;
    QStringList series;
    QList<HistoryPoint> points; ///< oldest first
    QString empty;              ///< why there is nothing to draw
};

/// One benchmark over time: a line a model with the interval as a band, the gate as a step line as it was, the verdict's sign at each
/// run. The line breaks where runs stop being comparable; a flag says why.
class HistoryChart : public ChartView {
    Q_OBJECT
public:
    using Reader = std::function<HistoryData(const QAbstractItemModel &)>;
    explicit HistoryChart(Reader reader, QWidget *parent = nullptr);
    const HistoryData &data() const { return m_data; }
    /// One step a run, or by the calendar.
    void setByTime(bool byTime);
    QString asText() const override;
    /// Runs of points of one series without a break, as places in data().points.
    QList<QList<int>> stretches(int series) const;
    /// The gate as a step line: it holds from the run that brought it until the next one. -1: of all series together.
    QList<QPointF> gateLine(int series) const;

protected:
    void build() override;
    double place(double width, double height) override;
    void paintBelow(QPainter &painter, const QRectF &exposed) override;
    void paintAbove(QPainter &painter, const QRectF &exposed) override;

private:
    double along(int at) const;
    void addStretch(const QList<int> &stretch, int series);
    void addGates();
    void paintDates(QPainter &painter) const;
    QList<LegendEntry> legendEntries() const;
    Reader m_reader;
    HistoryData m_data;
    bool m_byTime = false;
    double m_legendHeight = 0;
};

} // namespace assay

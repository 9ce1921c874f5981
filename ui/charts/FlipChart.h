#pragma once

#include "ui/charts/ChartView.h"

namespace assay {

/// What became of the items of one benchmark from one run to another.
enum class FlipClass { BothRight, Gained, Lost, BothWrong };

struct FlipData {
    QString before, after; ///< names of the two runs
    int bothRight = 0, gained = 0, lost = 0, bothWrong = 0;
    int of(FlipClass which) const;
    int total() const { return bothRight + gained + lost + bothWrong; }
    QString empty; ///< why there is nothing to show
};
QString flipTitle(FlipClass which); ///< "Gained"

/// Two by two: right and wrong before, right and wrong after, with counts. A click or Enter chooses a class; -1: all of them.
class FlipChart : public ChartView {
    Q_OBJECT
public:
    using Reader = std::function<FlipData(const QAbstractItemModel &)>;
    explicit FlipChart(Reader reader, QWidget *parent = nullptr);
    const FlipData &data() const { return m_data; }
    /// The class whose items are shown, as a place of marks(); -1: all.
    void setChosen(int place);
    int chosen() const { return m_chosen; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void build() override;
    double place(double width, double height) override;
    void paintBelow(QPainter &painter, const QRectF &exposed) override;
    int neighbour(int place, int key) const override;

private:
    void paintCell(QPainter &painter, int at) const;
    double sideWidth() const;
    Reader m_reader;
    FlipData m_data;
    int m_chosen = -1;
};

} // namespace assay

#pragma once

#include "models/compare/FlipItemsModel.h"
#include "ui/charts/ChartView.h"

#include <array>

namespace assay {

struct FlipData {
    QString before, after; ///< names of the two runs
    int bothRight = 0, gained = 0, lost = 0, bothWrong = 0;
    int of(FlipChange which) const;
    int total() const { return bothRight + gained + lost + bothWrong; }
    std::optional<FlipChange> chosen; ///< the class whose items are shown; none: all
    QString empty; ///< why there is nothing to show
};

/// Two by two: right and wrong before, right and wrong after, with counts. A click or Enter chooses a class.
class FlipChart : public ChartView {
    Q_OBJECT
public:
    using Reader = std::function<FlipData(const QAbstractItemModel &)>;
    /// By place of marks(), as they stand in the square: rows are the run before, columns the run after.
    static constexpr std::array cells{FlipChange::BothRight, FlipChange::Lost, FlipChange::Gained, FlipChange::BothWrong};
    explicit FlipChart(Reader reader, QWidget *parent = nullptr);
    const FlipData &data() const { return m_data; }
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
};

} // namespace assay

#pragma once

#include <QHeaderView>
#include <QStyledItemDelegate>
#include <QTableView>

#include <functional>
#include <optional>

namespace assay {

/// How one cell of a heat table is drawn. Only what is significant is filled, by good and bad and not by more and less.
struct HeatCell {
    QString value, difference, glyph; ///< "0.642", "−0.061", "▼"
    /// > 0 better, < 0 worse than the baseline; 1 and −1 beyond doubt, smaller where it is just significant; 0: no filling.
    double strength = 0;
    bool baseline = false;
    QString missing; ///< why there is no value: hatched, with this word; empty: there is one
};
using HeatCellReader = std::function<HeatCell(const QModelIndex &)>;
/// The values of a row, run by run, for the small line in its header.
using HeatRowReader = std::function<QList<std::optional<double>>(int row)>;

/// Value, difference and sign in columns of their own, so that digits stand under digits.
class HeatDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit HeatDelegate(HeatCellReader reader, QObject *parent = nullptr) : QStyledItemDelegate(parent), m_reader(std::move(reader)) {}
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// What the ground of such a cell is, and the ink on it; for legends and tests.
    static QColor fill(double strength, const QPalette &palette);
    static QColor ink(double strength, const QPalette &palette);

private:
    HeatCellReader m_reader;
};

/// Runs beside benchmarks as a table: numbers and differences in the cells, markers over the columns, small lines beside the rows.
/// Scrolls by pixels; rows and columns have fixed sizes, so that a hundred runs of three hundred metrics cost what is visible.
class HeatView : public QTableView {
    Q_OBJECT
public:
    HeatView(HeatCellReader cells, HeatRowReader rows, QWidget *parent = nullptr);
    void setModel(QAbstractItemModel *model) override;
    /// The run that keeps its colour where there are more than six; -1: none.
    void setHighlighted(int run);

protected:
    void changeEvent(QEvent *event) override;

private:
    class RunHeader;
    class RowHeader;
    void fit();
    RunHeader *m_runs;
    RowHeader *m_rows;
};

/// What the fillings and signs of the table mean, in as many lines as the width needs.
class HeatLegend : public QWidget {
    Q_OBJECT
public:
    explicit HeatLegend(QWidget *parent = nullptr);
    /// Higher and lower instead of better and worse, without a colour.
    void setPlain(bool plain);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Entry {
        double strength;
        QString glyph, words;
        bool hatched = false;
    };
    QList<Entry> entries() const;
    int entryWidth(const Entry &entry) const;
    void updateName();
    bool m_plain = false;
    int lineHeight() const { return int(fontMetrics().height() * 1.4); }
};

} // namespace assay

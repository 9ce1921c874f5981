#include "ui/widgets/RowTable.h"

#include <QEvent>
#include <QHeaderView>
#include <QTableView>

#include <algorithm>
#include <utility>

namespace assay {

namespace {

class RowHeight final : public QObject {
public:
    RowHeight(QTableView &table, double lines) : QObject(&table), m_table(table), m_lines(lines)
    {
        table.installEventFilter(this);
        apply();
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::FontChange)
            apply();
        return QObject::eventFilter(watched, event);
    }

private:
    void apply()
    {
        constexpr int least = 24; // WCAG 2.2, 2.5.8
        m_table.verticalHeader()->setDefaultSectionSize(qMax(least, int(m_table.fontMetrics().height() * m_lines)));
    }
    QTableView &m_table;
    double m_lines;
};

int digitOf(const QTableView &table) { return std::max(1, table.fontMetrics().horizontalAdvance(QLatin1Char('0'))); }

/// Columns, also those that were dragged, keep their share of the text when the zoom changes.
class ColumnWidths final : public QObject {
public:
    explicit ColumnWidths(QTableView &table) : QObject(&table), m_table(table), m_digit(digitOf(table)) { table.installEventFilter(this); }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::FontChange)
            scale();
        return QObject::eventFilter(watched, event);
    }

private:
    void scale()
    {
        const int digit = digitOf(m_table), before = std::exchange(m_digit, digit);
        if (digit == before)
            return;
        QHeaderView &header = *m_table.horizontalHeader();
        QList<int> widths, hidden;
        for (int column = 0; column < header.count(); ++column) {
            if (header.isSectionHidden(column)) { // has no width to be asked for
                hidden << column;
                header.showSection(column);
            }
            widths << header.sectionSize(column);
        }
        header.setDefaultSectionSize(header.defaultSectionSize() * digit / before); // which gives it to all columns
        for (int column = 0; column < header.count(); ++column)
            header.resizeSection(column, widths.at(column) * digit / before);
        for (const int column : std::as_const(hidden))
            header.hideSection(column);
    }
    QTableView &m_table;
    int m_digit;
};

} // namespace

void keepRowHeight(QTableView &table, double lines) { new RowHeight(table, lines); }

void makeRowTable(QTableView &table, double lines)
{
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setShowGrid(false);
    table.setTabKeyNavigation(false);
    table.verticalHeader()->hide();
    table.horizontalHeader()->setHighlightSections(false);
    keepRowHeight(table, lines);
    new ColumnWidths(table);
}

} // namespace assay

#include "ui/widgets/RowTable.h"

#include <QEvent>
#include <QHeaderView>
#include <QTableView>

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
}

} // namespace assay

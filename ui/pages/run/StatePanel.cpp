#include "ui/pages/run/StatePanel.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableView>

namespace assay {

StatePanel::StatePanel(QWidget *parent) : EmptyState(parent)
{
    setObjectName(QStringLiteral("statePanel"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    const auto labels = findChildren<QLabel *>();
    for (QLabel *label : labels)
        label->setTextFormat(Qt::PlainText);
}

void StatePanel::setState(const QString &icon, const QString &title, const QString &reason, const QString &action)
{
    m_title = title;
    m_reason = reason;
    setContent(icon, title, reason, action);
}

void setUpTable(QTableView &table, const QString &objectName, const QString &accessibleName)
{
    table.setObjectName(objectName);
    table.setAccessibleName(accessibleName);
    table.setFrameShape(QFrame::NoFrame);
    table.setShowGrid(false);
    table.setAlternatingRowColors(true);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setWordWrap(false);
    table.setTabKeyNavigation(false); // Tab leaves the table
    QHeaderView *rows = table.verticalHeader();
    rows->setSectionResizeMode(QHeaderView::Fixed);
    rows->setDefaultSectionSize(std::max(24, int(table.fontMetrics().height() * 1.6)));
    rows->hide();
    table.horizontalHeader()->setHighlightSections(false);
    table.horizontalHeader()->setStretchLastSection(true);
}

void setColumnChars(QTableView &table, int column, int chars)
{
    table.setColumnWidth(column, table.fontMetrics().horizontalAdvance(QLatin1Char('0')) * chars);
}

} // namespace assay

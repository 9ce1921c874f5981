#include "ui/pages/run/StatePanel.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

StatePanel::StatePanel(QWidget *parent) : QWidget(parent), m_title(new QLabel), m_reason(new QLabel), m_action(new QPushButton)
{
    setObjectName(QStringLiteral("statePanel"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    m_title->setFont(large);
    m_reason->setObjectName(QStringLiteral("stateReason"));
    m_title->setObjectName(QStringLiteral("stateTitle"));
    m_action->setObjectName(QStringLiteral("stateAction"));
    for (QLabel *label : {m_title, m_reason}) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto *layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addWidget(m_title);
    layout->addWidget(m_reason);
    layout->addSpacing(fontMetrics().height() / 2);
    layout->addWidget(m_action, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    m_action->hide();
    connect(m_action, &QPushButton::clicked, this, &StatePanel::actionTriggered);
}

void StatePanel::setState(const QString &title, const QString &reason, const QString &action)
{
    m_title->setText(title);
    m_reason->setText(reason);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
}

QString StatePanel::title() const
{
    return m_title->text();
}

QString StatePanel::reason() const
{
    return m_reason->text();
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

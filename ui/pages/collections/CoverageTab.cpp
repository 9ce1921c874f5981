#include "ui/pages/collections/CoverageTab.h"

#include "models/authoring/CoverageModel.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/RowTable.h"
#include "ui/widgets/ToneDelegate.h"

#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

CoverageTab::CoverageTab(CoverageModel &model, QWidget *parent)
    : QWidget(parent), m_model(model), m_summary(new QLabel(this)), m_table(new QTableView(this)), m_stack(new QStackedWidget(this)), m_empty(new EmptyState(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, fontMetrics().height() / 2, 0, 0);
    m_summary->setObjectName(QStringLiteral("coverageSummary"));
    m_summary->setWordWrap(true);
    m_table->setObjectName(QStringLiteral("coverageTable"));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new ToneDelegate(m_table));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 14);
    m_table->horizontalHeader()->setHighlightSections(false);
    keepRowHeight(*m_table);
    m_table->verticalHeader()->setHighlightSections(false);
    layout->addWidget(m_summary);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    layout->addWidget(m_stack, 1);
    connect(&m_model, &CoverageModel::changed, this, &CoverageTab::updateState);
    retranslate();
}

void CoverageTab::updateState()
{
    m_summary->setText(m_model.isEmpty() ? QString() : m_model.summary());
    m_empty->setContent(QStringLiteral("collection"), tr("Nothing Is Covered Yet"), tr("Add benchmarks to see which categories and providers they cover."));
    m_stack->setCurrentWidget(m_model.isEmpty() ? static_cast<QWidget *>(m_empty) : m_table);
}

void CoverageTab::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void CoverageTab::retranslate()
{
    m_table->setAccessibleName(tr("Benchmarks by Category and Provider"));
    updateState();
}

} // namespace assay

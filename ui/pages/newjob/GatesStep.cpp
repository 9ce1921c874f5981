#include "ui/pages/newjob/GatesStep.h"

#include "models/jobs/JobDraftModel.h"
#include "ui/pages/newjob/GateDelegate.h"
#include "ui/widgets/ColumnFit.h"
#include "ui/widgets/Heading.h"

#include <QEvent>
#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

namespace assay {

GatesStep::GatesStep(JobDraftModel &draft, QWidget *parent)
    : QWidget(parent), m_draft(draft), m_title(new Heading(Heading::Level::Section, this)),
      m_hint(new Heading(Heading::Level::Caption, this)), m_issues(new QLabel(this)),
      m_empty(new Heading(Heading::Level::Caption, this)), m_table(new QTableView(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(fontMetrics().height() / 2);
    layout->addWidget(m_title);
    m_hint->setWordWrap(true);
    layout->addWidget(m_hint);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_empty, 1, Qt::AlignCenter);
    m_issues->setObjectName(QStringLiteral("gateIssues"));
    m_issues->setTextFormat(Qt::PlainText);
    m_issues->setWordWrap(true);
    layout->addWidget(m_issues);
    m_table->setObjectName(QStringLiteral("gatesTable"));
    m_table->setModel(&m_draft);
    m_table->setItemDelegate(new GateDelegate(m_table));
    m_table->setEditTriggers(QAbstractItemView::AllEditTriggers);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 2);
    m_table->horizontalHeader()->setHighlightSections(false);
    fitColumn(m_table->horizontalHeader(), JobDraftModel::BenchmarkColumn, 24);
    const int unit = fontMetrics().averageCharWidth();
    for (const auto &[column, width] : {std::pair{JobDraftModel::MetricColumn, 22}, {JobDraftModel::DirectionColumn, 18},
                                        {JobDraftModel::GateColumn, 20}, {JobDraftModel::WeightColumn, 10},
                                        {JobDraftModel::ShareColumn, 9}, {JobDraftModel::ItemsColumn, 14}})
        m_table->setColumnWidth(column, width * unit);
    connect(&m_draft, &JobDraftModel::changed, this, &GatesStep::updateTexts);
    retranslate();
}

void GatesStep::updateTexts()
{
    QStringList lines;
    for (const DraftIssue &issue : draftIssues(m_draft.draft())) {
        if (issue.step == DraftIssue::Step::Gates)
            lines << QStringLiteral("⚠ %1").arg(issue.text);
    }
    m_issues->setText(lines.join(QLatin1Char('\n')));
    m_issues->setVisible(!lines.isEmpty());
    const bool any = m_draft.rowCount() > 0;
    m_table->setVisible(any);
    m_empty->setVisible(!any);
}

void GatesStep::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void GatesStep::retranslate()
{
    m_title->setText(tr("What must it reach?"));
    m_hint->setText(tr("Gates are in the metric's own unit. Untick a gate to report the score without judging it. A result passes when "
                       "its whole 95 % interval clears the gate, and is too close to call when the interval holds it."));
    m_empty->setText(tr("Choose benchmarks first."));
    m_table->setAccessibleName(tr("Gates"));
    updateTexts();
}

} // namespace assay

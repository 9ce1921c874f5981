// What stands where on the page, and in which words: another part of NewJobPage.

#include "ui/pages/newjob/NewJobPage.h"

#include "ui/authoring/ProblemStrip.h"
#include "ui/authoring/YamlView.h"
#include "ui/pages/newjob/BenchmarksStep.h"
#include "ui/pages/newjob/GatesStep.h"
#include "ui/pages/newjob/PlanStep.h"
#include "ui/pages/newjob/SendPanel.h"
#include "ui/pages/newjob/SettingsStep.h"
#include "ui/pages/newjob/StepRail.h"
#include "ui/pages/newjob/TargetStep.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/PlainText.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay {

void NewJobPage::build()
{
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap / 2);
    layout->setSpacing(gap / 2);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(gap * 3 / 2);
    m_rail = new StepRail(this);
    m_target = new TargetStep(m_context, m_document);
    m_benchmarks = new BenchmarksStep(m_context, m_document, m_entries);
    m_settings = new SettingsStep(m_context, m_document, m_entries);
    m_gates = new GatesStep(m_document, m_entries, m_context.catalogue);
    m_plan = new PlanStep(m_context, m_document, m_entries);
    m_steps = new QStackedWidget(this);
    for (QWidget *step : {static_cast<QWidget *>(m_target), static_cast<QWidget *>(m_benchmarks), static_cast<QWidget *>(m_settings),
                          static_cast<QWidget *>(m_gates), static_cast<QWidget *>(m_plan)})
        m_steps->addWidget(step);
    m_yaml = new YamlView(m_document, this);
    m_views = new QStackedWidget(this);
    m_views->addWidget(m_steps);
    m_views->addWidget(m_yaml);
    m_strip = new ProblemStrip(m_problems, this);
    auto *right = new QVBoxLayout;
    right->addWidget(buildHead());
    right->addWidget(m_views, 1);
    right->addWidget(m_strip);
    middle->addWidget(m_rail);
    middle->addLayout(right, 1);
    layout->addLayout(middle, 1);
    m_sending = new SendPanel(m_sender, this);
    layout->addWidget(m_sending);
    layout->addWidget(buildFoot());
}

QWidget *NewJobPage::buildHead()
{
    auto *head = new QWidget(this);
    auto *bar = new QHBoxLayout(head);
    bar->setContentsMargins(0, 0, 0, 0);
    const auto button = [&](const char *icon, const char *name) {
        auto *made = new QPushButton(themeIcon(QLatin1String(icon)), {}, head);
        made->setObjectName(QLatin1String(name));
        return made;
    };
    m_undo = button("undo", "newjobUndo");
    m_redo = button("refresh", "newjobRedo");
    m_recipes = button("open", "newjobRecipes");
    auto *views = new QButtonGroup(this);
    const auto tab = [&](const char *name) {
        auto *made = new QToolButton(head);
        made->setObjectName(QLatin1String(name));
        made->setCheckable(true);
        made->setFocusPolicy(Qt::TabFocus);
        made->setMinimumHeight(m_undo->sizeHint().height());
        views->addButton(made);
        return made;
    };
    m_formTab = tab("viewForm");
    m_yamlTab = tab("viewYaml");
    m_formTab->setChecked(true);
    for (QWidget *widget : {static_cast<QWidget *>(m_formTab), static_cast<QWidget *>(m_yamlTab)})
        bar->addWidget(widget);
    bar->addStretch(1);
    for (QWidget *widget : {m_undo, m_redo, m_recipes})
        bar->addWidget(widget);
    return head;
}

QWidget *NewJobPage::buildFoot()
{
    auto *foot = new QWidget(this);
    auto *bar = new QHBoxLayout(foot);
    bar->setContentsMargins(0, 0, 0, 0);
    m_estimate = plainLabel(new QLabel(foot), "estimate");
    m_saved = new Heading(Heading::Level::Caption, foot);
    m_saved->setObjectName(QStringLiteral("draftState"));
    bar->addWidget(m_estimate, 1);
    bar->addWidget(m_saved);
    const auto button = [&](const char *name) {
        auto *made = new QPushButton(foot);
        made->setObjectName(QLatin1String(name));
        bar->addWidget(made);
        return made;
    };
    m_clear = button("newjobDiscard");
    m_back = button("newjobBack");
    m_next = button("newjobNext");
    m_run = button("newjobRun");
    m_run->setIcon(themeIcon(QStringLiteral("play")));
    return foot;
}

void NewJobPage::retranslate()
{
    m_rail->setAccessibleName(tr("Steps"));
    m_formTab->setText(tr("Form"));
    m_yamlTab->setText(tr("YAML"));
    m_undo->setText(tr("Undo"));
    m_redo->setText(tr("Redo"));
    m_recipes->setText(tr("Recipes…"));
    m_recipes->setToolTip(tr("Keep this job to run it again, or take one that was kept (Ctrl+S)"));
    m_back->setText(tr("Back"));
    m_next->setText(tr("Next"));
    m_clear->setText(tr("Clear"));
    m_document.retranslate();
    updateRail();
    Q_EMIT titleChanged();
}

} // namespace assay

#include "ui/pages/evaluation/TaskPane.h"

#include "models/evaluation/EvaluationDraft.h"
#include "ui/pages/evaluation/TaskFieldForm.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/PlainText.h"
#include "ui/widgets/TallPage.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace assay {

TaskPane::TaskPane(EvaluationDraft &draft, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_heading = new Heading(Heading::Level::Section, this));
    layout->addWidget(buildList());
    layout->addWidget(buildTask(), 1);
    layout->addStretch(0); // while there is no task
    EvaluationTaskModel &tasks = m_draft.tasks();
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &TaskPane::showTask);
    connect(&tasks, &QAbstractItemModel::modelReset, this, [this] {
        if (m_draft.tasks().rowCount() > 0)
            m_list->setCurrentIndex(m_draft.tasks().index(0));
        showTask();
    });
    for (const auto signal : { &QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved })
        connect(&tasks, signal, this, &TaskPane::update);
    connect(&tasks, &QAbstractItemModel::rowsMoved, this, &TaskPane::update);
    connect(&m_draft, &EvaluationDraft::modelsChanged, this, [this] { m_fields->setModels(m_draft.models()); });
    connect(m_alias, &QLineEdit::textChanged, this,
        [this](const QString &text) { m_draft.tasks().setAlias(m_shown, text.trimmed()); });
    connect(m_fields, &TaskFieldForm::edited, this,
        [this](const QString &key, const QString &value) { m_draft.tasks().setValue(m_shown, key, value); });
    retranslate();
}

QWidget *TaskPane::buildList()
{
    auto *box = new QWidget(this);
    box->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    m_list = new QListView(box);
    m_list->setObjectName(QStringLiteral("evaluationTasks"));
    m_list->setModel(&m_draft.tasks());
    m_list->setFixedHeight(fontMetrics().height() * 7);
    layout->addWidget(m_list, 1);
    auto *buttons = new QVBoxLayout;
    const auto button = [&](const char *name, const char *icon) {
        auto *made = new QPushButton(themeIcon(QLatin1String(icon)), {}, box);
        made->setObjectName(QLatin1String(name));
        buttons->addWidget(made);
        return made;
    };
    m_add = button("evaluationTaskAdd", "add");
    m_remove = button("evaluationTaskRemove", "remove");
    m_up = button("evaluationTaskUp", "previous");
    m_down = button("evaluationTaskDown", "next");
    buttons->addStretch(1);
    layout->addLayout(buttons);
    m_add->setMenu(new QMenu(m_add));
    connect(m_remove, &QPushButton::clicked, this, [this] { m_draft.tasks().remove(current()); });
    connect(m_up, &QPushButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { move(1); });
    return box;
}

QWidget *TaskPane::buildTask()
{
    m_area = new QScrollArea(this);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setFocusPolicy(Qt::NoFocus); // its fields have it
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *page = new TallPage(m_area);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, fontMetrics().height() / 2, 0);
    layout->addWidget(m_about = plainLabel(new Heading(Heading::Level::Caption, page), "evaluationTaskAbout"));
    auto *name = new QFormLayout;
    name->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_alias = new QLineEdit(page);
    m_alias->setObjectName(QStringLiteral("evaluationTaskAlias"));
    m_aliasLabel = new QLabel(page);
    m_aliasLabel->setBuddy(m_alias);
    name->addRow(m_aliasLabel, m_alias);
    layout->addLayout(name);
    layout->addWidget(m_fields = new TaskFieldForm(QStringLiteral("task"), page));
    layout->addStretch(1);
    m_area->setWidget(page);
    return m_area;
}

int TaskPane::current() const
{
    return m_list->currentIndex().isValid() ? m_list->currentIndex().row() : -1;
}

void TaskPane::fillMenu()
{
    m_add->menu()->clear();
    for (const EvaluationTaskKind &kind : m_draft.form().tasks) {
        QAction *action = m_add->menu()->addAction(kind.title);
        action->setObjectName(QStringLiteral("addTask/") + kind.type);
        action->setToolTip(kind.about);
        connect(action, &QAction::triggered, this, [this, type = kind.type] { add(type); });
    }
    m_add->menu()->setToolTipsVisible(true);
}

void TaskPane::add(const QString &type)
{
    const int row = m_draft.tasks().add(type);
    if (row < 0)
        return;
    m_list->setCurrentIndex(m_draft.tasks().index(row));
    if (m_fields->firstEditor())
        m_fields->firstEditor()->setFocus();
}

void TaskPane::move(int by)
{
    m_draft.tasks().move(current(), current() + by);
    showTask();
}

void TaskPane::showTask()
{
    m_shown = -1; // what is put into the editors is no change
    const int row = current();
    const EvaluationTask task = row >= 0 ? m_draft.tasks().task(row) : EvaluationTask();
    const EvaluationForm form = m_draft.form();
    const EvaluationTaskKind *kind = form.kind(task.type);
    m_area->setVisible(row >= 0);
    m_about->setText(kind ? kind->about : QString());
    m_alias->setText(task.alias);
    m_fields->setModels(m_draft.models());
    m_fields->setFields(kind ? kind->fields : QList<EvaluationField>(), task.values);
    m_shown = row;
    update();
}

void TaskPane::update()
{
    const int row = current(), count = m_draft.tasks().rowCount();
    m_shown = m_shown < 0 ? m_shown : row;
    m_remove->setEnabled(row >= 0);
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < count);
    m_area->setVisible(row >= 0);
}

void TaskPane::retranslate()
{
    m_heading->setText(tr("Tasks"));
    m_add->setText(tr("Add"));
    m_remove->setText(tr("Remove"));
    m_up->setText(tr("Earlier"));
    m_down->setText(tr("Later"));
    m_list->setAccessibleName(tr("Tasks"));
    m_alias->setAccessibleName(tr("Name of the result"));
    m_aliasLabel->setText(tr("Name of the result *"));
    fillMenu();
    showTask();
}

} // namespace assay

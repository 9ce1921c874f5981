#include "ui/pages/evaluation/EvaluationPage.h"

#include "models/evaluation/EvaluationDraft.h"
#include "services/api/Connection.h"
#include "ui/pages/evaluation/DataForm.h"
#include "ui/pages/evaluation/TaskFieldForm.h"
#include "ui/pages/evaluation/TaskPane.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/Heading.h"
#include "ui/widgets/PathDrop.h"
#include "ui/widgets/ProblemLabel.h"
#include "ui/widgets/TallPage.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>

namespace assay {

/// Of many faults the first few: what is to be mended has to stay in sight.
static QString shortened(const QString &message)
{
    constexpr int mostLines = 6;
    QStringList lines = message.split(QLatin1Char('\n'));
    const int more = int(lines.size()) - mostLines;
    if (more <= 1)
        return message;
    lines.resize(mostLines);
    lines << EvaluationPage::tr("%n more fault(s)", nullptr, more);
    return lines.join(QLatin1Char('\n'));
}

EvaluationPage::EvaluationPage(Connection &connection, QWidget *parent)
    : DocumentPage(parent)
    , m_connection(connection)
    , m_draft(new EvaluationDraft(connection, this))
{
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap / 2);
    layout->setSpacing(gap / 2);
    layout->addWidget(m_heading = new Heading(Heading::Level::Title, this));
    layout->addWidget(m_hint = new Heading(Heading::Level::Caption, this));
    m_hint->setObjectName(QStringLiteral("evaluationHint"));
    m_hint->setWordWrap(true);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(QStringLiteral("evaluationSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(buildForm());
    m_splitter->addWidget(m_tasks = new TaskPane(*m_draft, m_splitter));
    m_splitter->setSizes({ 400, 600 }); // shares of whatever there is
    layout->addWidget(m_splitter, 1);
    layout->addWidget(m_end = buildEnd());
    layout->addWidget(m_empty = new EmptyState(this), 1);
    connect(m_draft, &EvaluationDraft::replaced, this, &EvaluationPage::showValues);
    connect(m_draft, &EvaluationDraft::loadChanged, this, &EvaluationPage::update);
    connect(m_draft, &EvaluationDraft::modelsChanged, this, [this] { m_about->setModels(m_draft->models()); });
    connect(m_draft, &EvaluationDraft::suggestionsChanged, this,
        [this](const QString &key) { m_about->setSuggestions(key, m_draft->suggestions(key)); });
    connect(m_draft, &EvaluationDraft::created, this, &EvaluationPage::created);
    connect(&connection, &Connection::stateChanged, this, &EvaluationPage::refresh);
    connect(new PathDrop(this), &PathDrop::dropped, this,
        [this](const QStringList &paths) { m_data->offer(paths.first()); });
    enterAt(this, m_about);
    retranslate();
    refresh();
}

QWidget *EvaluationPage::buildForm()
{
    auto *area = new QScrollArea(m_splitter);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus); // its fields have it
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *page = new TallPage(area);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, fontMetrics().height() / 2, 0);
    layout->addWidget(m_about = new TaskFieldForm(QStringLiteral("about"), page));
    layout->addWidget(m_data = new DataForm(m_connection, *m_draft, page));
    layout->addWidget(m_keep = new TaskFieldForm(QStringLiteral("keep"), page));
    layout->addStretch(1);
    area->setWidget(page);
    connect(m_about, &TaskFieldForm::edited, m_draft, &EvaluationDraft::setAbout);
    connect(m_keep, &TaskFieldForm::edited, m_draft, &EvaluationDraft::setKeep);
    connect(m_draft, &EvaluationDraft::edited, this, &EvaluationPage::showKeep);
    return area;
}

QWidget *EvaluationPage::buildEnd()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    m_problem = new ProblemLabel(box);
    m_problem->setObjectName(QStringLiteral("evaluationProblem"));
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_problem);
    auto *line = new QHBoxLayout;
    m_progress = new Heading(Heading::Level::Caption, box);
    m_progress->setObjectName(QStringLiteral("evaluationProgress"));
    m_progress->setWordWrap(true);
    line->addWidget(m_progress, 1);
    m_create = new QPushButton(themeIcon(QStringLiteral("play")), {}, box);
    m_create->setObjectName(QStringLiteral("evaluationCreate"));
    line->addWidget(m_create);
    layout->addLayout(line);
    connect(m_create, &QPushButton::clicked, this, &EvaluationPage::submit);
    return box;
}

QString EvaluationPage::title() const
{
    return tr("New Evaluation");
}
QIcon EvaluationPage::icon() const
{
    return themeIcon(QStringLiteral("job-new"));
}

void EvaluationPage::refresh()
{
    if (m_connection.state() == Connection::State::Ready) {
        m_draft->askModels();
        m_draft->askSuggestions();
    }
    update();
}

bool EvaluationPage::submit()
{
    if (!m_create->isEnabled() || !m_draft->offered())
        return false;
    m_draft->create();
    return true;
}

QVariantMap EvaluationPage::saveState() const
{
    return m_draft->state();
}
void EvaluationPage::restoreState(const QVariantMap &state)
{
    m_draft->setState(state);
}

void EvaluationPage::showValues()
{
    m_about->setFields(m_draft->form().about, m_draft->about());
    m_keep->setFields(m_draft->form().keep, m_draft->keep());
    showKeep();
}

/// Rows of a dataset are kept already.
void EvaluationPage::showKeep()
{
    m_keep->setVisible(!m_draft->form().keep.isEmpty() && m_draft->data().source != EvaluationData::Source::Dataset);
}

void EvaluationPage::created(const QString &id, const QString &name)
{
    Q_EMIT messageRequested({ UserMessage::Level::Info, tr("The evaluation “%1” is created.").arg(name), {}, 5000, {},
        QStringLiteral("evaluation") });
    Q_EMIT openRequested(QStringLiteral("run"), id);
}

void EvaluationPage::update()
{
    const bool ready = m_connection.state() == Connection::State::Ready, offered = m_draft->offered();
    const bool busy = m_draft->load() == LoadState::Loading;
    m_splitter->setVisible(offered);
    m_end->setVisible(offered);
    m_splitter->setEnabled(!busy); // what is sent is what is shown
    m_create->setEnabled(offered && ready && !busy);
    m_create->setToolTip(ready ? QString() : m_connection.lastError().message);
    m_problem->setProblem(m_draft->load() == LoadState::Failed ? shortened(m_draft->error().message) : QString());
    m_problem->setToolTip(m_draft->load() == LoadState::Failed ? m_draft->error().message : QString());
    const QString notice = m_draft->form().notice;
    m_progress->setText(busy ? tr("The evaluation is being created…")
            : notice.isEmpty()
            ? tr("A new evaluation begins at once, is paid for by row and task, and cannot be stopped.")
            : notice);
    m_empty->setVisible(!offered);
    if (!offered)
        m_empty->setContent(QStringLiteral("job-new"), tr("No evaluations from here"),
            ready ? m_connection.capabilities().reasonMissing(Capability::CreateEvaluations)
                  : m_connection.lastError().message);
}

void EvaluationPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void EvaluationPage::retranslate()
{
    m_heading->setText(tr("New Evaluation"));
    m_create->setText(tr("Create Evaluation"));
    m_draft->describe();
    const EvaluationForm form = m_draft->form();
    m_hint->setText(form.hint.isEmpty()
            ? tr("Tasks make and judge an answer for each row. “item.COLUMN”, and “{{item.COLUMN}}” within a "
                 "text, stand for a column of the row or the result of another task.")
            : form.hint);
    m_tasks->setVisible(!form.tasks.isEmpty());
    m_data->retranslate();
    m_tasks->retranslate();
    showValues();
    update();
    Q_EMIT titleChanged();
}

} // namespace assay

#include "ui/pages/run/RescorePanel.h"

#include "models/results/RunModel.h"
#include "services/core/Async.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ProblemLabel.h"

#include <QComboBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QUuid>
#include <QVBoxLayout>

namespace assay {

/// A row of the form: the field, and what is wrong with it below.
static void addField(QFormLayout *form, const QString &title, QWidget *field, const char *objectName, ProblemLabel *&problem)
{
    field->setObjectName(QLatin1String(objectName));
    field->setAccessibleName(title);
    problem = new ProblemLabel;
    auto *box = new QVBoxLayout;
    box->setSpacing(2);
    box->addWidget(field);
    box->addWidget(problem);
    auto *label = new QLabel(title);
    label->setBuddy(field);
    form->addRow(label, box);
}

RescorePanel::RescorePanel(RunModel &run, JobService &jobs, std::function<QString()> obstacle, QWidget *parent)
    : QWidget(parent), m_run(run), m_jobs(jobs), m_obstacle(std::move(obstacle))
{
    setObjectName(QStringLiteral("rescorePanel"));
    auto *explanation = new QLabel(tr("Scores the stored answers by another function. The model is not asked; the result is a run of its own, to be compared with this one."));
    explanation->setWordWrap(true);
    m_function = new QComboBox;
    for (const RescoreFunction &function : rescoreFunctions())
        m_function->addItem(function.title, function.id);
    m_name = new QLineEdit;
    m_benchmarks = new QListWidget;
    ProblemLabel *none = nullptr;
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    addField(form, tr("&Score by"), m_function, "rescoreFunction", none);
    addField(form, tr("Na&me of the run"), m_name, "rescoreName", m_nameProblem);
    addField(form, tr("&Benchmarks"), m_benchmarks, "rescoreBenchmarks", m_benchmarksProblem);
    m_function->setAccessibleName(tr("Score by"));
    m_name->setAccessibleName(tr("Name of the run"));
    m_benchmarks->setAccessibleName(tr("Benchmarks whose answers are scored again"));
    m_send = new QPushButton(themeIcon(QStringLiteral("play")), tr("Score Again"));
    m_send->setObjectName(QStringLiteral("rescoreSend"));
    m_close = new QPushButton(tr("Close"));
    m_close->setObjectName(QStringLiteral("rescoreClose"));
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_send);
    buttons->addWidget(m_close);

    auto *inside = new QWidget;
    auto *fields = new QVBoxLayout(inside);
    fields->addWidget(explanation);
    fields->addLayout(form);
    fields->addWidget(makeJudgeFields());
    fields->addStretch(1);
    auto *scroll = new QScrollArea; // at 200 % the fields of a judge are higher than a small window
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inside);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(scroll, 1);
    layout->addLayout(buttons);

    connect(m_function, &QComboBox::currentIndexChanged, this, &RescorePanel::functionChosen);
    for (QLineEdit *line : {m_name, m_url, m_model, m_secret, m_pattern}) {
        connect(line, &QLineEdit::textChanged, this, [this] { check(m_shown); });
        connect(line, &QLineEdit::returnPressed, this, &RescorePanel::submit);
    }
    connect(m_prompt, &QPlainTextEdit::textChanged, this, [this] { check(m_shown); });
    connect(m_benchmarks, &QListWidget::itemChanged, this, [this] { check(m_shown); });
    connect(m_send, &QPushButton::clicked, this, &RescorePanel::submit);
    connect(m_close, &QPushButton::clicked, this, &RescorePanel::closed);
    connect(&m_run, &RunModel::changed, this, [this] { check(m_shown); }); // it may have been tried again since it was opened
    functionChosen();
}

QWidget *RescorePanel::makeJudgeFields()
{
    m_judge = new QGroupBox(tr("Judge"));
    m_judge->setObjectName(QStringLiteral("rescoreJudge"));
    m_url = new QLineEdit;
    m_url->setPlaceholderText(QStringLiteral("http://localhost:8080/v1"));
    m_model = new QLineEdit;
    m_secret = new QLineEdit;
    m_secret->setPlaceholderText(tr("none"));
    m_secret->setToolTip(tr("The name of a key in the keychain; the key itself is never part of a run."));
    m_prompt = new QPlainTextEdit(standardJudgePrompt());
    m_prompt->setTabChangesFocus(true);
    m_prompt->setMinimumHeight(m_prompt->fontMetrics().lineSpacing() * 6);
    m_prompt->setToolTip(tr("{input_query} is the question, {expected_answer} the target, {generated_answer} the answer. Other braces are written twice."));
    m_pattern = new QLineEdit(standardJudgePattern());
    m_pattern->setToolTip(tr("A regular expression; what its first parentheses hold is the score. Answers without one are counted and left out."));
    ProblemLabel *none = nullptr;
    auto *form = new QFormLayout(m_judge);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    addField(form, tr("Address"), m_url, "rescoreJudgeUrl", m_urlProblem);
    addField(form, tr("Model"), m_model, "rescoreJudgeModel", m_modelProblem);
    addField(form, tr("Name of its key"), m_secret, "rescoreJudgeSecret", none);
    addField(form, tr("Prompt"), m_prompt, "rescoreJudgePrompt", m_promptProblem);
    addField(form, tr("Score pattern"), m_pattern, "rescoreJudgePattern", m_patternProblem);
    return m_judge;
}

void RescorePanel::open()
{
    if (isVisible())
        return m_function->setFocus(Qt::OtherFocusReason);
    fillBenchmarks();
    m_key = QUuid::createUuid().toString(QUuid::WithoutBraces);
    m_shown = false;
    functionChosen();
    show();
    m_function->setFocus(Qt::OtherFocusReason);
}

void RescorePanel::fillBenchmarks()
{
    const QSignalBlocker quiet(m_benchmarks);
    m_benchmarks->clear();
    for (const ResultRow &row : m_run.results().rows()) {
        auto *item = new QListWidgetItem(row.id, m_benchmarks);
        const bool ended = isTerminal(row.state);
        item->setData(Qt::UserRole, row.index);
        item->setFlags(ended ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable : Qt::NoItemFlags);
        item->setCheckState(ended && row.state == RunState::Completed ? Qt::Checked : Qt::Unchecked);
        if (!ended)
            item->setToolTip(tr("It has not ended."));
    }
    const int rows = std::clamp(m_benchmarks->count(), 1, 4);
    m_benchmarks->setFixedHeight(rows * std::max(m_benchmarks->sizeHintForRow(0), m_benchmarks->fontMetrics().lineSpacing()) + 2 * m_benchmarks->frameWidth() + 2);
}

RescoreRequest RescorePanel::request() const
{
    RescoreRequest out;
    out.name = m_name->text();
    out.function = m_function->currentData().toString();
    for (int row = 0; row < m_benchmarks->count(); ++row) {
        if (m_benchmarks->item(row)->checkState() == Qt::Checked)
            out.benchmarks << m_benchmarks->item(row)->data(Qt::UserRole).toInt();
    }
    out.judgeUrl = m_url->text();
    out.judgeModel = m_model->text();
    out.judgeSecret = m_secret->text();
    out.judgePrompt = m_prompt->toPlainText();
    out.judgePattern = m_pattern->text();
    return out;
}

void RescorePanel::functionChosen()
{
    m_judge->setVisible(request().asksJudge());
    const QString run = m_run.hasJob() && !m_run.job().name.isEmpty() ? m_run.job().name : m_run.jobId();
    //: name of a run, scoring function
    const QString name = tr("%1, scored by %2").arg(run, m_function->currentData().toString());
    if (m_name->text().isEmpty() || m_name->text() == m_ownName)
        m_name->setText(name);
    m_ownName = name;
    check(m_shown);
}

void RescorePanel::check(bool show)
{
    m_shown = show;
    const RescoreProblems problems = rescoreProblems(request());
    m_nameProblem->setProblem(problems.name, show);
    m_benchmarksProblem->setProblem(problems.benchmarks, show);
    m_urlProblem->setProblem(problems.judgeUrl, show);
    m_modelProblem->setProblem(problems.judgeModel, show);
    m_promptProblem->setProblem(problems.judgePrompt, show);
    m_patternProblem->setProblem(problems.judgePattern, show);
    const QString obstacle = m_obstacle();
    m_send->setEnabled(!m_busy && obstacle.isEmpty());
    m_send->setToolTip(obstacle);
}

void RescorePanel::submit()
{
    check(true);
    const RescoreRequest asked = request();
    if (m_busy)
        return;
    if (const QString obstacle = m_obstacle(); !obstacle.isEmpty())
        return Q_EMIT failed(Error{Error::Kind::Conflict, obstacle});
    const RescoreProblems problems = rescoreProblems(asked);
    if (problems.any()) {
        const std::pair<const QString *, QWidget *> fields[] = {
            {&problems.name, m_name},         {&problems.benchmarks, m_benchmarks},  {&problems.judgeUrl, m_url},
            {&problems.judgeModel, m_model},  {&problems.judgePrompt, m_prompt},     {&problems.judgePattern, m_pattern}};
        for (const auto &[problem, field] : fields) {
            if (!problem->isEmpty())
                return field->setFocus(Qt::OtherFocusReason);
        }
    }
    const Job job = rescoreJob(m_run.job(), m_run.results().rows(), asked);
    if (m_sent && !(*m_sent == job)) // the key is that of another request
        m_key = QUuid::createUuid().toString(QUuid::WithoutBraces);
    m_sent = job;
    m_busy = true;
    check(true);
    whenDone(m_jobs.submit(job, m_key), this, [this](const Result<Job> &answer) {
        m_busy = false;
        check(false);
        if (!answer)
            return Q_EMIT failed(answer.error());
        m_key = QUuid::createUuid().toString(QUuid::WithoutBraces);
        Q_EMIT made(answer->resource.id);
    });
}

void RescorePanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        return Q_EMIT closed();
    QWidget::keyPressEvent(event);
}

} // namespace assay

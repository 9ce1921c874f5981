#include "ui/pages/run/RescorePanel.h"

#include "models/results/RunModel.h"
#include "services/core/Async.h"
#include "ui/authoring/ScorerBox.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/CheckedField.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QUuid>
#include <QVBoxLayout>

namespace assay {

RescorePanel::RescorePanel(RunModel &run, JobService &jobs, std::function<QString()> obstacle, QWidget *parent)
    : QWidget(parent), m_run(run), m_jobs(jobs), m_obstacle(std::move(obstacle))
{
    setObjectName(QStringLiteral("rescorePanel"));
    auto *explanation = new QLabel(tr("Scores the stored answers by another function. The model is not asked; the result is a run of its own, to be compared with this one."));
    explanation->setWordWrap(true);
    m_scorer = new ScorerBox(QStringLiteral("rescore"), tr("&Score by"));
    m_name = new QLineEdit;
    m_benchmarks = new QListWidget;
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    addCheckedField(form, tr("Na&me of the run"), m_name, QStringLiteral("rescoreName"), m_nameProblem);
    addCheckedField(form, tr("&Benchmarks"), m_benchmarks, QStringLiteral("rescoreBenchmarks"), m_benchmarksProblem);
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
    fields->addWidget(m_scorer);
    fields->addLayout(form);
    fields->addStretch(1);
    auto *scroll = new QScrollArea; // at 200 % the fields of a judge are higher than a small window
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inside);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(scroll, 1);
    layout->addLayout(buttons);

    connect(m_scorer, &ScorerBox::functionChanged, this, &RescorePanel::functionChosen);
    connect(m_scorer, &ScorerBox::changed, this, [this] { check(m_shown); });
    connect(m_scorer, &ScorerBox::submitted, this, &RescorePanel::submit);
    connect(m_name, &QLineEdit::textChanged, this, [this] { check(m_shown); });
    connect(m_name, &QLineEdit::returnPressed, this, &RescorePanel::submit);
    connect(m_benchmarks, &QListWidget::itemChanged, this, [this] { check(m_shown); });
    connect(m_send, &QPushButton::clicked, this, &RescorePanel::submit);
    connect(m_close, &QPushButton::clicked, this, &RescorePanel::closed);
    connect(&m_run, &RunModel::changed, this, [this] { check(m_shown); }); // it may have been tried again since it was opened
    functionChosen();
}

void RescorePanel::open()
{
    if (isVisible())
        return m_scorer->function()->setFocus(Qt::OtherFocusReason);
    fillBenchmarks();
    m_key = QUuid::createUuid().toString(QUuid::WithoutBraces);
    m_shown = false;
    functionChosen();
    show();
    m_scorer->function()->setFocus(Qt::OtherFocusReason);
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
    out.scorer = m_scorer->choice();
    for (int row = 0; row < m_benchmarks->count(); ++row) {
        if (m_benchmarks->item(row)->checkState() == Qt::Checked)
            out.benchmarks << m_benchmarks->item(row)->data(Qt::UserRole).toInt();
    }
    return out;
}

void RescorePanel::functionChosen()
{
    const QString run = m_run.hasJob() && !m_run.job().name.isEmpty() ? m_run.job().name : m_run.jobId();
    //: name of a run, scoring function
    const QString name = tr("%1, scored by %2").arg(run, m_scorer->choice().function);
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
    m_scorer->showProblems(problems.scorer, show);
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
        QWidget *field = !problems.name.isEmpty() ? m_name : !problems.benchmarks.isEmpty() ? static_cast<QWidget *>(m_benchmarks) : m_scorer->fieldOf(problems.scorer);
        return field->setFocus(Qt::OtherFocusReason);
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

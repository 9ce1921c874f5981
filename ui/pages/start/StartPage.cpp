#include "ui/pages/start/StartPage.h"

#include "models/jobs/JobFilterModel.h"
#include "models/jobs/JobListModel.h"
#include "ui/pages/start/RecentDelegate.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/ChoiceButton.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/Heading.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace assay {

StartPage::StartPage(JobListModel &jobs, QWidget *parent)
    : DocumentPage(parent), m_jobs(jobs), m_recentModel(new JobFilterModel(jobs, this)), m_demo(new ChoiceButton(QStringLiteral("play"))),
      m_evaluate(new ChoiceButton(QStringLiteral("target")))
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    outer->addWidget(scroll);
    auto *centre = new QWidget(scroll);
    scroll->setWidget(centre);
    auto *sides = new QHBoxLayout(centre);
    auto *column = new QWidget(centre);
    column->setMaximumWidth(fontMetrics().averageCharWidth() * 130);
    sides->addStretch(1);
    sides->addWidget(column, 20);
    sides->addStretch(1);

    auto *layout = new QVBoxLayout(column);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap * 2, gap, gap);
    layout->setSpacing(gap);
    m_title = new Heading(Heading::Level::Title, column);
    m_subtitle = new Heading(Heading::Level::Caption, column);
    m_subtitle->setWordWrap(true);
    layout->addWidget(m_title);
    layout->addWidget(m_subtitle);
    auto *choices = new QHBoxLayout;
    choices->setSpacing(gap);
    m_demo->setObjectName(QStringLiteral("startDemo"));
    m_evaluate->setObjectName(QStringLiteral("startEvaluate"));
    choices->addWidget(m_demo, 1);
    choices->addWidget(m_evaluate, 1);
    layout->addLayout(choices);

    m_draftCard = new QWidget(column);
    auto *draftLine = new QHBoxLayout(m_draftCard);
    draftLine->setContentsMargins(0, 0, 0, 0);
    m_draftText = new QLabel(m_draftCard);
    m_draftText->setTextFormat(Qt::PlainText);
    m_draftText->setWordWrap(true);
    m_draftGo = new QPushButton(themeIcon(QStringLiteral("review")), {}, m_draftCard);
    m_draftGo->setObjectName(QStringLiteral("startDraft"));
    m_draftDrop = new QPushButton(m_draftCard);
    m_draftDrop->setObjectName(QStringLiteral("startDraftDiscard"));
    draftLine->addWidget(m_draftText, 1);
    draftLine->addWidget(m_draftGo);
    draftLine->addWidget(m_draftDrop);
    m_draftCard->hide();
    layout->addWidget(m_draftCard);
    layout->addWidget(buildDrop());
    layout->addWidget(buildRecent(), 1);

    connect(m_demo, &QAbstractButton::clicked, this, &StartPage::demoRequested);
    connect(m_evaluate, &QAbstractButton::clicked, this, [this] { Q_EMIT openRequested(QStringLiteral("newjob"), {}); });
    connect(m_draftGo, &QPushButton::clicked, this, [this] { Q_EMIT openRequested(QStringLiteral("newjob"), {}); });
    connect(m_draftDrop, &QPushButton::clicked, this, &StartPage::draftDiscarded);
    enterAt(this, m_demo);
    retranslate();
}

/// Says where results go; the page as a whole takes them.
QWidget *StartPage::buildDrop()
{
    auto *box = new QFrame(this);
    box->setObjectName(QStringLiteral("startDrop"));
    box->setFrameShape(QFrame::StyledPanel);
    auto *line = new QHBoxLayout(box);
    m_dropText = new QLabel(box);
    m_dropText->setTextFormat(Qt::PlainText);
    m_dropText->setWordWrap(true);
    m_import = new QPushButton(themeIcon(QStringLiteral("open")), {}, box);
    m_import->setObjectName(QStringLiteral("startImport"));
    connect(m_import, &QPushButton::clicked, this, [this] { Q_EMIT openRequested(QStringLiteral("imports"), {}); });
    line->addWidget(m_dropText, 1);
    line->addWidget(m_import);
    return box;
}

QWidget *StartPage::buildRecent()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, fontMetrics().height() / 2, 0, 0);
    auto *line = new QHBoxLayout;
    m_recentTitle = new Heading(Heading::Level::Section, box);
    m_allRuns = new QPushButton(themeIcon(QStringLiteral("runs")), {}, box);
    m_allRuns->setObjectName(QStringLiteral("startAllRuns"));
    connect(m_allRuns, &QPushButton::clicked, this, [this] { Q_EMIT openRequested(QStringLiteral("runs"), {}); });
    line->addWidget(m_recentTitle, 1);
    line->addWidget(m_allRuns);
    layout->addLayout(line);
    m_recentEmpty = new Heading(Heading::Level::Caption, box);
    m_recentEmpty->setWordWrap(true);
    m_recentEmpty->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_recentEmpty->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    layout->addWidget(m_recentEmpty);
    m_recent = new QListView(box);
    m_recent->setObjectName(QStringLiteral("startRecent"));
    m_recent->setModel(m_recentModel);
    m_recent->setModelColumn(JobListModel::NameColumn);
    m_recent->setItemDelegate(new RecentDelegate(m_recent));
    m_recent->setUniformItemSizes(true);
    m_recent->setMinimumHeight(fontMetrics().height() * 10);
    connect(m_recent, &QAbstractItemView::activated, this, &StartPage::openRecent);
    layout->addWidget(m_recent, 1);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_recentModel, signal, this, &StartPage::updateRecent);
    connect(&m_jobs, &JobListModel::loadChanged, this, &StartPage::updateRecent);
    return box;
}

QString StartPage::title() const { return tr("Start"); }
QIcon StartPage::icon() const { return themeIcon(QStringLiteral("home")); }

void StartPage::openRecent(const QModelIndex &index)
{
    Q_EMIT openRequested(QStringLiteral("run"), index.data(IdRole).toString());
}

void StartPage::setDemoUnavailable(const QString &reason)
{
    m_demoReason = reason;
    retranslate();
}

void StartPage::setDraft(const QString &description)
{
    m_draft = description;
    m_draftCard->setVisible(!description.isNull());
    retranslate();
}

void StartPage::updateRecent()
{
    const bool rows = m_recentModel->rowCount() > 0;
    m_recent->setVisible(rows);
    m_allRuns->setVisible(rows);
    m_recentEmpty->setVisible(!rows);
    m_recentEmpty->setText(m_jobs.load() == LoadState::Loading || m_jobs.load() == LoadState::Idle ? tr("Looking for runs…")
                           : m_jobs.load() == LoadState::Failed                                     ? m_jobs.error().message
                                                                : tr("No runs yet. The demo run takes a few seconds."));
}

void StartPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void StartPage::retranslate()
{
    m_title->setText(tr("Evaluate Language Models"));
    m_subtitle->setText(tr("Choose benchmarks, run them against a model, and see whether it passes your gates. Everything stays on this computer."));
    m_demo->setEnabled(m_demoReason.isEmpty());
    m_demo->setTexts(tr("Try the Demo Run"),
                     m_demoReason.isEmpty()
                         ? tr("Scores recorded answers of a real small model on the starter benchmarks. No key, no network, a few seconds.")
                         : m_demoReason);
    m_evaluate->setTexts(tr("Evaluate My Model…"),
                         tr("Point Assay at any OpenAI-compatible endpoint, pick benchmarks and gates, and run."));
    m_draftText->setText(tr("You were composing a job: %1").arg(m_draft));
    m_draftGo->setText(tr("Continue Draft"));
    m_draftDrop->setText(tr("Discard"));
    m_dropText->setText(tr("Drop results here: lm-evaluation-harness, Inspect, promptfoo, EvaluationCards."));
    m_import->setText(tr("Import Results…"));
    m_recentTitle->setText(tr("Recent Runs"));
    m_recent->setAccessibleName(tr("Recent Runs"));
    m_allRuns->setText(tr("All Runs"));
    updateRecent();
    Q_EMIT titleChanged();
}

} // namespace assay

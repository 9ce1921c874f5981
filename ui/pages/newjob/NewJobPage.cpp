#include "ui/pages/newjob/NewJobPage.h"

#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "models/jobs/JobDraftModel.h"
#include "services/api/Connection.h"
#include "services/api/DraftStore.h"
#include "services/api/JobService.h"
#include "services/core/Async.h"
#include "ui/pages/newjob/BenchmarksStep.h"
#include "ui/pages/newjob/GatesStep.h"
#include "ui/pages/newjob/ReviewStep.h"
#include "ui/pages/newjob/TargetStep.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/Heading.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QUuid>
#include <QVBoxLayout>

namespace assay {

NewJobPage::NewJobPage(const NewJobContext &context, QWidget *parent)
    : DocumentPage(parent), m_context(context), m_draft(new JobDraftModel(this)), m_rail(new QListWidget(this)),
      m_steps(new QStackedWidget(this)), m_target(new TargetStep(context, *m_draft)),
      m_benchmarks(new BenchmarksStep(context, *m_draft)), m_gates(new GatesStep(*m_draft)), m_review(new ReviewStep(context, *m_draft)),
      m_estimate(new QLabel(this)), m_saved(new Heading(Heading::Level::Caption, this)), m_back(new QPushButton(this)),
      m_next(new QPushButton(this)), m_run(new QPushButton(themeIcon(QStringLiteral("play")), {}, this)), m_discard(new QPushButton(this))
{
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap / 2);
    layout->setSpacing(gap / 2);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(gap * 3 / 2);
    m_rail->setObjectName(QStringLiteral("stepRail"));
    m_rail->setFixedWidth(fontMetrics().averageCharWidth() * 26);
    m_rail->setSpacing(2);
    m_rail->setFrameShape(QFrame::NoFrame);
    m_rail->viewport()->setAutoFillBackground(false);
    m_rail->setIconSize(QSize(gap, gap));
    const char *icons[] = {"target", "collection", "gate", "review"};
    for (const char *icon : icons) {
        auto *item = new QListWidgetItem(themeIcon(QLatin1String(icon)), QString(), m_rail);
        item->setSizeHint(QSize(1, gap * 5 / 2));
    }
    middle->addWidget(m_rail);
    for (QWidget *step : {static_cast<QWidget *>(m_target), static_cast<QWidget *>(m_benchmarks), static_cast<QWidget *>(m_gates),
                          static_cast<QWidget *>(m_review)})
        m_steps->addWidget(step);
    middle->addWidget(m_steps, 1);
    layout->addLayout(middle, 1);
    auto *bar = new QHBoxLayout;
    m_estimate->setObjectName(QStringLiteral("estimate"));
    m_saved->setObjectName(QStringLiteral("draftState"));
    bar->addWidget(m_estimate);
    bar->addSpacing(gap);
    bar->addWidget(m_saved);
    bar->addStretch(1);
    const char *names[] = {"newjobDiscard", "newjobBack", "newjobNext", "newjobRun"};
    int at = 0;
    for (QPushButton *button : {m_discard, m_back, m_next, m_run}) {
        button->setObjectName(QLatin1String(names[at++]));
        bar->addWidget(button);
    }
    layout->addLayout(bar);

    connect(m_rail, &QListWidget::currentRowChanged, this, &NewJobPage::goTo);
    connect(m_back, &QPushButton::clicked, this, [this] { m_rail->setCurrentRow(m_rail->currentRow() - 1); });
    connect(m_next, &QPushButton::clicked, this, [this] { m_rail->setCurrentRow(m_rail->currentRow() + 1); });
    connect(m_run, &QPushButton::clicked, this, &NewJobPage::submit);
    connect(m_discard, &QPushButton::clicked, this, [this] { m_draft->setDraft({}); });
    connect(m_draft, &JobDraftModel::changed, this, &NewJobPage::onDraftChanged);
    connect(m_review, &ReviewStep::gatesRequested, this, [this] { m_rail->setCurrentRow(2); });
    connect(m_target, &TargetStep::keySaved, this, [this] {
        if (std::exchange(m_wantsToSend, false))
            send();
    });
    connect(m_target, &TargetStep::keyFailed, this, [this](const QString &reason) {
        m_wantsToSend = false;
        m_rail->setCurrentRow(0);
        Q_EMIT messageRequested({UserMessage::Level::Error, reason, {}, 0, {}, QStringLiteral("newjob")});
    });
    connect(&m_context.connection, &Connection::stateChanged, this, &NewJobPage::updateRail);
    m_saveTimer.setSingleShot(true);
    m_saveTimer.setInterval(saveDelayMs);
    connect(&m_saveTimer, &QTimer::timeout, this, &NewJobPage::saveDraft);
    enterAt(this, m_target); // who comes here wants to paste an address
    retranslate();
    m_rail->setCurrentRow(0);
    loadDraft();
    if (m_context.catalogue.load() == LoadState::Idle)
        m_context.catalogue.refresh();
    if (m_context.collections.load() == LoadState::Idle)
        m_context.collections.refresh();
}

NewJobPage::~NewJobPage()
{
    if (m_dirty)
        m_context.drafts.save(draftName(), m_draft->draft().encode());
}

QString NewJobPage::title() const { return tr("New Job"); }
QIcon NewJobPage::icon() const { return themeIcon(QStringLiteral("job-new")); }

void NewJobPage::goTo(int step)
{
    if (step < 0)
        return;
    m_steps->setCurrentIndex(step);
    m_back->setEnabled(step > 0);
    m_next->setEnabled(step < m_steps->count() - 1);
}

void NewJobPage::compose(const QString &collectionId, const std::optional<double> &threshold, const QList<DraftBenchmark> &benchmarks)
{
    if (!collectionId.isEmpty()) {
        m_draft->setCollection(collectionId, threshold, benchmarks);
    } else {
        for (const DraftBenchmark &benchmark : benchmarks)
            m_draft->addBenchmark(benchmark);
    }
    m_rail->setCurrentRow(draftIssues(m_draft->draft()).isEmpty() ? 3 : 0);
}

void NewJobPage::loadDraft()
{
    whenDone(m_context.drafts.load(draftName()), this, [this](const Result<QByteArray> &text) {
        if (m_touched || !text || text->isEmpty())
            return; // who types first wins over what was left
        const JobDraft draft = JobDraft::decode(*text);
        if (draft.isEmpty())
            return;
        m_draft->setDraft(draft);
        m_saveTimer.stop();
        m_dirty = false;
        m_saved->setText(tr("Draft restored"));
    });
}

void NewJobPage::onDraftChanged()
{
    m_touched = m_dirty = true;
    m_saveTimer.start();
    m_saved->setText({});
    updateRail();
}

void NewJobPage::saveDraft()
{
    m_dirty = false;
    const bool empty = m_draft->draft().isEmpty();
    const auto done = [this](const Result<Done> &result) {
        if (!result)
            Q_EMIT messageRequested({UserMessage::Level::Warning, tr("The draft is not saved. %1").arg(result.error().message), {}, 0, {},
                                     QStringLiteral("draft")});
        else if (!m_dirty)
            m_saved->setText(m_draft->draft().isEmpty() ? QString() : tr("Draft saved"));
        Q_EMIT draftSaved();
    };
    if (empty)
        whenDone(m_context.drafts.remove(draftName()), this, done);
    else
        whenDone(m_context.drafts.save(draftName(), m_draft->draft().encode()), this, done);
}

void NewJobPage::updateRail()
{
    const QList<DraftIssue> issues = draftIssues(m_draft->draft());
    const QString titles[] = {tr("Target"), tr("Benchmarks"), tr("Gates"), tr("Review")};
    QString firstError;
    for (int step = 0; step < 4; ++step) {
        QString mark = glyph::pass, note;
        for (const DraftIssue &issue : issues) {
            if (int(issue.step) != step)
                continue;
            mark = issue.error ? QStringLiteral("!") : QStringLiteral("⚠");
            note = issue.text;
            if (issue.error && firstError.isEmpty())
                firstError = issue.text;
            break;
        }
        if (step >= 2 && m_draft->rowCount() == 0)
            mark.clear(); // nothing to judge yet
        if (step == 3)
            mark.clear();
        m_rail->item(step)->setText(QStringLiteral("%1  %2  %3").arg(step + 1).arg(titles[step], mark).trimmed());
        m_rail->item(step)->setToolTip(note);
    }
    if (m_context.connection.state() != Connection::State::Ready && firstError.isEmpty())
        firstError = tr("%1 is not ready yet.").arg(m_context.connection.name());
    m_run->setEnabled(firstError.isEmpty() && !m_sending);
    m_run->setToolTip(firstError);
    m_discard->setEnabled(!m_draft->draft().isEmpty());
    const std::optional<qint64> requests = m_draft->draft().requests();
    const bool recorded = m_draft->draft().target == JobDraft::Target::Recorded;
    if (m_draft->rowCount() == 0)
        m_estimate->setText({});
    else if (!requests)
        m_estimate->setText(tr("Number of requests not known: a benchmark does not tell its size"));
    else
        m_estimate->setText(recorded ? tr("%n recorded answer(s) to score", nullptr, int(*requests))
                                     : tr("%n request(s) to the model", nullptr, int(*requests)));
}

bool NewJobPage::submit()
{
    if (m_sending)
        return true;
    QString error;
    int step = 0;
    for (const DraftIssue &issue : draftIssues(m_draft->draft())) {
        if (issue.error && error.isEmpty()) {
            error = issue.text;
            step = int(issue.step);
        }
    }
    if (!error.isEmpty()) {
        m_rail->setCurrentRow(step);
        Q_EMIT messageRequested({UserMessage::Level::Warning, error, {}, 8000, {}, QStringLiteral("newjob")});
        return true;
    }
    if (m_target->hasUnsavedKey()) {
        m_wantsToSend = true; // the engine reads the key from the keychain: it must be there first
        m_target->saveKey();
        return true;
    }
    send();
    return true;
}

void NewJobPage::send()
{
    const QByteArray content = m_draft->draft().encode();
    if (m_idempotencyKey.isEmpty() || content != m_sentContent)
        m_idempotencyKey = QUuid::createUuid().toString(QUuid::WithoutBraces);
    m_sentContent = content;
    m_sending = true;
    updateRail();
    m_run->setText(tr("Sending…"));
    whenDone(m_context.connection.jobs().submit(m_draft->draft().toJob(), m_idempotencyKey), this, [this](const Result<Job> &job) {
        m_sending = false;
        m_run->setText(tr("Run"));
        updateRail();
        if (job)
            return onSubmitted(job->resource.id);
        Q_EMIT messageRequested({UserMessage::Level::Error, job.error().message, {{tr("Try Again"), [this] { submit(); }}}, 0, {},
                                 QStringLiteral("newjob")});
    });
}

void NewJobPage::onSubmitted(const QString &id)
{
    m_idempotencyKey.clear();
    m_draft->setDraft({});
    m_saveTimer.stop();
    saveDraft();
    Q_EMIT jobSubmitted(id);
    Q_EMIT openRequested(QStringLiteral("run"), id);
    Q_EMIT closeRequested();
}

bool NewJobPage::canClose()
{
    if (m_dirty)
        saveDraft(); // nothing is lost: the draft waits on the start page
    return true;
}

void NewJobPage::refresh()
{
    m_context.catalogue.refresh();
    m_context.collections.refresh();
}

bool NewJobPage::focusFind()
{
    m_rail->setCurrentRow(1);
    return m_benchmarks->focusFind();
}

void NewJobPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void NewJobPage::retranslate()
{
    m_rail->setAccessibleName(tr("Steps"));
    m_back->setText(tr("Back"));
    m_next->setText(tr("Next"));
    m_run->setText(tr("Run"));
    m_discard->setText(tr("Clear"));
    updateRail();
    Q_EMIT titleChanged();
}

} // namespace assay

#include "ui/pages/runs/RunActions.h"

#include "models/jobs/JobListModel.h"
#include "models/jobs/RunFacts.h"
#include "models/library/LibraryRuns.h"
#include "models/library/RunScope.h"
#include "models/results/RetryRuns.h"
#include "services/api/ConnectionRegistry.h"
#include "services/api/JobService.h"
#include "services/core/Async.h"
#include "ui/pages/runs/RunRemover.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/FlowRow.h"
#include "ui/widgets/Heading.h"

#include <QEvent>
#include <QMenu>
#include <QPushButton>

namespace assay {

namespace {
constexpr int mostCompared = 12, mostOpened = 8; ///< more tabs at once help nobody
}

RunActions::RunActions(const Services &services, std::function<QStringList()> chosen, InlineInput &input, QWidget &back, QWidget *parent)
    : QWidget(parent), m_services(services), m_chosen(std::move(chosen)), m_input(input), m_back(back),
      m_retries(new RetryRuns(services.connections, services.batches, Clock::system(), this)), m_count(new Heading(Heading::Level::Caption, this))
{
    auto *layout = new FlowRow(this);
    layout->setSpacing(fontMetrics().height() / 3);
    m_open = add("runsOpen", "open", 0, &RunActions::open);
    m_compare = add("runsCompare", "chart", Qt::Key_C, &RunActions::compare);
    m_tag = add("runsTag", "", 0, &RunActions::addTag);
    m_untag = add("runsUntag", "", 0, &RunActions::removeTag);
    m_note = add("runsNote", "", Qt::Key_N, &RunActions::editNote);
    m_baseline = add("runsBaseline", "gate", Qt::Key_B, &RunActions::toggleBaseline);
    m_family = add("runsFamilyBaseline", "gate", 0, &RunActions::pinForFamily);
    m_export = add("runsExport", "copy", 0, &RunActions::exportChosen);
    m_retry = add("runsRetry", "refresh", 0, &RunActions::retryFailed);
    m_cancel = add("runsCancel", "cancel", 0, &RunActions::cancel);
    m_delete = add("runsDelete", "delete", Qt::Key_Delete, &RunActions::remove);
    for (QPushButton *button : {m_untag, m_family}) // rare: in the menu
        button->hide();
    m_export->hide();
    layout->addWidget(m_count);
    m_count->setObjectName(QStringLiteral("runsChosen"));
    connect(m_retries, &RetryRuns::failed, this, [this](const QString &id, const Error &error) {
        const int at = m_services.jobs.rowOf(id);
        const QString name = at < 0 ? RunRef::parse(id).jobId : jobTitle(m_services.jobs.row(at));
        if (error.kind != Error::Kind::Cancelled) // by the reader's own word
            Q_EMIT messageRequested({UserMessage::Level::Error, tr("“%1” was not started again. %2").arg(name, error.message)});
    });
    connect(&services.library, &LibraryRuns::changed, this, &RunActions::update);
    retranslate();
}

QPushButton *RunActions::add(const char *name, const char *icon, int key, void (RunActions::*slot)())
{
    auto *button = new QPushButton(themeIcon(QLatin1String(icon)), {}, this);
    button->setObjectName(QLatin1String(name));
    connect(button, &QPushButton::clicked, this, slot);
    layout()->addWidget(button);
    m_entries.append({button, key});
    return button;
}

void RunActions::setExporter(std::function<void(const QStringList &)> exporter)
{
    m_exporter = std::move(exporter);
    m_export->setVisible(bool(m_exporter));
    update();
}

/// Runs that have failed parts which can be run again.
QStringList RunActions::retryable() const
{
    QStringList ids;
    for (const QString &id : m_chosen()) {
        const int at = m_services.jobs.rowOf(id);
        if (at < 0 || m_services.jobs.row(at).goneMs > 0)
            continue;
        const RunState state = m_services.jobs.row(at).state;
        const bool failed = state == RunState::Failed || state == RunState::PartiallyFailed || state == RunState::Cancelled;
        if (failed && m_retries->canRetry(id))
            ids << id;
    }
    return ids;
}

/// The baseline first: the one among them, or the one that a single run is measured by.
QStringList RunActions::compared() const
{
    QStringList ids = m_chosen();
    if (ids.size() == 1) {
        const int at = m_services.jobs.rowOf(ids.first());
        const QString baseline = at < 0 ? QString() : m_services.library.baselineFor(m_services.jobs.row(at));
        if (!baseline.isEmpty() && baseline != ids.first())
            ids.prepend(baseline);
        return ids;
    }
    const auto first = std::find_if(ids.begin(), ids.end(), [this](const QString &id) { return m_services.library.isBaseline(id); });
    if (first != ids.end())
        ids.move(first - ids.begin(), 0);
    return ids;
}

void RunActions::update()
{
    const QStringList ids = m_chosen();
    int finished = 0, alive = 0, gone = 0;
    for (const QString &id : ids) {
        const int at = m_services.jobs.rowOf(id);
        if (at < 0)
            continue;
        const JobRow &row = m_services.jobs.row(at);
        ++(row.goneMs > 0 ? gone : isTerminal(row.state) ? finished : alive);
    }
    const QString noCancel = m_services.connections.reasonMissing(ids, Capability::CancelJobs);
    const QString noDelete = finished > 0 ? m_services.connections.reasonMissing(ids, Capability::DeleteJobs) : QString();
    const qsizetype together = compared().size();
    m_open->setEnabled(finished + alive > 0);
    m_compare->setEnabled(together >= 2 && together <= mostCompared);
    m_compare->setToolTip(together > mostCompared ? tr("At most %n run(s) are compared at once; choose fewer.", nullptr, mostCompared)
                          : together < 2          ? tr("Choose two or more runs, or one that has a baseline.")
                                                  : tr("Compare (C): the baseline comes first"));
    m_tag->setEnabled(!ids.isEmpty());
    m_note->setEnabled(ids.size() == 1);
    m_note->setToolTip(ids.size() == 1 ? tr("Note (N)") : tr("Choose one run to write its note."));
    const bool pinned = ids.size() == 1 && m_services.library.isBaseline(ids.first());
    m_baseline->setEnabled(ids.size() == 1);
    m_baseline->setText(pinned ? tr("Unset Baseline") : tr("Set as Baseline"));
    m_family->setEnabled(ids.size() == 1 && !pinned);
    m_untag->setEnabled(std::any_of(ids.begin(), ids.end(), [this](const QString &id) { return !m_services.library.mark(id).tags.isEmpty(); }));
    m_retry->setEnabled(!retryable().isEmpty());
    m_retry->setToolTip(retryable().isEmpty() ? tr("Choose a failed run on a server that runs failed benchmarks again.") : QString());
    m_export->setEnabled(!ids.isEmpty());
    m_cancel->setEnabled(alive > 0 && noCancel.isEmpty());
    m_delete->setEnabled(finished + gone > 0 && noDelete.isEmpty());
    m_cancel->setToolTip(alive > 0 ? noCancel : tr("Choose a waiting or running run first."));
    m_delete->setToolTip(finished + gone > 0 ? noDelete : tr("Choose a run that has ended first; cancel running ones."));
    if (const int at = ids.size() == 1 ? m_services.jobs.rowOf(ids.first()) : -1; at >= 0) {
        const JobRow &row = m_services.jobs.row(at);
        m_baseline->setToolTip(pinned ? tr("Runs are compared with this one (B unsets it)") : tr("Compare other runs of %1 with this one (B)").arg(RunScope::sentence(row, false)));
        m_family->setText(tr("Set as Baseline for %1 Models").arg(modelFamily(row.model)));
    } else {
        m_baseline->setToolTip(tr("Choose one run that others are to be compared with."));
        m_family->setText(tr("Set as Baseline for Its Models"));
    }
    m_count->setText(ids.size() > 1 ? tr("%n run(s) chosen", nullptr, int(ids.size())) : QString());
    m_count->setVisible(ids.size() > 1);
}

void RunActions::fillMenu(QMenu &menu)
{
    for (const Entry &entry : m_entries) {
        if (entry.button == m_export && !m_exporter)
            continue;
        QAction *action = menu.addAction(entry.button->icon(), entry.button->text());
        action->setEnabled(entry.button->isEnabled());
        if (entry.key)
            action->setShortcut(QKeySequence(entry.key)); // shown only: the table takes the key
        connect(action, &QAction::triggered, entry.button, &QPushButton::click);
    }
}

bool RunActions::takeKey(int key)
{
    for (const Entry &entry : m_entries) {
        if (entry.key == 0 || entry.key != key)
            continue;
        if (entry.button->isEnabled())
            entry.button->click();
        else if (!entry.button->toolTip().isEmpty())
            Q_EMIT messageRequested({UserMessage::Level::Info, entry.button->toolTip(), {}, 6000, {}, QStringLiteral("runs-hint")});
        return true;
    }
    return false;
}

void RunActions::open()
{
    const QStringList ids = m_chosen();
    for (const QString &id : ids.mid(0, mostOpened))
        Q_EMIT openRequested(QStringLiteral("run"), id);
}

void RunActions::compare() { Q_EMIT openRequested(QStringLiteral("compare"), QStringLiteral("new:") + compared().join(QLatin1Char(','))); }

void RunActions::addTag()
{
    const QStringList ids = m_chosen();
    m_input.ask({tr("Tag for %n run(s):", nullptr, int(ids.size())), tr("Add Tag"), {}, m_services.library.ownTags(), &LibraryRuns::tagProblem,
                 [this, ids](const QString &tag) { m_services.library.addTag(ids, tag); }}, &m_back);
}

void RunActions::removeTag()
{
    const QStringList ids = m_chosen();
    QStringList tags;
    for (const QString &id : ids) {
        for (const QString &tag : m_services.library.mark(id).tags) {
            if (!tags.contains(tag))
                tags << tag;
        }
    }
    m_input.ask({tr("Tag to take away:"), tr("Remove Tag"), tags.value(0), tags,
                 [tags](const QString &tag) {
                     return tags.contains(tag.trimmed()) ? QString() : tr("You gave these runs the tags %1. The server's own stay.").arg(tags.join(QStringLiteral(", ")));
                 },
                 [this, ids](const QString &tag) { m_services.library.removeTag(ids, tag.trimmed()); }}, &m_back);
}

void RunActions::editNote()
{
    const QString id = m_chosen().value(0);
    m_input.ask({tr("Note:"), tr("Save Note"), m_services.library.mark(id).note, {}, {}, [this, id](const QString &note) { m_services.library.setNote(id, note); }}, &m_back);
}

void RunActions::toggleBaseline()
{
    const QString id = m_chosen().value(0);
    if (m_services.library.isBaseline(id))
        m_services.library.clearBaseline(id);
    else
        m_services.library.setBaseline(id, false);
}

void RunActions::pinForFamily() { m_services.library.setBaseline(m_chosen().value(0), true); }

void RunActions::exportChosen()
{
    if (m_exporter)
        m_exporter(m_chosen());
}

void RunActions::retryFailed() { m_retries->retry(retryable()); }

void RunActions::cancel()
{
    for (const QString &id : m_chosen()) {
        const int row = m_services.jobs.rowOf(id);
        if (row < 0 || isTerminal(m_services.jobs.row(row).state))
            continue;
        const QString name = jobTitle(m_services.jobs.row(row));
        Connection *connection = m_services.connections.ofRun(id);
        if (!connection)
            continue;
        whenDone(connection->jobs().cancel(RunRef::parse(id).jobId), this, [this, name](const Result<Done> &done) {
            if (!done && done.error().kind != Error::Kind::Cancelled) // by the reader's own word
                Q_EMIT messageRequested({UserMessage::Level::Error, tr("“%1” was not cancelled. %2").arg(name, done.error().message)});
        });
    }
}

void RunActions::remove()
{
    QStringList ended;
    int alive = 0;
    for (const QString &id : m_chosen()) {
        const int row = m_services.jobs.rowOf(id);
        if (row >= 0 && (isTerminal(m_services.jobs.row(row).state) || m_services.jobs.row(row).goneMs > 0))
            ended << id;
        else
            ++alive;
    }
    m_services.remover.remove(ended);
    if (alive > 0)
        Q_EMIT messageRequested({UserMessage::Level::Info, tr("%n run(s) have not ended and stay; cancel them first.", nullptr, alive), {}, 8000});
}

void RunActions::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void RunActions::retranslate()
{
    m_open->setText(tr("Open"));
    m_compare->setText(tr("Compare"));
    m_tag->setText(tr("Tag…"));
    m_untag->setText(tr("Remove Tag…"));
    m_note->setText(tr("Note…"));
    m_export->setText(tr("Export…"));
    m_retry->setText(tr("Retry Failed"));
    m_cancel->setText(tr("Cancel Run"));
    m_delete->setText(tr("Delete"));
    m_tag->setToolTip(tr("Your own tag, beside the server's"));
    update();
}

} // namespace assay

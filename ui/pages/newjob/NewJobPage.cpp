#include "ui/pages/newjob/NewJobPage.h"

#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "models/composer/BatchStore.h"
#include "models/composer/JobRules.h"
#include "models/composer/RecipeListModel.h"
#include "services/api/Connection.h"
#include "services/authoring/AuthoredDraft.h"
#include "ui/authoring/ProblemStrip.h"
#include "ui/authoring/YamlView.h"
#include "ui/pages/newjob/BenchmarksStep.h"
#include "ui/pages/newjob/EndpointPanel.h"
#include "ui/pages/newjob/GatesStep.h"
#include "ui/pages/newjob/PlanStep.h"
#include "ui/pages/newjob/RecipesDialog.h"
#include "ui/pages/newjob/SendPanel.h"
#include "ui/pages/newjob/SettingsStep.h"
#include "ui/pages/newjob/StepRail.h"
#include "ui/pages/newjob/TargetStep.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/FocusEntry.h"

#include <QAction>
#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>

#include <algorithm>

namespace assay {

NewJobPage::NewJobPage(const NewJobContext &context, QWidget *parent)
    : DocumentPage(parent), m_context(context), m_document(DocumentKind::Job), m_keeper(m_document, context.drafts, draftName()),
      m_entries(m_document, context.catalogue, context.collections), m_problems(m_document),
      m_sender(context.connection, m_document, context.batches)
{
    build();
    makeKeys();
    connectParts();
    enterAt(this, m_target); // who comes here wants to paste an address
    retranslate();
    updateSources();
    m_rail->setCurrentRow(0);
    m_keeper.restore();
    if (m_context.catalogue.load() == LoadState::Idle)
        m_context.catalogue.refresh();
    if (m_context.collections.load() == LoadState::Idle)
        m_context.collections.refresh();
    offerLeftOver();
}

/// What shows the document goes before the document does.
NewJobPage::~NewJobPage()
{
    m_document.undoStack().disconnect(this);
    qDeleteAll(findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly));
}

void NewJobPage::makeKeys()
{
    const auto key = [this](const QList<QKeySequence> &keys, auto handler) {
        auto *made = new QAction(this);
        made->setShortcuts(keys);
        made->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(made, &QAction::triggered, this, handler);
        addAction(made);
    };
    key(QKeySequence::keyBindings(QKeySequence::Undo), [this] { m_document.undoStack().undo(); });
    key(QKeySequence::keyBindings(QKeySequence::Redo), [this] { m_document.undoStack().redo(); });
    key({QKeySequence(Qt::CTRL | Qt::Key_Period)}, [this] { m_strip->fixCurrent(); });
    key({QKeySequence::Save}, [this] { showRecipes(); });
    for (int step = 0; step < jobSteps; ++step) // a step each, without the mouse and without the rail
        key({QKeySequence(Qt::ALT | Qt::Key(Qt::Key_1 + step))}, [this, step] { m_rail->setCurrentRow(step); });
}

void NewJobPage::connectParts()
{
    connect(m_rail, &QListWidget::currentRowChanged, this, &NewJobPage::goTo);
    connect(m_rail, &QListWidget::itemClicked, this, [this] { m_formTab->setChecked(true); });
    connect(m_back, &QPushButton::clicked, this, [this] { m_rail->setCurrentRow(m_rail->currentRow() - 1); });
    connect(m_next, &QPushButton::clicked, this, [this] { m_rail->setCurrentRow(m_rail->currentRow() + 1); });
    connect(m_run, &QPushButton::clicked, this, &NewJobPage::submit);
    connect(m_clear, &QPushButton::clicked, this, [this] { m_document.replace(AuthoredDocument(DocumentKind::Job), tr("Clear")); });
    connect(m_undo, &QPushButton::clicked, this, [this] { m_document.undoStack().undo(); });
    connect(m_redo, &QPushButton::clicked, this, [this] { m_document.undoStack().redo(); });
    connect(m_recipes, &QPushButton::clicked, this, &NewJobPage::showRecipes);
    connect(m_yamlTab, &QToolButton::toggled, this, &NewJobPage::showText);
    connect(m_strip, &ProblemStrip::goTo, this, &NewJobPage::showPlace);
    connectDocument();
    connect(m_benchmarks, &BenchmarksStep::said, this, [this](const QString &text) { say(text); });
    connect(m_settings, &SettingsStep::said, this, [this](const QString &text) { say(text); });
    connect(m_gates, &GatesStep::said, this, [this](const QString &text) { say(text); });
    connect(m_plan, &PlanStep::fieldRequested, this, &NewJobPage::goToPath);
    connect(m_plan, &PlanStep::costChanged, this, [this] { m_estimate->setText(m_plan->cost()); });
    connect(&m_target->endpoint(), &EndpointPanel::keySaved, this, [this] {
        if (std::exchange(m_wantsToSend, false))
            send();
    });
    connect(&m_target->endpoint(), &EndpointPanel::keyFailed, this, [this](const QString &reason) {
        m_wantsToSend = false;
        m_rail->setCurrentRow(0);
        say(reason, UserMessage::Level::Error);
    });
    connect(&m_sender, &JobSender::busyChanged, this, &NewJobPage::updateRail);
    connect(&m_sender, &JobSender::sent, this, &NewJobPage::onSent);
    connect(&m_sender, &JobSender::failed, this, &NewJobPage::onFailed);
    connect(&m_context.connection, &Connection::stateChanged, this, &NewJobPage::updateRail);
    connect(&m_context.catalogue, &CatalogueModel::loadChanged, this, &NewJobPage::updateSources);
    connect(&m_context.collections, &CollectionListModel::loadChanged, this, &NewJobPage::updateSources);
    connect(&m_context.batches, &BatchStore::loaded, this, &NewJobPage::offerLeftOver);
}

void NewJobPage::connectDocument()
{
    connect(&m_document, &DocumentModel::changed, this, [this] { m_saved->setText({}); });
    connect(&m_problems, &ProblemListModel::countsChanged, this, &NewJobPage::updateRail);
    for (const auto signal : {&QUndoStack::canUndoChanged, &QUndoStack::canRedoChanged})
        connect(&m_document.undoStack(), signal, this, &NewJobPage::updateRail);
    connect(&m_document, &DocumentModel::problemsChanged, this, &NewJobPage::updateRail);
    connect(&m_document, &DocumentModel::changed, this, &NewJobPage::updateRail);
    connect(&m_document, &DocumentModel::dirtyChanged, this, [this](bool dirty) {
        if (!dirty)
            Q_EMIT draftSaved();
    });
    connect(&m_keeper, &DraftKeeper::restored, this, [this](const AuthoredDraft &draft) {
        if (m_document.isDirty() || draft.document.isEmpty())
            return; // who types first wins over what was left
        m_document.openUnsaved(draft.document, draft.base, draft.yaml);
        m_saved->setText(tr("Draft restored"));
    });
    connect(&m_keeper, &DraftKeeper::saved, this, [this] {
        m_saved->setText(tr("Draft saved"));
        Q_EMIT draftSaved();
    });
    connect(&m_keeper, &DraftKeeper::failed, this, [this](const QString &sentence) {
        Q_EMIT messageRequested({UserMessage::Level::Warning, tr("The draft is not saved. %1").arg(sentence), {}, 0, {}, QStringLiteral("draft")});
    });
}

QString NewJobPage::title() const { return tr("New Job"); }
QIcon NewJobPage::icon() const { return themeIcon(QStringLiteral("job-new")); }

void NewJobPage::goTo(int step)
{
    if (step < 0)
        return;
    if (step >= int(JobStep::Settings))
        nameIt();
    m_formTab->setChecked(true);
    m_steps->setCurrentIndex(step);
    m_back->setEnabled(step > 0);
    m_next->setEnabled(step < m_steps->count() - 1);
    showText(false);
}

/// A job that nobody named gets a name that can be read, before it is looked at as a whole.
void NewJobPage::nameIt()
{
    const QString name = m_document.document().text(QStringLiteral("name")).isEmpty() ? m_entries.suggestedName() : QString();
    if (name.isEmpty())
        return;
    m_document.set(QStringLiteral("name"), name);
    m_document.endTyping();
}

/// In the view that is open.
void NewJobPage::showPlace(const QString &path)
{
    if (m_yamlTab->isChecked())
        m_yaml->goToLine(m_document.yamlErrorLine() > 0 ? m_document.yamlErrorLine() : m_document.lineOf(path));
    else
        goToPath(path);
}

void NewJobPage::goToPath(const QString &path)
{
    const JobStep step = stepOf(path);
    m_rail->setCurrentRow(int(step));
    goTo(int(step));
    switch (step) {
    case JobStep::Target: return m_target->focusField(path);
    case JobStep::Benchmarks: return m_benchmarks->focusField(path);
    case JobStep::Settings: return m_settings->focusField(path);
    case JobStep::Gates: return m_gates->focusField(path);
    case JobStep::Plan: return;
    }
}

/// Text and form are two views of one document; the text has all steps.
void NewJobPage::showText(bool yaml)
{
    m_yaml->flush();
    m_views->setCurrentIndex(yaml ? 1 : 0);
    m_strip->setVisible(yaml || m_steps->currentIndex() == int(JobStep::Plan));
}

void NewJobPage::compose(const QString &collectionId, const QVariantList &benchmarks)
{
    if (!collectionId.isEmpty())
        m_entries.useCollection(collectionId);
    else
        m_entries.add(benchmarks);
    m_rail->setCurrentRow(int(firstBlocking(m_document, m_entries).message.isEmpty() ? JobStep::Plan : JobStep::Target));
}

void NewJobPage::open(const AuthoredDocument &job)
{
    m_document.replace(job, tr("Open Job"));
    m_rail->setCurrentRow(0);
}

void NewJobPage::updateSources()
{
    LintSources sources;
    sources.providers = m_context.catalogue.providers();
    for (int row = 0; row < m_context.collections.rowCount(); ++row)
        sources.collections << m_context.collections.collection(row);
    m_problems.setSources(sources);
}

void NewJobPage::updateRail()
{
    m_rail->showMarks(m_problems, m_entries);
    QString blocking = firstBlocking(m_document, m_entries).message;
    if (m_context.connection.state() != Connection::State::Ready && blocking.isEmpty())
        blocking = tr("%1 is not ready yet.").arg(m_context.connection.name());
    m_run->setEnabled(blocking.isEmpty() && !m_sender.isBusy());
    m_run->setText(m_sender.isBusy() ? tr("Sending…") : tr("Run"));
    m_run->setToolTip(blocking);
    m_clear->setEnabled(m_document.isDirty());
    m_undo->setEnabled(m_document.undoStack().canUndo());
    m_undo->setToolTip(m_document.undoStack().undoText());
    m_redo->setEnabled(m_document.undoStack().canRedo());
    m_redo->setToolTip(m_document.undoStack().redoText());
}

bool NewJobPage::submit()
{
    m_yaml->flush();
    if (m_sender.isBusy())
        return true;
    if (const FieldProblem blocking = firstBlocking(m_document, m_entries); !blocking.message.isEmpty()) {
        if (m_document.yamlError().isEmpty())
            goToPath(blocking.path);
        else
            m_yamlTab->setChecked(true);
        say(blocking.message, UserMessage::Level::Warning);
        return true;
    }
    nameIt();
    if (m_target->endpoint().hasUnsavedKey()) {
        m_wantsToSend = true; // the engine reads the key from the keychain: it must be there first
        m_target->endpoint().saveKey();
        return true;
    }
    send();
    return true;
}

void NewJobPage::send()
{
    m_keeper.flush(); // what is sent is on disk, whatever happens to the window
    m_sender.send();
}

void NewJobPage::onSent(const QStringList &ids, bool ofDocument)
{
    if (!ofDocument) {
        say(tr("%n run(s) were sent as they were written then. What is written here now was not.", nullptr, int(ids.size())));
        return;
    }
    m_document.open(AuthoredDocument(DocumentKind::Job));
    m_keeper.discard();
    Q_EMIT draftSaved();
    for (const QString &id : ids)
        Q_EMIT jobSubmitted(id);
    if (ids.size() == 1)
        Q_EMIT openRequested(QStringLiteral("run"), ids.first());
    else
        Q_EMIT openRequested(QStringLiteral("runs"), {});
    Q_EMIT closeRequested();
}

/// A refusal is shown at the field that it is about; what is typed stays.
void NewJobPage::onFailed(const Error &error)
{
    say(error.message, UserMessage::Level::Error, {{tr("Try Again"), [this] { submit(); }}});
    for (const FieldProblem &problem : m_document.problems()) {
        if (!problem.path.isEmpty() && !m_document.ownProblems().contains(problem) && m_formTab->isChecked())
            return goToPath(problem.path);
    }
}

/// What an earlier window was sending when it ended.
void NewJobPage::offerLeftOver()
{
    if (m_context.batches.state() == LoadState::Idle)
        return m_context.batches.load();
    for (const Batch &left : m_context.batches.unfinished(m_context.connection.id())) {
        if (m_context.batches.claimed(left.id))
            continue;
        const int open = int(left.jobs.size()) - left.count(BatchJob::State::Sent);
        const QString sentence = tr("%n run(s) of an earlier batch were not sent, or it is not known whether they were.", nullptr, open);
        return say(sentence, UserMessage::Level::Warning,
                   {{tr("Go On"), [this, id = left.id] { m_sender.resume(id); }}, {tr("Forget Them"), [this, id = left.id] { m_context.batches.forget(id); }}});
    }
}

void NewJobPage::showRecipes()
{
    m_yaml->flush();
    if (m_context.recipes.state() == LoadState::Idle)
        m_context.recipes.load();
    const QString name = m_document.document().text(QStringLiteral("name"));
    auto *dialog = new RecipesDialog(m_context.recipes, m_document.document(), name.isEmpty() ? m_entries.suggestedName() : name, this);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { open(dialog->chosen()); });
    dialog->open();
}

void NewJobPage::say(const QString &text, UserMessage::Level level, const QList<UserMessage::Action> &actions)
{
    Q_EMIT messageRequested({level, text, actions, level == UserMessage::Level::Error || !actions.isEmpty() ? 0 : 8000, {}, QStringLiteral("newjob")});
}

bool NewJobPage::canClose()
{
    m_yaml->flush();
    m_keeper.flush(); // nothing is lost: the draft waits on the start page
    return true;
}

QVariantMap NewJobPage::saveState() const
{
    return {{QStringLiteral("step"), m_rail->currentRow()}, {QStringLiteral("yaml"), m_yamlTab->isChecked()}};
}

void NewJobPage::restoreState(const QVariantMap &state)
{
    m_rail->setCurrentRow(std::clamp(state.value(QStringLiteral("step")).toInt(), 0, jobSteps - 1));
    if (state.value(QStringLiteral("yaml")).toBool())
        m_yamlTab->setChecked(true);
}

void NewJobPage::refresh()
{
    m_context.catalogue.refresh();
    m_context.collections.refresh();
}

bool NewJobPage::focusFind()
{
    m_rail->setCurrentRow(int(JobStep::Benchmarks));
    m_formTab->setChecked(true);
    return m_benchmarks->focusFind();
}

void NewJobPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace assay

#include "ui/authoring/EditorPage.h"

#include "models/catalogue/CatalogueModel.h"
#include "services/api/Connection.h"
#include "services/api/ConnectionRegistry.h"
#include "services/api/RunRef.h"
#include "ui/authoring/CopyDialog.h"
#include "ui/authoring/DocumentDialogs.h"
#include "ui/authoring/FileExchange.h"
#include "ui/authoring/ProblemStrip.h"
#include "ui/authoring/RowsEditor.h"
#include "ui/authoring/YamlView.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FocusEntry.h"
#include "ui/widgets/Heading.h"

#include <QAction>
#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay {

EditorPage::EditorPage(DocumentKind kind, Connection &connection, DraftStore &drafts, CatalogueModel &catalogue, const QString &subject, QWidget *parent)
    : DocumentPage(parent), m_kind(kind), m_subject(RunRef{connection.id(), subject}.text()), m_connection(connection), m_catalogue(catalogue), m_session(kind, connection, drafts, subject),
      m_problems(m_session.model()), m_files(new FileExchange(kind, this))
{
    build();
    makeMenu();
    connectSession();
    updateSources();
}

void EditorPage::build()
{
    auto *layout = new QVBoxLayout(this);
    const int gap = fontMetrics().height();
    layout->setContentsMargins(gap, gap, gap, gap / 2);
    layout->setSpacing(gap / 2);
    auto *bar = new QHBoxLayout;
    m_heading = new Heading(Heading::Level::Title, this);
    m_heading->setObjectName(QStringLiteral("editorHeading"));
    m_stateText = new Heading(Heading::Level::Caption, this);
    m_stateText->setObjectName(QStringLiteral("editorState"));
    auto *titles = new QVBoxLayout;
    titles->setSpacing(0);
    titles->addWidget(m_heading);
    titles->addWidget(m_stateText);
    m_heading->setMinimumWidth(gap * 8); // long names are cut, commands are not
    m_heading->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_stateText->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    for (QLabel *label : {m_heading, m_stateText})
        label->setWordWrap(true); // large text beside the commands
    bar->addLayout(titles, 1);
    const auto tab = [&](const char *name) {
        auto *button = new QToolButton(this);
        button->setObjectName(QLatin1String(name));
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
        bar->addWidget(button);
        return button;
    };
    m_formTab = tab("viewForm");
    m_yamlTab = tab("viewYaml");
    m_formTab->setChecked(true);
    auto *views = new QButtonGroup(this);
    views->addButton(m_formTab);
    views->addButton(m_yamlTab);
    const auto button = [&](const char *icon, const char *name) {
        auto *made = new QPushButton(themeIcon(QLatin1String(icon)), {}, this);
        made->setObjectName(QLatin1String(name));
        bar->addWidget(made);
        return made;
    };
    m_undo = button("undo", "editorUndo");
    m_redo = button("refresh", "editorRedo");
    m_more = new QToolButton(this);
    m_more->setObjectName(QStringLiteral("editorMore"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setFocusPolicy(Qt::TabFocus);
    bar->addWidget(m_more);
    m_save = button("check", "editorSave");
    for (QToolButton *small : {m_formTab, m_yamlTab, m_more})
        small->setMinimumHeight(m_save->sizeHint().height());
    layout->addLayout(bar);
    buildReadOnlyBar();
    layout->addWidget(m_readOnlyBar);
    m_stack = new QStackedWidget(this);
    m_empty = new EmptyState(this);
    m_formHolder = new QWidget(this);
    (new QVBoxLayout(m_formHolder))->setContentsMargins(0, 0, 0, 0);
    m_yaml = new YamlView(model(), this);
    for (QWidget *widget : {m_formHolder, static_cast<QWidget *>(m_yaml), static_cast<QWidget *>(m_empty)})
        m_stack->addWidget(widget);
    layout->addWidget(m_stack, 1);
    m_strip = new ProblemStrip(m_problems, this);
    layout->addWidget(m_strip);
}

/// Why nothing can be changed, and the way out.
void EditorPage::buildReadOnlyBar()
{
    m_readOnlyBar = new QFrame(this);
    m_readOnlyBar->setObjectName(QStringLiteral("card"));
    auto *readOnly = new QHBoxLayout(m_readOnlyBar);
    m_readOnlyText = new QLabel(m_readOnlyBar);
    m_readOnlyText->setObjectName(QStringLiteral("readOnlyText"));
    m_readOnlyText->setWordWrap(true);
    m_readOnlyText->setTextFormat(Qt::PlainText);
    m_clone = new QPushButton(themeIcon(QStringLiteral("copy")), {}, m_readOnlyBar);
    m_clone->setObjectName(QStringLiteral("editorClone"));
    readOnly->addWidget(m_readOnlyText, 1);
    readOnly->addWidget(m_clone);
}

void EditorPage::makeMenu()
{
    m_menu = new QMenu(m_more);
    const auto action = [this](const char *name, const char *icon, auto handler) {
        QAction *made = m_menu->addAction(themeIcon(QLatin1String(icon)), {});
        made->setObjectName(QLatin1String(name));
        connect(made, &QAction::triggered, this, handler);
        return made;
    };
    m_duplicate = action("editorDuplicate", "copy", [this] { m_session.clone(); });
    m_copyTo = action("editorCopyTo", "connection", &EditorPage::copyTo);
    m_versions = action("editorVersions", "refresh", &EditorPage::showVersions);
    m_usage = action("editorUsage", "search", [this] { askDelete(true); });
    m_menu->addSeparator();
    m_import = action("editorImport", "open", [this] { m_files->chooseImport(); });
    m_exportYaml = action("editorExportYaml", "next", [this] { m_files->chooseExport(model().document(), m_session.name(), true); });
    m_exportJson = action("editorExportJson", "next", [this] { m_files->chooseExport(model().document(), m_session.name(), false); });
    m_menu->addSeparator();
    m_delete = action("editorDelete", "delete", [this] { askDelete(false); });
    m_more->setMenu(m_menu);
    const auto key = [this](const QList<QKeySequence> &keys, auto handler) {
        auto *made = new QAction(this);
        made->setShortcuts(keys);
        made->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(made, &QAction::triggered, this, handler);
        addAction(made);
    };
    key(QKeySequence::keyBindings(QKeySequence::Undo), [this] { model().undoStack().undo(); });
    key(QKeySequence::keyBindings(QKeySequence::Redo), [this] { model().undoStack().redo(); });
    key({QKeySequence::Save}, [this] { save(); });
    key({QKeySequence(Qt::CTRL | Qt::Key_Period)}, [this] { m_strip->fixCurrent(); });
    connect(m_undo, &QPushButton::clicked, this, [this] { model().undoStack().undo(); });
    connect(m_redo, &QPushButton::clicked, this, [this] { model().undoStack().redo(); });
    connect(m_save, &QPushButton::clicked, this, &EditorPage::save);
    connect(m_clone, &QPushButton::clicked, this, [this] { m_session.clone(); });
    connect(m_formTab, &QToolButton::toggled, this, [this](bool form) {
        m_yaml->flush();
        updateState();
        if (form)
            m_formHolder->setFocus();
    });
    connect(m_strip, &ProblemStrip::goTo, this, &EditorPage::showPlace);
}

/// In the view that is open.
void EditorPage::showPlace(const QString &path)
{
    if (m_yamlTab->isChecked())
        m_yaml->goToLine(model().yamlErrorLine() > 0 ? model().yamlErrorLine() : model().lineOf(path));
    else
        goTo(path);
}

void EditorPage::goToProblem(int row) { showPlace(m_problems.index(row).data(ProblemListModel::PathRole).toString()); }

void EditorPage::connectSession()
{
    connect(&m_session, &DocumentSession::stateChanged, this, &EditorPage::updateState);
    connect(&model(), &DocumentModel::changed, this, &EditorPage::updateState);
    connect(&model(), &DocumentModel::dirtyChanged, this, &EditorPage::updateState);
    connect(&m_connection, &Connection::stateChanged, this, [this] {
        if (m_session.state() == DocumentSession::State::Failed && m_connection.state() == Connection::State::Ready)
            m_session.load();
        updateState();
    });
    connect(&m_catalogue, &CatalogueModel::loadChanged, this, &EditorPage::updateSources);
    connect(&m_session, &DocumentSession::saved, this, [this] {
        m_subject = RunRef{m_connection.id(), m_session.id()}.text();
        updateState();
        say(tr("“%1” is saved.").arg(m_session.name()));
    });
    connect(&m_session, &DocumentSession::refused, this, [this](const Error &error) {
        say(error.message, UserMessage::Level::Error);
        for (const FieldProblem &problem : model().problems()) {
            if (problem.message == error.message && !problem.path.isEmpty() && m_formTab->isChecked())
                return goTo(problem.path);
        }
    });
    connect(&m_session, &DocumentSession::conflict, this, &EditorPage::askAboutConflict);
    connect(&m_session, &DocumentSession::merged, this, [this](const QStringList &conflicts) {
        say(conflicts.isEmpty() ? tr("Their changes are in your document now. Look at it and save.")
                                : tr("Their changes are in your document now, except where both changed the same: %1.").arg(conflicts.join(QStringLiteral("; "))),
            conflicts.isEmpty() ? UserMessage::Level::Info : UserMessage::Level::Warning);
    });
    connect(&m_session, &DocumentSession::cloned, this, [this](const QString &id) { Q_EMIT openRequested(kind(), RunRef{m_connection.id(), id}.text()); });
    connect(&m_session, &DocumentSession::copyRequested, this, &EditorPage::copyRequested);
    connect(&m_session, &DocumentSession::removed, this, &DocumentPage::closeRequested);
    connect(&m_session, &DocumentSession::draftRestored, this, [this] {
        say(tr("Your unsaved changes are back. Undo is not; Earlier Versions and the server's state are."));
    });
    connect(m_empty, &EmptyState::activated, this, [this] { m_session.load(); });
    m_files->acceptDrops();
    connect(m_files, &FileExchange::imported, this, [this](const AuthoredDocument &document) {
        if (m_import->isEnabled())
            model().replace(document, tr("Import"));
        else
            say(m_readOnlyText->text(), UserMessage::Level::Warning);
    });
    connect(m_files, &FileExchange::written, this, [this](const QString &path) { say(tr("Written to %1.").arg(path)); });
    connect(m_files, &FileExchange::failed, this, [this](const QString &sentence) { say(sentence, UserMessage::Level::Error); });
}

void EditorPage::setForm(QWidget *form)
{
    m_formHolder->layout()->addWidget(form);
    enterAt(m_formHolder, form);
    enterAt(this, form);
    retranslate();
    m_session.load();
}

void EditorPage::listenTo(RowsEditor *rows)
{
    connect(rows, &RowsEditor::said, this, [this](const QString &text) {
        Q_EMIT messageRequested({UserMessage::Level::Info, text, {}, 8000, {}, QStringLiteral("rows")});
    });
}

QString EditorPage::title() const { return m_session.name().isEmpty() ? emptyTitle() : m_session.name(); }
void EditorPage::refresh() { m_catalogue.refresh(); }

bool EditorPage::submit()
{
    save();
    return true;
}

QVariantMap EditorPage::saveState() const
{
    const auto *tabs = m_formHolder->findChild<QTabWidget *>();
    return {{QStringLiteral("yaml"), m_yamlTab->isChecked()}, {QStringLiteral("tab"), tabs ? tabs->currentIndex() : 0}};
}

void EditorPage::restoreState(const QVariantMap &state)
{
    if (auto *tabs = m_formHolder->findChild<QTabWidget *>())
        tabs->setCurrentIndex(state.value(QStringLiteral("tab")).toInt());
    (state.value(QStringLiteral("yaml")).toBool() ? m_yamlTab : m_formTab)->setChecked(true);
}

void EditorPage::say(const QString &text, UserMessage::Level level)
{
    Q_EMIT messageRequested({level, text, {}, level == UserMessage::Level::Info ? 8000 : 0, {}, QStringLiteral("editor/") + m_subject});
}

void EditorPage::save()
{
    m_yaml->flush();
    if (!m_save->isEnabled())
        return;
    if (!model().problems().isEmpty()) {
        const FieldProblem first = model().problems().first();
        // What only the server knows may have been put right there: it is asked again.
        if (model().ownProblems().contains(first)) {
            m_formTab->setChecked(true);
            goTo(first.path);
            return say(tr("Not saved yet: %1").arg(first.message), UserMessage::Level::Warning);
        }
    }
    if (m_session.isNew())
        return m_session.save(DocumentSession::SaveBy::Replace);
    auto *dialog = new SaveDialog(m_session, differences(model().base(), model().document()), m_session.patch(), this);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { m_session.save(dialog->by()); });
    dialog->open();
}

void EditorPage::askAboutConflict()
{
    auto *dialog = new ConflictDialog(m_session.name(), differences(model().base(), m_session.theirs()), this);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        switch (dialog->choice()) {
        case ConflictDialog::Choice::Merge: return m_session.merge();
        case ConflictDialog::Choice::Overwrite: return m_session.overwrite();
        case ConflictDialog::Choice::KeepAsCopy: return m_session.keepAsCopy();
        case ConflictDialog::Choice::Nothing: break;
        }
    });
    dialog->open();
}

void EditorPage::showVersions()
{
    auto *dialog = new VersionsDialog(m_session.history(), model().document(), this);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { model().replace(dialog->chosen(), tr("Take Earlier Version")); });
    dialog->open();
}

void EditorPage::askDelete(bool onlyUsage)
{
    auto *dialog = new DeleteDialog(m_kind, m_session.id(), m_session.name(), m_connection, this, onlyUsage);
    if (!onlyUsage)
        connect(dialog, &QDialog::accepted, this, [this] { m_session.remove(); });
    dialog->open();
}

void EditorPage::setConnections(ConnectionRegistry &connections)
{
    m_connections = &connections;
    connect(&connections, &ConnectionRegistry::added, this, &EditorPage::updateState);
    connect(&connections, &ConnectionRegistry::removed, this, &EditorPage::updateState);
    updateState();
}

void EditorPage::copyTo()
{
    m_yaml->flush();
    auto *dialog = new CopyDialog(m_session.name(), model().document(), m_catalogue.providers(), m_connection, *m_connections, this);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { Q_EMIT copyToRequested(dialog->targetId(), dialog->copy()); });
    dialog->open();
}

void EditorPage::updateSources()
{
    LintSources sources;
    sources.providers = m_catalogue.providers();
    m_problems.setSources(sources);
}

void EditorPage::updateState()
{
    using State = DocumentSession::State;
    const State state = m_session.state();
    const QString readOnly = m_session.isNew() ? QString() : m_session.readOnlyReason();
    const bool ready = state == State::Ready || state == State::Saving;
    if (state == State::Failed)
        m_empty->setContent(QStringLiteral("warning"), tr("This Document Cannot Be Loaded"), m_session.error().message, tr("Try Again"));
    else if (state == State::Loading)
        m_empty->setContent(QStringLiteral("refresh"), tr("Loading…"), {});
    m_stack->setCurrentWidget(!ready ? static_cast<QWidget *>(m_empty) : m_yamlTab->isChecked() ? static_cast<QWidget *>(m_yaml) : m_formHolder);
    m_strip->setVisible(ready);
    m_heading->setText(title());
    m_heading->setToolTip(title());
    m_stateText->setText(state == State::Saving      ? tr("Saving…")
                         : !readOnly.isEmpty()       ? tr("Read only")
                         : m_session.isNew()         ? tr("Not on the server yet; kept as a draft on this machine")
                         : model().isDirty()         ? tr("Unsaved changes; kept as a draft on this machine")
                                                     : tr("Saved on %1").arg(m_connection.name()));
    m_readOnlyBar->setVisible(ready && !readOnly.isEmpty());
    m_readOnlyText->setText(readOnly);
    const bool writable = m_writable = ready && readOnly.isEmpty();
    setReadOnly(!writable);
    m_yaml->setReadOnly(!writable);
    m_strip->setReadOnly(!writable);
    m_save->setEnabled(writable && state != State::Saving && model().yamlError().isEmpty() && (m_session.isNew() || model().isDirty()));
    m_undo->setEnabled(writable && model().undoStack().canUndo());
    m_redo->setEnabled(writable && model().undoStack().canRedo());
    m_undo->setToolTip(model().undoStack().undoText());
    m_redo->setToolTip(model().undoStack().redoText());
    m_import->setEnabled(writable);
    m_copyTo->setVisible(m_connections && m_connections->connections().size() > 1);
    m_copyTo->setEnabled(ready);
    m_versions->setEnabled(writable && !m_session.isNew());
    m_usage->setEnabled(!m_session.isNew());
    m_delete->setEnabled(writable && !m_session.isNew());
    Q_EMIT titleChanged();
}

void EditorPage::changeEvent(QEvent *event)
{
    DocumentPage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void EditorPage::retranslate()
{
    model().retranslate();
    m_formTab->setText(tr("Form"));
    m_yamlTab->setText(tr("YAML"));
    m_undo->setText(tr("Undo"));
    m_redo->setText(tr("Redo"));
    m_more->setText(tr("More"));
    m_save->setText(tr("Save"));
    m_save->setToolTip(tr("Save (Ctrl+S)"));
    m_clone->setText(tr("Clone to Edit"));
    m_duplicate->setText(tr("Duplicate"));
    m_copyTo->setText(tr("Copy to Another Connection…"));
    m_versions->setText(tr("Earlier Versions…"));
    m_usage->setText(tr("Where Used…"));
    m_import->setText(tr("Import YAML or JSON…"));
    m_exportYaml->setText(tr("Export as YAML…"));
    m_exportJson->setText(tr("Export as JSON…"));
    m_delete->setText(tr("Delete…"));
    retranslateForm();
    updateState();
}

} // namespace assay

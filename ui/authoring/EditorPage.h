#pragma once

#include "models/authoring/DocumentSession.h"
#include "models/authoring/ProblemListModel.h"
#include "ui/pages/DocumentPage.h"

class QAction;
class QLabel;
class QMenu;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace assay {

class CatalogueModel;
class ConnectionRegistry;
class EmptyState;
class FileExchange;
class ProblemStrip;
class RowsEditor;
class YamlView;

/// What the editors of providers and collections share: header with state, form and YAML with one undo stack, problems below,
/// saving with its preview and its conflicts, versions, copies, import and export. A page fills in the form.
class EditorPage : public DocumentPage {
    Q_OBJECT
public:
    EditorPage(DocumentKind kind, Connection &connection, DraftStore &drafts, CatalogueModel &catalogue, const QString &subject, QWidget *parent);

    QString subject() const override { return m_subject; }
    QString title() const override;
    bool canClose() override { return true; } ///< unsaved work is a draft, and comes back
    void refresh() override;
    bool submit() override; ///< Ctrl+Enter saves
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    QAbstractItemModel *problems() override { return &m_problems; }
    void goToProblem(int row) override;
    bool canFixProblems() const override { return m_writable; }
    bool fixProblem(int row) override { return m_writable && m_problems.fix(row); }
    DocumentSession &session() { return m_session; }
    /// For copies to other connections; without it there are none. The registry outlives the page.
    void setConnections(ConnectionRegistry &connections);
    /// As a new document's start.
    void begin(const AuthoredDocument &document) { m_session.begin(document); }

Q_SIGNALS:
    /// A new page that starts with this document.
    void copyRequested(const assay::AuthoredDocument &document);
    /// The same on another connection.
    void copyToRequested(const QString &connectionId, const assay::AuthoredDocument &document);

protected:
    /// Called once by the page, when it has built its form; retranslateForm() is called from there.
    void setForm(QWidget *form);
    virtual void retranslateForm() = 0;
    /// What the table of rows has to say is said by the page.
    void listenTo(RowsEditor *rows);
    virtual void setReadOnly(bool readOnly) = 0;
    /// Shows the field of a path in the form.
    virtual void goTo(const QString &path) = 0;
    virtual QString emptyTitle() const = 0; ///< of a document without a name, translated
    void changeEvent(QEvent *event) override;
    Connection &connection() { return m_connection; }
    CatalogueModel &catalogue() { return m_catalogue; }
    DocumentModel &model() { return m_session.model(); }

private:
    void build();
    void buildReadOnlyBar();
    void makeMenu();
    void connectSession();
    void save();
    void askAboutConflict();
    void showVersions();
    void askDelete(bool onlyUsage);
    void showPlace(const QString &path);
    void copyTo();
    void updateSources();
    void updateState();
    void retranslate();
    void say(const QString &text, UserMessage::Level level = UserMessage::Level::Info);

    DocumentKind m_kind;
    QString m_subject;
    Connection &m_connection;
    CatalogueModel &m_catalogue;
    ConnectionRegistry *m_connections = nullptr;
    DocumentSession m_session;
    ProblemListModel m_problems;
    FileExchange *m_files;
    QLabel *m_heading, *m_stateText, *m_readOnlyText;
    QPushButton *m_save, *m_clone, *m_undo, *m_redo;
    QToolButton *m_more, *m_formTab, *m_yamlTab;
    QMenu *m_menu;
    QAction *m_duplicate, *m_copyTo, *m_versions, *m_usage, *m_import, *m_exportYaml, *m_exportJson, *m_delete;
    QWidget *m_readOnlyBar;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QWidget *m_formHolder;
    YamlView *m_yaml;
    ProblemStrip *m_strip;
    bool m_writable = false;
};

} // namespace assay

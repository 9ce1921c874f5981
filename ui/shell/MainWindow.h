#pragma once

#include "ui/pages/DocumentPage.h"

#include <QHash>
#include <QMainWindow>

class QActionGroup;
class QDockWidget;
class QPushButton;
class QToolBar;

namespace assay {

class ActivityPanel;
class Appearance;
class CommandPalette;
class Connection;
class ConnectionRegistry;
class DocumentTabs;
class DraftStore;
class JobListModel;
class MessageBar;
class Navigator;
class ProblemsPanel;
class PageFactory;
class RequestLog;
class RequestsPanel;
class SessionKeeper;
class SettingsStore;
class ShellActions;
class ShortcutTable;
class SingleLetterKeys;
class StatusStrip;

/// What the window is made of; all outlive it.
struct ShellServices {
    ConnectionRegistry &connections;
    RequestLog &requests;
    JobListModel &jobs;
    const PageFactory &pages;
    Appearance &appearance;
    SettingsStore &settings;
    ShortcutTable &shortcuts;
    DraftStore &session; ///< what the window looked like, between starts
};

/// The window: wiring of menus, navigator, document tabs, messages, palette and status; it knows no page.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(const ShellServices &services);
    ~MainWindow() override;
    /// Null when nobody makes pages of that kind.
    DocumentPage *openPage(const QString &kind, const QString &subject = {});
    void showMessage(const UserMessage &message);
    /// Size, docks and tabs of the last time; the start page when there was none. layoutRestored() tells when it is done.
    void restoreLayout();
    SessionKeeper &session() { return *m_session; }
    /// Comes to the front, for a second start of the program.
    void raiseWindow();
    DocumentTabs &documents() { return *m_documents; }
    CommandPalette &commandPalette() { return *m_palette; }

Q_SIGNALS:
    /// Somebody wants to see the settings and the state of this connection.
    void connectionRequested(const QString &id);
    void demoRequested();
    void layoutRestored();

protected:
    void changeEvent(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void makeActions();
    void makePlaceActions();
    void makeViewActions();
    void makeMenus();
    void makeToolBar();
    void makeDocks();
    void makePalette();
    void connectParts();
    void onConnection(const QString &id);
    void cyclePane(int step);
    void resetLayout();
    void onRestored();
    void applySettings();
    void showShortcuts();
    void showAbout();
    void retranslate();

    ShellServices m_services;
    ShellActions *m_actions;
    DocumentTabs *m_documents;
    MessageBar *m_messages;
    Navigator *m_navigator;
    ActivityPanel *m_activity;
    RequestsPanel *m_requests;
    ProblemsPanel *m_problems;
    StatusStrip *m_status;
    CommandPalette *m_palette;
    QDockWidget *m_navigatorDock, *m_activityDock, *m_requestsDock, *m_problemsDock;
    QToolBar *m_toolBar;
    QPushButton *m_search;
    QActionGroup *m_themes, *m_languages;
    SessionKeeper *m_session;
    SingleLetterKeys *m_singleLetters;
    QByteArray m_factoryLayout;
    QHash<QString, QString> m_told; ///< connection -> the trouble that its reader knows of
};

} // namespace assay

#pragma once

#include "ui/pages/DocumentPage.h"

#include <QTimer>

class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace assay {

class BatchStore;
class ConnectionRegistry;
class EmptyState;
class FacetBar;
class FilterLine;
class InlineInput;
class JobFilterModel;
class JobListModel;
class LibraryRuns;
class ProblemLabel;
class QuickLook;
class RunActions;
class RunRemover;
class RunsTable;
class SavedViews;
class ViewsButton;
struct RunsView;

/// All runs of all connections: views, filter line, facets, table, actions on the chosen rows, and a footer that says what is loaded.
class RunsPage : public DocumentPage {
    Q_OBJECT
public:
    struct Services {
        ConnectionRegistry &connections;
        JobListModel &jobs;
        LibraryRuns &library;
        SavedViews &views;
        RunRemover &remover; ///< outlives the page, as its Undo does
        BatchStore *batches = nullptr; ///< see RunActions::Services
    };
    explicit RunsPage(const Services &services, QWidget *parent = nullptr);
    QString kind() const override { return QStringLiteral("runs"); }
    QString title() const override;
    QIcon icon() const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    void refresh() override;
    bool focusFind() override;
    QString reportSubject() const override;
    void setFilterText(const QString &text);

Q_SIGNALS:
    /// Runs, named by RunRef::text(). Offered once somebody is connected.
    void exportRequested(const QStringList &runs);

protected:
    void connectNotify(const QMetaMethod &signal) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    QWidget *buildBar();
    void connectAll();
    void applyFilter();
    void updateState();
    void updateFooter();
    void updateQuickLook();
    void showQuickLook(bool shown);
    void addArchived(QMenu &menu);
    void showMenu(const QPoint &position);
    void showView(const RunsView &view);
    RunsView shownView() const;
    void updateConnections();
    bool tableKey(int key, Qt::KeyboardModifiers modifiers);
    void retranslate();

    Services m_services;
    JobFilterModel *m_filtered;
    FilterLine *m_filter;
    ProblemLabel *m_problem;
    QLabel *m_footer, *m_heading;
    QPushButton *m_import, *m_new;
    QStackedWidget *m_stack;
    RunsTable *m_table;
    EmptyState *m_empty;
    InlineInput *m_input;
    ViewsButton *m_views;
    FacetBar *m_facets;
    RunActions *m_actions;
    QuickLook *m_look;
    QTimer m_tick; ///< running durations, once a second while visible
};

} // namespace assay

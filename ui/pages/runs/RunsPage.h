#pragma once

#include "ui/pages/DocumentPage.h"

#include <QTimer>

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace assay {

class ConnectionRegistry;
class EmptyState;
class JobFilterModel;
class JobListModel;
class RunRemover;

/// All runs of all connections: filter line, table, actions on the chosen rows, and a footer that says what is loaded.
class RunsPage : public DocumentPage {
    Q_OBJECT
public:
    RunsPage(ConnectionRegistry &connections, JobListModel &jobs, QWidget *parent = nullptr);
    QString kind() const override { return QStringLiteral("runs"); }
    QString title() const override;
    QIcon icon() const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;
    void refresh() override;
    bool focusFind() override;
    void setFilterText(const QString &text);

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildTable();
    QWidget *buildBar();
    void applyFilter();
    void updateState();
    void updateFooter();
    void updateActions();
    void retranslate();
    void openSelected();
    void cancelSelected();
    void deleteSelected();
    void showMenu(const QPoint &position);
    void updateConnections();
    QStringList selectedIds() const;

    ConnectionRegistry &m_connections;
    JobListModel &m_jobs;
    JobFilterModel *m_filtered;
    RunRemover *m_remover;
    QLineEdit *m_filter;
    QLabel *m_problem, *m_footer, *m_heading;
    QPushButton *m_open, *m_cancel, *m_delete, *m_new;
    QStackedWidget *m_stack;
    QTableView *m_table;
    EmptyState *m_empty;
    QTimer m_tick; ///< running durations, once a second while visible
};

} // namespace assay

#pragma once

#include "ui/pages/DocumentPage.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QTableView;

namespace assay {

class Connection;
class ImportFollower;

/// Results of other tools come in here: what is imported now or was last, how far it is, the runs that it made and what could not be
/// imported. Closing the page stops nothing.
class ImportPage : public DocumentPage {
    Q_OBJECT
public:
    explicit ImportPage(Connection &connection, QWidget *parent = nullptr);
    QString kind() const override { return QStringLiteral("imports"); }
    QString title() const override;
    QIcon icon() const override;
    void refresh() override;
    /// Imports files and folders of this machine.
    void importPaths(const QStringList &paths);

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildChoice();
    QWidget *buildTables();
    void choose(bool folder);
    void update();
    QString sentence() const;
    void openSelected();
    void retranslate();

    ImportFollower *m_follower;
    QLabel *m_heading, *m_hint, *m_state, *m_current, *m_problem, *m_runsTitle, *m_problemsTitle;
    QPushButton *m_files, *m_folder, *m_cancel, *m_open;
    QProgressBar *m_bar;
    QTableView *m_runs, *m_problems;
    QWidget *m_progress, *m_tables, *m_problemsBox;
};

} // namespace assay

#pragma once

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace assay {

class AllProblemsModel;
class DocumentPage;
class DocumentTabs;
class FailedRunsModel;
class JobListModel;

/// What is wrong in all open documents, and the runs that failed lately. Enter goes to the place, Alt+Enter mends it.
class ProblemsPanel : public QWidget {
    Q_OBJECT
public:
    ProblemsPanel(DocumentTabs &documents, JobListModel &jobs, QWidget *parent = nullptr);
    /// Errors and warnings; notes are no problems.
    int problemCount() const;
    void retranslate();

Q_SIGNALS:
    void countChanged();
    void openRequested(const QString &kind, const QString &subject);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void listen(DocumentPage *page);
    void read(DocumentPage *page);
    void goToCurrent();
    void fixCurrent();
    int currentRow() const; ///< of the model; -1: none
    DocumentPage *pageOf(int row) const;
    void updateState();

    DocumentTabs &m_documents;
    AllProblemsModel *m_problems;
    FailedRunsModel *m_failed;
    QSortFilterProxyModel *m_shown;
    QLineEdit *m_filter;
    QTableView *m_table;
    QLabel *m_none;
    QPushButton *m_go, *m_fix;
    QTimer m_count; ///< many changes of one moment are counted once
};

} // namespace assay

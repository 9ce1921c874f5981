#pragma once

#include "ui/pages/newjob/NewJobContext.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTabWidget;
class QTableView;
class QTreeView;

namespace assay {

class DocumentModel;
class FieldForm;
class JobEntries;

/// Step 2: which benchmarks. A whole collection, or benchmarks one by one from the providers; what was chosen stands beside.
class BenchmarksStep : public QWidget {
    Q_OBJECT
public:
    BenchmarksStep(const NewJobContext &context, DocumentModel &document, JobEntries &entries, QWidget *parent = nullptr);
    bool focusFind();
    /// Shows the row or the collection that a path is about.
    void focusField(const QString &path);

Q_SIGNALS:
    void said(const QString &sentence); ///< what a command could not do

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildCatalogue();
    QWidget *buildSelected();
    void useCollection();
    void addBenchmarks();
    void removeSelected();
    void duplicateSelected();
    void moveSelected(int step);
    QList<int> selectedRows() const;
    void showKind();
    void updateTexts();
    void retranslate();

    NewJobContext m_context;
    DocumentModel &m_document;
    JobEntries &m_entries;
    QSortFilterProxyModel *m_benchmarkFilter, *m_collectionFilter;
    QTabWidget *m_tabs;
    QLineEdit *m_search;
    QTreeView *m_tree;
    QTableView *m_collections, *m_selected;
    QLabel *m_title, *m_selectedTitle, *m_loadNote, *m_origin;
    FieldForm *m_collection; ///< which one, for those that the list does not have
    QPushButton *m_use, *m_add, *m_remove, *m_duplicate, *m_up, *m_down, *m_listHere;
};

} // namespace assay

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

class JobDraftModel;

/// Step 2: which benchmarks. A whole collection, or benchmarks one by one from the providers; what was chosen stands beside.
class BenchmarksStep : public QWidget {
    Q_OBJECT
public:
    BenchmarksStep(const NewJobContext &context, JobDraftModel &draft, QWidget *parent = nullptr);
    bool focusFind();

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildCatalogue();
    QWidget *buildSelected();
    void useCollection();
    void addBenchmarks();
    void removeSelected();
    void updateTexts();
    void retranslate();

    NewJobContext m_context;
    JobDraftModel &m_draft;
    QSortFilterProxyModel *m_benchmarkFilter, *m_collectionFilter;
    QTabWidget *m_tabs;
    QLineEdit *m_search;
    QTreeView *m_tree;
    QTableView *m_collections, *m_selected;
    QLabel *m_title, *m_selectedTitle, *m_loadNote, *m_origin;
    QPushButton *m_use, *m_add, *m_remove;
};

} // namespace assay

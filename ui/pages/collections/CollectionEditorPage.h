#pragma once

#include "ui/authoring/EditorPage.h"

class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTreeView;

namespace assay {

class CoverageModel;
class EntryRowsModel;
class FormTabs;
class ReplayModel;
class ReplayTab;
class RowsEditor;

/// A collection to write or to read: what it is for, its benchmarks chosen from all providers with weight and gate, and its advice.
class CollectionEditorPage final : public EditorPage {
    Q_OBJECT
public:
    CollectionEditorPage(Connection &connection, DraftStore &drafts, CatalogueModel &catalogue, const QString &subject, QWidget *parent = nullptr);
    QString kind() const override { return QStringLiteral("collection"); }
    QIcon icon() const override;
    bool focusFind() override;

protected:
    void setReadOnly(bool readOnly) override;
    void goTo(const QString &path) override;
    QString emptyTitle() const override { return tr("New Collection"); }
    void retranslateForm() override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildCatalogue();
    void updateReplay();
    void addChosen();

    FormTabs *m_tabs;
    EntryRowsModel *m_rows;
    ReplayModel *m_replay;
    CoverageModel *m_coverage;
    ReplayTab *m_replayTab = nullptr;
    RowsEditor *m_entries = nullptr;
    QSortFilterProxyModel *m_filter;
    QLineEdit *m_search = nullptr;
    QTreeView *m_tree = nullptr;
    QPushButton *m_add = nullptr, *m_lock = nullptr;
    QWidget *m_side = nullptr;
};

} // namespace assay

#pragma once

#include "models/compare/SavedComparison.h"
#include "ui/pages/DocumentPage.h"

class QPushButton;
class QStackedWidget;
class QTableView;

namespace assay {

class StatePanel;

/// The saved comparisons: open, rename (F2), delete with undo.
class CompareListPage : public DocumentPage {
    Q_OBJECT
public:
    explicit CompareListPage(SavedDocuments &documents, QWidget *parent = nullptr);
    QString kind() const override { return QStringLiteral("compare"); }
    QString title() const override { return tr("Compare"); }
    QIcon icon() const override;
    void refresh() override;
    SavedComparisonsModel &model() { return m_model; }

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void openCurrent();
    void renameCurrent();
    void deleteCurrent();
    void begin();
    void updateState();
    void retranslate();
    void showMenu(const QPoint &position);
    SavedDocuments &m_documents;
    SavedComparisonsModel m_model;
    QStackedWidget *m_stack;
    StatePanel *m_state;
    QTableView *m_table;
    QPushButton *m_open, *m_rename, *m_delete, *m_new;
};

} // namespace assay

#pragma once

#include "models/report/SavedReport.h"
#include "ui/pages/DocumentPage.h"

class QHBoxLayout;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace assay {

class Heading;
class StatePanel;

/// The reports that were saved: open the file, make it anew from its runs, forget it with undo.
class ReportListPage : public DocumentPage {
    Q_OBJECT
public:
    explicit ReportListPage(SavedDocuments &documents, QWidget *parent = nullptr);
    QString kind() const override { return QStringLiteral("report"); }
    QString title() const override { return tr("Reports"); }
    QIcon icon() const override;
    void refresh() override { m_model.refresh(); }
    SavedReportsModel &model() { return m_model; }

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildTable();
    QHBoxLayout *buildBar();
    void connectModel();
    int current() const; ///< -1: none
    void openCurrent();
    void showFolder();
    void makeAnew();
    void forgetCurrent();
    void openFile(const SavedReport &report, bool isThere);
    void updateState();
    void retranslate();
    void showMenu(const QPoint &position);

    SavedDocuments &m_documents;
    SavedReportsModel m_model;
    bool m_folder = false; ///< the folder is wanted, not the file
    Heading *m_heading;
    QStackedWidget *m_stack;
    StatePanel *m_state;
    QTableView *m_table;
    QPushButton *m_open, *m_showFolder, *m_again, *m_forget;
};

} // namespace assay

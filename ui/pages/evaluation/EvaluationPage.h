#pragma once

#include "ui/pages/DocumentPage.h"

class QLabel;
class QPushButton;
class QSplitter;

namespace assay {

class Connection;
class DataForm;
class EmptyState;
class EvaluationDraft;
class TaskFieldForm;
class ProblemLabel;
class TaskPane;

/// A new evaluation of rows, as the server's own form describes it: by tasks, where it has them.
class EvaluationPage : public DocumentPage {
    Q_OBJECT
public:
    explicit EvaluationPage(Connection &connection, QWidget *parent = nullptr);
    QString kind() const override { return QStringLiteral("evaluation"); }
    QString title() const override;
    QIcon icon() const override;
    void refresh() override;
    bool submit() override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap &state) override;

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildForm();
    QWidget *buildEnd();
    void showValues();
    void showKeep();
    void created(const QString &id, const QString &name);
    void update();
    void retranslate();

    Connection &m_connection;
    EvaluationDraft *m_draft;
    QLabel *m_heading, *m_hint;
    TaskFieldForm *m_about, *m_keep;
    DataForm *m_data;
    TaskPane *m_tasks;
    QSplitter *m_splitter;
    ProblemLabel *m_problem;
    QLabel *m_progress;
    QPushButton *m_create;
    QWidget *m_end;
    EmptyState *m_empty;
};

} // namespace assay

#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QScrollArea;

namespace assay {

class EvaluationDraft;
class TaskFieldForm;

/// The tasks of a new evaluation: which, in what order, and all settings of the one that is chosen.
class TaskPane : public QWidget {
    Q_OBJECT
public:
    explicit TaskPane(EvaluationDraft &draft, QWidget *parent = nullptr);
    void retranslate();

private:
    QWidget *buildList();
    QWidget *buildTask();
    void fillMenu();
    void add(const QString &type);
    void move(int by);
    int current() const;
    void showTask();
    void update();

    EvaluationDraft &m_draft;
    QLabel *m_heading, *m_about, *m_aliasLabel;
    QListView *m_list;
    QPushButton *m_add, *m_remove, *m_up, *m_down;
    QScrollArea *m_area;
    QLineEdit *m_alias;
    TaskFieldForm *m_fields;
    int m_shown = -1;
};

} // namespace assay

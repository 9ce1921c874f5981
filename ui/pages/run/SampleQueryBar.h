#pragma once

#include "models/samples/SampleModel.h"

#include <QWidget>

class QCompleter;
class QLabel;
class QLineEdit;
class QStandardItemModel;
class QTimer;
class QToolButton;

namespace assay {

class ProblemLabel;

/// The line for a filter expression over samples, with completion, what is wrong with it, and how far a search in texts is.
class SampleQueryBar : public QWidget {
    Q_OBJECT
public:
    explicit SampleQueryBar(SampleModel &model, QWidget *parent = nullptr);
    void setExpression(const QString &text); ///< at once
    void addTerm(const QString &term);       ///< to what is there, joined by `and`
    QString text() const;
    void focusLine();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply();
    void complete();
    void insertCompletion(const QString &word);
    void showProblem();
    void showProgress();

    SampleModel &m_model;
    QLineEdit *m_line;
    QCompleter *m_completer;
    QStandardItemModel *m_words;
    ProblemLabel *m_problem;
    QWidget *m_progressRow;
    QLabel *m_progress;
    QToolButton *m_stop;
    QTimer *m_timer;
    qsizetype m_completeFrom = 0;
};

} // namespace assay

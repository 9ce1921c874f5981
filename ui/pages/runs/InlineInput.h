#pragma once

#include <QFrame>
#include <QStringList>

#include <functional>

class QLabel;
class QLineEdit;
class QPushButton;

namespace assay {

class ProblemLabel;

/// Asks for one line of text within the page: a tag, a note, a view's name. Enter takes it, Escape leaves everything as it was.
class InlineInput : public QFrame {
    Q_OBJECT
public:
    struct Question {
        QString label, button; ///< translated
        QString text = {};     ///< to begin with
        QStringList known = {}; ///< offered while typing
        std::function<QString(const QString &)> problem = {}; ///< translated; empty: fine
        std::function<void(const QString &)> accept = {};
    };
    explicit InlineInput(QWidget *parent = nullptr);
    /// `back`: gets the focus when it is over.
    void ask(const Question &question, QWidget *back);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void accept();
    void end();
    Question m_question;
    QWidget *m_back = nullptr;
    QLabel *m_label;
    QLineEdit *m_edit;
    QPushButton *m_accept, *m_cancel;
    ProblemLabel *m_problem;
};

} // namespace assay

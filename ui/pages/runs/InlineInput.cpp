#include "ui/pages/runs/InlineInput.h"

#include "ui/widgets/ProblemLabel.h"

#include <QCompleter>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace assay {

InlineInput::InlineInput(QWidget *parent)
    : QFrame(parent), m_label(new QLabel(this)), m_edit(new QLineEdit(this)), m_accept(new QPushButton(this)), m_cancel(new QPushButton(tr("Cancel"), this)),
      m_problem(new ProblemLabel(this))
{
    setObjectName(QStringLiteral("inlineInput"));
    setFrameShape(QFrame::StyledPanel);
    auto *layout = new QVBoxLayout(this);
    auto *row = new QHBoxLayout;
    row->addWidget(m_label);
    row->addWidget(m_edit, 1);
    row->addWidget(m_accept);
    row->addWidget(m_cancel);
    layout->addLayout(row);
    layout->addWidget(m_problem);
    m_label->setBuddy(m_edit);
    m_edit->setObjectName(QStringLiteral("inlineText"));
    m_accept->setObjectName(QStringLiteral("inlineAccept"));
    m_cancel->setObjectName(QStringLiteral("inlineCancel"));
    m_edit->installEventFilter(this);
    connect(m_accept, &QPushButton::clicked, this, &InlineInput::accept);
    connect(m_cancel, &QPushButton::clicked, this, &InlineInput::end);
    connect(m_edit, &QLineEdit::returnPressed, this, &InlineInput::accept);
    connect(m_edit, &QLineEdit::textEdited, this, [this] { m_problem->setProblem({}); });
    hide();
}

void InlineInput::ask(const Question &question, QWidget *back)
{
    m_question = question;
    m_back = back;
    m_label->setText(question.label);
    m_edit->setAccessibleName(question.label);
    m_accept->setText(question.button);
    m_edit->setText(question.text);
    auto *completer = question.known.isEmpty() ? nullptr : new QCompleter(question.known, m_edit);
    if (completer) {
        completer->setCaseSensitivity(Qt::CaseInsensitive);
        completer->setFilterMode(Qt::MatchContains);
    }
    m_edit->setCompleter(completer);
    m_problem->setProblem({});
    show();
    m_edit->setFocus(Qt::OtherFocusReason);
    m_edit->selectAll();
}

void InlineInput::accept()
{
    const QString text = m_edit->text();
    const QString problem = m_question.problem ? m_question.problem(text) : QString();
    m_problem->setProblem(problem);
    if (!problem.isEmpty())
        return m_edit->setFocus();
    const auto take = m_question.accept;
    end();
    if (take)
        take(text);
}

void InlineInput::end()
{
    hide();
    if (m_back)
        m_back->setFocus(Qt::OtherFocusReason);
}

bool InlineInput::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        end();
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

void InlineInput::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        m_cancel->setText(tr("Cancel"));
}

} // namespace assay

#include "ui/authoring/YamlView.h"

#include "models/authoring/DocumentModel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ProblemLabel.h"
#include "ui/theme/ScaledFont.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QTextBlock>
#include <QVBoxLayout>

namespace assay {

YamlView::YamlView(DocumentModel &document, QWidget *parent)
    : QWidget(parent), m_document(document), m_text(new QPlainTextEdit(this)), m_problem(new ProblemLabel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_problem);
    m_text->setObjectName(QStringLiteral("yamlText"));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTabChangesFocus(true); // YAML knows no tabs; two spaces indent
    m_text->setUndoRedoEnabled(false); // steps are the document's
    m_text->installEventFilter(this);
    m_problem->setObjectName(QStringLiteral("yamlProblem"));
    m_typed.setSingleShot(true);
    m_typed.setInterval(250);
    connect(&m_typed, &QTimer::timeout, this, [this] { m_document.setYaml(m_text->toPlainText().toUtf8()); });
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        if (!m_showing)
            m_typed.start();
    });
    connect(&m_document, &DocumentModel::yamlChanged, this, &YamlView::showText);
    connect(&m_document, &DocumentModel::problemsChanged, this, &YamlView::showProblems);
    retranslate();
    showText();
}

void YamlView::flush()
{
    if (!m_typed.isActive())
        return;
    m_typed.stop();
    m_document.setYaml(m_text->toPlainText().toUtf8());
}

void YamlView::showText()
{
    const QString text = QString::fromUtf8(m_document.yaml());
    if (!m_typed.isActive() && m_text->toPlainText() != text) {
        m_showing = true;
        const int at = m_text->textCursor().position();
        m_text->setPlainText(text);
        QTextCursor cursor = m_text->textCursor();
        cursor.setPosition(qMin<int>(at, int(text.size())));
        m_text->setTextCursor(cursor);
        m_showing = false;
    }
    showProblems();
}

void YamlView::showProblems()
{
    const QColor colour = themeTokens(QApplication::palette()).error;
    QList<QTextEdit::ExtraSelection> marks;
    const auto mark = [&](int line) {
        const QTextBlock block = m_text->document()->findBlockByNumber(qMax(0, line - 1));
        if (line <= 0 || !block.isValid())
            return;
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(block);
        selection.cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        selection.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        selection.format.setUnderlineColor(colour);
        selection.format.setToolTip(m_document.yamlError());
        marks << selection;
    };
    QString sentence = m_document.yamlError();
    if (!sentence.isEmpty()) {
        mark(m_document.yamlErrorLine());
    } else if (isVisible()) {
        for (const FieldProblem &problem : m_document.problems()) {
            const int line = m_document.lineOf(problem.path);
            mark(line);
            if (sentence.isEmpty())
                sentence = line > 0 ? tr("Line %1: %2").arg(line).arg(problem.message) : problem.message;
            if (marks.size() > 50)
                break;
        }
    }
    m_text->setExtraSelections(marks);
    m_problem->setProblem(sentence);
}

void YamlView::goToLine(int line)
{
    const QTextBlock block = m_text->document()->findBlockByNumber(qMax(0, line - 1));
    if (block.isValid())
        m_text->setTextCursor(QTextCursor(block));
    m_text->setFocus(Qt::OtherFocusReason);
}

void YamlView::setReadOnly(bool readOnly) { m_text->setReadOnly(readOnly); }

bool YamlView::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut) {
        flush();
        m_document.endTyping();
    }
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            flush();
            event->ignore();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void YamlView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationPaletteChange)
        showProblems();
}

void YamlView::retranslate()
{
    setMonospaced(m_text);
    m_text->setAccessibleName(tr("Document as YAML"));
    m_text->setPlaceholderText(tr("Write YAML or JSON here."));
}

} // namespace assay

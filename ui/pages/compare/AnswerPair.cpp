#include "ui/pages/compare/AnswerPair.h"

#include "models/samples/WordDiff.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/PlainText.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QVBoxLayout>

namespace assay {

static QPlainTextEdit *textBox(const QString &name, const QString &accessibleName)
{
    QPlainTextEdit *box = plainTextBox(name, accessibleName);
    box->setMinimumHeight(box->fontMetrics().height() * 3);
    return box;
}

AnswerPair::Column AnswerPair::addColumn(const QString &name, const QString &accessibleName)
{
    auto *title = new QLabel;
    title->setTextFormat(Qt::PlainText);
    title->setWordWrap(true);
    title->setObjectName(name + QStringLiteral("Title"));
    return {title, textBox(name, accessibleName)};
}

AnswerPair::AnswerPair(QWidget *parent) : QWidget(parent)
{
    m_sentence = new QLabel;
    m_sentence->setObjectName(QStringLiteral("answerSentence"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_prompt = textBox(QStringLiteral("answerPrompt"), tr("Question"));
    m_target = new QLabel;
    m_target->setObjectName(QStringLiteral("answerTarget"));
    m_target->setTextFormat(Qt::PlainText);
    m_target->setWordWrap(true);
    m_target->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_before = addColumn(QStringLiteral("answerBefore"), tr("Answer of the baseline"));
    m_after = addColumn(QStringLiteral("answerAfter"), tr("Answer of the other run"));

    auto *question = new QWidget;
    auto *upper = new QVBoxLayout(question);
    upper->setContentsMargins({});
    upper->addWidget(m_sentence);
    upper->addWidget(m_prompt, 1);
    upper->addWidget(m_target);
    auto *answers = new QWidget;
    auto *grid = new QGridLayout(answers);
    grid->setContentsMargins({});
    grid->addWidget(m_before.title, 0, 0);
    grid->addWidget(m_after.title, 0, 1);
    grid->addWidget(m_before.text, 1, 0);
    grid->addWidget(m_after.text, 1, 1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(question);
    splitter->addWidget(answers);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(splitter);
    clear({});
}

void AnswerPair::clear(const QString &sentence)
{
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
    m_target->clear();
    for (QPlainTextEdit *text : {m_prompt, m_before.text, m_after.text})
        text->clear();
    m_before.title->clear();
    m_after.title->clear();
}

void AnswerPair::fill(const Column &column, const Side &side)
{
    if (!side.sample) {
        column.title->setText(side.name);
        column.text->setPlainText(QString());
        column.text->setPlaceholderText(side.problem.isEmpty() ? tr("Loading…") : side.problem);
        return;
    }
    const Sample &sample = *side.sample;
    column.text->setPlaceholderText(sample.error.isEmpty() ? tr("The model said nothing.") : sample.error);
    showPlainText(*column.text, sample.response.left(shownChars));
    QStringList parts{side.name, sample.score ? tr("score %1").arg(QLocale().toString(*sample.score, 'g', 4)) : tr("no score")};
    // Not every scorer looks for an answer: that there is none says nothing by itself.
    if (sample.extractionFailed)
        parts << tr("no answer found");
    else if (!sample.extracted.isEmpty())
        parts << tr("answer “%1”").arg(sample.extracted.simplified().left(60));
    column.title->setText(parts.join(QStringLiteral(" · ")));
}

void AnswerPair::showPair(const Side &before, const Side &after)
{
    const Sample *known = before.sample ? &*before.sample : after.sample ? &*after.sample : nullptr;
    const bool waiting = before.problem.isEmpty() || after.problem.isEmpty();
    m_prompt->setPlaceholderText(!known && waiting ? tr("Loading…") : QString());
    showPlainText(*m_prompt, known ? known->prompt.left(shownChars) : QString());
    m_target->setText(known && !known->target.isEmpty() ? tr("Expected: %1").arg(known->target.left(2000)) : QString());
    m_target->setVisible(!m_target->text().isEmpty());
    fill(m_before, before);
    fill(m_after, after);
    highlight();
}

void AnswerPair::setDiff(bool diff)
{
    if (std::exchange(m_diff, diff) != diff && !m_before.title->text().isEmpty())
        highlight();
}

void AnswerPair::highlight()
{
    const QString a = m_before.text->toPlainText(), b = m_after.text->toPlainText();
    WordDifference difference;
    if (m_diff && !a.isEmpty() && !b.isEmpty())
        difference = wordDifference(a, b);
    m_sentence->setText(difference.cut ? tr("Only the first %n word(s) that differ were compared; the rest is marked as a whole.", nullptr, int(diffWordLimit)) : QString());
    m_sentence->setVisible(difference.cut);
    const auto mark = [this](QPlainTextEdit *box, const QList<TextSpan> &spans) {
        QList<QTextEdit::ExtraSelection> marks;
        for (const TextSpan &span : spans) {
            QTextEdit::ExtraSelection one;
            QColor ground = themeTokens(this).warning;
            ground.setAlphaF(0.25F);
            one.format.setBackground(ground);
            one.format.setUnderlineStyle(QTextCharFormat::SingleUnderline); // not by colour alone
            one.cursor = QTextCursor(box->document());
            one.cursor.setPosition(int(span.start));
            one.cursor.setPosition(int(span.start + span.length), QTextCursor::KeepAnchor);
            marks << one;
        }
        box->setExtraSelections(marks);
    };
    mark(m_before.text, difference.before);
    mark(m_after.text, difference.after);
}

} // namespace assay

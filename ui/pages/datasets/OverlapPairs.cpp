#include "ui/pages/datasets/OverlapPairs.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/PlainText.h"

#include <QGridLayout>
#include <QLabel>
#include <QPlainTextEdit>

namespace assay {

/// A place in the text where it stands in the editor, for which a line ends in one character.
static int editorPlace(const QString &text, qsizetype place)
{
    static const QString lineEnd = QStringLiteral("\r\n");
    qsizetype ends = 0;
    for (qsizetype at = text.indexOf(lineEnd); at >= 0 && at < place; at = text.indexOf(lineEnd, at + 2))
        ++ends;
    return int(place - ends);
}

OverlapPairs::OverlapPairs(QWidget *parent)
    : QWidget(parent)
{
    m_here = makeSide(QStringLiteral("overlapHere"), tr("Row of This Dataset"));
    m_there = makeSide(QStringLiteral("overlapThere"), tr("Row That It Is Like"));
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    int column = 0;
    for (const Side &side : { m_here, m_there }) {
        grid->addWidget(side.title, 0, column);
        grid->addWidget(side.text, 1, column);
        grid->setColumnStretch(column++, 1);
    }
    grid->setRowStretch(1, 1);
}

OverlapPairs::Side OverlapPairs::makeSide(const QString &name, const QString &accessibleName)
{
    auto *title = plainLabel(new QLabel, "");
    title->setObjectName(name + QLatin1String("Title"));
    QPlainTextEdit *text = plainTextBox(name, accessibleName);
    text->setMinimumHeight(text->fontMetrics().height() * 4);
    return { title, text };
}

void OverlapPairs::fill(const Side &side, const QString &title, const OverlapExcerpt &excerpt, bool marked)
{
    side.title->setText(title);
    showPlainText(*side.text, excerpt.text);
    QList<QTextEdit::ExtraSelection> marks;
    if (marked) {
        QTextEdit::ExtraSelection one;
        QColor ground = themeTokens(this).warning;
        ground.setAlphaF(0.25F);
        one.format.setBackground(ground);
        one.format.setUnderlineStyle(QTextCharFormat::SingleUnderline); // not by colour alone
        one.cursor = QTextCursor(side.text->document());
        one.cursor.setPosition(editorPlace(excerpt.text, excerpt.start));
        one.cursor.setPosition(editorPlace(excerpt.text, excerpt.start + excerpt.length), QTextCursor::KeepAnchor);
        marks << one;
    }
    side.text->setExtraSelections(marks);
    if (marked) { // what is shared may stand below what is in sight
        QTextCursor there(side.text->document());
        there.setPosition(editorPlace(excerpt.text, excerpt.start));
        side.text->setTextCursor(there);
        side.text->ensureCursorVisible();
    }
}

void OverlapPairs::showPair(const OverlapFinding &finding, const QString &hereTitle, const QString &thereTitle)
{
    const bool marked = finding.pair.kind == OverlapKind::SharedWords;
    fill(m_here, hereTitle, finding.here, marked);
    fill(m_there, thereTitle, finding.there, marked);
}

void OverlapPairs::clear()
{
    for (const Side &side : { m_here, m_there })
        fill(side, {}, {}, false);
}

} // namespace assay

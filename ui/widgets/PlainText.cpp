#include "ui/widgets/PlainText.h"

#include <QPlainTextEdit>

#include <algorithm>

namespace assay {

QPlainTextEdit *plainTextBox(const QString &objectName, const QString &accessibleName)
{
    auto *box = new QPlainTextEdit;
    box->setObjectName(objectName);
    box->setAccessibleName(accessibleName);
    box->setReadOnly(true);
    box->setTabChangesFocus(true);
    box->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return box;
}

void showPlainText(QPlainTextEdit &box, const QString &text)
{
    constexpr qsizetype longWord = 1000;
    qsizetype run = 0, longest = 0;
    for (const QChar c : text) {
        run = c.isSpace() ? 0 : run + 1;
        longest = std::max(longest, run);
    }
    box.setWordWrapMode(longest > longWord ? QTextOption::WrapAnywhere : QTextOption::WrapAtWordBoundaryOrAnywhere);
    box.setPlainText(text);
}

} // namespace assay

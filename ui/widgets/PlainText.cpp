#include "ui/widgets/PlainText.h"

#include <QLabel>
#include <QPlainTextEdit>

#include <algorithm>

namespace assay {

QLabel *plainLabel(QLabel *label, const char *objectName)
{
    label->setObjectName(QLatin1String(objectName));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

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

#pragma once

#include <QString>

class QLabel;
class QPlainTextEdit;

namespace assay {

/// Makes a label one whose text is never markup, wrapped where it is long. Gives it back.
QLabel *plainLabel(QLabel *label, const char *objectName);

/// A box for a text that comes from a model, a data set or a file: read only, never markup, chosen by mouse and keys; Tab leaves it.
QPlainTextEdit *plainTextBox(const QString &objectName, const QString &accessibleName);

/// Shows a text in it. Breaking lines at words takes time with the square of a word's length, so a text with words that no line holds
/// is broken anywhere.
void showPlainText(QPlainTextEdit &box, const QString &text);

} // namespace assay

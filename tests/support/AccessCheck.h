#pragma once

#include <QStringList>

class QWidget;

namespace assay::test {

// The acceptance list of accessibility, each point as a list of complaints ("QPushButton 'retry': ..."); empty: all is well.
// Only what can be seen below `root` is looked at; a root that is not shown is a complaint itself.

/// Controls that the keyboard reaches and a screen reader could not name.
QStringList namelessControls(QWidget &root);
/// Controls that are pressed, typed into or ticked and are smaller than 24 pixels in either direction.
QStringList smallTargets(QWidget &root);
/// Columns and rows of tables without a name.
QStringList namelessHeaders(QWidget &root);
/// Texts of labels, buttons, tabs and choices that have less room than they need.
QStringList clippedTexts(QWidget &root);
/// Texts with less than 4.5:1 on the colour that is really behind them; disabled ones are left out, as WCAG does.
QStringList faintTexts(QWidget &root);
/// What the Tab key does from the first control on: controls it never reaches, and places that it does not leave.
QStringList unreachableControls(QWidget &root);

/// Everything that can be read: labels, buttons, tabs, headers of tables, hints in empty fields; in the order of the widgets.
QStringList spokenTexts(QWidget &root);

} // namespace assay::test

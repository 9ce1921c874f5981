#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace assay {

/// What stands where content would be: what is missing, why, and one button that helps. All texts are shown as plain text.
class StatePanel : public QWidget {
    Q_OBJECT
public:
    explicit StatePanel(QWidget *parent = nullptr);
    /// action: the button's label; empty for none.
    void setState(const QString &title, const QString &reason, const QString &action = {});
    QString title() const;
    QString reason() const;

Q_SIGNALS:
    void actionTriggered();

private:
    QLabel *m_title, *m_reason;
    QPushButton *m_action;
};

/// Whole rows, fixed row height from the font, no grid. Never sizes rows or columns to their contents.
void setUpTable(QTableView &table, const QString &objectName, const QString &accessibleName);
/// Makes a column `chars` digits wide.
void setColumnChars(QTableView &table, int column, int chars);

} // namespace assay

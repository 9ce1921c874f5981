#pragma once

#include "ui/widgets/ColumnChars.h"
#include "ui/widgets/EmptyState.h"

class QTableView;

class QComboBox;
namespace assay {

class ResultModel;

/// An EmptyState for texts that come from servers and models: they are shown as plain text, never as markup.
class StatePanel : public EmptyState {
    Q_OBJECT
public:
    explicit StatePanel(QWidget *parent = nullptr);
    /// icon: a role of themeIcon(). action: the button's label; empty for none.
    void setState(const QString &icon, const QString &title, const QString &reason, const QString &action = {});
    const QString &title() const { return m_title; }
    const QString &reason() const { return m_reason; }

private:
    QString m_title, m_reason;
};

/// The benchmarks of a run in a combo box, data: their index; the chosen one stays chosen. Changes nothing when they are the same.
void fillBenchmarkPicker(QComboBox &picker, const ResultModel &results);

/// Whole rows, fixed row height from the font, no grid. Never sizes rows or columns to their contents.
void setUpTable(QTableView &table, const QString &objectName, const QString &accessibleName);

} // namespace assay

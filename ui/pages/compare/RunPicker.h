#pragma once

#include <QDialog>
#include <QStringList>

class QDialogButtonBox;
class QLineEdit;
class QTableView;

namespace assay {

class JobFilterModel;
class JobListModel;

/// Chooses runs that have ended and that their servers still have, newest first; not modal for the rest of the window.
class RunPicker : public QDialog {
    Q_OBJECT
public:
    /// `taken` are not offered. At most `most` can be chosen.
    RunPicker(JobListModel &jobs, const QStringList &taken, int most, QWidget *parent);

Q_SIGNALS:
    void chosen(const QStringList &refs);

private:
    void makeTable();
    void showMatching(const QString &text);
    void updateButtons();
    QStringList selected() const;
    QStringList m_taken;
    JobFilterModel *m_rows;
    QLineEdit *m_search;
    QTableView *m_table;
    QDialogButtonBox *m_buttons;
    int m_most;
};

} // namespace assay

#pragma once

#include <QDialog>
#include <QStringList>

class QDialogButtonBox;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace assay {

class JobListModel;

/// Chooses runs that have ended, newest first; not modal for the rest of the window.
class RunPicker : public QDialog {
    Q_OBJECT
public:
    /// `taken` are not offered. At most `most` can be chosen.
    RunPicker(JobListModel &jobs, const QStringList &taken, int most, QWidget *parent);

Q_SIGNALS:
    void chosen(const QStringList &refs);

private:
    void updateButtons();
    QStringList selected() const;
    QSortFilterProxyModel *m_rows;
    QLineEdit *m_search;
    QTableView *m_table;
    QDialogButtonBox *m_buttons;
    int m_most;
};

} // namespace assay

#pragma once

#include "services/api/DatasetService.h"

#include <QDialog>

class QLabel;
class QProgressBar;
class QPushButton;
class QSplitter;
class QTableView;

namespace assay {

class Connection;
class EmptyState;
class OverlapCheck;
class OverlapForm;
class OverlapModel;
class OverlapPairs;
class ProblemLabel;

/// Does a dataset leak into another one, or ask a question twice? What is compared is chosen above; below stand the
/// answer in words and the pairs of rows, side by side. Nothing is checked before the user says so. Escape stops a
/// check, and closes only without one.
class OverlapDialog final : public QDialog {
    Q_OBJECT
public:
    /// all: the connection's datasets, `dataset` among them.
    OverlapDialog(Connection &connection, const QString &dataset, const QList<Dataset> &all, QWidget *parent);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *buildProgress();
    QWidget *buildResult();
    QWidget *buildButtons();
    void begin();
    void checkChanged();
    void showProgress();
    void showResult();
    QString problem() const;
    void update();
    void showPair();
    void save();
    void write(const QString &path);

    const QString m_dataset;
    OverlapCheck *m_check;
    OverlapModel *m_model;
    OverlapForm *m_form;
    QWidget *m_progressLine;
    QLabel *m_step, *m_sentence, *m_notes, *m_saved;
    ProblemLabel *m_problem;
    QProgressBar *m_progress;
    EmptyState *m_empty;
    QSplitter *m_splitter;
    QTableView *m_table;
    OverlapPairs *m_pairs;
    QPushButton *m_begin, *m_stop, *m_save;
};

} // namespace assay

#pragma once

#include "services/api/EvaluationService.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace assay {

class Connection;
class DatasetListModel;
class EvaluationDraft;

/// Where the rows of a new evaluation come from: pasted, a file, or a dataset of the server or some of its rows; and
/// what was found in them.
class DataForm : public QWidget {
    Q_OBJECT
public:
    DataForm(Connection &connection, EvaluationDraft &draft, QWidget *parent = nullptr);
    /// Takes a file of this machine.
    void offer(const QString &file);
    void retranslate();

private:
    QWidget *buildFile();
    void show();
    void showSource(EvaluationData::Source source);
    void take();
    void chooseFile();
    void showDatasets();
    void showColumns();

    EvaluationDraft &m_draft;
    DatasetListModel *m_datasets;
    QLabel *m_label, *m_columns;
    QComboBox *m_source, *m_dataset;
    QWidget *m_fileBox;
    QPlainTextEdit *m_rows;
    QLineEdit *m_file, *m_pick;
    QPushButton *m_choose;
    bool m_showing = false; ///< the draft's values are put into the editors
};

} // namespace assay

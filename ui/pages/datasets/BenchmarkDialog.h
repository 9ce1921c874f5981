#pragma once

#include "models/datasets/DatasetBenchmark.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace assay {

/// Which columns are question and answer, how they become a prompt, and when an answer is right; with the first row's prompt as a preview.
class BenchmarkDialog final : public QDialog {
    Q_OBJECT
public:
    BenchmarkDialog(const QString &dataset, const QStringList &columns, const DatasetRow &first, QWidget *parent);
    DatasetBenchmark benchmark() const;
    /// It is being made; what was entered stays.
    void setBusy(bool busy);
    /// Why it could not be made.
    void setProblem(const QString &text);

Q_SIGNALS:
    void makeRequested();

private:
    QComboBox *columnBox(const char *name, const QString &chosen, bool optional);
    void check();

    const QString m_dataset;
    const QStringList m_columns;
    const DatasetRow m_first;
    QLineEdit *m_name;
    QComboBox *m_input, *m_target, *m_id, *m_scorer;
    QPlainTextEdit *m_prompt, *m_preview;
    QLabel *m_problem;
    QPushButton *m_make;
    bool m_busy = false;
};

} // namespace assay

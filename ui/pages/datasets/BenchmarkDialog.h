#pragma once

#include "models/datasets/DatasetBenchmark.h"

#include <QDialog>

#include <optional>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace assay {

class ScorerBox;

/// Which columns are question and answer, how they become a prompt, and when an answer is right; with the first row's prompt as a preview.
/// It can be tried at once with a model.
class BenchmarkDialog final : public QDialog {
    Q_OBJECT
public:
    BenchmarkDialog(const QString &dataset, const QStringList &columns, const DatasetRow &first, QWidget *parent);
    DatasetBenchmark benchmark() const;
    /// Those that it can be tried with.
    void setModels(const QList<ModelTarget> &models);
    /// The model of the first run; none: it is only made.
    std::optional<ModelTarget> triedWith() const { return m_triedWith; }
    /// It is being made; what was entered stays.
    void setBusy(bool busy);
    /// Why it could not be made.
    void setProblem(const QString &text);

Q_SIGNALS:
    void makeRequested();

private:
    QWidget *makeFields();
    void addButtons(QWidget *fields);
    void follow();
    QComboBox *columnBox(const char *name, const QString &chosen, bool optional);
    void request(const std::optional<ModelTarget> &triedWith);
    void check();

    const QString m_dataset;
    const QStringList m_columns;
    const DatasetRow m_first;
    QList<ModelTarget> m_models;
    std::optional<ModelTarget> m_triedWith;
    QLineEdit *m_name;
    QComboBox *m_input, *m_target, *m_id, *m_model;
    ScorerBox *m_scorer;
    QPlainTextEdit *m_prompt, *m_preview;
    QLabel *m_problem;
    QPushButton *m_make, *m_try;
    bool m_busy = false;
};

} // namespace assay

#pragma once

#include "models/benchmarks/ServerBenchmarkEntry.h"

#include <QDialog>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace assay {

class ProblemLabel;

/// A new benchmark of a server: a dataset and the functions that score answers to its rows. What was entered stays when the
/// server refuses it.
class ServerBenchmarkDialog final : public QDialog {
    Q_OBJECT
public:
    /// `taken`: names that the server has.
    ServerBenchmarkDialog(const QStringList &taken, QWidget *parent);
    ServerBenchmarkEntry entry() const;
    /// What there is to choose from, once it is known.
    void setDatasets(const QStringList &ids);
    void setFunctions(const QList<ScoringFunction> &functions);
    void setBusy(bool busy);
    /// Why the server did not take it.
    void setProblem(const QString &text);

Q_SIGNALS:
    void registerRequested();

private:
    void addField(const QString &title, QWidget *field, const char *objectName, ProblemLabel **problem = nullptr);
    void check(bool show);
    void submit();

    const QStringList m_taken;
    QFormLayout *m_form;
    QLineEdit *m_name, *m_more, *m_provider, *m_providerName;
    QComboBox *m_dataset;
    QListWidget *m_functions;
    QPlainTextEdit *m_metadata;
    ProblemLabel *m_nameProblem, *m_datasetProblem, *m_functionsProblem, *m_metadataProblem;
    QLabel *m_problem;
    QPushButton *m_register;
    bool m_shown = false; ///< problems are shown: something was tried
    bool m_busy = false;
};

} // namespace assay

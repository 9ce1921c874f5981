#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Result.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTableView;

namespace assay {

class ToneLabel;
class TrialModel;

/// Tries the provider's local command: shows what will run, runs it once on a toy model and five rows, and shows while it runs what
/// it writes, what it posts, which rules that breaks, and how it ends.
class TrialTab final : public QWidget {
    Q_OBJECT
public:
    /// model outlives the tab.
    explicit TrialTab(TrialModel &model, QWidget *parent = nullptr);
    /// As it is written now; an error: the document cannot be read. `unavailable`: why this connection tries nothing, translated; empty: it does.
    void setProvider(const Result<Provider> &provider, const QString &unavailable);

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildTop();
    QWidget *buildResults();
    void start();
    void updateState();
    void showReport();
    void retranslate();
    QString obstacle() const;

    TrialModel &m_model;
    Provider m_provider;
    QString m_unavailable, m_unreadable;
    QLabel *m_about, *m_command, *m_variables, *m_benchmarkLabel;
    ToneLabel *m_summary;
    QLabel *m_progress, *m_detailLabel, *m_outputLabel;
    QComboBox *m_benchmark;
    QPushButton *m_run, *m_cancel;
    QTableView *m_reports;
    QPlainTextEdit *m_detail, *m_output;
};

} // namespace assay

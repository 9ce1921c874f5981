#pragma once

#include "models/results/Artifacts.h"
#include "models/results/AttemptModel.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QTableView;
class QTableWidget;

namespace assay {

/// How often each benchmark was executed and what came of it; below, what they left behind.
class AttemptsTab : public QWidget {
    Q_OBJECT
public:
    AttemptsTab(RunModel &run, AttemptModel &attempts, QWidget *parent = nullptr);

Q_SIGNALS:
    void logRequested(const assay::LogSource &source);
    void runRequested(const QString &jobId);
    void urlRequested(const QUrl &url);

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *buildAttempts();
    QWidget *buildArtifacts();
    void update();
    void updateButtons();
    QString chosenLocation() const;

    RunModel &m_run;
    AttemptModel &m_model;
    QTableView *m_table;
    QTableWidget *m_artifacts;
    QList<RunArtifact> m_list;
    QComboBox *m_policy;
    QWidget *m_policyBar, *m_artifactBox;
    QLabel *m_note;
    QPushButton *m_log, *m_openRun, *m_open, *m_copy, *m_experiment, *m_mlflowRun;
};

} // namespace assay

#pragma once

#include "models/results/Rescore.h"
#include "services/api/JobService.h"

#include <QWidget>

#include <functional>

class QLineEdit;
class QListWidget;
class QPushButton;

namespace assay {

class ProblemLabel;
class RunModel;
class ScorerBox;

/// Scores the stored answers of the run by other functions, as a run of its own; the model is not asked.
class RescorePanel : public QWidget {
    Q_OBJECT
public:
    /// `obstacle`: why the answers cannot be scored again now, one translated sentence; empty: they can.
    RescorePanel(RunModel &run, JobService &jobs, std::function<QString()> obstacle, QWidget *parent = nullptr);
    /// Shows it for the run as it is now, with the keys in its first field.
    void open();
    RescoreRequest request() const;

Q_SIGNALS:
    void made(const QString &jobId); ///< the server has taken the new run
    void failed(const assay::Error &error);
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void fillBenchmarks();
    void functionChosen();
    void check(bool show);
    void submit();

    RunModel &m_run;
    JobService &m_jobs;
    const std::function<QString()> m_obstacle;
    ScorerBox *m_scorer;
    QLineEdit *m_name;
    QListWidget *m_benchmarks;
    QPushButton *m_send, *m_close;
    ProblemLabel *m_nameProblem, *m_benchmarksProblem;
    std::optional<Job> m_sent; ///< what m_key was sent with
    QString m_key;         ///< of the next run: the same until the server has answered, so that none is made twice
    QString m_ownName;     ///< as it was proposed; another one is the reader's
    bool m_shown = false;  ///< problems are shown: something was tried
    bool m_busy = false;
};

} // namespace assay

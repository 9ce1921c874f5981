#pragma once

#include "models/triage/TriageBook.h"
#include "services/api/JobService.h"
#include "services/verdict/Agreement.h"
#include "services/verdict/RightRule.h"

#include <QTimer>

namespace assay {

/// How far a scorer or judge agrees with the labels that people gave to a benchmark's samples. GUI thread.
class Calibration : public QObject {
    Q_OBJECT
public:
    Calibration(TriageBook &book, JobService &jobs, QObject *parent = nullptr);
    /// "" is the primary score.
    void setScorer(const QString &name);
    QString scorer() const { return m_scorer; }
    /// What the primary score calls right; a scorer by its own name has the direction of the metric dictionary.
    void setRightRule(const RightRule &rule);
    QStringList scorers() const { return m_scorers; } ///< of the labelled samples
    int labels() const { return m_labels; }
    /// Labelled samples that the scorer gave no score, or one that is neither right nor wrong.
    int undecided() const { return m_undecided; }
    const ConfusionTable &table() const { return m_table; }
    /// "κ 0.61 (0.42–0.77) from 88 labels …", or what is missing.
    QString sentence() const;
    /// Kept from asking while nobody looks.
    void setActive(bool active);

Q_SIGNALS:
    void changed();

private:
    void refresh();
    void ask(const QList<SampleKey> &keys, quint64 ticket);
    void count();

    TriageBook &m_book;
    JobService &m_jobs;
    QTimer m_timer;
    RightRule m_rule;
    QString m_scorer;
    QStringList m_scorers;
    QList<Sample> m_samples;
    ConfusionTable m_table;
    int m_labels = 0, m_undecided = 0;
    bool m_active = false;
    quint64 m_ticket = 0;
    Error m_error;
};

} // namespace assay

#pragma once

#include "models/results/WhatIf.h"

#include <QDoubleSpinBox>
#include <QSlider>
#include <QWidget>

class QLabel;
class QPushButton;

namespace assay {

/// A number in as few digits as it takes, or "none"; committed by Enter, by leaving the field and by each step.
class GateBox : public QDoubleSpinBox {
    Q_OBJECT
public:
    explicit GateBox(QWidget *parent = nullptr);
    /// none: stepping begins at `start`.
    void setGate(const std::optional<double> &gate, double start, double step);
    void setName(const QString &name); ///< for screen readers, also of the field inside
    QString textFromValue(double value) const override;
    void stepBy(int steps) override;

private:
    bool m_none = false;
};

/// A weight to be drawn: from a tenth to ten times, in steps that get wider.
class WeightSlider : public QSlider {
    Q_OBJECT
public:
    explicit WeightSlider(QWidget *parent = nullptr);
    void setWeight(double weight); ///< stands at the nearest step, and tells nobody

Q_SIGNALS:
    void drawn(double weight); ///< by the user
};

/// The fields of a what-if: gate and weight of the benchmark that is chosen, the run's own gate; and what they come to, beside
/// what was recorded.
class WhatIfBar : public QWidget {
    Q_OBJECT
public:
    explicit WhatIfBar(WhatIf &whatIf, QWidget *parent = nullptr);
    /// -1: none is chosen. step: of the gate's field, in the metric's unit.
    void setBenchmark(int benchmarkIndex, double step);
    int benchmark() const { return m_benchmark; }
    void focusGate();
    /// Why a version cannot be saved, or a run not be sent; empty: it can.
    void setObstacles(const QString &save, const QString &runAgain);

Q_SIGNALS:
    void saveRequested();
    void runAgainRequested();

private:
    void update();
    const ResultRow *row() const;

    WhatIf &m_whatIf;
    int m_benchmark = -1;
    double m_step = 0.01;
    QString m_saveObstacle, m_runObstacle;
    QLabel *m_gateLabel, *m_weightLabel, *m_runGateLabel, *m_tried, *m_recorded;
    GateBox *m_gate, *m_weight, *m_runGate;
    WeightSlider *m_weightSlider;
    QPushButton *m_reset, *m_save, *m_again;
    QWidget *m_outcome;
};

} // namespace assay

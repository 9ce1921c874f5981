#pragma once

#include "models/results/RunModel.h"

#include <QWidget>

class QTableWidget;

namespace assay {

/// What was asked for beside what came back, and where it all came from.
class PlanTab : public QWidget {
    Q_OBJECT
public:
    explicit PlanTab(RunModel &run, QWidget *parent = nullptr);

private:
    void update();
    void fillBenchmarks();
    void fillFacts();
    void fillParameters();

    RunModel &m_run;
    QTableWidget *m_benchmarks, *m_facts, *m_parameters;
};

/// The members of a JSON object as dotted keys and one-line values, in the object's order of keys.
QList<QPair<QString, QString>> flatMembers(const JsonText &object);

} // namespace assay

#pragma once

#include "models/plan/RunPlan.h"
#include "models/results/RunModel.h"
#include "services/api/Capabilities.h"

#include <QWidget>

class QTableWidget;

namespace assay {

/// The plan by which the job was executed, beside what came back, and where it all came from.
class PlanTab : public QWidget {
    Q_OBJECT
public:
    PlanTab(RunModel &run, CatalogueService *catalogue, const Capabilities &capabilities, QWidget *parent = nullptr);
    void setCapabilities(const Capabilities &capabilities);
    RunPlan &plan() { return m_plan; }

Q_SIGNALS:
    /// The job again, with its collection's benchmarks listed in it.
    void runInlineRequested(const assay::Job &job);

private:
    void fillFacts();

    RunModel &m_run;
    RunPlan m_plan;
    QTableWidget *m_facts;
};

/// The members of a JSON object as dotted keys and one-line values, in the object's order of keys.
QList<QPair<QString, QString>> flatMembers(const JsonText &object);

} // namespace assay

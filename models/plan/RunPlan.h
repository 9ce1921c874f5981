#pragma once

#include "models/plan/PlanModel.h"
#include "services/core/Result.h"

#include <QHash>
#include <QObject>

namespace assay {

class CatalogueService;
class RunModel;

/// The plan of a job that was submitted, beside what came back. GUI thread.
class RunPlan : public QObject {
    Q_OBJECT
public:
    /// catalogue may be null: then what providers add is not known. Both outlive this object.
    RunPlan(RunModel &run, CatalogueService *catalogue, const ServerProfile &profile, QObject *parent = nullptr);
    void setProfile(const ServerProfile &profile);
    PlanModel &model() { return m_model; }
    /// The job with its collection's benchmarks listed in it.
    Job expanded() const;

Q_SIGNALS:
    void changed();

private:
    void update();
    void fetchProviders();

    RunModel &m_run;
    CatalogueService *m_catalogue;
    ServerProfile m_profile;
    QHash<QString, Provider> m_providers; ///< without benchmarks: asked for, not known
    PlanModel m_model;
};

} // namespace assay

#pragma once

#include "models/plan/PlanModel.h"
#include "services/api/Capabilities.h"

#include <QObject>

namespace assay {

class CatalogueModel;
class CollectionListModel;
class JobService;

/// The rules by which a server with these capabilities executes a job.
ServerProfile profileOf(const Capabilities &capabilities);

/// The plan and the cost of a job that is being composed. GUI thread.
class ReviewPlan : public QObject {
    Q_OBJECT
public:
    /// All outlive this object.
    ReviewPlan(JobService &jobs, CatalogueModel &catalogue, CollectionListModel &collections, QObject *parent = nullptr);
    /// The newest jobs of the server, asked for once, tell how long answers took; until then, and when the server does not answer,
    /// the estimate says that nothing earlier is known.
    void setJob(const Job &job, const Capabilities &capabilities);
    PlanModel &model() { return m_model; }
    /// A job with the collection's benchmarks listed in it; the job itself where that changes nothing.
    Job expanded() const;

Q_SIGNALS:
    void changed();

private:
    void update();
    void askForEarlier();

    JobService &m_jobs;
    CatalogueModel &m_catalogue;
    CollectionListModel &m_collections;
    Job m_job;
    Capabilities m_capabilities;
    QList<Job> m_earlier;
    bool m_asked = false;
    PlanModel m_model;
};

} // namespace assay

#pragma once

#include "models/plan/PlanModel.h"
#include "services/api/Capabilities.h"
#include "services/verdict/Cost.h"

#include <QObject>

namespace assay {

class CatalogueModel;
class CollectionListModel;
class JobService;
class PriceListModel;

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
    /// `ask`: not before somebody looks.
    void setJob(const Job &job, const Capabilities &capabilities, bool ask = true);
    /// The same job for these models too, for the cost of all. atOnce: benchmarks that the server runs at the same time; 0: all.
    /// Counts from the next setJob() on.
    void setFurther(const QList<ModelTarget> &models, int atOnce);
    /// Where prices come from; it outlives this object.
    void setPrices(PriceListModel &prices);
    PlanModel &model() { return m_model; }
    /// What the job costs for all its models; none while there is nothing to run.
    const std::optional<BatchEstimate> &cost() const { return m_cost; }
    /// That in money, by the prices of now; none while there is nothing to run, or no prices were read.
    const std::optional<Cost> &money() const { return m_money; }
    /// A job with the collection's benchmarks listed in it; the job itself where that changes nothing.
    Job expanded() const;

Q_SIGNALS:
    void changed();

private:
    void update();
    void addUp(const QList<ModelTarget> &models, const QList<Estimate> &estimates);
    void askForEarlier();

    JobService &m_jobs;
    CatalogueModel &m_catalogue;
    CollectionListModel &m_collections;
    Job m_job;
    Capabilities m_capabilities;
    QList<Job> m_earlier;
    QList<ModelTarget> m_further;
    int m_atOnce = 0;
    PriceListModel *m_prices = nullptr;
    std::optional<BatchEstimate> m_cost;
    std::optional<Cost> m_money;
    bool m_asked = false;
    PlanModel m_model;
};

} // namespace assay

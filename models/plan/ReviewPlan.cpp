#include "models/plan/ReviewPlan.h"

#include "models/catalogue/CatalogueModel.h"
#include "models/catalogue/CollectionListModel.h"
#include "models/prices/PriceListModel.h"
#include "services/api/JobService.h"
#include "services/authoring/ParameterTable.h"
#include "services/core/Async.h"

namespace assay {

ServerProfile profileOf(const Capabilities &capabilities)
{
    // Only our own engine tells its plan; every other server is taken for the released one.
    return capabilities.has(Capability::PlanJobs) ? assayEngine() : evalHub102();
}

ReviewPlan::ReviewPlan(JobService &jobs, CatalogueModel &catalogue, CollectionListModel &collections, QObject *parent)
    : QObject(parent), m_jobs(jobs), m_catalogue(catalogue), m_collections(collections)
{
    connect(&catalogue, &CatalogueModel::loadChanged, this, &ReviewPlan::update);
    connect(&collections, &CollectionListModel::loadChanged, this, &ReviewPlan::update);
}

void ReviewPlan::setJob(const Job &job, const Capabilities &capabilities, bool ask)
{
    m_job = job;
    m_capabilities = capabilities;
    if (ask && !m_asked)
        askForEarlier();
    update();
}

void ReviewPlan::setFurther(const QList<ModelTarget> &models, int atOnce)
{
    m_further = models;
    m_atOnce = atOnce;
}

void ReviewPlan::setPrices(PriceListModel &prices)
{
    m_prices = &prices;
    connect(&prices, &PriceListModel::pricesChanged, this, &ReviewPlan::update);
    prices.load();
}

void ReviewPlan::askForEarlier()
{
    m_asked = true;
    whenDone(m_jobs.list(JobQuery()), this, [this](const Result<Page<Job>> &page) {
        if (!page) {
            m_asked = false; // the next change asks again
            return;
        }
        m_earlier = page->items;
        update();
    });
}

void ReviewPlan::update()
{
    const Collection *collection = m_job.collection ? m_collections.find(m_job.collection->id) : nullptr;
    const BenchmarkLookup lookup = [this](const QString &providerId, const QString &id) { return m_catalogue.benchmark(providerId, id); };
    const EffectivePlan plan = effectivePlan(m_job, collection, lookup, profileOf(m_capabilities));
    EstimateOptions options;
    useParameterTables(options);
    options.concurrency = m_capabilities.has(Capability::PlanJobs) ? engineConcurrency : 1;
    m_model.setPlan(plan);
    const auto estimate = plan.rows.isEmpty() ? std::nullopt : std::optional(estimateJob(plan, m_job, lookup, m_earlier, options));
    m_model.setEstimate(estimate);
    m_cost.reset();
    m_money.reset();
    if (estimate) {
        QList<Estimate> all{*estimate};
        for (const ModelTarget &model : std::as_const(m_further)) {
            Job job = m_job;
            job.model = model;
            all << estimateJob(plan, job, lookup, m_earlier, options); // the benchmarks are the same for each
        }
        addUp(QList<ModelTarget>{m_job.model} + m_further, all);
    }
    Q_EMIT changed();
}

void ReviewPlan::addUp(const QList<ModelTarget> &models, const QList<Estimate> &estimates)
{
    m_cost = estimateTogether(estimates, m_atOnce);
    if (!m_prices || m_prices->state() != LoadState::Ready)
        return;
    QList<Cost> costs;
    for (qsizetype i = 0; i < estimates.size(); ++i)
        costs << plannedCost(estimates.at(i), models.at(i), m_prices->prices());
    m_money = costTogether(costs);
}

Job ReviewPlan::expanded() const
{
    const Collection *collection = m_job.collection ? m_collections.find(m_job.collection->id) : nullptr;
    return collection ? expandedInline(m_job, *collection) : m_job;
}

} // namespace assay

#include "models/plan/RunPlan.h"

#include "models/results/RunModel.h"
#include "services/core/Async.h"

#include <algorithm>

namespace assay {

RunPlan::RunPlan(RunModel &run, CatalogueService *catalogue, const ServerProfile &profile, QObject *parent)
    : QObject(parent), m_run(run), m_catalogue(catalogue), m_profile(profile)
{
    connect(&run, &RunModel::changed, this, &RunPlan::update);
    update();
}

void RunPlan::setProfile(const ServerProfile &profile)
{
    if (m_profile == profile)
        return;
    m_profile = profile;
    update();
}

void RunPlan::fetchProviders()
{
    if (!m_catalogue)
        return;
    for (const BenchmarkRef &entry : m_run.plan()) {
        const QString id = entry.providerId;
        if (m_providers.contains(id))
            continue;
        m_providers.insert(id, {});
        whenDone(m_catalogue->provider(id), this, [this, id](const Result<Provider> &provider) {
            if (!provider)
                return; // gone or not readable: the plan says that it is not known
            m_providers.insert(id, *provider);
            update();
        });
    }
}

void RunPlan::update()
{
    if (!m_run.hasJob())
        return;
    fetchProviders();
    const BenchmarkLookup lookup = [this](const QString &providerId, const QString &id) -> const ProviderBenchmark * {
        const auto provider = m_providers.constFind(providerId);
        if (provider == m_providers.constEnd())
            return nullptr;
        const auto found = std::ranges::find(provider->benchmarks, id, &ProviderBenchmark::id);
        return found == provider->benchmarks.end() ? nullptr : &*found;
    };
    const auto &collection = m_run.collection();
    const EffectivePlan plan = effectivePlan(m_run.job(), collection ? &*collection : nullptr, lookup, m_profile);
    m_model.setPlan(plan, compareWithResult(plan, m_run.job()));
    Q_EMIT changed();
}

Job RunPlan::expanded() const
{
    const auto &collection = m_run.collection();
    return collection ? expandedInline(m_run.job(), *collection) : m_run.job();
}

} // namespace assay

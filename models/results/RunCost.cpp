#include "models/results/RunCost.h"

#include "models/prices/CostWords.h"
#include "models/prices/PriceListModel.h"
#include "models/results/RunModel.h"
#include "services/core/OnPool.h"

namespace assay {

RunCost::RunCost(const RunModel &run, PriceListModel *prices, QObject *parent)
    : QObject(parent)
    , m_run(run)
    , m_prices(prices)
{
    connect(&run, &RunModel::changed, this, &RunCost::count);
    if (prices) {
        connect(prices, &PriceListModel::pricesChanged, this, &RunCost::changed);
        prices->load();
    }
    count();
}

/// Results of many benchmarks are long texts to read.
void RunCost::count()
{
    if (!m_run.hasJob())
        return;
    const quint64 ticket = ++m_ticket;
    whenDone(onPool<RunTokens>([job = m_run.shown()] { return runTokens(job); }), this,
        [this, ticket](const Result<RunTokens> &counted) {
            if (ticket != m_ticket || !counted || *counted == m_tokens)
                return;
            m_tokens = *counted;
            Q_EMIT changed();
        });
}

std::optional<Cost> RunCost::cost() const
{
    if (!m_prices || m_prices->state() != LoadState::Ready)
        return std::nullopt;
    return runCost(m_tokens, m_run.shown().model.name, m_prices->prices());
}

QString RunCost::text() const
{
    return runCostText(m_tokens, cost(), QLocale());
}

} // namespace assay

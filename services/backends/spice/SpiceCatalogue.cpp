#include "services/backends/spice/SpiceCatalogue.h"

#include "services/backends/spice/SpiceClient.h"

#include <QCoreApplication>

namespace assay {

QFuture<Result<Provider>> SpiceCatalogue::ask()
{
    return m_client.call<Provider>({.path = QStringLiteral("/v1/evals")}, [](const HttpReply &reply) -> Result<Provider> {
        const auto evals = readSpiceEvals(reply.body);
        return evals ? Result<Provider>(spiceProviderOf(*evals)) : Result<Provider>(evals.error());
    });
}

Provider spiceProviderOf(const QList<SpiceEval> &evals)
{
    Provider provider;
    provider.resource.id = spiceProvider();
    provider.resource.owner = QStringLiteral("system");
    provider.name = spiceProvider();
    provider.title = QStringLiteral("Spice.ai");
    provider.description = QCoreApplication::translate("assay", "The evals of this runtime's spicepod; they change when it is edited and the runtime started again.");
    for (const SpiceEval &eval : evals) {
        ProviderBenchmark benchmark;
        benchmark.id = benchmark.name = eval.name;
        benchmark.description = eval.description.isEmpty()
            ? QCoreApplication::translate("assay", "Rows of the dataset %1, scored by %2.").arg(eval.dataset, eval.scorers.join(QStringLiteral(", ")))
            : eval.description;
        for (const QString &scorer : eval.scorers)
            benchmark.metrics << scorer + QStringLiteral("/mean");
        if (!benchmark.metrics.isEmpty())
            benchmark.primaryScore = PrimaryScore{benchmark.metrics.first(), {}, {}};
        provider.benchmarks << benchmark;
    }
    return provider;
}

} // namespace assay

#include "models/library/RunScope.h"

#include "models/jobs/JobRow.h"
#include "models/jobs/RunFacts.h"

#include <QCoreApplication>

namespace assay {

QString RunScope::key() const { return family.isEmpty() ? benchmarks : benchmarks + QStringLiteral("|family:") + family; }

RunScope RunScope::of(const JobRow &row)
{
    if (!row.collection.isEmpty())
        return {QStringLiteral("collection:") + row.collection, {}};
    QStringList ids = row.benchmarks;
    ids.removeDuplicates();
    ids.sort();
    QStringList providers = row.providers;
    providers.sort();
    if (ids.isEmpty())
        return {};
    return {QStringLiteral("benchmarks:%1 of %2").arg(ids.join(QLatin1Char(' ')), providers.join(QLatin1Char(' '))), {}};
}

RunScope RunScope::ofFamily(const JobRow &row)
{
    RunScope scope = of(row);
    scope.family = modelFamily(row.model);
    return scope;
}

QString RunScope::sentence(const JobRow &row, bool familyOnly)
{
    return familyOnly ? QCoreApplication::translate("assay", "%1, %2 models only", "benchmarks, family of models").arg(row.target, modelFamily(row.model))
                      : QCoreApplication::translate("assay", "%1, all models", "benchmarks").arg(row.target);
}

} // namespace assay

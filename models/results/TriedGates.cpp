#include "models/results/TriedGates.h"

#include <QCoreApplication>

namespace assay {

static void setNumber(AuthoredDocument &document, const QString &path, const std::optional<double> &value)
{
    if (value && document.value(path).toDouble() != *value)
        document.set(path, *value);
}

std::optional<AuthoredDocument> withTriedGates(const AuthoredDocument &document, const Collection &tried)
{
    AuthoredDocument changed = document;
    if (document.rows(QStringLiteral("benchmarks")).size() != tried.benchmarks.size())
        return std::nullopt;
    for (int i = 0; i < tried.benchmarks.size(); ++i) {
        const BenchmarkRef &entry = tried.benchmarks.at(i);
        const QString row = QStringLiteral("benchmarks/%1/").arg(i);
        if (document.text(row + QStringLiteral("id")) != entry.id || document.text(row + QStringLiteral("provider_id")) != entry.providerId)
            return std::nullopt;
        setNumber(changed, row + QStringLiteral("pass_criteria/threshold"), entry.passCriteria ? entry.passCriteria->threshold : std::nullopt);
        setNumber(changed, row + QStringLiteral("weight"), entry.weight);
    }
    setNumber(changed, QStringLiteral("pass_criteria/threshold"), tried.passCriteria ? tried.passCriteria->threshold : std::nullopt);
    return changed;
}

AuthoredDocument newFromTried(const Collection &tried)
{
    Collection fresh = tried;
    fresh.resource = {};
    fresh.name = QCoreApplication::translate("assay", "%1 with other gates").arg(tried.name);
    return AuthoredDocument::of(fresh);
}

} // namespace assay

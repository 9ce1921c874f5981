#include "services/engine/server/JobPlan.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay::engine {

using Json = nlohmann::json;

namespace {

Json object(const JsonText &text)
{
    return text.isEmpty() ? Json::object() : Json::parse(text.text.begin(), text.text.end());
}

std::optional<Problem> checkOverrides(const Collection &collection, const QList<BenchmarkRef> &overrides)
{
    for (const BenchmarkRef &wanted : overrides) {
        if (std::ranges::none_of(collection.benchmarks, [&](const auto &entry) { return entry.providerId == wanted.providerId; }))
            return problem::missing(QStringLiteral("provider"), wanted.providerId);
        if (std::ranges::none_of(collection.benchmarks, [&](const auto &entry) {
                return entry.providerId == wanted.providerId && entry.id == wanted.id;
            }))
            return problem::missing(QStringLiteral("benchmark"), wanted.id);
    }
    return {};
}

QList<BenchmarkRef> merged(const Collection &collection, const QList<BenchmarkRef> &overrides)
{
    QList<BenchmarkRef> entries;
    for (BenchmarkRef entry : collection.benchmarks) {
        entry.parameters = mergedParameters(entry, overrides).values;
        entry.url = QString();
        entry.hardwareConfig.reset();
        if (const BenchmarkRef *same = overrideOf(entry, overrides)) {
            if (same->testDataRef)
                entry.testDataRef = same->testDataRef;
            entry.hardwareConfig = same->hardwareConfig;
        }
        entries.append(entry);
    }
    return entries;
}

} // namespace

const char *word(Origin origin)
{
    switch (origin) {
    case Origin::Job: return "job";
    case Origin::Collection: return "collection";
    case Origin::Override: return "override";
    case Origin::Provider: return "provider";
    case Origin::Default: break;
    }
    return "default";
}

const BenchmarkRef *overrideOf(const BenchmarkRef &entry, const QList<BenchmarkRef> &overrides)
{
    const auto same = std::ranges::find_if(
        overrides, [&](const BenchmarkRef &other) { return other.providerId == entry.providerId && other.id == entry.id; });
    return same == overrides.end() ? nullptr : &*same;
}

MergedParameters mergedParameters(const BenchmarkRef &entry, const QList<BenchmarkRef> &overrides)
{
    MergedParameters merged;
    Json result = Json::object();
    std::map<std::string, QString> places; // of what stands in result
    const auto beaten = [&](const std::string &key, const QString &by) {
        if (const auto place = places.find(key); place != places.end()) {
            merged.ignored.append({place->second, {QByteArray::fromStdString(result.at(key).dump())}, by});
            places.erase(place);
        }
    };
    for (int i = 0; i < overrides.size(); ++i) {
        if (overrides.at(i).providerId != entry.providerId)
            continue;
        const Json given = object(overrides.at(i).parameters);
        for (auto it = given.begin(); it != given.end(); ++it) {
            const QString place = QStringLiteral("collection.benchmarks[%1].parameters.%2").arg(i).arg(QString::fromStdString(it.key()));
            beaten(it.key(), QCoreApplication::translate("assay", "A later override of the same provider sets it too: %1.").arg(place));
            result[it.key()] = *it;
            places[it.key()] = place;
            merged.origins.insert(QString::fromStdString(it.key()), Origin::Override);
        }
    }
    const Json own = object(entry.parameters);
    for (auto it = own.begin(); it != own.end(); ++it) {
        const QString key = QString::fromStdString(it.key());
        if (it->is_null() || *it == "") {
            beaten(it.key(), QCoreApplication::translate("assay", "The collection's benchmark '%1' removes it by an empty value.").arg(entry.id));
            result.erase(it.key());
            merged.origins.remove(key);
        } else {
            beaten(it.key(), QCoreApplication::translate("assay", "The collection's benchmark '%1' sets it, and the collection wins.").arg(entry.id));
            result[it.key()] = *it;
            merged.origins.insert(key, Origin::Collection);
        }
    }
    if (!result.empty())
        merged.values = {QByteArray::fromStdString(result.dump())};
    return merged;
}

std::optional<Problem> planJob(const Job &job, const Collection *collection, const ProviderIndex &providers,
                               QList<EffectiveBenchmark> &plan)
{
    QList<BenchmarkRef> entries = job.benchmarks;
    if (collection) {
        const QList<BenchmarkRef> overrides = job.collection ? job.collection->benchmarks : QList<BenchmarkRef>();
        if (auto problem = checkOverrides(*collection, overrides))
            return problem;
        if (collection->benchmarks.isEmpty()) {
            return Problem{400, "collection_empty",
                           QStringLiteral("The collection '%1' has no benchmarks.").arg(collection->resource.id)};
        }
        entries = merged(*collection, overrides);
    }
    for (const BenchmarkRef &entry : entries) {
        const auto provider = providers.find(entry.providerId);
        if (!provider)
            return problem::notFound(QStringLiteral("provider"), entry.providerId);
        const ProviderBenchmark *benchmark = ProviderIndex::benchmark(*provider, entry.id);
        if (!benchmark)
            return problem::missing(QStringLiteral("benchmark"), entry.id);
        EffectiveBenchmark effective{entry, benchmark->primaryScore, benchmark->passCriteria, {}};
        if (provider->runtime && provider->runtime->local)
            effective.localCommand = provider->runtime->local->command;
        plan.append(effective);
    }
    return {};
}

} // namespace assay::engine

#include "services/verdict/CollectionMerge.h"

#include "services/core/JsonMembers.h"

#include <algorithm>
#include <map>

namespace assay {

namespace {

/// In a collection such a value stands for "not this parameter".
bool removes(const JsonText &value)
{
    return value.text == "null" || value.text == "\"\"";
}

/// Parameters on their way through the layers, the later ones on top. Names are sorted as their UTF-8 bytes are.
class Layers {
public:
    void put(const QString &name, const JsonText &value, int override)
    {
        m_top[name.toUtf8()] = { name, value, override };
    }
    void remove(const QString &name) { m_top.erase(name.toUtf8()); }
    /// What stands there when it came from an override; null otherwise.
    const MergedParameter *beaten(const QString &name) const
    {
        const auto found = m_top.find(name.toUtf8());
        return found == m_top.end() || found->second.override < 0 ? nullptr : &found->second;
    }
    bool has(const QString &name) const { return m_top.contains(name.toUtf8()); }
    QList<MergedParameter> values() const
    {
        QList<MergedParameter> list;
        for (const auto &[name, parameter] : m_top)
            list << parameter;
        return list;
    }

private:
    std::map<QByteArray, MergedParameter> m_top;
};

void layOverrides(const BenchmarkRef &entry, const QList<BenchmarkRef> &overrides, bool leak, Layers &layers,
    QList<LostParameter> &lost)
{
    for (int i = 0; i < overrides.size(); ++i) {
        const BenchmarkRef &given = overrides.at(i);
        if (leak ? given.providerId != entry.providerId : !isSameBenchmark(given, entry))
            continue;
        for (const auto &[name, value] : jsonMembers(given.parameters)) {
            if (const MergedParameter *old = layers.beaten(name))
                lost.append({ name, old->value, old->override, LostParameter::By::LaterOverride, i });
            layers.put(name, value, i);
        }
    }
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
        overrides, [&entry](const BenchmarkRef &other) { return isSameBenchmark(entry, other); });
    return same == overrides.end() ? nullptr : &*same;
}

JsonText MergedParameters::text() const
{
    QList<JsonMember> members;
    for (const MergedParameter &parameter : values)
        members.append({ parameter.name, parameter.value });
    return members.isEmpty() ? JsonText() : jsonObject(members);
}

MergedParameters mergedParameters(
    const BenchmarkRef &entry, const QList<BenchmarkRef> &overrides, const ServerProfile &profile)
{
    MergedParameters merged;
    Layers layers;
    layOverrides(entry, overrides, profile.parametersLeakToSiblings, layers, merged.lost);
    for (const auto &[name, value] : jsonMembers(entry.parameters)) {
        if (!profile.collectionParametersWin && layers.has(name))
            continue;
        if (const MergedParameter *old = layers.beaten(name)) {
            const auto by = removes(value) ? LostParameter::By::CollectionRemoves : LostParameter::By::CollectionSets;
            merged.lost.append({ name, old->value, old->override, by, -1 });
        }
        if (removes(value))
            layers.remove(name);
        else
            layers.put(name, value, -1);
    }
    merged.values = layers.values();
    return merged;
}

QList<BenchmarkRef> mergedEntries(
    const Collection &collection, const QList<BenchmarkRef> &overrides, const ServerProfile &profile)
{
    QList<BenchmarkRef> entries;
    for (BenchmarkRef entry : collection.benchmarks) {
        entry.parameters = mergedParameters(entry, overrides, profile).text();
        entry.url = QString();
        entry.hardwareConfig.reset(); // a collection has none
        if (const BenchmarkRef *same = overrideOf(entry, overrides)) {
            entry.hardwareConfig = same->hardwareConfig;
            if (same->testDataRef)
                entry.testDataRef = same->testDataRef;
            const bool read = !profile.overridesIgnoredInCollectionJobs;
            if (read && same->weight)
                entry.weight = same->weight;
            if (read && same->primaryScore)
                entry.primaryScore = same->primaryScore;
            if (read && same->passCriteria)
                entry.passCriteria = same->passCriteria;
        }
        entries << entry;
    }
    return entries;
}

Job expandedInline(const Job &job, const Collection &collection)
{
    if (!job.collection)
        return job;
    Job expanded = job;
    expanded.benchmarks = mergedEntries(collection, job.collection->benchmarks, ServerProfile());
    expanded.collection.reset();
    if (!expanded.passCriteria)
        expanded.passCriteria = collection.passCriteria;
    return expanded;
}

} // namespace assay

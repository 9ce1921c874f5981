#include "services/verdict/ConfigDiff.h"

#include <algorithm>
#include <map>

namespace assay {

namespace {

/// One key in one benchmark.
struct Found {
    QString benchmark;
    QStringList values;
    bool recorded = true;
};

bool differs(const QStringList &values, int baseline)
{
    return std::ranges::any_of(
        values, [&](const QString &value) { return !sameConfigValue(value, values.at(baseline)); });
}

} // namespace

QList<ConfigDiffRow> configDiff(const RunComparison &comparison, const QList<ComparedRun> &runs)
{
    if (runs.size() != comparison.refs.size())
        return {};
    QList<QHash<int, RunConfig>> configs;
    for (const ComparedRun &run : runs)
        configs << runConfigs(run.job, run.plan);
    std::map<QString, QList<Found>> byKey;
    for (const ComparedRow &row : comparison.rows) {
        if (!row.primary)
            continue;
        std::map<QString, Found> here;
        for (int run = 0; run < runs.size(); ++run) {
            const auto config = configs.at(run).constFind(row.cells.at(run).index);
            if (config == configs.at(run).constEnd())
                continue;
            for (const ConfigValue &value : config->values) {
                Found &found = here.try_emplace(value.key, Found { row.id, QStringList(runs.size()), true }).first->second;
                found.values[run] = value.value;
                found.recorded = found.recorded && value.recorded;
            }
        }
        for (const auto &[key, found] : here)
            byKey[key] << found;
    }
    QList<ConfigDiffRow> rows;
    for (const auto &[key, all] : byKey) {
        const bool one = std::ranges::all_of(all, [&](const Found &found) { return found.values == all.first().values; });
        for (const Found &found : one ? all.mid(0, 1) : all)
            rows << ConfigDiffRow { one ? QString() : found.benchmark, key, found.values,
                differs(found.values, comparison.baseline), found.recorded };
    }
    std::ranges::stable_partition(rows, &ConfigDiffRow::differs);
    return rows;
}

QList<ConfigDiffRow> configChanges(const RunConfig &before, const RunConfig &after)
{
    std::map<QString, ConfigDiffRow> byKey;
    for (const auto &[place, config] : {std::pair(0, &before), std::pair(1, &after)}) {
        for (const ConfigValue &value : config->values) {
            ConfigDiffRow &row = byKey.try_emplace(value.key, ConfigDiffRow { {}, value.key, QStringList(2), true, true }).first->second;
            row.values[place] = value.value;
            row.recorded = row.recorded && value.recorded;
        }
    }
    QList<ConfigDiffRow> rows;
    for (const auto &[key, row] : byKey) {
        if (!sameConfigValue(row.values.at(0), row.values.at(1)))
            rows << row;
    }
    return rows;
}

} // namespace assay

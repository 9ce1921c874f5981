#include "services/verdict/Agreement.h"
#include "services/verdict/Judge.h"
#include "services/verdict/Statistics.h"

#include <nlohmann/json.hpp>

#include <iostream>
#include <string>

// Reads one input a line (JSON, made by statistics_reference.py) and prints what our functions say, for the comparison there.

namespace {

using namespace assay;

nlohmann::json of(const std::optional<double> &value)
{
    return value ? nlohmann::json(*value) : nlohmann::json();
}

nlohmann::json of(const std::optional<Interval> &interval)
{
    return interval ? nlohmann::json { interval->low, interval->high } : nlohmann::json();
}

nlohmann::json valuesOf(const nlohmann::json &in)
{
    const double level = in["level"];
    const Values before = in["before"], after = in["after"];
    QList<int> groups;
    for (const auto &group : in["groups"])
        groups << group.get<int>();
    QList<double> pValues;
    for (const auto &p : in["p_values"])
        pValues << p.get<double>();
    nlohmann::json adjusted = nlohmann::json::array();
    for (const double p : holm(pValues))
        adjusted.push_back(p);
    const ConfusionTable table { in["table"][0], in["table"][1], in["table"][2], in["table"][3] };
    const auto paired = pairedT(before, after, level);
    const auto kappa = cohenKappa(table, level);
    const auto hits = truePositiveRate(table, level), passes = trueNegativeRate(table, level);
    nlohmann::json out;
    out["wilson"] = of(wilsonInterval(in["successes"], in["n"], level));
    out["normal"] = of(normalInterval(before[0], std::abs(after[0]), level));
    out["stderr"] = of(standardError(before));
    out["clustered"] = of(clusteredStandardError(before, groups));
    out["student"] = of(studentInterval(before, level));
    out["paired_p"] = of(paired ? std::optional(paired->pValue) : std::nullopt);
    out["paired"] = of(paired ? std::optional(paired->interval) : std::nullopt);
    out["mcnemar"] = mcnemarExact(in["gained"], in["lost"]);
    out["mid_p"] = mcnemarMidP(in["gained"], in["lost"]);
    out["holm"] = adjusted;
    out["detectable"] = of(detectableDifference(in["n"], in["share"], level, in["power"]));
    out["detectable_paired"] = of(detectableDifferencePaired(in["n"], in["share"], level, in["power"]));
    const auto clusters = pairedClustered(before, after, groups, level);
    out["clustered_p"] = of(clusters ? std::optional(clusters->pValue) : std::nullopt);
    out["clustered_pair"] = of(clusters ? std::optional(clusters->interval) : std::nullopt);
    const auto shares = unpairedShares(in["successes"], in["n"], in["other_successes"], in["other_n"], level);
    out["shares_p"] = of(shares ? std::optional(shares->pValue) : std::nullopt);
    out["shares"] = of(shares ? std::optional(shares->interval) : std::nullopt);
    const auto means = unpairedMeans(before[0], in["errors"][0], after[0], in["errors"][1], level);
    out["means_p"] = of(means ? std::optional(means->pValue) : std::nullopt);
    out["means"] = of(means ? std::optional(means->interval) : std::nullopt);
    out["detectable_error"] = of(detectableFromError(in["errors"][0], level, in["power"]));
    out["kappa"] = of(kappa ? std::optional(kappa->value) : std::nullopt);
    out["kappa_error"] = of(kappa ? std::optional(kappa->standardError) : std::nullopt);
    out["tpr"] = of(hits ? std::optional(hits->interval) : std::nullopt);
    out["tnr"] = of(passes ? std::optional(passes->interval) : std::nullopt);
    return out;
}

} // namespace

int main()
{
    std::ios::sync_with_stdio(false);
    for (std::string line; std::getline(std::cin, line);)
        std::cout << valuesOf(nlohmann::json::parse(line)).dump() << '\n';
    return 0;
}

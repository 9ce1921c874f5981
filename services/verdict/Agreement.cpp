#include "services/verdict/Agreement.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace assay {

namespace {

std::optional<Rate> rate(int found, int of, double level)
{
    const auto interval = wilsonInterval(found, of, level);
    if (!interval)
        return std::nullopt;
    return Rate { static_cast<double>(found) / of, of, *interval };
}

} // namespace

std::optional<Kappa> cohenKappa(const ConfusionTable &table, double level)
{
    const double n = table.total();
    if (n <= 0 || !(level > 0 && level < 1))
        return std::nullopt;
    const std::array<std::array<double, 2>, 2> share { { { table.bothRight / n, table.onlyJudge / n },
        { table.onlyPerson / n, table.bothWrong / n } } };
    const std::array<double, 2> row { share[0][0] + share[0][1], share[1][0] + share[1][1] };
    const std::array<double, 2> column { share[0][0] + share[1][0], share[0][1] + share[1][1] };
    const double agreed = share[0][0] + share[1][1], expected = row[0] * column[0] + row[1] * column[1];
    if (!(expected < 1))
        return std::nullopt;
    Kappa kappa;
    kappa.value = (agreed - expected) / (1 - expected);
    const double rest = 1 - kappa.value;
    double variance = -std::pow(kappa.value - expected * rest, 2);
    for (std::size_t i = 0; i < 2; ++i) {
        variance += share[i][i] * std::pow(1 - (row[i] + column[i]) * rest, 2);
        variance += rest * rest * share[i][1 - i] * std::pow(column[i] + row[1 - i], 2);
    }
    // Its terms cancel to nothing when one of the two says only one thing; what rounding leaves is no error.
    constexpr double rounding = 1e-14;
    kappa.standardError = variance < rounding ? 0 : std::sqrt(variance / n) / (1 - expected);
    const double half = normalQuantile(level) * kappa.standardError;
    kappa.interval = { std::max(-1.0, kappa.value - half), std::min(1.0, kappa.value + half) };
    return kappa;
}

std::optional<Rate> truePositiveRate(const ConfusionTable &table, double level)
{
    return rate(table.bothRight, table.bothRight + table.onlyPerson, level);
}

std::optional<Rate> trueNegativeRate(const ConfusionTable &table, double level)
{
    return rate(table.bothWrong, table.bothWrong + table.onlyJudge, level);
}

} // namespace assay

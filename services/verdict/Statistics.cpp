#include "services/verdict/Statistics.h"

#include "services/verdict/Numbers.h"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <QHash>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay {

namespace {

/// Sum that does not lose small terms beside large ones (Neumaier).
double sumOf(const Values &values)
{
    double sum = 0, lost = 0;
    for (const double value : values) {
        const double next = sum + value;
        lost += std::abs(sum) >= std::abs(value) ? (sum - next) + value : (value - next) + sum;
        sum = next;
    }
    return sum + lost;
}

std::optional<Values> differences(const Values &before, const Values &after)
{
    if (before.size() != after.size() || before.size() < 2 || !allFinite(before) || !allFinite(after))
        return std::nullopt;
    Values out(before.size());
    std::ranges::transform(after, before, out.begin(), std::minus<>());
    return out;
}

} // namespace

double meanOf(const Values &values)
{
    return values.empty() ? 0 : sumOf(values) / static_cast<double>(values.size());
}

std::optional<double> standardError(const Values &values)
{
    if (values.size() < 2 || !allFinite(values))
        return std::nullopt;
    const double mean = meanOf(values), n = static_cast<double>(values.size());
    Values squares(values.size());
    std::ranges::transform(values, squares.begin(), [mean](double value) { return (value - mean) * (value - mean); });
    return std::sqrt(sumOf(squares) / (n - 1) / n);
}

std::optional<double> clusteredStandardError(const Values &values, const QList<int> &groups)
{
    if (values.size() != static_cast<std::size_t>(groups.size()) || values.empty() || !allFinite(values))
        return std::nullopt;
    const double mean = meanOf(values), n = static_cast<double>(values.size());
    QHash<int, double> errors;
    for (std::size_t i = 0; i < values.size(); ++i)
        errors[groups.at(static_cast<qsizetype>(i))] += values[i] - mean;
    if (errors.size() < 2)
        return std::nullopt;
    Values squares;
    for (const double error : std::as_const(errors))
        squares.push_back(error * error);
    std::ranges::sort(squares); // the hash's order is not ours to depend on
    return std::sqrt(sumOf(squares)) / n;
}

std::optional<Interval> studentInterval(const Values &values, double level)
{
    const auto error = standardError(values);
    if (!error || !levelFine(level))
        return std::nullopt;
    const boost::math::students_t_distribution<double> t(static_cast<double>(values.size() - 1));
    const double half = boost::math::quantile(t, 0.5 + level / 2) * *error, mean = meanOf(values);
    return Interval { mean - half, mean + half };
}

std::optional<PairedTest> pairedT(const Values &before, const Values &after, double level)
{
    const auto change = differences(before, after);
    if (!change || !levelFine(level))
        return std::nullopt;
    PairedTest test;
    test.pairs = static_cast<qsizetype>(change->size());
    test.difference = meanOf(*change);
    test.standardError = *standardError(*change);
    test.interval = *studentInterval(*change, level);
    if (test.standardError == 0) {
        test.pValue = test.difference == 0 ? 1 : 0;
        return test;
    }
    const boost::math::students_t_distribution<double> t(static_cast<double>(test.pairs - 1));
    const double statistic = std::abs(test.difference / test.standardError);
    test.pValue = std::min(1.0, 2 * boost::math::cdf(boost::math::complement(t, statistic)));
    return test;
}

std::optional<PairedTest> pairedBootstrap(const Values &before, const Values &after, const BootstrapOptions &options)
{
    const auto change = differences(before, after);
    const auto interval = change ? bootstrapInterval(*change, options) : std::nullopt;
    if (!interval)
        return std::nullopt;
    PairedTest test;
    test.pairs = static_cast<qsizetype>(change->size());
    test.difference = meanOf(*change);
    test.standardError = *standardError(*change);
    test.interval = *interval;
    if (test.standardError == 0) {
        test.pValue = test.difference == 0 ? 1 : 0;
        return test;
    }
    constexpr std::uint64_t otherDraws = 0x9e3779b97f4a7c15; // the test must not share its draws with the interval
    constexpr int fewest = 100, most = 100000;
    const Values means
        = bootstrapMeans(*change, std::clamp(options.resamples, fewest, most), options.seed ^ otherDraws);
    const double rounding = 1e-12 * std::max(1.0, std::abs(test.difference));
    const auto asFar = std::ranges::count_if(
        means, [&](double mean) { return std::abs(mean - test.difference) >= std::abs(test.difference) - rounding; });
    test.pValue = (static_cast<double>(asFar) + 1) / (static_cast<double>(means.size()) + 1);
    return test;
}

std::optional<PairedTest> pairedClustered(
    const Values &before, const Values &after, const QList<int> &groups, double level)
{
    const auto change = differences(before, after);
    const auto error = change ? clusteredStandardError(*change, groups) : std::nullopt;
    if (!error || !levelFine(level))
        return std::nullopt;
    const QSet<int> different(groups.begin(), groups.end());
    const boost::math::students_t_distribution<double> t(static_cast<double>(different.size() - 1));
    PairedTest test;
    test.pairs = static_cast<qsizetype>(change->size());
    test.difference = meanOf(*change);
    test.standardError = *error;
    const double half = boost::math::quantile(t, 0.5 + level / 2) * *error;
    test.interval = { test.difference - half, test.difference + half };
    if (*error == 0)
        test.pValue = test.difference == 0 ? 1 : 0;
    else
        test.pValue
            = std::min(1.0, 2 * boost::math::cdf(boost::math::complement(t, std::abs(test.difference / *error))));
    return test;
}

namespace {

double twoSided(double z)
{
    return std::min(
        1.0, 2 * boost::math::cdf(boost::math::complement(boost::math::normal_distribution<double>(), std::abs(z))));
}

} // namespace

std::optional<UnpairedTest> unpairedMeans(
    double before, double beforeError, double after, double afterError, double level)
{
    const double error = std::hypot(beforeError, afterError);
    const bool fine = std::isfinite(before) && std::isfinite(after) && beforeError >= 0 && afterError >= 0;
    if (!fine || !std::isfinite(error) || error == 0 || !levelFine(level))
        return std::nullopt;
    const double difference = after - before;
    return UnpairedTest { difference, error, twoSided(difference / error), *normalInterval(difference, error, level) };
}

std::optional<UnpairedTest> unpairedShares(
    double rightBefore, double nBefore, double rightAfter, double nAfter, double level)
{
    const auto was = wilsonInterval(rightBefore, nBefore, level), is = wilsonInterval(rightAfter, nAfter, level);
    if (!was || !is)
        return std::nullopt;
    const double before = rightBefore / nBefore, after = rightAfter / nAfter;
    const double pooled = (rightBefore + rightAfter) / (nBefore + nAfter);
    UnpairedTest test;
    test.difference = after - before;
    test.standardError = std::sqrt(pooled * (1 - pooled) * (1 / nBefore + 1 / nAfter));
    test.interval = { test.difference - std::hypot(after - is->low, was->high - before),
        test.difference + std::hypot(is->high - after, before - was->low) };
    test.pValue = test.standardError > 0 ? twoSided(test.difference / test.standardError) : 1; // all right, or all wrong, in both
    return test;
}

std::optional<Interval> bootstrapShare(double successes, double n, double level)
{
    if (!(n >= 1) || !(successes > 0) || !(successes < n) || !levelFine(level))
        return std::nullopt;
    const boost::math::binomial_distribution<double> drawn(n, successes / n);
    const double tail = (1 - level) / 2;
    return Interval { boost::math::quantile(drawn, tail) / n, boost::math::quantile(drawn, 1 - tail) / n };
}

double mcnemarExact(int gained, int lost)
{
    const int changed = gained + lost;
    if (changed <= 0)
        return 1;
    const boost::math::binomial_distribution<double> fair(changed, 0.5);
    return std::min(1.0, 2 * boost::math::cdf(fair, std::min(gained, lost)));
}

double mcnemarMidP(int gained, int lost)
{
    const int changed = gained + lost;
    if (changed <= 0)
        return 1;
    const boost::math::binomial_distribution<double> fair(changed, 0.5);
    const int fewer = std::min(gained, lost);
    return std::min(1.0, 2 * boost::math::cdf(fair, fewer) - boost::math::pdf(fair, fewer));
}

QList<double> holm(const QList<double> &pValues)
{
    QList<qsizetype> order(pValues.size());
    std::iota(order.begin(), order.end(), 0);
    const auto valueOf = [&pValues](qsizetype i) {
        const double p = pValues.at(i);
        return p >= 0 && p <= 1 ? p : 1.0;
    };
    std::ranges::stable_sort(order, {}, valueOf);
    QList<double> adjusted(pValues.size());
    double largest = 0;
    for (qsizetype rank = 0; rank < order.size(); ++rank) {
        largest = std::max(largest, static_cast<double>(order.size() - rank) * valueOf(order.at(rank)));
        adjusted[order.at(rank)] = std::min(1.0, largest);
    }
    return adjusted;
}

std::optional<double> detectableFromError(double error, double level, double power)
{
    if (!(error > 0) || !std::isfinite(error) || !levelFine(level) || !levelFine(power))
        return std::nullopt;
    return (normalQuantile(level) + phiInverse(power)) * error;
}

std::optional<double> detectableDifference(double n, double share, double level, double power)
{
    if (!(n > 0) || !(share > 0 && share < 1))
        return std::nullopt;
    return detectableFromError(std::sqrt(2 * share * (1 - share) / n), level, power);
}

std::optional<double> detectableDifferencePaired(double n, double disagreement, double level, double power)
{
    if (!(n > 0) || !(disagreement > 0 && disagreement <= 1))
        return std::nullopt;
    // Under no difference the paired difference of an item is ±1 in that share of items, else 0.
    return detectableFromError(std::sqrt(disagreement / n), level, power);
}

} // namespace assay

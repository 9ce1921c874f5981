#include "services/verdict/Statistics.h"

#include "services/verdict/Numbers.h"

#include <QHash>

#include <algorithm>
#include <cmath>
#include <random>

namespace assay {

namespace {

double phi(double x)
{
    return boost::math::cdf(boost::math::normal_distribution<double>(), x);
}

/// Linear between the order statistics, as numpy.quantile does it by default.
double quantileOf(const Values &sorted, double p)
{
    const double place = std::clamp(p, 0.0, 1.0) * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(place));
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// Whole numbers below n, without the bias of a remainder (Lemire) and, unlike std::uniform_int_distribution, the same with
/// every standard library. Two of 32 bits come from each of the generator's numbers, which costs most of a bootstrap.
class Draws {
public:
    Draws(std::uint64_t seed, std::size_t n)
        : m_random(seed)
        , m_n(static_cast<std::uint32_t>(n))
    {
    }
    std::size_t next()
    {
        std::uint64_t product = half() * m_n;
        if (static_cast<std::uint32_t>(product) < m_n) {
            const std::uint32_t least = (0 - m_n) % m_n;
            while (static_cast<std::uint32_t>(product) < least)
                product = half() * m_n;
        }
        return static_cast<std::size_t>(product >> 32);
    }

private:
    std::uint64_t half()
    {
        m_second = !m_second;
        if (m_second)
            m_bits = m_random();
        else
            m_bits >>= 32;
        return m_bits & 0xffffffff;
    }
    std::mt19937_64 m_random;
    std::uint64_t m_bits = 0;
    std::uint32_t m_n;
    bool m_second = false;
};

/// What is drawn as one: an item, or a group of items that are no independent evidence.
struct Units {
    Values sums, counts;
};

/// By their first item, so that the order is the data's.
Units unitsOf(const Values &values, const QList<int> &groups)
{
    Units units;
    QHash<int, std::size_t> places;
    const auto placeOf = [&](int group) {
        const auto known = places.constFind(group);
        return known != places.constEnd() ? *known : *places.insert(group, units.sums.size());
    };
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::size_t place = groups.isEmpty() ? i : placeOf(groups.at(static_cast<qsizetype>(i)));
        if (place == units.sums.size()) {
            units.sums.push_back(0);
            units.counts.push_back(0);
        }
        units.sums[place] += values[i];
        units.counts[place] += 1;
    }
    return units;
}

Values unitMeans(const Units &units, int resamples, std::uint64_t seed)
{
    Draws draws(seed, units.sums.size());
    Values means(static_cast<std::size_t>(std::max(resamples, 0)));
    for (double &mean : means) {
        double sum = 0, count = 0;
        for (std::size_t i = 0; i < units.sums.size(); ++i) {
            const std::size_t drawn = draws.next();
            sum += units.sums[drawn];
            count += units.counts[drawn];
        }
        mean = sum / count;
    }
    std::ranges::sort(means);
    return means;
}

/// Efron's acceleration from the means without one unit each.
double accelerationOf(const Units &units, double mean)
{
    // For items: the mean without item i differs from the mean of these by (x_i − mean)/(n − 1), whose factor cancels.
    double cubes = 0, squares = 0;
    for (std::size_t i = 0; i < units.sums.size(); ++i) {
        const double pull = units.sums[i] - mean * units.counts[i];
        cubes += pull * pull * pull;
        squares += pull * pull;
    }
    return squares > 0 ? cubes / (6 * std::pow(squares, 1.5)) : 0;
}

Interval percentile(const Values &means, double level)
{
    const double tail = (1 - level) / 2;
    return { quantileOf(means, tail), quantileOf(means, 1 - tail) };
}

/// How far the resampled means lie to one side of the mean, as a quantile; none where they all do.
std::optional<double> biasOf(const Values &means, double mean)
{
    // Ties count half: shares of few items hit the mean itself often.
    const auto count = [&means](auto to) { return static_cast<double>(std::distance(means.begin(), to)); };
    const double rounding = 1e-12 * std::max(1.0, std::abs(mean));
    const double share = (count(std::ranges::lower_bound(means, mean - rounding)) + count(std::ranges::upper_bound(means, mean + rounding)))
        / 2 / static_cast<double>(means.size());
    return share > 0 && share < 1 ? std::optional(phiInverse(share)) : std::nullopt;
}

bool drawable(const Values &values, const QList<int> &groups, const QList<double> &levels)
{
    const bool fits = groups.isEmpty() || static_cast<std::size_t>(groups.size()) == values.size();
    return values.size() >= 2 && allFinite(values) && fits && std::ranges::all_of(levels, levelFine);
}

} // namespace

Values bootstrapMeans(const Values &values, int resamples, std::uint64_t seed)
{
    Draws draws(seed, values.size());
    Values means(static_cast<std::size_t>(std::max(resamples, 0)));
    for (double &mean : means) {
        double sum = 0;
        for (std::size_t i = 0; i < values.size(); ++i)
            sum += values[draws.next()];
        mean = sum / static_cast<double>(values.size());
    }
    std::ranges::sort(means);
    return means;
}

QList<Interval> bootstrapIntervals(
    const Values &values, const QList<int> &groups, const QList<double> &levels, const BootstrapOptions &options)
{
    constexpr int fewest = 100, most = 100000;
    if (!drawable(values, groups, levels))
        return {};
    const auto [least, largest] = std::ranges::minmax(values);
    if (least == largest)
        return QList<Interval>(levels.size(), { least, least });
    const Units units = unitsOf(values, groups);
    if (units.sums.size() < 2)
        return {};
    const int resamples = std::clamp(options.resamples, fewest, most);
    const Values drawn = groups.isEmpty() ? bootstrapMeans(values, resamples, options.seed) : unitMeans(units, resamples, options.seed);
    const double mean = meanOf(values), acceleration = accelerationOf(units, mean);
    const auto bias = options.method == BootstrapOptions::Method::Bca ? biasOf(drawn, mean) : std::nullopt;
    const auto adjusted = [&](double p) {
        const double z = *bias + phiInverse(p);
        return phi(*bias + z / (1 - acceleration * z));
    };
    QList<Interval> out;
    for (const double level : levels) {
        const double tail = (1 - level) / 2;
        out << (bias ? Interval { quantileOf(drawn, adjusted(tail)), quantileOf(drawn, adjusted(1 - tail)) } : percentile(drawn, level));
    }
    return out;
}

std::optional<Interval> bootstrapInterval(const Values &values, const BootstrapOptions &options)
{
    const QList<Interval> intervals = bootstrapIntervals(values, {}, { options.level }, options);
    return intervals.isEmpty() ? std::nullopt : std::optional(intervals.first());
}

} // namespace assay

#pragma once

#include "services/verdict/Intervals.h"

#include <QList>

#include <cstdint>
#include <optional>
#include <vector>

// Distributions and quantiles are Boost.Math's. Pure functions, any thread. Samples are in item order; levels lie in
// (0, 1). A result is none where the data cannot carry it: too few items, values that are not finite.

namespace assay {

using Values = std::vector<double>;

double meanOf(const Values &values);

/// Standard error of the mean from the items' spread, with n − 1; none below two items.
std::optional<double> standardError(const Values &values);

/// The same when items share a group (a passage with several questions): errors of a group add up before they are
/// squared, as in the cluster-robust variance of a mean without a correction for few groups (statsmodels: cov_type
/// "cluster", use_correction False; Miller 2024, arXiv 2411.00640). groups[i] is the group of values[i]; none below two
/// groups or with unequal sizes.
std::optional<double> clusteredStandardError(const Values &values, const QList<int> &groups);

/// mean ± t·s/√n with n − 1 degrees of freedom.
std::optional<Interval> studentInterval(const Values &values, double level = 0.95);

/// How a bootstrap is drawn. The same values, seed and count give the same interval on every machine.
struct BootstrapOptions {
    enum class Method {
        Percentile,
        Bca, ///< bias-corrected and accelerated (Efron 1987); percentile where it is not defined
    };
    Method method = Method::Bca;
    int resamples = 2000; ///< 100..100000
    std::uint64_t seed = 1;
    double level = 0.95;
};

/// Of the mean of the values. All values equal: that value, twice. None below two items.
std::optional<Interval> bootstrapInterval(const Values &values, const BootstrapOptions &options = {});

/// The same at several levels from the same draws. groups: as for clusteredStandardError(), whole groups are drawn then; may be empty.
/// Empty where an interval would be none, or below two groups.
QList<Interval> bootstrapIntervals(
    const Values &values, const QList<int> &groups, const QList<double> &levels, const BootstrapOptions &options = {});

/// Of a share of right items, whose resamples are known without drawing them: binomial. None where every item is the same, which no
/// resample can tell from certainty.
std::optional<Interval> bootstrapShare(double successes, double n, double level = 0.95);

/// The statistic of every resample, ascending; for bootstrapInterval() and its tests. values: fewer than 2^32.
Values bootstrapMeans(const Values &values, int resamples, std::uint64_t seed);

/// One test of two runs over the same items: after[i] and before[i] belong to one item.
struct PairedTest {
    double difference = 0; ///< mean of after − before
    double standardError = 0; ///< of the difference
    double pValue = 1; ///< two-sided
    Interval interval; ///< of the difference
    qsizetype pairs = 0;
};

/// Student's t over the differences; none below two pairs. Without any spread: p is 1 for no difference, else 0.
std::optional<PairedTest> pairedT(const Values &before, const Values &after, double level = 0.95);

/// The interval by bootstrap over the differences; p: share of resamples, drawn under no difference (centred), whose
/// mean is at least as far from zero, counted with the observed one, so never 0.
std::optional<PairedTest> pairedBootstrap(
    const Values &before, const Values &after, const BootstrapOptions &options = {});

/// The same where pairs share a group: the clustered standard error and Student's t with groups − 1 degrees of freedom. None
/// below two groups or with unequal sizes.
std::optional<PairedTest> pairedClustered(
    const Values &before, const Values &after, const QList<int> &groups, double level = 0.95);

/// One test of two runs whose items are not known to be the same.
struct UnpairedTest {
    double difference = 0; ///< after − before
    double standardError = 0; ///< of the difference, had both the same share where they are shares
    double pValue = 1; ///< two-sided
    Interval interval; ///< of the difference
};

/// Two means by their standard errors (z). None when either error is not finite or negative, or when both are zero: an
/// error of zero is a spread that was not seen, not certainty.
std::optional<UnpairedTest> unpairedMeans(
    double before, double beforeError, double after, double afterError, double level = 0.95);

/// Two shares: z with the pooled share, the interval by Newcombe's method from Wilson's intervals. None when a count of right
/// answers lies outside 0..n.
std::optional<UnpairedTest> unpairedShares(
    double rightBefore, double nBefore, double rightAfter, double nAfter, double level = 0.95);

/// Exact two-sided McNemar test of gained against lost: 12, 2 -> 0.0129. 1 when both are zero.
double mcnemarExact(int gained, int lost);

/// McNemar for pairs of right and wrong: see mcnemarExact(). The mid-p version counts the observed split half and is
/// less conservative for few changes (Fagerland 2013).
double mcnemarMidP(int gained, int lost);

/// Holm's step-down adjustment, in the order given: each at least the raw one, never above 1. Controls the chance of
/// any false alarm over all comparisons. Values outside 0..1 count as 1.
QList<double> holm(const QList<double> &pValues);

/// The smallest true difference of two shares that a two-sided test would find with the given power, for two samples of
/// n items that are not paired: (z₁₋α/₂ + z_power)·√(2p(1−p)/n), in the shares' own unit. n = 164, share 0.5 → 0.155.
std::optional<double> detectableDifference(double n, double share = 0.5, double level = 0.95, double power = 0.8);

/// The same for paired items: `disagreement` is the share of items on which the runs differ (0..1].
std::optional<double> detectableDifferencePaired(
    double n, double disagreement, double level = 0.95, double power = 0.8);

/// The same for any mean whose standard error of the difference is known.
std::optional<double> detectableFromError(double standardError, double level = 0.95, double power = 0.8);

} // namespace assay

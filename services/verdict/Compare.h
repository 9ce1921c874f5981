#pragma once

#include "services/verdict/Judge.h"
#include "services/verdict/ScoreJoin.h"

#include <QList>
#include <QLocale>
#include <QString>

#include <optional>

// Two runs over the same items. Pure functions, any thread; the sentences are translated.

namespace assay {

struct CompareOptions {
    enum class Test {
        /// With groups or repeats Clustered; else exact McNemar for right and wrong; else the bootstrap up to bootstrapUpTo
        /// pairs, Student's t beyond.
        Automatic,
        McNemar, ///< exact
        McNemarMidP,
        StudentT,
        Bootstrap,
        Clustered, ///< Student's t over groups; without groups Student's t
        Unpaired, ///< z from two standard errors or two shares; only as what was made: the items are not known
    };
    Test test = Test::Automatic;
    BootstrapOptions bootstrap;
    double level = 0.95;
    double power = 0.8; ///< of the smallest detectable difference
    qsizetype bootstrapUpTo = 2000; ///< pairs; beyond, the mean is normal enough, and 2,000 resamples cost seconds
};

/// How far `after` is from `before` on one benchmark, in the metric's own unit.
struct Comparison {
    QString metric;
    bool lowerIsBetter = false;
    double before = 0, after = 0; ///< means over the shared items
    double difference = 0; ///< after − before
    Interval interval; ///< of the difference
    qsizetype pairs = 0;
    int unpaired = 0;
    int groups = 0; ///< of a clustered test
    bool binary = false; ///< every score is 0 or 1
    bool rightOrWrong = true; ///< the items are; otherwise nothing is gained or lost
    int gained = 0, lost = 0; ///< items that became right, wrong; see RightRule
    CompareOptions::Test test = CompareOptions::Test::Automatic; ///< the one that was made
    double level = 0.95;
    double pValue = 1;
    std::optional<double> adjusted; ///< p after Holm over `comparisons`
    qsizetype comparisons = 1;
    /// Smallest true difference that this data would show with the asked power; none where nothing varies.
    std::optional<double> detectable;
    std::optional<double> detectableUnpaired; ///< the same had the items not been paired

    double p() const { return adjusted.value_or(pValue); }
    bool significant() const { return p() < 1 - level; }
    /// After is better, whatever the direction; false for equal ones.
    bool better() const { return lowerIsBetter ? difference < 0 : difference > 0; }
};

/// None with fewer than two shared items, or scores that are not finite.
std::optional<Comparison> comparePairs(
    const ScorePairs &pairs, const QString &metric, bool lowerIsBetter, const CompareOptions &options = {});
std::optional<Comparison> compareScores(const ScoreColumns &before, const ScoreColumns &after, const QString &metric,
    bool lowerIsBetter, const CompareOptions &options = {});

/// From what two runs report alone, for items that are not known: two shares where both are (unpairedShares()), else two
/// means with standard errors (unpairedMeans()). None when one has no value or no uncertainty. Pairs is 0.
std::optional<Comparison> compareSummaries(
    const MetricSummary &before, const MetricSummary &after, const CompareOptions &options = {});

/// Fills adjusted and comparisons of all by Holm's correction.
void adjustForMany(QList<Comparison> &comparisons);

/// Whether a difference may be called better or worse, or only higher or lower: runs that are not comparable.
enum class Wording { Judging, Plain };

/// "B is better by 4.2 points (95 % interval 1.1 to 7.3); 31 items gained, 12 lost of 500; p = 0.006 after Holm over 5
/// comparisons." A difference that could be chance says so, and what would be needed. Points are hundredths of a share.
/// name: of the run that is compared, e.g. "B".
QString comparisonSentence(const Comparison &comparison, const QString &name, const QLocale &locale = QLocale::c(),
    Wording wording = Wording::Judging);

/// "4.2 points" for shares (0.042) and percentages (4.2), everything else in its unit; without a sign.
QString amountText(const QString &metric, double value, const QLocale &locale = QLocale::c());

/// "p = 0.27", "p < 0.001".
QString pValueText(double p, const QLocale &locale = QLocale::c());

} // namespace assay

#pragma once

#include "services/core/Sample.h"
#include "services/verdict/Statistics.h"

#include <QList>
#include <QLocale>
#include <QPair>
#include <QString>

#include <optional>

// Two runs over the same items. Pure functions, any thread; the sentences are translated.

namespace assay {

/// The items that two runs share, in the order of the second.
struct ScorePairs {
    QList<QPair<QString, int>> items; ///< item key, repeat
    Values before, after; ///< same index, same item
    int unpaired = 0; ///< items in one run only, or without a score in either
};
ScorePairs pairScores(const ScoreColumns &before, const ScoreColumns &after);

struct CompareOptions {
    enum class Test {
        Automatic, ///< exact McNemar for right and wrong; else the bootstrap up to 2,000 pairs, Student's t beyond
        McNemar, ///< exact
        McNemarMidP,
        StudentT,
        Bootstrap,
    };
    Test test = Test::Automatic;
    BootstrapOptions bootstrap;
    double level = 0.95;
    double power = 0.8; ///< of the smallest detectable difference
    double rightFrom = 0.5; ///< an item is right from this score on
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
    bool binary = false; ///< every score is 0 or 1
    int gained = 0, lost = 0; ///< items that became right, wrong; for graded scores by rightFrom
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
std::optional<Comparison> compareScores(const ScoreColumns &before, const ScoreColumns &after, const QString &metric,
    bool lowerIsBetter, const CompareOptions &options = {});

/// Fills adjusted and comparisons of all by Holm's correction.
void adjustForMany(QList<Comparison> &comparisons);

/// "B is better by 4.2 points (95 % interval 1.1 to 7.3); 31 items gained, 12 lost of 500; p = 0.006 after Holm over 5
/// comparisons." A difference that could be chance says so, and what would be needed. Points are hundredths of a share.
/// name: of the run that is compared, e.g. "B".
QString comparisonSentence(const Comparison &comparison, const QString &name, const QLocale &locale = QLocale::c());

/// "p = 0.27", "p < 0.001".
QString pValueText(double p, const QLocale &locale = QLocale::c());

} // namespace assay

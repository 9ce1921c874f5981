#pragma once

#include "services/core/Sample.h"
#include "services/verdict/Statistics.h"

#include <QList>
#include <QPair>
#include <QString>

#include <cstdint>
#include <vector>

namespace assay {

/// What an item without a score is worth (a score that is no finite number is none).
enum class MissingScores {
    LeftOut,
    Zero, ///< as in harnesses whose mean is over all items
};

/// The items that two runs share, in the order of the second.
struct ScorePairs {
    QList<QPair<QString, int>> items; ///< item key, repeat; empty where they were not asked for
    Values before, after; ///< same index, same item
    /// Items with the same number are no independent evidence: the runs' own groups, else repeats of one item. Empty where every
    /// item stands alone.
    QList<int> groups;
    double scale = 1; ///< what makes the metric's unit of a score: 100 for a percentage of shares
    int unpaired = 0; ///< items in one run only, or left out for want of a score in either
    int unscored = 0; ///< of these the ones that both runs have
};

/// One run's items, ready to be met by those of other runs: an item is its key and its repeat; one that is there twice meets
/// its second of the other run. Keeps a reference to the columns. Any thread, one at a time.
class ScoreJoin {
public:
    explicit ScoreJoin(const ScoreColumns &before);
    ScorePairs with(const ScoreColumns &after, bool withItems = false, MissingScores missing = MissingScores::LeftOut);

private:
    qsizetype take(const QString &key, int repeat);
    bool isItem(qsizetype row, const QString &key, int repeat) const;
    std::size_t slotOf(const QString &key, int repeat) const;
    void build();
    void findGroups();

    const ScoreColumns &m_before;
    std::vector<std::int32_t> m_slots; ///< open addressing: the first row of an item, or -1; a power of two
    std::vector<std::int32_t> m_next; ///< the next row of the same item
    std::vector<std::int32_t> m_heads; ///< m_slots for the run at hand, past the rows that are taken
    std::vector<bool> m_taken; ///< rows that met their item in the run at hand
    QList<int> m_groups; ///< of the row with the same index; empty: none
};

ScorePairs pairScores(const ScoreColumns &before, const ScoreColumns &after, MissingScores missing = MissingScores::LeftOut);

} // namespace assay

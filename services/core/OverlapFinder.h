#pragma once

#include "services/core/HashRows.h"
#include "services/core/OverlapText.h"

#include <limits>

namespace assay {

/// What is looked for when the rows of one dataset, "here", are compared with those of another, "there", or with each
/// other.
struct OverlapOptions {
    static constexpr int fewestWords = 5, mostWords = 50;
    bool equalRows = true;
    bool sharedWords = true;
    /// 13 as in GPT-3's check for contamination (arXiv 2005.14165, appendix C) and in lm-evaluation-harness
    /// (docs/decontamination.md).
    int runWords = 13; ///< 5..50
    bool within = false; ///< here alone: which rows repeat an earlier one
    qint64 mostRuns = qint64(1) << 23; ///< of here that are held, 16 bytes each
    int mostPairs = 10'000; ///< that are listed
};

/// Two rows, by their numbers from 0, that have something in common. Within one dataset `there` is the earlier one.
struct OverlapPair {
    qint64 here = 0, there = 0;
    OverlapKind kind = OverlapKind::Equal;
    quint64 hash = 0; ///< that both have: found by it, not compared word by word; see overlapExcerpt()
    bool operator==(const OverlapPair &) const = default;
};

/// Of one side, in rows. Within one dataset the earliest of rows that are alike is counted nowhere.
struct OverlapCounts {
    qint64 rows = 0;
    qint64 empty = 0; ///< no words; not compared
    qint64 tooShort = 0; ///< words, but too few for a run
    qint64 equal = 0; ///< are on the other side with all their words
    qint64 shared = 0; ///< the others that share a run of words with a row of the other side
    bool operator==(const OverlapCounts &) const = default;
};

/// Counts are complete, by 64-bit hashes; see overlapHash() for how sure that is.
struct OverlapResult {
    OverlapCounts here, there;
    QList<OverlapPair> pairs; ///< equal rows first, then by row here and there
    bool morePairs = false; ///< not all of them are listed
    quint64 oneRunIn
        = 1; ///< runs of words were too many: only those with hash % this == 0 were compared, on both sides
};

/// The same as seen from there.
OverlapResult turned(OverlapResult result);

/// Finds the rows that two datasets, or one with itself, have in common. Takes texts one by one and keeps none: per row
/// of here some 20 bytes, per run of words 16, and while the vectors grow half as much again; of there nothing. With
/// the usual limits a million rows stay below 300 MB, whatever their length (171 MB were measured with 42 words a row),
/// and whatever the number of rows of there.
///
/// Runs of words that very many rows share (instructions, say) cost no more than others: of each row at most pairsOfRow
/// pairs are listed. Within one dataset each row is listed with the earliest row that is like it. One thread at a time.
class OverlapFinder {
public:
    static constexpr int pairsOfRow = 10;

    explicit OverlapFinder(const OverlapOptions &options);
    /// Row after row; all of here before the first of there.
    void addHere(const QString &text);
    void addThere(const QString &text);
    /// Once, at the end.
    OverlapResult finish();
    qint64 heldBytes() const;

private:
    struct Hashes {
        quint64 whole = 0;
        std::vector<quint64> runs; ///< those that are compared
    };
    static constexpr quint32 none = std::numeric_limits<quint32>::max();
    struct Earliest {
        quint32 row = none;
        quint64 hash = 0;
    };
    std::optional<Hashes> hashesOf(const QString &text, OverlapCounts &counts) const;
    void makeRoom(std::vector<quint64> &coming);
    void seal();
    void countHere();
    void findWithin();
    std::vector<Earliest> earliestOf(const HashRows &index) const;
    quint8 &listedTimes(qint64 row, OverlapKind kind);
    bool list(const OverlapPair &pair);
    void listFrom(std::span<const HashRows::Entry> group, OverlapPair pair, std::span<const HashRows::Entry> same,
        std::vector<quint32> &listed);

    const OverlapOptions m_options;
    OverlapResult m_result;
    HashRows m_whole, m_runs;
    std::vector<bool> m_wholeHit, m_runHit; ///< of the first entry of each hash
    std::vector<quint8> m_listed; ///< how often each row of here is, as an equal one and as one that shares words
    QList<OverlapPair> m_sharedPairs; ///< come behind those of equal rows
    bool m_sealed = false;
};

} // namespace assay

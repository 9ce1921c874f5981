#include "services/core/OverlapFinder.h"

#include <algorithm>
#include <tuple>

namespace assay {

namespace {

OverlapOptions inBounds(OverlapOptions options)
{
    options.runWords = std::clamp(options.runWords, OverlapOptions::fewestWords, OverlapOptions::mostWords);
    return options;
}

/// Calls with each group of entries that have one hash.
template <typename Use>
void forGroups(const std::vector<HashRows::Entry> &entries, Use use)
{
    for (std::size_t from = 0; from < entries.size();) {
        std::size_t to = from + 1;
        while (to < entries.size() && entries[to].hash == entries[from].hash)
            ++to;
        use(from, std::span(entries).subspan(from, to - from));
        from = to;
    }
}

bool holds(std::span<const HashRows::Entry> group, quint32 row)
{
    return !group.empty()
        && std::binary_search(group.begin(), group.end(), HashRows::Entry { group.front().hash, row });
}

/// Equal rows first, then by row.
bool isBefore(const OverlapPair &a, const OverlapPair &b)
{
    return std::tuple(a.kind, a.here, a.there) < std::tuple(b.kind, b.here, b.there);
}

void mark(std::vector<bool> &hits, const HashRows &index, std::span<const HashRows::Entry> group)
{
    hits[std::size_t(group.data() - index.entries().data())] = true;
}

} // namespace

OverlapResult turned(OverlapResult result)
{
    std::swap(result.here, result.there);
    for (OverlapPair &pair : result.pairs)
        std::swap(pair.here, pair.there);
    std::sort(result.pairs.begin(), result.pairs.end(), isBefore);
    return result;
}

OverlapFinder::OverlapFinder(const OverlapOptions &options)
    : m_options(inBounds(options))
{
}

std::optional<OverlapFinder::Hashes> OverlapFinder::hashesOf(const QString &text, OverlapCounts &counts) const
{
    ++counts.rows;
    const std::vector<quint64> words = overlapHashes(text);
    if (words.empty()) {
        ++counts.empty;
        return std::nullopt;
    }
    const std::span<const quint64> all(words);
    Hashes hashes { overlapHash(all), {} };
    const auto length = std::size_t(m_options.runWords);
    if (all.size() < length)
        ++counts.tooShort;
    for (std::size_t at = 0; m_options.sharedWords && at + length <= all.size(); ++at) {
        const quint64 run = overlapHash(all.subspan(at, length));
        if ((run & (m_result.oneRunIn - 1)) == 0)
            hashes.runs.push_back(run);
    }
    return hashes;
}

void OverlapFinder::addHere(const QString &text)
{
    Q_ASSERT(!m_sealed);
    const auto row = quint32(m_result.here.rows);
    auto hashes = hashesOf(text, m_result.here);
    if (!hashes)
        return;
    if (m_options.equalRows)
        m_whole.add(hashes->whole, row);
    makeRoom(hashes->runs);
    for (const quint64 run : hashes->runs)
        m_runs.add(run, row);
}

/// Which runs go is decided by their hash alone, so that both sides keep the same ones.
void OverlapFinder::makeRoom(std::vector<quint64> &coming)
{
    constexpr quint64 rarest = quint64(1) << 40; // a phrase that all rows have may be left, however often it is there
    while (m_runs.size() + qint64(coming.size()) > m_options.mostRuns && m_result.oneRunIn < rarest) {
        m_result.oneRunIn *= 2;
        const quint64 bits = m_result.oneRunIn - 1;
        m_runs.dropWith(bits);
        std::erase_if(coming, [bits](quint64 run) { return (run & bits) != 0; });
    }
}

void OverlapFinder::seal()
{
    m_sealed = true;
    m_whole.seal();
    m_runs.seal();
    m_wholeHit.assign(m_whole.entries().size(), false);
    m_runHit.assign(m_runs.entries().size(), false);
    m_listed.assign(2 * std::size_t(m_result.here.rows), 0);
}

void OverlapFinder::addThere(const QString &text)
{
    Q_ASSERT(!m_options.within);
    if (!m_sealed)
        seal();
    OverlapPair pair;
    pair.there = m_result.there.rows;
    const auto hashes = hashesOf(text, m_result.there);
    if (!hashes)
        return;
    std::vector<quint32> listed;
    const auto same = m_options.equalRows ? m_whole.find(hashes->whole) : std::span<const HashRows::Entry>();
    if (!same.empty()) {
        mark(m_wholeHit, m_whole, same);
        pair.hash = hashes->whole;
        listFrom(same, pair, {}, listed);
        ++m_result.there.equal;
    }
    bool shares = false;
    pair.kind = OverlapKind::SharedWords;
    for (const quint64 run : hashes->runs) {
        const auto group = m_runs.find(run);
        if (group.empty())
            continue;
        shares = true;
        mark(m_runHit, m_runs, group);
        pair.hash = run;
        listFrom(group, pair, same, listed);
    }
    if (shares && same.empty())
        ++m_result.there.shared;
}

/// `same`: rows of here that are equal to this row of there, which says more. `listed`: those that stand beside it
/// already.
void OverlapFinder::listFrom(std::span<const HashRows::Entry> group, OverlapPair pair,
    std::span<const HashRows::Entry> same, std::vector<quint32> &listed)
{
    constexpr std::size_t mostLooks = 64; // a group may have as many entries as there are rows
    for (const HashRows::Entry &entry : group.first(std::min(group.size(), mostLooks))) {
        if (holds(same, entry.row) || std::find(listed.begin(), listed.end(), entry.row) != listed.end())
            continue;
        pair.here = entry.row;
        if (listed.size() == std::size_t(pairsOfRow) || !list(pair)) {
            m_result.morePairs = true;
            if (listed.size() == std::size_t(pairsOfRow))
                return;
            continue;
        }
        listed.push_back(entry.row);
    }
    if (group.size() > mostLooks)
        m_result.morePairs = true;
}

quint8 &OverlapFinder::listedTimes(qint64 row, OverlapKind kind)
{
    return m_listed[2 * std::size_t(row) + (kind == OverlapKind::Equal ? 0 : 1)];
}

/// False: there are enough already.
bool OverlapFinder::list(const OverlapPair &pair)
{
    QList<OverlapPair> &pairs = pair.kind == OverlapKind::Equal ? m_result.pairs : m_sharedPairs;
    if (pairs.size() >= m_options.mostPairs)
        return false;
    quint8 &times = listedTimes(pair.here, pair.kind);
    if (times == pairsOfRow)
        return false;
    ++times;
    pairs.append(pair);
    return true;
}

void OverlapFinder::countHere()
{
    std::vector<bool> equal(std::size_t(m_result.here.rows), false), shared(equal.size(), false);
    const auto collect = [](const HashRows &index, const std::vector<bool> &hits, std::vector<bool> &rows) {
        forGroups(index.entries(), [&](std::size_t first, std::span<const HashRows::Entry> group) {
            for (const HashRows::Entry &entry : group) {
                if (hits[first])
                    rows[entry.row] = true;
            }
        });
    };
    collect(m_whole, m_wholeHit, equal);
    collect(m_runs, m_runHit, shared);
    for (std::size_t row = 0; row < equal.size(); ++row) {
        m_result.here.equal += equal[row] ? 1 : 0;
        m_result.here.shared += shared[row] && !equal[row] ? 1 : 0;
    }
}

/// Each row beside the earliest row that is like it.
std::vector<OverlapFinder::Earliest> OverlapFinder::earliestOf(const HashRows &index) const
{
    std::vector<Earliest> earliest(std::size_t(m_result.here.rows));
    forGroups(index.entries(), [&](std::size_t, std::span<const HashRows::Entry> group) {
        for (const HashRows::Entry &entry : group.subspan(1)) {
            if (Earliest &known = earliest[entry.row]; group.front().row < known.row)
                known = { group.front().row, entry.hash };
        }
    });
    return earliest;
}

void OverlapFinder::findWithin()
{
    const std::vector<Earliest> whole = earliestOf(m_whole), runs = earliestOf(m_runs);
    for (std::size_t row = 0; row < whole.size(); ++row) {
        const bool equal = whole[row].row != none;
        const Earliest &found = equal ? whole[row] : runs[row];
        if (found.row == none)
            continue;
        ++(equal ? m_result.here.equal : m_result.here.shared);
        const OverlapKind kind = equal ? OverlapKind::Equal : OverlapKind::SharedWords;
        if (!list({ qint64(row), found.row, kind, found.hash }))
            m_result.morePairs = true;
    }
}

OverlapResult OverlapFinder::finish()
{
    if (!m_sealed)
        seal();
    if (m_options.within)
        findWithin();
    else
        countHere();
    std::sort(m_result.pairs.begin(), m_result.pairs.end(), isBefore);
    std::sort(m_sharedPairs.begin(), m_sharedPairs.end(), isBefore);
    const qsizetype room = m_options.mostPairs - m_result.pairs.size();
    if (m_sharedPairs.size() > room)
        m_result.morePairs = true;
    m_result.pairs += m_sharedPairs.mid(0, room);
    return m_result;
}

qint64 OverlapFinder::heldBytes() const
{
    return m_whole.heldBytes() + m_runs.heldBytes() + qint64(m_listed.capacity())
        + qint64(m_wholeHit.capacity() + m_runHit.capacity()) / 8;
}

} // namespace assay

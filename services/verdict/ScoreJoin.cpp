#include "services/verdict/ScoreJoin.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <bit>
#include <cmath>

namespace assay {

namespace {

std::optional<double> counted(const std::optional<double> &score, MissingScores missing)
{
    if (score && std::isfinite(*score))
        return score;
    return missing == MissingScores::Zero ? std::optional(0.0) : std::nullopt;
}

} // namespace

ScoreJoin::ScoreJoin(const ScoreColumns &before)
    : m_before(before)
{
    findGroups();
}

/// Only when the orders of the runs differ: two runs of one program list their items alike.
void ScoreJoin::build()
{
    const qsizetype rows = m_before.itemKeys.size();
    m_slots.assign(std::bit_ceil(std::max<std::size_t>(2 * static_cast<std::size_t>(rows), 2)), -1);
    m_next.assign(static_cast<std::size_t>(rows), -1);
    for (qsizetype row = rows - 1; row >= 0; --row) { // backwards, so that the first of its key stands in the slot
        std::int32_t &first = m_slots[slotOf(m_before.itemKeys.at(row), m_before.repeats.value(row))];
        m_next[static_cast<std::size_t>(row)] = first;
        first = static_cast<std::int32_t>(row);
    }
}

/// Of this item, or the free one where it would stand.
std::size_t ScoreJoin::slotOf(const QString &key, int repeat) const
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t slot = qHash(QStringView(key), static_cast<std::size_t>(repeat)) & mask;
    while (m_slots[slot] >= 0 && !isItem(m_slots[slot], key, repeat))
        slot = (slot + 1) & mask;
    return slot;
}

void ScoreJoin::findGroups()
{
    if (m_before.groups.size() == m_before.itemKeys.size()) {
        m_groups = m_before.groups;
        return;
    }
    if (std::ranges::all_of(m_before.repeats, [](int repeat) { return repeat == 0; }))
        return;
    QHash<QStringView, int> numbers;
    for (const QString &key : m_before.itemKeys)
        m_groups << *numbers.insert(key, numbers.value(key, static_cast<int>(numbers.size())));
}

bool ScoreJoin::isItem(qsizetype row, const QString &key, int repeat) const
{
    return m_before.repeats.value(row) == repeat && m_before.itemKeys.at(row) == key;
}

/// The first row of this item that has not met one yet; -1: none.
qsizetype ScoreJoin::take(const QString &key, int repeat)
{
    if (m_slots.empty())
        build();
    if (m_heads.empty())
        m_heads = m_slots;
    std::int32_t &row = m_heads[slotOf(key, repeat)];
    while (row >= 0 && m_taken[static_cast<std::size_t>(row)])
        row = m_next[static_cast<std::size_t>(row)];
    return row;
}

ScorePairs ScoreJoin::with(const ScoreColumns &after, bool withItems, MissingScores missing)
{
    ScorePairs pairs;
    m_heads.clear();
    m_taken.assign(static_cast<std::size_t>(m_before.itemKeys.size()), false);
    pairs.before.reserve(m_taken.size());
    pairs.after.reserve(m_taken.size());
    qsizetype shared = 0, guess = 0;
    for (qsizetype i = 0; i < after.itemKeys.size(); ++i) {
        const QString &key = after.itemKeys.at(i);
        const int repeat = after.repeats.value(i);
        const bool alike = guess < m_before.itemKeys.size() && !m_taken[static_cast<std::size_t>(guess)] && isItem(guess, key, repeat);
        const qsizetype row = alike ? guess : take(key, repeat);
        if (row < 0) {
            ++pairs.unpaired;
            continue;
        }
        m_taken[static_cast<std::size_t>(row)] = true;
        guess = row + 1;
        ++shared;
        const auto was = counted(m_before.scores.value(row), missing), is = counted(after.scores.value(i), missing);
        if (!was || !is) {
            ++pairs.unpaired;
            ++pairs.unscored;
            continue;
        }
        if (withItems)
            pairs.items.emplaceBack(key, repeat);
        if (!m_groups.isEmpty())
            pairs.groups << m_groups.at(row);
        pairs.before.push_back(*was);
        pairs.after.push_back(*is);
    }
    pairs.unpaired += static_cast<int>(m_before.itemKeys.size() - shared);
    if (QSet<int>(pairs.groups.begin(), pairs.groups.end()).size() == pairs.groups.size())
        pairs.groups.clear(); // each alone
    return pairs;
}

ScorePairs pairScores(const ScoreColumns &before, const ScoreColumns &after, MissingScores missing)
{
    return ScoreJoin(before).with(after, true, missing);
}

} // namespace assay

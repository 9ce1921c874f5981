#include "services/core/HashRows.h"

#include <algorithm>

namespace assay {

void HashRows::dropWith(quint64 bits)
{
    std::erase_if(m_entries, [bits](const Entry &entry) { return (entry.hash & bits) != 0; });
}

void HashRows::seal()
{
    std::sort(m_entries.begin(), m_entries.end());
    m_entries.erase(std::unique(m_entries.begin(), m_entries.end()), m_entries.end());
    m_first.assign((std::size_t(1) << tableBits) + 1, 0);
    for (const Entry &entry : m_entries)
        ++m_first[std::size_t(entry.hash >> (64 - tableBits)) + 1];
    for (std::size_t i = 1; i < m_first.size(); ++i)
        m_first[i] += m_first[i - 1];
}

std::span<const HashRows::Entry> HashRows::find(quint64 hash) const
{
    if (m_first.empty())
        return {};
    const auto part = std::size_t(hash >> (64 - tableBits));
    const auto from = m_entries.begin() + m_first[part], to = m_entries.begin() + m_first[part + 1];
    const auto less = [](const Entry &entry, quint64 wanted) { return entry.hash < wanted; };
    const auto more = [](quint64 wanted, const Entry &entry) { return wanted < entry.hash; };
    const auto first = std::lower_bound(from, to, hash, less);
    const auto last = std::upper_bound(first, to, hash, more); // a phrase of all rows is a long group
    return { first, last };
}

qint64 HashRows::heldBytes() const
{
    return qint64(m_entries.capacity() * sizeof(Entry) + m_first.capacity() * sizeof(quint32));
}

} // namespace assay

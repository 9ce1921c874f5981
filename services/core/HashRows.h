#pragma once

#include <QtGlobal>

#include <span>
#include <vector>

namespace assay {

/// Which rows have a hash: entries are added, sealed, then looked up. 16 bytes an entry; while entries are added, a
/// growing vector may hold half as much again. One thread at a time.
class HashRows {
public:
    struct Entry {
        quint64 hash = 0;
        quint32 row = 0;
        auto operator<=>(const Entry &) const = default;
    };
    void add(quint64 hash, quint32 row) { m_entries.push_back({ hash, row }); }
    /// Forgets the entries whose hash has one of these bits set.
    void dropWith(quint64 bits);
    /// Sorts by hash and row; a row that was added twice under a hash is there once. Before find() and after the last
    /// add().
    void seal();
    /// The entries of a hash, rows ascending; empty: none.
    std::span<const Entry> find(quint64 hash) const;
    const std::vector<Entry> &entries() const { return m_entries; }
    qint64 size() const { return qint64(m_entries.size()); }
    qint64 heldBytes() const;

private:
    static constexpr int tableBits = 16;
    std::vector<Entry> m_entries;
    std::vector<quint32> m_first; ///< of the entries whose hash begins with these bits, and one behind the last
};

} // namespace assay

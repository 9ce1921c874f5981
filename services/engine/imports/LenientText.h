#pragma once

#include "services/engine/imports/ByteSource.h"

#include <vector>

namespace assay::engine::imports {

/// A JSON text on its way to the parser, mended where Python writes what JSON does not have, and with texts above a limit cut at
/// their end, so that no token is larger than it. Reads a piece ahead.
class LenientText {
public:
    LenientText(ByteSource &source, qint64 longestText);

    const char *at = nullptr, *end = nullptr; ///< what the parser may read now
    bool refill();                            ///< false: there is no more

    bool unreadable() const { return m_failed; } ///< the source broke
    qint64 bytes() const { return m_bytes; }     ///< read from the source
    qint64 line();                               ///< of what the parser has read, from 1

private:
    std::size_t plainText(std::size_t from, std::size_t size);
    void take(char byte);
    void outside(char byte);
    void inside(char byte);
    void escaped(char byte);
    void unicode();
    void lone(); ///< a high surrogate that nothing followed
    void put(char byte)
    {
        if (!m_cutting)
            m_out.push_back(byte);
    }
    void put(const char *text);

    ByteSource &m_source;
    const qint64 m_longest;
    std::vector<char> m_in, m_out;
    const char *m_counted = nullptr;
    qint64 m_lines = 1, m_bytes = 0;
    bool m_failed = false, m_first = true;
    bool m_inText = false, m_escape = false, m_minus = false, m_word = false, m_cutting = false;
    std::string m_hex, m_high;
    bool m_readsHex = false;
    qint64 m_length = 0, m_dropped = 0; ///< of the text that is read now
};

} // namespace assay::engine::imports

#include "services/engine/imports/LenientText.h"

#include <QCoreApplication>

#include <algorithm>
#include <cctype>

namespace assay::engine::imports {

namespace {
constexpr std::size_t pieceBytes = 64 * 1024;
}

LenientText::LenientText(ByteSource &source, qint64 longestText) : m_source(source), m_longest(longestText), m_in(pieceBytes) {}

bool LenientText::refill()
{
    line(); // the old piece is counted before it goes
    m_out.clear();
    while (m_out.empty()) {
        const qint64 got = m_source.read(m_in.data(), qint64(m_in.size()));
        m_failed = got < 0;
        if (got <= 0) {
            at = end = m_counted = nullptr;
            return false;
        }
        m_bytes += got;
        std::size_t from = 0;
        if (m_first && got >= 3 && std::equal(m_in.begin(), m_in.begin() + 3, "\xEF\xBB\xBF"))
            from = 3;
        m_first = false;
        m_out.reserve(std::size_t(got) + 256);
        for (std::size_t i = from; i < std::size_t(got);) {
            const std::size_t plain = plainText(i, std::size_t(got));
            if (plain == i)
                take(m_in[i++]);
            i = std::max(i, plain);
        }
    }
    at = m_counted = m_out.data();
    end = at + m_out.size();
    return true;
}

qint64 LenientText::line()
{
    if (m_counted)
        m_lines += std::count(m_counted, at, '\n');
    m_counted = at;
    return m_lines;
}

void LenientText::put(const char *text)
{
    for (; *text; ++text)
        put(*text);
}

/// Copies what follows in a text as it is and needs no look, the most of every log; answers where that ends.
std::size_t LenientText::plainText(std::size_t from, std::size_t size)
{
    if (!m_inText || m_escape || m_readsHex || m_cutting || !m_high.empty())
        return from;
    const std::size_t most = std::min(size, from + std::size_t(std::max<qint64>(0, m_longest - m_length)));
    std::size_t to = from;
    while (to < most && m_in[to] != '"' && m_in[to] != '\\')
        ++to;
    m_out.insert(m_out.end(), m_in.begin() + std::ptrdiff_t(from), m_in.begin() + std::ptrdiff_t(to));
    m_length += qint64(to - from);
    return to;
}

void LenientText::take(char byte)
{
    if (m_inText) [[likely]]
        inside(byte);
    else
        outside(byte);
}

void LenientText::outside(char byte)
{
    if (m_word) { // the rest of NaN or Infinity
        if (std::isalpha(static_cast<unsigned char>(byte)))
            return;
        m_word = false;
    }
    if (m_minus) {
        m_minus = false;
        if (byte != 'I')
            put('-');
    }
    if (byte == '"') {
        m_inText = true;
        m_length = m_dropped = 0;
    } else if (byte == 'N' || byte == 'I') {
        m_word = true;
        return put("null");
    } else if (byte == '-') {
        m_minus = true;
        return;
    }
    put(byte);
}

void LenientText::lone()
{
    if (!m_high.empty())
        put("\\ufffd");
    m_high.clear();
}

void LenientText::inside(char byte)
{
    if (m_readsHex) {
        m_hex.push_back(byte);
        if (m_hex.size() == 4)
            unicode();
        return;
    }
    if (m_escape)
        return escaped(byte);
    if (byte == '\\') {
        m_escape = true;
        return;
    }
    if (!m_high.empty())
        lone();
    if (byte == '"') {
        m_inText = false;
        if (m_cutting) {
            m_cutting = false;
            put("\\n[\\u2026 ");
            put(QCoreApplication::translate("assay", "%1 more bytes were not imported").arg(m_dropped).toUtf8().constData());
            put(']');
        }
        return put(byte);
    }
    if (++m_length > m_longest && (static_cast<unsigned char>(byte) & 0xC0) != 0x80)
        m_cutting = true; // before a character, not within one
    m_dropped += m_cutting ? 1 : 0;
    put(byte);
}

void LenientText::escaped(char byte)
{
    m_escape = false;
    ++m_length;
    if (m_length > m_longest)
        m_cutting = true;
    m_dropped += m_cutting ? 1 : 0;
    if (byte == 'u') {
        m_readsHex = true;
        m_hex.clear();
        return;
    }
    if (!m_high.empty())
        lone();
    put('\\');
    put(byte);
}

void LenientText::unicode()
{
    m_readsHex = false;
    const bool valid = std::all_of(m_hex.begin(), m_hex.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
    const int code = valid ? std::stoi(m_hex, nullptr, 16) : 0;
    const bool high = code >= 0xD800 && code <= 0xDBFF, low = code >= 0xDC00 && code <= 0xDFFF;
    if (low && !m_high.empty()) {
        put(("\\u" + m_high + "\\u" + m_hex).c_str());
        m_high.clear();
        return;
    }
    lone();
    if (high)
        m_high = m_hex;
    else
        put(low ? "\\ufffd" : ("\\u" + m_hex).c_str());
}

} // namespace assay::engine::imports

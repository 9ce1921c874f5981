#include "services/engine/scoring/PyJson.h"

#include <cctype>

namespace assay::engine::scoring {

namespace {

constexpr int maxDepth = 900; // where Python's reader gives up with a recursion error

class Reader {
public:
    explicit Reader(std::string_view text)
        : m_text(text)
    {
    }
    bool whole()
    {
        skipSpace();
        if (!value(0))
            return false;
        skipSpace();
        return m_at == m_text.size();
    }

private:
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    bool take(char c)
    {
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }
    bool word(std::string_view word)
    {
        if (m_text.substr(m_at, word.size()) != word)
            return false;
        m_at += word.size();
        return true;
    }
    void skipSpace()
    {
        while (m_at < m_text.size() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r'))
            ++m_at;
    }
    std::size_t digits()
    {
        const auto start = m_at;
        while (m_at < m_text.size() && std::isdigit(static_cast<unsigned char>(peek())))
            ++m_at;
        return m_at - start;
    }
    bool number();
    bool text();
    bool list(int depth);
    bool object(int depth);
    bool value(int depth);

    std::string_view m_text;
    std::size_t m_at = 0;
};

bool Reader::number()
{
    take('-');
    if (!take('0') && digits() == 0)
        return false;
    auto mark = m_at; // a fraction or exponent that is not complete is not part of the number
    if (take('.') && digits() == 0)
        m_at = mark;
    mark = m_at;
    if (take('e') || take('E')) {
        if (!take('+'))
            take('-');
        if (digits() == 0)
            m_at = mark;
    }
    return true;
}

bool Reader::text()
{
    if (!take('"'))
        return false;
    while (m_at < m_text.size()) {
        const char c = m_text[m_at++];
        if (c == '"')
            return true;
        if (static_cast<unsigned char>(c) < 0x20)
            return false;
        if (c != '\\')
            continue;
        const char escape = peek();
        ++m_at;
        if (escape == 'u') {
            for (int i = 0; i < 4; ++i, ++m_at) {
                if (!std::isxdigit(static_cast<unsigned char>(peek())))
                    return false;
            }
        } else if (escape == '\0' || std::string_view("\"\\/bfnrt").find(escape) == std::string_view::npos) {
            return false;
        }
    }
    return false;
}

bool Reader::list(int depth)
{
    skipSpace();
    if (take(']'))
        return true;
    do {
        skipSpace();
        if (!value(depth))
            return false;
        skipSpace();
    } while (take(','));
    return take(']');
}

bool Reader::object(int depth)
{
    skipSpace();
    if (take('}'))
        return true;
    do {
        skipSpace();
        if (!text())
            return false;
        skipSpace();
        if (!take(':'))
            return false;
        skipSpace();
        if (!value(depth))
            return false;
        skipSpace();
    } while (take(','));
    return take('}');
}

bool Reader::value(int depth)
{
    if (depth > maxDepth)
        return false;
    switch (peek()) {
    case '"': return text();
    case '[': ++m_at; return list(depth + 1);
    case '{': ++m_at; return object(depth + 1);
    case 'n': return word("null");
    case 't': return word("true");
    case 'f': return word("false");
    case 'N': return word("NaN");
    case 'I': return word("Infinity");
    default: return word("-Infinity") || number();
    }
}

} // namespace

bool pyAcceptsJson(std::string_view text)
{
    return Reader(text).whole();
}

} // namespace assay::engine::scoring

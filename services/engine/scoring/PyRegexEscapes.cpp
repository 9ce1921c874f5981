#include "services/engine/scoring/PyRegexTranslator.h"

// The second half of PyRegexTranslator: escapes, character classes and what is written for them.

namespace assay::engine::scoring {

namespace {

bool isDigit(char32_t c)
{
    return c >= '0' && c <= '9';
}
bool isOctal(char32_t c)
{
    return c >= '0' && c <= '7';
}
bool isAsciiLetter(char32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// str.isspace and its complement, as ranges for a class. PCRE's own \s lacks U+001C..U+001F and has U+180E.
constexpr auto spaceRanges = "\\x{9}-\\x{d}\\x{1c}-\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}"
                             "\\x{202f}\\x{205f}\\x{3000}";
constexpr auto notSpaceRanges
    = "\\x{0}-\\x{8}\\x{e}-\\x{1b}\\x{21}-\\x{84}\\x{86}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"
      "\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}"
      "\\x{3001}-\\x{10ffff}";

/// The ranges of \d \D \s \S \w \W where they are not PCRE's own; empty: PCRE's own will do.
QLatin1String rangesOf(char32_t c, bool ascii)
{
    switch (c) {
    case 's': return QLatin1String(ascii ? "\\x{9}-\\x{d}\\x{20}" : spaceRanges);
    case 'S': return QLatin1String(ascii ? "\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{10ffff}" : notSpaceRanges);
    case 'd': return QLatin1String(ascii ? "0-9" : "");
    case 'D': return QLatin1String(ascii ? "\\x{0}-\\x{2f}\\x{3a}-\\x{10ffff}" : "");
    case 'w': return QLatin1String(ascii ? "a-zA-Z0-9_" : "");
    case 'W':
        return QLatin1String(ascii ? "\\x{0}-\\x{2f}\\x{3a}-\\x{40}\\x{5b}-\\x{5e}\\x{60}\\x{7b}-\\x{10ffff}" : "");
    default: return {};
    }
}

bool isCategory(char32_t c)
{
    return c < 0x80 && QLatin1String("sSdDwW").contains(QChar(static_cast<char16_t>(c)));
}

} // namespace

PyRegexTranslator::Atom PyRegexTranslator::readEscape(PyFlags flags)
{
    const qsizetype start = m_at;
    ++m_at;
    if (atEnd())
        fail(QStringLiteral("bad escape (end of pattern)"), start);
    const char32_t c = peek();
    if (isCategory(c)) {
        ++m_at;
        writeCategory(c, flags.ascii, false);
        return Atom::Plain;
    }
    if (c >= '1' && c <= '9') {
        if (isOctal(c) && isOctal(peek(1)) && isOctal(peek(2)))
            writeLiteral(readCharacterEscape(false, start));
        else
            readReference();
        return Atom::Plain;
    }
    constexpr auto asciiBoundary = "(?:(?<=[a-zA-Z0-9_])(?![a-zA-Z0-9_])|(?<![a-zA-Z0-9_])(?=[a-zA-Z0-9_]))";
    switch (c) {
    case 'A': m_out += QLatin1String("\\A"); break;
    case 'Z': m_out += QLatin1String("\\z"); break;
    case 'b': m_out += QLatin1String(flags.ascii ? asciiBoundary : "\\b"); break;
    case 'B': // never in an empty text, unlike PCRE
        m_out += flags.ascii ? QStringLiteral("(?!%1)").arg(QLatin1String(asciiBoundary)) : QStringLiteral("\\B");
        m_out += QLatin1String("(?!\\A\\z)");
        break;
    default: writeLiteral(readCharacterEscape(false, start)); return Atom::Plain;
    }
    ++m_at;
    return Atom::Anchor;
}

void PyRegexTranslator::readReference()
{
    const qsizetype start = m_at - 1;
    int group = static_cast<int>(m_in.at(m_at++) - '0');
    if (isDigit(peek()))
        group = group * 10 + static_cast<int>(m_in.at(m_at++) - '0');
    if (group > m_groups)
        fail(QStringLiteral("invalid group reference %1").arg(group), start);
    writeReference(group, start);
}

void PyRegexTranslator::writeReference(int group, qsizetype at)
{
    if (m_open.contains(group))
        fail(QStringLiteral("cannot refer to an open group"), at);
    m_out += QStringLiteral("\\g{%1}").arg(group);
}

char32_t PyRegexTranslator::readHex(int digits, qsizetype start)
{
    char32_t value = 0;
    for (int i = 0; i < digits; ++i) {
        const char32_t c = peek();
        const int digit = isDigit(c) ? static_cast<int>(c - '0')
            : c >= 'a' && c <= 'f'   ? static_cast<int>(c - 'a') + 10
            : c >= 'A' && c <= 'F'   ? static_cast<int>(c - 'A') + 10
                                     : -1;
        if (digit < 0)
            fail(QStringLiteral("incomplete escape"), start);
        value = value * 16 + static_cast<char32_t>(digit);
        ++m_at;
    }
    if (value > 0x10ffff)
        fail(QStringLiteral("bad escape"), start);
    return value;
}

/// An escape that stands for one character; m_at is past the backslash.
char32_t PyRegexTranslator::readCharacterEscape(bool inClass, qsizetype start)
{
    const char32_t c = m_in.at(m_at++);
    switch (c) {
    case 'a': return 7;
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return 11;
    case 'x': return readHex(2, start);
    case 'u': return readHex(4, start);
    case 'U': return readHex(8, start);
    default: break;
    }
    if (inClass && c == 'b')
        return 8;
    if (isOctal(c)) {
        char32_t value = c - '0';
        for (int i = 0; i < 2 && isOctal(peek()); ++i)
            value = value * 8 + (m_in.at(m_at++) - '0');
        if (value > 0377)
            fail(QStringLiteral("octal escape value outside of range 0-0o377"), start);
        return value;
    }
    if (isAsciiLetter(c) || isDigit(c))
        fail(QStringLiteral("bad escape"), start);
    return c;
}

void PyRegexTranslator::readClass(PyFlags flags)
{
    const qsizetype start = m_at;
    ++m_at;
    m_out += u'[';
    if (take("^"))
        m_out += u'^';
    for (bool first = true;; first = false) {
        if (atEnd())
            fail(QStringLiteral("unterminated character set"), start);
        if (peek() == ']' && !first)
            break;
        char32_t low = 0;
        const bool single = readClassItem(flags, low);
        if (peek() != '-' || peek(1) == ']') {
            if (single)
                writeLiteral(low);
            continue;
        }
        const qsizetype dash = m_at++;
        if (atEnd())
            fail(QStringLiteral("unterminated character set"), start);
        char32_t high = 0;
        if (!single || !readClassItem(flags, high) || high < low)
            fail(QStringLiteral("bad character range"), dash);
        writeLiteral(low);
        m_out += u'-';
        writeLiteral(high);
    }
    ++m_at;
    m_out += u']';
}

bool PyRegexTranslator::readClassItem(PyFlags flags, char32_t &single)
{
    const qsizetype start = m_at;
    const char32_t c = m_in.at(m_at++);
    if (c != '\\') {
        single = c;
        return true;
    }
    if (atEnd())
        fail(QStringLiteral("unterminated character set"), start);
    if (isCategory(peek())) {
        writeCategory(m_in.at(m_at++), flags.ascii, true);
        return false;
    }
    single = readCharacterEscape(true, start);
    return true;
}

void PyRegexTranslator::writeCategory(char32_t c, bool ascii, bool inClass)
{
    const QLatin1String ranges = rangesOf(c, ascii);
    if (ranges.isEmpty())
        m_out += u'\\' + QString(QChar(static_cast<char16_t>(c)));
    else
        m_out += inClass ? QString(ranges) : u'[' + ranges + u']';
}

void PyRegexTranslator::writeLiteral(char32_t c)
{
    if (c > 0x7f || isAsciiLetter(c) || isDigit(c) || c == '_')
        m_out += QString::fromUcs4(&c, 1);
    else
        m_out += QStringLiteral("\\x{%1}").arg(QString::number(c, 16));
}

} // namespace assay::engine::scoring

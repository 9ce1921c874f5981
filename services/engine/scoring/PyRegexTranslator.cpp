#include "services/engine/scoring/PyRegexTranslator.h"

#include "services/engine/scoring/PyValue.h"

#include <QCoreApplication>

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
constexpr auto notSpaceRanges = "\\x{0}-\\x{8}\\x{e}-\\x{1b}\\x{21}-\\x{84}\\x{86}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"
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
    case 'W': return QLatin1String(ascii ? "\\x{0}-\\x{2f}\\x{3a}-\\x{40}\\x{5b}-\\x{5e}\\x{60}\\x{7b}-\\x{10ffff}" : "");
    default: return {};
    }
}

bool isCategory(char32_t c)
{
    return c < 0x80 && QLatin1String("sSdDwW").contains(QChar(static_cast<char16_t>(c)));
}

} // namespace

void PyRegexTranslator::fail(const QString &what, qsizetype at) const
{
    throw PyError("error", QCoreApplication::translate("assay", "The expression \"%1\" is not valid: %2 at position %3.")
                               .arg(QString::fromUcs4(reinterpret_cast<const char32_t *>(m_in.constData()), m_in.size()), what)
                               .arg(at));
}

bool PyRegexTranslator::startsWith(const char *text) const
{
    for (qsizetype i = 0; text[i]; ++i) {
        if (peek(i) != static_cast<char32_t>(text[i]))
            return false;
    }
    return true;
}

bool PyRegexTranslator::take(const char *text)
{
    if (!startsWith(text))
        return false;
    m_at += static_cast<qsizetype>(qstrlen(text));
    return true;
}

QString PyRegexTranslator::translate()
{
    readGlobalFlags();
    readAlternatives(m_global);
    if (!atEnd())
        fail(QStringLiteral("unbalanced parenthesis"), m_at);
    return QStringLiteral("(*LF)") + m_out;
}

/// (?aiLmsux) may only stand at the very beginning.
void PyRegexTranslator::readGlobalFlags()
{
    for (;;) {
        while (skipVerbose(m_global)) { }
        if (!startsWith("(?"))
            return;
        qsizetype end = 2;
        while (isAsciiLetter(peek(end)))
            ++end;
        if (end == 2 || peek(end) != ')' )
            return;
        for (qsizetype i = 2; i < end; ++i) {
            switch (peek(i)) {
            case 'i': m_global.ignoreCase = true; break;
            case 'm': m_global.multiLine = true; break;
            case 's': m_global.dotAll = true; break;
            case 'x': m_global.verbose = true; break;
            case 'a': m_global.ascii = true; break;
            case 'u': break;
            default: fail(QStringLiteral("unknown flag"), m_at + i);
            }
        }
        m_at += end + 1;
    }
}

/// In verbose mode: skips white space or a comment; true when there was one.
bool PyRegexTranslator::skipVerbose(PyFlags flags)
{
    if (!flags.verbose || atEnd())
        return false;
    const char32_t c = peek();
    if (c == ' ' || (c >= 9 && c <= 13)) {
        ++m_at;
        return true;
    }
    if (c != '#')
        return false;
    while (!atEnd() && peek() != '\n')
        ++m_at;
    return true;
}

void PyRegexTranslator::readAlternatives(PyFlags flags)
{
    Atom previous = Atom::None;
    while (!atEnd() && peek() != ')') {
        if (skipVerbose(flags))
            continue;
        if (take("|")) {
            m_out += u'|';
            previous = Atom::None;
        } else if (readRepeat(previous)) {
            previous = Atom::Repeated;
        } else {
            const Atom atom = readAtom(flags);
            previous = atom == Atom::None ? previous : atom; // a comment changes nothing
        }
    }
}

/// A quantifier with its lazy or possessive mark; false when there is none here.
bool PyRegexTranslator::readRepeat(Atom previous)
{
    const qsizetype start = m_at;
    QString text;
    if (peek() == '*' || peek() == '+' || peek() == '?') {
        text = QChar(static_cast<char16_t>(peek()));
        ++m_at;
    } else if (take("{")) {
        QString low, high;
        while (isDigit(peek()))
            low += QChar(static_cast<char16_t>(m_in.at(m_at++)));
        const bool comma = take(",");
        while (comma && isDigit(peek()))
            high += QChar(static_cast<char16_t>(m_in.at(m_at++)));
        if (!take("}") || (low.isEmpty() && !comma)) {
            m_at = start;
            return false; // an ordinary brace
        }
        if (comma && !high.isEmpty() && high.toULongLong() < low.toULongLong())
            fail(QStringLiteral("min repeat greater than max repeat"), start);
        text = u'{' + (low.isEmpty() ? QStringLiteral("0") : low) + (comma ? u',' + high : QString()) + u'}';
    } else {
        return false;
    }
    if (previous == Atom::None || previous == Atom::Anchor)
        fail(QStringLiteral("nothing to repeat"), start);
    if (previous == Atom::Repeated)
        fail(QStringLiteral("multiple repeat"), start);
    m_out += text;
    if (take("?"))
        m_out += u'?';
    else if (take("+"))
        m_out += u'+';
    return true;
}

PyRegexTranslator::Atom PyRegexTranslator::readAtom(PyFlags flags)
{
    const char32_t c = peek();
    switch (c) {
    case '(': return readGroup(flags);
    case '[': readClass(flags); return Atom::Plain;
    case '\\': return readEscape(flags);
    default: break;
    }
    ++m_at;
    switch (c) {
    case '.': m_out += flags.dotAll ? QLatin1String("(?s:.)") : QLatin1String("."); return Atom::Plain;
    // PCRE's own multi-line ^ does not match after a newline at the very end.
    case '^': m_out += flags.multiLine ? QLatin1String("(?<![^\\n])") : QLatin1String("\\A"); return Atom::Anchor;
    case '$': m_out += flags.multiLine ? QLatin1String("(?![^\\n])") : QLatin1String("(?=\\n?\\z)"); return Atom::Anchor;
    default: writeLiteral(c); return Atom::Plain;
    }
}

PyRegexTranslator::Atom PyRegexTranslator::readGroup(PyFlags flags)
{
    const qsizetype start = m_at;
    if (!take("(?")) {
        ++m_at;
        readCapture(flags, {});
        finishGroup(flags, start);
        return Atom::Plain;
    }
    if (take("#")) {
        while (!atEnd() && peek() != ')')
            ++m_at;
        if (!take(")"))
            fail(QStringLiteral("missing ), unterminated comment"), start);
        return Atom::None;
    }
    if (take("P<")) {
        const QString name = readName('>');
        if (name.at(0).isNumber())
            fail(QStringLiteral("bad character in group name '%1'").arg(name), start);
        readCapture(flags, name);
    } else if (take("P=")) {
        const QString name = readName(')');
        for (const auto &[known, number] : m_names) {
            if (known == name) {
                writeReference(number, start);
                return Atom::Plain;
            }
        }
        fail(QStringLiteral("unknown group name '%1'").arg(name), start);
    } else if (take("(")) {
        return readCondition(flags);
    } else {
        for (const char *kind : {":", ">", "=", "!", "<=", "<!"}) {
            if (take(kind)) {
                m_out += QLatin1String("(?") + QLatin1String(kind);
                readAlternatives(flags);
                finishGroup(flags, start);
                return Atom::Plain;
            }
        }
        return readFlagGroup(flags, start);
    }
    finishGroup(flags, start);
    return Atom::Plain;
}

/// (?flags-flags:...)
PyRegexTranslator::Atom PyRegexTranslator::readFlagGroup(PyFlags flags, qsizetype start)
{
    PyFlags inner = flags;
    bool on = true;
    while (!atEnd() && peek() != ':') {
        switch (m_in.at(m_at++)) {
        case '-': on = false; break;
        case 'i': inner.ignoreCase = on; break;
        case 'm': inner.multiLine = on; break;
        case 's': inner.dotAll = on; break;
        case 'x': inner.verbose = on; break;
        case 'a': inner.ascii = true; break;
        case 'u': inner.ascii = false; break;
        case ')': fail(QStringLiteral("global flags not at the start of the expression"), start);
        default: fail(QStringLiteral("unknown extension"), start);
        }
    }
    if (!take(":"))
        fail(QStringLiteral("missing :"), m_at);
    m_out += inner.ignoreCase ? QLatin1String("(?i:") : QLatin1String("(?-i:");
    readAlternatives(inner);
    finishGroup(flags, start);
    return Atom::Plain;
}

/// (?(1)yes|no), by number or name.
PyRegexTranslator::Atom PyRegexTranslator::readCondition(PyFlags flags)
{
    const qsizetype start = m_at;
    const QString name = readName(')');
    bool isNumber = false;
    int group = name.toInt(&isNumber);
    for (const auto &[known, number] : m_names) {
        if (known == name)
            group = number;
    }
    if (group <= 0)
        fail(QStringLiteral("unknown group name '%1'").arg(name), start);
    m_out += QStringLiteral("(?(%1)").arg(group);
    readAlternatives(flags);
    finishGroup(flags, start);
    return Atom::Plain;
}

void PyRegexTranslator::readCapture(PyFlags flags, const QString &name)
{
    const int number = ++m_groups;
    if (!name.isEmpty()) {
        for (const auto &[known, group] : m_names) {
            if (known == name)
                fail(QStringLiteral("redefinition of group name '%1'").arg(name), m_at);
        }
        m_names.append({name, number});
    }
    m_open.append(number);
    m_out += u'('; // numbers are enough: PCRE limits names to 32 characters
    readAlternatives(flags);
    m_open.removeLast();
}

void PyRegexTranslator::finishGroup(PyFlags, qsizetype start)
{
    if (!take(")"))
        fail(QStringLiteral("missing ), unterminated subpattern"), start);
    m_out += u')';
}

QString PyRegexTranslator::readName(char32_t end)
{
    QString name;
    const qsizetype start = m_at;
    while (!atEnd() && peek() != end) {
        const char32_t c = m_in.at(m_at++);
        if (!(c == '_' || QChar::isLetterOrNumber(c)))
            fail(QStringLiteral("bad character in group name"), start);
        name += QString::fromUcs4(&c, 1);
    }
    if (atEnd() || name.isEmpty())
        fail(QStringLiteral("missing group name"), start);
    ++m_at;
    return name;
}

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

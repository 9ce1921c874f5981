#include "services/engine/scoring/PyRegexTranslator.h"

#include "services/engine/scoring/PyValue.h"

#include <QCoreApplication>

namespace assay::engine::scoring {

namespace {

bool isDigit(char32_t c)
{
    return c >= '0' && c <= '9';
}
bool isAsciiLetter(char32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

} // namespace

void PyRegexTranslator::fail(const QString &what, qsizetype at) const
{
    throw PyError("error",
        QCoreApplication::translate("assay", "The expression \"%1\" is not valid: %2 at position %3.")
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
        if (end == 2 || peek(end) != ')')
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
    case '$':
        m_out += flags.multiLine ? QLatin1String("(?![^\\n])") : QLatin1String("(?=\\n?\\z)");
        return Atom::Anchor;
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
        for (const char *kind : { ":", ">", "=", "!", "<=", "<!" }) {
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
        m_names.append({ name, number });
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

} // namespace assay::engine::scoring

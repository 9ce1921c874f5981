#include "services/engine/scoring/MathAnswer.h"

#include "services/engine/scoring/PyValue.h"
#include "services/engine/scoring/Tables.h"

#include <QCoreApplication>

#include <charconv>

namespace assay::engine::scoring {

namespace {

/// The character at a position, two code units for those outside the basic plane.
QString characterAt(const QString &text, qsizetype at)
{
    return text.mid(at, text.at(at).isHighSurrogate() && at + 1 < text.size() ? 2 : 1);
}

QString afterLastEquals(const QString &text)
{
    return text.mid(text.lastIndexOf(u'=') + 1);
}

QString replaced(QString text, const char *before, const char *after)
{
    return text.replace(QLatin1String(before), QLatin1String(after));
}

/// re.sub(expression, ...) where `make` gives the text for a match.
template <typename Make>
QString substituted(const QString &text, const PyRegex &expression, Make make)
{
    QString result;
    qsizetype from = 0;
    for (const auto &found : expression.findAll(text)) {
        result += text.mid(from, found.match.capturedStart() - from) + make(found.match);
        from = found.match.capturedEnd();
    }
    return from == 0 && result.isEmpty() ? text : result + text.mid(from);
}

QString withoutUnits(const QString &text)
{
    const QStringList parts = text.split(QStringLiteral("\\text{ "));
    return parts.size() == 2 ? parts.first() : text;
}

QString withBracedRoots(const QString &text)
{
    const QString root = QStringLiteral("\\sqrt");
    const QStringList parts = text.split(root);
    QString result = parts.first();
    for (const auto &part : parts.mid(1)) {
        if (part.isEmpty())
            return text;
        const QString first = characterAt(part, 0);
        result += first == u'{' ? root + part : root + u'{' + first + u'}' + part.mid(first.size());
    }
    return result;
}

QString withBracedFractions(const QString &text)
{
    const QString frac = QStringLiteral("\\frac");
    const QStringList parts = text.split(frac);
    QString result = parts.first();
    for (const auto &part : parts.mid(1)) {
        result += frac;
        if (part.isEmpty())
            return text;
        if (part.startsWith(u'{')) {
            result += part;
            continue;
        }
        const QString a = characterAt(part, 0);
        if (part.size() <= a.size())
            return text;
        const QString b = characterAt(part, a.size());
        result += u'{' + a + u'}' + (b == u'{' ? b : u'{' + b + u'}') + part.mid(a.size() + b.size());
    }
    return result;
}

/// "3/4" with canonical whole numbers.
QString withFractionForSlash(const QString &text)
{
    static const PyRegex canonical(QStringLiteral("(0|-?[1-9][0-9]*)/(0|-?[1-9][0-9]*)\\Z"));
    constexpr qsizetype longestInteger = 4300; // Python converts no longer ones
    const auto match = canonical.matchAtStart(text);
    if (!match || match->group(1)->size() > longestInteger || match->group(2)->size() > longestInteger)
        return text;
    return QStringLiteral("\\frac{") + *match->group(1) + QStringLiteral("}{") + *match->group(2) + u'}';
}

/// The second normaliser; the order of its steps is part of it.
QString normalizeResult(QString text)
{
    text = replaced(text, "\n", "");
    text = replaced(text, "\\!", "");
    text = replaced(text, "\\\\", "\\");
    text = replaced(text, "cfrac", "frac");
    text = replaced(text, "tfrac", "frac");
    text = replaced(text, "dfrac", "frac");
    text = replaced(text, "\\left", "");
    text = replaced(text, "\\le", "");
    text = replaced(text, "\\right", "");
    text = replaced(text, "^{\\circ}", "");
    text = replaced(text, "^\\circ", "");
    text = replaced(text, "\\$", "");
    text = withoutUnits(text);
    text = replaced(text, "\\%", "");
    text = replaced(text, "\\%", "");
    text = replaced(text, " .", " 0.");
    text = replaced(text, "{.", "{0.");
    if (text.isEmpty())
        return text;
    if (text.startsWith(u'.'))
        text.prepend(u'0');
    text = withBracedRoots(afterLastEquals(text));
    text = withBracedFractions(replaced(text, " ", ""));
    if (text == QLatin1String("0.5"))
        text = QStringLiteral("\\frac{1}{2}");
    return withFractionForSlash(text);
}

QString withoutMarkup(QString text)
{
    static const PyRegex math(QStringLiteral("(.*?)(\\$)(.*?)(\\$)(.*)"));
    static const PyRegex unwrapped[] = { PyRegex(QStringLiteral("(\\\\text\\{)(.*?)(\\})")),
        PyRegex(QStringLiteral("(\\\\textbf\\{)(.*?)(\\})")), PyRegex(QStringLiteral("(\\\\overline\\{)(.*?)(\\})")),
        PyRegex(QStringLiteral("(\\\\boxed\\{)(.*)(\\})")) };
    static const PyRegex frac(QStringLiteral("(frac)([^{])(.)"));
    static const PyRegex root(QStringLiteral("(sqrt)([^{])"));
    text = substituted(text, math, [](const auto &match) { return u'$' + match.captured(3) + u'$'; });
    for (const auto &expression : unwrapped)
        text = substituted(text, expression, [](const auto &match) { return match.captured(2); });
    text = substituted(text, frac, [](const auto &match) {
        return QStringLiteral("frac{") + match.captured(2) + QStringLiteral("}{") + match.captured(3) + u'}';
    });
    return substituted(
        text, root, [](const auto &match) { return QStringLiteral("sqrt{") + match.captured(2) + u'}'; });
}

/// What re.findall gives first: the only group, or the whole match of an expression without groups.
std::optional<QString> firstFound(const QString &text, const PyRegex &expression)
{
    const auto match = expression.search(text);
    if (!match)
        return std::nullopt;
    if (expression.groupCount() > 1)
        throw PyError("AttributeError",
            QCoreApplication::translate("assay",
                "The expression of a math response must have at most one "
                "group; make the others (?:…)."));
    return match->group(expression.groupCount()).value_or(QString());
}

} // namespace

QString firstAnswer(const QString &text)
{
    QString result = text;
    for (const auto &marker : { QStringLiteral("Q:"), QStringLiteral("A:") }) {
        const qsizetype at = result.indexOf(marker);
        if (at >= 0)
            result.truncate(at);
    }
    return result;
}

QString boxedAnswer(const QString &text)
{
    const QString box = QStringLiteral("\\boxed");
    const qsizetype start = text.lastIndexOf(box);
    if (start < 0)
        return QLatin1String("");
    QString answer = pyStrip(text.mid(start + box.size()));
    const bool braced = answer.startsWith(u'{');
    int open = 0;
    qsizetype end = -1;
    for (qsizetype i = 0; i < answer.size() && end < 0; ++i) {
        const QChar c = answer.at(i);
        open += c == u'{' ? 1 : c == u'}' ? -1 : 0;
        if (open == 0 && (braced || c == u'$'))
            end = braced ? i + 1 : i;
    }
    if (end < 0)
        return QLatin1String("");
    answer = pyStrip(answer.left(end));
    while (answer.size() >= 2 && answer.startsWith(u'{') && answer.endsWith(u'}'))
        answer = pyStrip(answer.mid(1, answer.size() - 2));
    return answer;
}

QString normalizeFinalAnswer(const QString &original, const PyRegex &expression, bool *found)
{
    const QString extraction = firstFound(original, expression).value_or(boxedAnswer(original));
    if (found)
        *found = !extraction.isEmpty();
    if (extraction.isEmpty())
        return original;
    QString text = afterLastEquals(extraction);
    const json &math = tables().at("math");
    for (const auto &pair : math.at("substitutions"))
        text.replace(toQString(pair.at(0)), toQString(pair.at(1)));
    for (const auto &removed : math.at("removed_expressions"))
        text.remove(toQString(removed));
    text = withoutMarkup(text);
    text.remove(u'$');
    QString digits = text;
    if (pyIsDigits(digits.remove(u',')))
        text = digits;
    static const PyRegex letter(QStringLiteral("\\([a-zA-Z]\\)"));
    if (letter.matchAtStart(text))
        text = text.mid(1, 1);
    return normalizeResult(text);
}

QString evaluateFractions(const QString &text)
{
    static const PyRegex fraction(QStringLiteral("\\\\frac{([^}]+)}{([^}]+)}"));
    QString result = text;
    for (const auto &found : fraction.findAll(text)) {
        double above = 0, below = 0;
        try {
            above = pyFloat(*found.group(1));
            below = pyFloat(*found.group(2));
        } catch (const PyError &) {
            continue;
        }
        if (below == 0)
            continue;
        const double quotient = above / below;
        char buffer[32];
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, quotient, std::chars_format::scientific, 2).ptr;
        const QString value = std::isfinite(quotient) ? QString::fromLatin1(buffer, end - buffer)
                                                      : QString::fromStdString(pyFloatRepr(quotient));
        const qsizetype at = result.indexOf(found.text());
        if (at >= 0)
            result.replace(at, found.text().size(), value);
    }
    return result;
}

} // namespace assay::engine::scoring

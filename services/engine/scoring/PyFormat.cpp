#include "services/engine/scoring/PyFormat.h"

#include "services/engine/scoring/PyValue.h"

#include <QCoreApplication>

#include <cmath>
#include <optional>

namespace assay::engine::scoring {

namespace {

[[noreturn]] void fail(const char *type, const QString &message)
{
    throw PyError(type, message);
}

QString formatFields(const QString &text, const json &values, int depth);

// --- the part after the colon

struct Spec {
    QString fill = QStringLiteral(" ");
    char16_t align = 0, sign = 0, type = 0, grouping = 0;
    bool alternate = false, zero = false;
    qsizetype width = 0;
    std::optional<int> precision;
};

bool isAlign(QChar c)
{
    return c == u'<' || c == u'>' || c == u'=' || c == u'^';
}

qsizetype readNumber(const QString &text, qsizetype &at)
{
    qsizetype value = 0;
    while (at < text.size() && text.at(at) >= u'0' && text.at(at) <= u'9' && value < 1'000'000)
        value = value * 10 + text.at(at++).digitValue();
    return value;
}

Spec parseSpec(const QString &text)
{
    Spec spec;
    qsizetype at = 0;
    const qsizetype first = !text.isEmpty() && text.at(0).isHighSurrogate() ? 2 : 1;
    if (text.size() > first && isAlign(text.at(first))) {
        spec.fill = text.left(first);
        spec.align = text.at(first).unicode();
        at = first + 1;
    } else if (!text.isEmpty() && isAlign(text.at(0))) {
        spec.align = text.at(at++).unicode();
    }
    const auto is = [&](char16_t c) { return at < text.size() && text.at(at) == c; };
    if (is(u'+') || is(u'-') || is(u' '))
        spec.sign = text.at(at++).unicode();
    if (is(u'#')) {
        spec.alternate = true;
        ++at;
    }
    if (is(u'0')) {
        spec.zero = true;
        if (spec.align == 0) {
            spec.align = u'=';
            spec.fill = QStringLiteral("0");
        }
        ++at;
    }
    spec.width = readNumber(text, at);
    if (is(u',') || is(u'_'))
        spec.grouping = text.at(at++).unicode();
    if (is(u'.')) {
        const qsizetype digits = ++at;
        spec.precision = static_cast<int>(readNumber(text, at));
        if (at == digits)
            fail(
                "ValueError", QCoreApplication::translate("assay", "The format \"%1\" lacks its precision.").arg(text));
    }
    if (at < text.size())
        spec.type = text.at(at++).unicode();
    if (at < text.size())
        fail("ValueError", QCoreApplication::translate("assay", "The format \"%1\" is not valid.").arg(text));
    return spec;
}

QString padded(const QString &text, const Spec &spec, char16_t natural)
{
    const qsizetype missing = spec.width - text.toUcs4().size();
    if (missing <= 0)
        return text;
    const char16_t align = spec.align ? spec.align : natural;
    if (align == u'>')
        return spec.fill.repeated(missing) + text;
    if (align == u'^')
        return spec.fill.repeated(missing / 2) + text + spec.fill.repeated(missing - missing / 2);
    if (align == u'=') {
        const bool hasSign = text.startsWith(u'-') || text.startsWith(u'+') || text.startsWith(u' ');
        return text.left(hasSign) + spec.fill.repeated(missing) + text.mid(hasSign);
    }
    return text + spec.fill.repeated(missing);
}

[[noreturn]] void unknownCode(const Spec &spec, const json &value)
{
    fail("ValueError",
        QCoreApplication::translate("assay", "The format code \"%1\" does not suit a value of type %2.")
            .arg(QChar(spec.type))
            .arg(QLatin1String(pyTypeName(value))));
}

QString formatText(const json &value, const Spec &spec)
{
    if ((spec.type != 0 && spec.type != u's') || spec.sign || spec.alternate || spec.grouping
        || (spec.align == u'=' && !spec.zero))
        unknownCode(spec, value);
    QString text = toQString(value);
    if (spec.precision) {
        const auto points = text.toUcs4();
        if (*spec.precision < points.size())
            text = QString::fromUcs4(reinterpret_cast<const char32_t *>(points.constData()), *spec.precision);
    }
    Spec plain = spec;
    if (plain.align == u'=') // a leading 0 fills text on the right
        plain.align = u'<';
    return padded(text, plain, u'<');
}

QString grouped(const QString &digits, char16_t mark)
{
    if (!mark)
        return digits;
    qsizetype end = 0;
    while (end < digits.size() && digits.at(end).isDigit())
        ++end;
    QString whole = digits.left(end);
    for (qsizetype at = end - 3; at > 0; at -= 3)
        whole.insert(at, QChar(mark));
    return whole + digits.mid(end);
}

/// The digits of a number without its sign.
QString magnitude(const json &value, const Spec &spec)
{
    const bool real = value.is_number_float();
    if (!real && (spec.type == 0 || QStringLiteral("dnxXob").contains(QChar(spec.type)))) {
        if (spec.precision)
            fail("ValueError", QCoreApplication::translate("assay", "A whole number takes no precision."));
        const auto signedValue = value.is_boolean() || value.is_number_unsigned() ? 0 : value.get<std::int64_t>();
        const auto size = value.is_boolean() ? std::uint64_t(value.get<bool>())
            : value.is_number_unsigned()
            ? value.get<std::uint64_t>()
            : std::uint64_t(signedValue < 0 ? -(signedValue + 1) : signedValue) + (signedValue < 0 ? 1U : 0U);
        switch (spec.type) {
        case u'x': return (spec.alternate ? QStringLiteral("0x") : QString()) + QString::number(size, 16);
        case u'X': return (spec.alternate ? QStringLiteral("0X") : QString()) + QString::number(size, 16).toUpper();
        case u'o': return (spec.alternate ? QStringLiteral("0o") : QString()) + QString::number(size, 8);
        case u'b': return (spec.alternate ? QStringLiteral("0b") : QString()) + QString::number(size, 2);
        default: return grouped(QString::number(size), spec.grouping);
        }
    }
    const double number = std::abs(value.is_boolean() ? (value.get<bool>() ? 1.0 : 0.0) : value.get<double>());
    const int precision = spec.precision.value_or(6);
    switch (spec.type) {
    case 0:
        if (!spec.precision)
            return grouped(QString::fromStdString(pyFloatRepr(number)), spec.grouping);
        return QString::number(number, 'g', std::max(precision, 1));
    case u'f':
    case u'F': return grouped(QString::number(number, 'f', precision), spec.grouping);
    case u'e': return QString::number(number, 'e', precision);
    case u'E': return QString::number(number, 'E', precision);
    case u'g':
    case u'n': return QString::number(number, 'g', std::max(precision, 1));
    case u'G': return QString::number(number, 'G', std::max(precision, 1));
    case u'%': return QString::number(number * 100, 'f', precision) + u'%';
    default: unknownCode(spec, value);
    }
}

QString formatValue(const json &value, const QString &specText)
{
    if (specText.isEmpty())
        return pyStr(value);
    if (value.is_string())
        return formatText(value, parseSpec(specText));
    if (!value.is_number() && !value.is_boolean())
        fail("TypeError",
            QCoreApplication::translate("assay", "A value of type %1 takes no format (\"%2\").")
                .arg(QLatin1String(pyTypeName(value)), specText));
    const Spec spec = parseSpec(specText);
    const bool negative = value.is_number_float()
        ? std::signbit(value.get<double>())
        : value.is_number_integer() && !value.is_number_unsigned() && value.get<std::int64_t>() < 0;
    QString text = magnitude(value, spec);
    if (negative)
        text.prepend(u'-');
    else if (spec.sign == u'+' || spec.sign == u' ')
        text.prepend(QChar(spec.sign));
    return padded(text, spec, u'>');
}

// --- the part before it

json element(const json &value, const QString &key)
{
    bool isNumber = false;
    const qsizetype index = key.toLongLong(&isNumber);
    if (value.is_object()) {
        const auto found = isNumber ? value.end() : value.find(key.toStdString()); // JSON has no whole numbers as names
        if (found == value.end())
            fail("KeyError", QCoreApplication::translate("assay", "The value has no member \"%1\".").arg(key));
        return *found;
    }
    if (!value.is_array() && !value.is_string())
        fail("TypeError",
            QCoreApplication::translate("assay", "A value of type %1 has no elements.")
                .arg(QLatin1String(pyTypeName(value))));
    if (!isNumber)
        fail("TypeError", QCoreApplication::translate("assay", "\"%1\" is not the number of an element.").arg(key));
    const auto points = value.is_string() ? toQString(value).toUcs4() : QList<uint>();
    if (index < 0 || index >= (value.is_string() ? points.size() : static_cast<qsizetype>(value.size())))
        fail("IndexError", QCoreApplication::translate("assay", "There is no element %1.").arg(key));
    if (value.is_array())
        return value[static_cast<std::size_t>(index)];
    const char32_t c = points.at(index);
    return QString::fromUcs4(&c, 1).toStdString();
}

json resolve(const QString &field, const json &values)
{
    qsizetype at = 0;
    while (at < field.size() && field.at(at) != u'.' && field.at(at) != u'[')
        ++at;
    const QString name = field.left(at);
    if (name.isEmpty() || pyIsDigits(name))
        fail("IndexError",
            QCoreApplication::translate("assay",
                "The template has a placeholder without a name (\"{%1}\"); "
                "name the column.")
                .arg(field));
    const auto found = values.find(name.toStdString());
    if (found == values.end()) {
        QStringList known;
        for (const auto &[key, value] : values.items())
            known << QString::fromStdString(key);
        fail("KeyError",
            QCoreApplication::translate("assay", "The template names \"%1\"; it may name %2.")
                .arg(name, known.join(QLatin1String(", "))));
    }
    json value = *found;
    while (at < field.size()) {
        if (field.at(at) == u'.')
            fail("AttributeError",
                QCoreApplication::translate("assay", "The template may not use attributes (\"%1\").").arg(field));
        const qsizetype end = field.at(at) == u'[' ? field.indexOf(u']', at) : -1;
        if (end < 0)
            fail("ValueError", QCoreApplication::translate("assay", "The placeholder \"%1\" is not valid.").arg(field));
        if (end == at + 1)
            fail("ValueError",
                QCoreApplication::translate("assay", "The placeholder \"%1\" has empty brackets.").arg(field));
        value = element(value, field.mid(at + 1, end - at - 1));
        at = end + 1;
    }
    return value;
}

/// One placeholder: its name, its conversion and its specification.
struct Field {
    QString name, spec;
    QChar conversion;
};

/// Reads the placeholder whose brace stands before `at`; moves `at` past its closing brace.
Field readField(const QString &text, qsizetype &at)
{
    const auto unclosed = [] {
        fail("ValueError",
            QCoreApplication::translate(
                "assay", "The template has a '{' without its '}'; write '{{' for a brace as such."));
    };
    const qsizetype start = at;
    while (at < text.size() && !QStringLiteral("{}:!").contains(text.at(at))) {
        if (text.at(at) == u'[') { // whatever stands in brackets belongs to the name
            const qsizetype end = text.indexOf(u']', at);
            at = end < 0 ? text.size() : end;
        } else {
            ++at;
        }
    }
    if (at >= text.size())
        unclosed();
    Field field;
    field.name = text.mid(start, at - start);
    QChar c = text.at(at++);
    if (c == u'{')
        fail("ValueError",
            QCoreApplication::translate("assay", "The template has a brace inside a placeholder's name."));
    if (c == u'!') {
        if (at + 1 >= text.size())
            unclosed();
        field.conversion = text.at(at++);
        c = text.at(at++);
        if (c != u':' && c != u'}')
            fail("ValueError",
                QCoreApplication::translate("assay", "The template needs a ':' or '}' after \"!%1\".")
                    .arg(field.conversion));
    }
    const qsizetype specStart = at;
    for (int open = c == u':' ? 1 : 0; open > 0; ++at) {
        if (at >= text.size())
            unclosed();
        open += text.at(at) == u'{' ? 1 : text.at(at) == u'}' ? -1 : 0;
    }
    if (c == u':')
        field.spec = text.mid(specStart, at - 1 - specStart);
    return field;
}

QString expand(const Field &field, const json &values, int depth)
{
    json value = resolve(field.name, values);
    if (field.conversion == u's')
        value = pyStr(value).toStdString();
    else if (field.conversion == u'r' || field.conversion == u'a')
        value = pyRepr(value, field.conversion == u'a').toStdString();
    else if (!field.conversion.isNull())
        fail("ValueError",
            QCoreApplication::translate("assay", "The conversion \"!%1\" does not exist.").arg(field.conversion));
    return formatValue(value, field.spec.contains(u'{') ? formatFields(field.spec, values, depth - 1) : field.spec);
}

/// depth: how often a specification may hold placeholders of its own.
QString formatFields(const QString &text, const json &values, int depth)
{
    if (depth < 0)
        fail("ValueError", QCoreApplication::translate("assay", "The template nests placeholders too deeply."));
    QString result;
    for (qsizetype at = 0; at < text.size();) {
        const QChar c = text.at(at++);
        const bool brace = c == u'{' || c == u'}';
        if (!brace || (at < text.size() && text.at(at) == c)) {
            result += c;
            at += brace;
            continue;
        }
        if (c == u'}' || at == text.size())
            fail("ValueError",
                QCoreApplication::translate(
                    "assay", "The template has a single '%1'; write it twice for a brace as such.")
                    .arg(c));
        result += expand(readField(text, at), values, depth);
    }
    return result;
}

} // namespace

QString pyFormat(const QString &text, const json &values)
{
    return formatFields(text, values, 1);
}

} // namespace assay::engine::scoring

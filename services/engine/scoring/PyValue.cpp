#include "services/engine/scoring/PyValue.h"

#include <QCoreApplication>

#include <charconv>
#include <cmath>
#include <limits>

namespace assay::engine::scoring {

const char *pyTypeName(const json &value)
{
    switch (value.type()) {
    case json::value_t::string: return "str";
    case json::value_t::boolean: return "bool";
    case json::value_t::number_integer:
    case json::value_t::number_unsigned: return "int";
    case json::value_t::number_float: return "float";
    case json::value_t::array: return "list";
    case json::value_t::object: return "dict";
    default: return "NoneType";
    }
}

namespace {

/// Exact comparison of an integer with a double, as Python does it.
bool equalsExactly(Int128 integer, double real)
{
    if (!std::isfinite(real) || real != std::floor(real) || std::abs(real) >= 1e30)
        return false;
    return static_cast<Int128>(real) == integer;
}

Int128 integerOf(const json &value)
{
    if (value.is_boolean())
        return value.get<bool>() ? 1 : 0;
    if (value.is_number_unsigned())
        return static_cast<Int128>(value.get<std::uint64_t>());
    return static_cast<Int128>(value.get<std::int64_t>());
}

bool isNumeric(const json &value)
{
    return value.is_number() || value.is_boolean();
}

bool numbersEqual(const json &a, const json &b)
{
    if (a.is_number_float() && b.is_number_float())
        return a.get<double>() == b.get<double>(); // NOLINT: equality is the rule
    if (a.is_number_float())
        return equalsExactly(integerOf(b), a.get<double>());
    if (b.is_number_float())
        return equalsExactly(integerOf(a), b.get<double>());
    return integerOf(a) == integerOf(b);
}

} // namespace

bool pyEquals(const json &a, const json &b)
{
    if (a.is_string() || b.is_string())
        return a.is_string() && b.is_string() && a.get_ref<const std::string &>() == b.get_ref<const std::string &>();
    if (isNumeric(a) || isNumeric(b))
        return isNumeric(a) && isNumeric(b) && numbersEqual(a, b);
    if (a.type() != b.type())
        return false;
    if (a.is_null())
        return true;
    if (a.size() != b.size())
        return false;
    if (a.is_array()) {
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (!pyEquals(a[i], b[i]))
                return false;
        }
        return true;
    }
    for (const auto &[key, value] : a.items()) {
        const auto other = b.find(key);
        if (other == b.end() || !pyEquals(value, *other))
            return false;
    }
    return true;
}

bool pyIsSpace(char32_t c)
{
    return (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x20) || c == 0x85 || c == 0xa0 || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

bool pyIsDigits(const QString &text)
{
    for (const auto c : text.toUcs4()) {
        if (QChar::digitValue(static_cast<char32_t>(c)) < 0)
            return false;
    }
    return !text.isEmpty();
}

QString pyStrip(const QString &text)
{
    qsizetype from = 0, to = text.size();
    while (from < to && pyIsSpace(text.at(from).unicode()))
        ++from;
    while (to > from && pyIsSpace(text.at(to - 1).unicode()))
        --to;
    return text.mid(from, to - from);
}

QString pyStripChars(QString text, QChar c)
{
    while (text.startsWith(c))
        text.remove(0, 1);
    while (text.endsWith(c))
        text.chop(1);
    return text;
}

QStringList pySplit(const QString &text)
{
    QStringList words;
    qsizetype start = -1;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        const bool space = i == text.size() || pyIsSpace(text.at(i).unicode());
        if (space && start >= 0) {
            words << text.mid(start, i - start);
            start = -1;
        } else if (!space && start < 0) {
            start = i;
        }
    }
    return words;
}

namespace {

bool isCased(char32_t c)
{
    const auto category = QChar::category(c);
    return category == QChar::Letter_Uppercase || category == QChar::Letter_Lowercase
        || category == QChar::Letter_Titlecase;
}

/// Unicode's Case_Ignorable, by category and the few punctuation marks that belong to it.
bool isCaseIgnorable(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Mark_NonSpacing:
    case QChar::Mark_Enclosing:
    case QChar::Other_Format:
    case QChar::Letter_Modifier:
    case QChar::Symbol_Modifier: return true;
    default:
        return c == '\'' || c == '.' || c == ':' || c == 0xb7 || c == 0x2018 || c == 0x2019 || c == 0x2024
            || c == 0x2027;
    }
}

/// Unicode's Final_Sigma: a cased letter before, none after, looking past what is ignorable.
bool isFinalSigma(const QList<uint> &text, qsizetype at)
{
    qsizetype before = at - 1;
    while (before >= 0 && isCaseIgnorable(text.at(before)))
        --before;
    if (before < 0 || !isCased(text.at(before)))
        return false;
    qsizetype after = at + 1;
    while (after < text.size() && isCaseIgnorable(text.at(after)))
        ++after;
    return after == text.size() || !isCased(text.at(after));
}

} // namespace

QString pyLower(const QString &text)
{
    constexpr char32_t capitalSigma = 0x3a3;
    if (!text.contains(QChar(u'\u03a3')))
        return text.toLower();
    const QList<uint> points = text.toUcs4();
    QString result, pending;
    for (qsizetype i = 0; i < points.size(); ++i) {
        const char32_t c = points.at(i);
        if (c == capitalSigma) {
            result += pending.toLower();
            pending.clear();
            result += isFinalSigma(points, i) ? QChar(u'\u03c2') : QChar(u'\u03c3');
        } else {
            pending += QString::fromUcs4(&c, 1);
        }
    }
    return result + pending.toLower();
}

bool pyIsUpper(const QString &text)
{
    bool cased = false;
    for (const auto c : text.toUcs4()) {
        const auto category = QChar::category(static_cast<char32_t>(c));
        if (category == QChar::Letter_Lowercase || category == QChar::Letter_Titlecase)
            return false;
        cased = cased || category == QChar::Letter_Uppercase;
    }
    return cased;
}

bool pyIsLower(const QString &text)
{
    bool cased = false;
    for (const auto c : text.toUcs4()) {
        const auto category = QChar::category(static_cast<char32_t>(c));
        if (category == QChar::Letter_Uppercase || category == QChar::Letter_Titlecase)
            return false;
        cased = cased || category == QChar::Letter_Lowercase;
    }
    return cased;
}

std::string pyFloatRepr(double value)
{
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value > 0 ? "inf" : "-inf";
    char buffer[64];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
    std::string text(buffer, end);
    const auto e = text.find('e');
    const int exponent = std::stoi(text.substr(e + 1));
    std::string digits = text.substr(0, e);
    const std::string sign = digits.front() == '-' ? "-" : "";
    if (!sign.empty())
        digits.erase(0, 1);
    // to_chars writes the exponent with a sign and two digits, as Python does.
    if (exponent < -4 || exponent >= 16)
        return sign + digits + text.substr(e);
    if (digits.size() > 1)
        digits.erase(1, 1); // the point
    if (exponent < 0)
        return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() <= whole)
        return sign + digits + std::string(whole - digits.size(), '0') + ".0";
    return sign + digits.substr(0, whole) + "." + digits.substr(whole);
}

namespace {

/// str.isprintable for one character.
bool isPrintable(char32_t c)
{
    if (c == ' ')
        return true;
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
    case QChar::Separator_Space: return false;
    default: return true;
    }
}

QString escaped(char32_t c)
{
    const auto hex = [c](int width) { return QString::number(c, 16).rightJustified(width, u'0'); };
    if (c <= 0xff)
        return QStringLiteral("\\x") + hex(2);
    return c <= 0xffff ? QStringLiteral("\\u") + hex(4) : QStringLiteral("\\U") + hex(8);
}

QString textRepr(const QString &text, bool asciiOnly)
{
    const QChar quote = text.contains(u'\'') && !text.contains(u'"') ? u'"' : u'\'';
    QString result = quote;
    for (const auto point : text.toUcs4()) {
        const auto c = static_cast<char32_t>(point);
        if (c == quote.unicode() || c == '\\')
            result += u'\\' + QString(QChar(static_cast<char16_t>(c)));
        else if (c == '\n')
            result += QLatin1String("\\n");
        else if (c == '\r')
            result += QLatin1String("\\r");
        else if (c == '\t')
            result += QLatin1String("\\t");
        else if (!isPrintable(c) || (asciiOnly && c > 0x7e))
            result += escaped(c);
        else
            result += QString::fromUcs4(&c, 1);
    }
    return result + quote;
}

} // namespace

QString pyRepr(const json &value, bool asciiOnly)
{
    switch (value.type()) {
    case json::value_t::string: return textRepr(toQString(value), asciiOnly);
    case json::value_t::boolean: return value.get<bool>() ? QStringLiteral("True") : QStringLiteral("False");
    case json::value_t::number_integer:
    case json::value_t::number_unsigned: return QString::fromStdString(value.dump());
    case json::value_t::number_float: return QString::fromStdString(pyFloatRepr(value.get<double>()));
    case json::value_t::array: {
        QStringList parts;
        for (const auto &part : value)
            parts << pyRepr(part, asciiOnly);
        return u'[' + parts.join(QLatin1String(", ")) + u']';
    }
    case json::value_t::object: {
        QStringList parts;
        for (const auto &[key, part] : value.items())
            parts << textRepr(QString::fromStdString(key), asciiOnly) + QLatin1String(": ") + pyRepr(part, asciiOnly);
        return u'{' + parts.join(QLatin1String(", ")) + u'}';
    }
    default: return QStringLiteral("None");
    }
}

QString pyStr(const json &value)
{
    return value.is_string() ? toQString(value) : pyRepr(value);
}

namespace {

/// ASCII digits for every decimal digit, and the underscores between digits taken out; false when it is no number.
bool plainNumber(const QString &text, std::string &plain)
{
    const QList<uint> points = text.toUcs4();
    const auto isDigit = [&](qsizetype i) {
        return i >= 0 && i < points.size() && QChar::category(points.at(i)) == QChar::Number_DecimalDigit;
    };
    for (qsizetype i = 0; i < points.size(); ++i) {
        const char32_t c = points.at(i);
        if (isDigit(i))
            plain += static_cast<char>('0' + QChar::digitValue(c));
        else if (c == '_' && isDigit(i - 1) && isDigit(i + 1))
            continue;
        else if (c > 0x7e || c == '_')
            return false;
        else
            plain += static_cast<char>(c);
    }
    return true;
}

} // namespace

double pyFloat(const QString &text)
{
    std::string plain;
    const auto refuse = [&] {
        throw PyError("ValueError", QCoreApplication::translate("assay", "\"%1\" is not a number.").arg(text));
    };
    if (!plainNumber(pyStrip(text), plain) || plain.empty())
        refuse();
    const bool negative = plain.front() == '-';
    if (plain.front() == '-' || plain.front() == '+')
        plain.erase(0, 1);
    const QString word = QString::fromStdString(plain).toLower();
    double value = 0;
    if (word == QLatin1String("inf") || word == QLatin1String("infinity")) {
        value = std::numeric_limits<double>::infinity();
    } else if (word == QLatin1String("nan")) {
        value = std::numeric_limits<double>::quiet_NaN();
    } else {
        if (plain.empty() || !(std::isdigit(static_cast<unsigned char>(plain.front())) || plain.front() == '.'))
            refuse();
        const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
        if (error == std::errc::result_out_of_range)
            value = plain.find("e-") != std::string::npos || plain.find("E-") != std::string::npos
                ? 0.0
                : std::numeric_limits<double>::infinity();
        else if (error != std::errc())
            refuse();
        if (end != plain.data() + plain.size())
            refuse();
    }
    return negative ? -value : value;
}

const json &column(const json &row, const char *name)
{
    const auto found = row.find(name);
    if (found == row.end())
        throw PyError(
            "KeyError", QCoreApplication::translate("assay", "The row has no column \"%1\".").arg(QLatin1String(name)));
    return *found;
}

const std::string &textColumn(const json &row, const char *name, const char *type)
{
    const json &value = column(row, name);
    if (!value.is_string())
        throw PyError(type,
            QCoreApplication::translate("assay", "The column \"%1\" must hold text, not %2.")
                .arg(QLatin1String(name), QLatin1String(pyTypeName(value))));
    return value.get_ref<const std::string &>();
}

} // namespace assay::engine::scoring

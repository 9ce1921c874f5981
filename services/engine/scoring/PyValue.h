#pragma once

#include <QString>

#include <nlohmann/json.hpp>

#include <stdexcept>

// What Python does with values that came from JSON. The reference implementation of the scoring functions is Python,
// and its results depend on these rules.

namespace assay::engine::scoring {

using nlohmann::json;

/// Wide enough for any sum or product that real rows can give.
__extension__ typedef __int128 Int128;

/// Thrown inside this library only; score(), aggregate() and the makers turn it into an Error.
class PyError : public std::runtime_error {
public:
    /// type: name of the Python exception; message: one translated sentence.
    PyError(const char *type, const QString &message)
        : std::runtime_error(message.toStdString())
        , m_type(QString::fromLatin1(type))
        , m_message(message)
    {
    }
    const QString &type() const { return m_type; }
    const QString &message() const { return m_message; }

private:
    QString m_type, m_message;
};

/// "str", "int", "float", "bool", "NoneType", "list", "dict".
const char *pyTypeName(const json &value);

/// a == b: numbers and booleans by value, whatever their type; members in any order.
bool pyEquals(const json &a, const json &b);

bool pyIsSpace(char32_t c); ///< str.isspace
bool pyIsDigits(const QString &text); ///< str.isdigit
QString pyStrip(const QString &text);
QString pyStripChars(QString text, QChar c); ///< text.strip(c)
QStringList pySplit(const QString &text); ///< text.split()
QString pyLower(const QString &text); ///< with the final sigma
bool pyIsUpper(const QString &text);
bool pyIsLower(const QString &text);

/// repr(float): the shortest text that reads back equal.
std::string pyFloatRepr(double value);
/// str(value) and repr(value).
QString pyStr(const json &value);
QString pyRepr(const json &value, bool asciiOnly = false);
/// float(text); throws ValueError.
double pyFloat(const QString &text);

inline QString toQString(const json &text)
{
    return QString::fromStdString(text.get_ref<const std::string &>());
}

/// The named member of a row; throws KeyError naming the column.
const json &column(const json &row, const char *name);
/// The same, and text; otherwise throws `type` (TypeError or AttributeError, as the reference does).
const std::string &textColumn(const json &row, const char *name, const char *type = "TypeError");

} // namespace assay::engine::scoring

#include "services/engine/scoring/IfEvalArguments.h"

#include <algorithm>

namespace assay::engine::scoring {

void IfEvalArguments::allow(std::initializer_list<const char *> names) const
{
    for (const auto &[name, value] : m_values.items()) {
        if (std::none_of(names.begin(), names.end(), [&name = name](const char *known) { return name == known; }))
            throw PyError("TypeError",
                QCoreApplication::translate("assay", "The instruction %1 has no argument \"%2\".")
                    .arg(m_instruction, QString::fromStdString(name)));
    }
}

std::optional<double> IfEvalArguments::number(const char *name, double lowest) const
{
    const json *value = find(name);
    if (!value)
        return std::nullopt;
    if (!value->is_number() && !value->is_boolean())
        wrongType(name, "TypeError");
    const double number = value->is_boolean() ? (value->get<bool>() ? 1 : 0) : value->get<double>();
    return number < lowest ? std::nullopt : std::optional(number);
}

std::optional<QString> IfEvalArguments::text(const char *name) const
{
    const json *value = find(name);
    if (!value)
        return std::nullopt;
    if (!value->is_string())
        wrongType(name, "AttributeError");
    return toQString(*value);
}

std::optional<QStringList> IfEvalArguments::texts(const char *name) const
{
    const json *value = find(name);
    if (!value || (value->is_structured() && value->empty()))
        return std::nullopt;
    QStringList texts;
    if (value->is_string()) { // iterated by character
        for (const auto c : toQString(*value).toUcs4()) {
            const auto point = static_cast<char32_t>(c);
            texts << QString::fromUcs4(&point, 1);
        }
    } else if (value->is_array()) {
        for (const auto &entry : *value) {
            if (!entry.is_string())
                wrongType(name, "TypeError");
            texts << toQString(entry);
        }
    } else {
        wrongType(name, "TypeError");
    }
    return texts.isEmpty() ? std::nullopt : std::optional(texts);
}

std::optional<bool> IfEvalArguments::atLeast(const char *name) const
{
    const json *value = find(name);
    if (!value)
        return std::nullopt;
    if (*value == "at least" || *value == "less than")
        return *value == "at least";
    throw PyError("ValueError",
        QCoreApplication::translate("assay",
            "The argument \"%1\" of the instruction %2 must be \"less than\" or "
            "\"at least\", not %3.")
            .arg(QLatin1String(name), m_instruction, pyStr(*value)));
}

const json *IfEvalArguments::find(const char *name) const
{
    const auto found = m_values.find(name);
    return found == m_values.end() ? nullptr : &*found;
}

void IfEvalArguments::missing(const char *name) const
{
    throw PyError("ValueError",
        QCoreApplication::translate("assay", "The instruction %1 needs the argument \"%2\".")
            .arg(m_instruction, QLatin1String(name)));
}

void IfEvalArguments::wrongType(const char *name, const char *type) const
{
    throw PyError(type,
        QCoreApplication::translate("assay", "The argument \"%1\" of the instruction %2 has the wrong type.")
            .arg(QLatin1String(name), m_instruction));
}

} // namespace assay::engine::scoring

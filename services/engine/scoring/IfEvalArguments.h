#pragma once

#include "services/engine/scoring/PyValue.h"

#include <QCoreApplication>
#include <QStringList>

#include <initializer_list>
#include <optional>

namespace assay::engine::scoring {

/// The arguments of one instruction, read with the checks of the reference. Missing ones are none, and only a problem
/// when the check needs them. Everything throws PyError.
class IfEvalArguments {
public:
    IfEvalArguments(const QString &instruction, const json &values)
        : m_instruction(instruction)
        , m_values(values)
    {
    }

    /// Refuses arguments of any other name.
    void allow(std::initializer_list<const char *> names) const;
    /// A threshold; those below `lowest` count as missing.
    std::optional<double> number(const char *name, double lowest = 0) const;
    std::optional<QString> text(const char *name) const;
    std::optional<QStringList> texts(const char *name) const;
    /// true: at least; false: less than.
    std::optional<bool> atLeast(const char *name) const;
    /// The value, or a complaint that it is missing.
    template <typename T>
    const T &need(const std::optional<T> &value, const char *name) const
    {
        if (!value)
            missing(name);
        return *value;
    }
    const QString &instruction() const { return m_instruction; }

private:
    const json *find(const char *name) const;
    [[noreturn]] void missing(const char *name) const;
    [[noreturn]] void wrongType(const char *name, const char *type) const;

    QString m_instruction;
    json m_values;
};

} // namespace assay::engine::scoring

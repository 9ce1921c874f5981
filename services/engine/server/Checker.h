#pragma once

#include "services/engine/server/Answer.h"

#include <QRegularExpression>
#include <QStringList>

#include <optional>

namespace assay::engine {

/// Keeps the first fault.
class Checker {
public:
    void require(bool good, const QString &fault)
    {
        if (!good && m_fault.isEmpty())
            m_fault = fault;
    }
    void present(const QString &value, const QString &path) { require(!value.isEmpty(), path + QStringLiteral(" is required")); }
    void oneOf(const QString &value, const QStringList &words, const QString &name)
    {
        require(value.isEmpty() || words.contains(value),
                QStringLiteral("%1 must be one of: %2").arg(name, words.join(QStringLiteral(", "))));
    }
    void length(const QString &value, int most, const QString &path)
    {
        // Characters, not UTF-16 units.
        require(value.size() <= most || value.toUcs4().size() <= most, QStringLiteral("%1 must have at most %2 characters").arg(path).arg(most));
    }
    void dnsLabel(const QString &value, const QString &path)
    {
        static const QRegularExpression label(QStringLiteral("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"),
                                              QRegularExpression::DontCaptureOption);
        require(label.match(value).hasMatch() && !value.endsWith(QLatin1Char('\n')),
                QStringLiteral("%1 must be a DNS label (lower-case letters, digits and '-', at most 63)").arg(path));
    }
    std::optional<Problem> problem() const
    {
        return m_fault.isEmpty() ? std::nullopt : std::optional(problem::validation(m_fault));
    }

private:
    QString m_fault;
};

} // namespace assay::engine

#pragma once

#include "services/engine/scoring/PyRegexTranslator.h"

#include <QRegularExpression>
#include <QString>
#include <QStringList>

#include <optional>

namespace assay::engine::scoring {

/// One match; group 0 is the whole of it.
struct PyMatch {
    QRegularExpressionMatch match;
    int groups = 0;
    QString text() const { return match.captured(0); }
    /// Throws IndexError when the expression has no such group; none when the group took no part.
    std::optional<QString> group(int number) const;
};

/// An expression with the meaning that Python's `re` gives it on text. Immutable; safe to share between threads.
class PyRegex {
public:
    /// Throws PyError of type "error".
    explicit PyRegex(const QString &pattern, PyFlags flags = {});

    std::optional<PyMatch> search(const QString &text) const; ///< first match anywhere
    std::optional<PyMatch> matchAtStart(const QString &text) const;
    QList<PyMatch> findAll(const QString &text) const;
    int groupCount() const { return m_groups; }

private:
    QRegularExpression m_expression;
    int m_groups = 0;
};

} // namespace assay::engine::scoring

#pragma once

#include <QString>

#include <optional>

namespace assay {

/// Why a benchmark failed, for people who did not write its program, and what helps.
struct FailureAdvice {
    QString cause; ///< one sentence, translated
    QString fix;   ///< one sentence, translated
    bool operator==(const FailureAdvice &) const = default;
};

/// Looks the failure up in a table of rules, the most telling first. code: the server's message code; text: its message, a piece of the
/// log, or both. None: no rule knows it, and nothing is made up. Any thread.
std::optional<FailureAdvice> explainFailure(const QString &code, const QString &text);

} // namespace assay

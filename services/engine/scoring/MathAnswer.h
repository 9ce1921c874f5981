#pragma once

#include "services/engine/scoring/PyRegex.h"

#include <QString>

// How math answers are found and brought to one form (contract of the math response function; the steps come from the
// Minerva paper). Every step is literal text surgery, its oddities included: other tools' results must be reproduced.

namespace assay::engine::scoring {

/// Text before the first "Q:", then before the first "A:".
QString firstAnswer(const QString &text);

/// Content of the last \boxed; empty when there is none or its braces do not close.
QString boxedAnswer(const QString &text);

/// Takes what the expression finds (else the boxed answer) and normalises it; returns the text unchanged when nothing
/// is found. found, if given, says which. Throws PyError for an expression with several groups.
QString normalizeFinalAnswer(const QString &text, const PyRegex &expression, bool *found = nullptr);

/// Every \frac{a}{b} of two numbers becomes a/b as "5.00e-01".
QString evaluateFractions(const QString &text);

} // namespace assay::engine::scoring

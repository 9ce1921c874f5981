#pragma once

#include "services/core/Result.h"

#include <QList>

namespace assay {

/// What a weight makes of the whole, in percent. Weights as servers count them: 0 and less are 1.
QList<double> sharesOf(const QList<double> &weights);

/// Weights under which each of `rows` has the share `percent`, shares that are locked stay, and the others are scaled to fill the
/// rest. The weights are the shares themselves, in percent with two digits, and come to 100 exactly: what was typed is what is shown.
/// Error::Invalid says, translated, why it cannot be.
Result<QList<double>> withShares(const QList<double> &weights, const QList<bool> &locked, const QList<int> &rows, double percent);

} // namespace assay

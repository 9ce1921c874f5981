#pragma once

#include "services/engine/store/StoreTypes.h"
#include "services/verdict/WireScore.h"

namespace assay::engine {

/// What the wire's rule needs of an entry, kept with the job as JSON text.
QByteArray ruleText(const EffectiveBenchmark &benchmark);
WireEntry ruleOf(const QByteArray &text);

/// Declared metrics first, then those of `metrics` without a declaration, as numeric (contract 3.7).
JsonText completeSchema(const JsonText &metrics, const JsonText &declared);

/// {"score":..,"threshold":..,"pass":..}
QByteArray jobTestText(const JobTest &test);

} // namespace assay::engine

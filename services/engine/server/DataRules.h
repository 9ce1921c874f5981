#pragma once

#include "services/core/Common.h"
#include "services/engine/server/Checker.h"

namespace assay::engine {

/// The rules for a `test_data_ref` (EvalHub contract, section 3.5). where: the path of the object that has it, with its dot.
void checkTestData(Checker &check, const std::optional<TestDataRef> &data, const QString &where);

} // namespace assay::engine

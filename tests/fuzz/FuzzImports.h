#pragma once

#include "tests/fuzz/FuzzTargets.h"

// Files of other tools, one target a reader: whatever the bytes, they answer with runs and samples that the store can take, or with a
// sentence.

namespace assay::test {

QList<FuzzTarget> importFuzzTargets();

} // namespace assay::test

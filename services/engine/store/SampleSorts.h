#pragma once

#include "services/engine/store/SampleRows.h"

// The indexes that samples are sorted by. A sample comes into them when its benchmark has ended, many at a time: one by one, in the
// order in which answers come, each would write to other pages of each index. All throw SqliteError.

namespace assay::engine {

/// Brings a piece of the samples of ended benchmarks into the indexes; false when there are none. For when nothing waits.
bool sortSamples(Transaction &tx);
/// Every sample of the scope is in them.
bool areSorted(Database &db, const SampleScope &scope);

} // namespace assay::engine

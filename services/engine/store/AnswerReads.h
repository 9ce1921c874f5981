#pragma once

#include "services/core/StoredAnswers.h"
#include "services/engine/store/Sqlite.h"
#include "services/engine/store/StoreTypes.h"

// Whose stored answers can be scored again. Throws SqliteError.

namespace assay::engine {

/// Error::Invalid, one sentence with run and benchmark: there is no such run or benchmark (for this tenant; empty: for any), it has not
/// ended, nothing is stored, or what is stored is no answer in words.
Result<AnswerOrigin> findAnswers(Database &db, const StoredAnswers &wanted, const QString &tenant);

} // namespace assay::engine

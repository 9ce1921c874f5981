#pragma once

#include "services/core/Result.h"

#include <QByteArray>
#include <QStringList>

namespace assay::llamastack {

/// A file of this machine as the `source` of a registration.
struct DatasetFile {
    QByteArray source; ///< an object's text
    qint64 skipped = 0; ///< rows that were left out
    QStringList skippedTold; ///< the first of them, a sentence each, translated
};

/// Rows of .jsonl, .ndjson and .json go within the registration, types and all; .csv goes as it is, in a data URL, and
/// the server reads it by its own rules (contract llamastack.md, section 5.1). It is
/// looked through before, because the server would do so when it is registered already. Rows that cannot be read are an
/// error, or left out. Error::Invalid names file or line, and the fix; Error::Storage: it cannot be read. Blocks; any
/// thread.
Result<DatasetFile> readDatasetFile(const QString &path, bool skipBroken);

/// A registered dataset comes back whole with every list, so more than this is no use to anybody.
inline constexpr qint64 largestDatasetFile = 32LL << 20;

} // namespace assay::llamastack

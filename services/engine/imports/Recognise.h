#pragma once

#include "services/engine/imports/ImportTypes.h"

namespace assay::engine::imports {

/// What a file is by what is in it, whatever its name. Reads as little as it takes; gives up on a JSON text that has told nothing
/// after 16 MiB. Unknown also when it cannot be read.
Format recognise(const QString &path);
QString formatName(Format format); ///< for people; empty for Unknown

} // namespace assay::engine::imports

#pragma once

#include "services/core/Result.h"

#include <QString>

namespace assay::engine {

/// A name from a server as a path below a folder of ours. Error::Invalid for what could leave the folder or cannot be a file:
/// empty, absolute, `..` or `.` parts, empty parts, backslashes, control characters, parts of more than 255 bytes, more than 64 parts.
Result<QString> safeRelativePath(const QString &name);

} // namespace assay::engine

#pragma once

#include "services/core/Result.h"

#include <QString>

namespace assay {

/// Where a user's own metric dictionary lies: metrics.yaml in the program's settings folder. It need not exist.
QString userMetricFile();

/// Puts the entries of a YAML or JSON file (shape: MetricDictionary::parse()) before the seed's, for this process.
/// Errors name the file and the field: Storage when it cannot be read, Invalid when it cannot be used; nothing changes
/// then.
Result<Done> useMetricFile(const QString &path);

/// As useMetricFile(userMetricFile()); a file that does not exist is no error.
Result<Done> useUserMetricFile();

} // namespace assay

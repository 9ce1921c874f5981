#pragma once

#include "services/core/Result.h"
#include "services/verdict/MetricDictionary.h"

#include <QString>

namespace assay {

/// Where a user's own metric dictionary lies: metrics.yaml in the program's settings folder. It need not exist.
QString userMetricFile();

/// Puts the entries of a YAML or JSON file (shape: MetricDictionary::parse()) before the seed's, for this process.
/// Errors name the file and the field: Storage when it cannot be read, Invalid when it cannot be used; nothing changes
/// then.
Result<Done> useMetricFile(const QString &path);

/// The entries of a YAML or JSON file; errors as useMetricFile()'s.
Result<QList<MetricDictionary::Entry>> readMetricFile(const QString &path);

/// Writes the entries as YAML, by a new file that takes the old one's place. Comments of the old one are lost; what it was is kept
/// once, beside it, as metrics.yaml.old. Error::Storage names the file. Any thread.
Result<Done> writeMetricFile(const QString &path, const QList<MetricDictionary::Entry> &entries);

/// As useMetricFile(userMetricFile()); a file that does not exist is no error.
Result<Done> useUserMetricFile();

} // namespace assay

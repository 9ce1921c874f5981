#pragma once

#include "services/core/Job.h"
#include "services/core/Result.h"

#include <QStringList>

namespace assay::ctl {

/// A job as a person wrote it.
struct JobFile {
    Job job;
    QStringList warnings; ///< one sentence for each member that means nothing
};

/// Reads a job from YAML or JSON. Errors (Invalid, Storage) name the file, the line or the member, and the fix.
/// A job without a name is called like the file.
Result<JobFile> readJobFile(const QString &path);
/// A sentence to standard error for each warning.
void tellWarnings(const JobFile &file);

} // namespace assay::ctl

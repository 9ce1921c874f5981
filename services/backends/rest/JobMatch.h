#pragma once

#include "services/core/Job.h"
#include "services/core/Query.h"

namespace assay {

/// The page that a query asks for, of jobs that are all here: those that fit, the newest first. Pure.
Page<Job> matchingJobs(const QList<Job> &jobs, const JobQuery &query);

} // namespace assay

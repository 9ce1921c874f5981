#pragma once

#include <QString>

namespace assay {

/// The parts of the composer, in their order.
enum class JobStep { Target, Benchmarks, Settings, Gates, Plan };
inline constexpr int jobSteps = 5;

/// Where the field of a job's path is worked on. What has no place of its own is a setting; the job as a whole is the plan.
JobStep stepOf(const QString &path);

} // namespace assay

#pragma once

#include "services/core/Job.h"

#include <QList>

namespace assay::engine {

inline constexpr char fieldNotSupportedCode[] = "field_not_supported_locally";

/// A part of a request that only a cluster can honour.
struct LocalLimit {
    QString field;   ///< as the client wrote it, e.g. "benchmarks[0].test_data_ref.pvc"
    Message message; ///< one sentence naming the field and the remote connection; its code is fieldNotSupportedCode
};

/// What of a benchmark keeps it from being run by a local engine: volume claims, Kueue queues, GPUs, hardware profiles, and, when
/// the provider `has` neither a local command nor a runner in the engine, a container image. Empty: it can be run here.
/// `entry` is the effective entry, `index` its position. Amounts of CPU and memory are no obstacle: what the machine has is used.
QList<LocalLimit> localLimits(const BenchmarkRef &entry, int index, const Job &job, bool hasLocalRunner = true);

} // namespace assay::engine

#pragma once

#include "services/engine/store/StoreTypes.h"

// What the scheduler says on a benchmark; for people, with a code for programs.

namespace assay::engine::messages {

inline constexpr char stalledCode[] = "stalled";

Message notApproved(const CommandRecord &command);
Message denied(const CommandRecord &command);  ///< by the user
Message forbidden(const CommandRecord &command); ///< by --commands deny
Message timeLimit(const OpenBenchmark &benchmark, qint64 limitMs);
Message jobTimeLimit(qint64 limitMs);
Message stalled(qint64 quietMs);
/// attempt: the one that failed.
Message retrying(int attempt, const Message &failure, qint64 delayMs);

/// Whether another attempt may come to something else: the program died or could not be started. Not what the user must mend first.
bool worthRetrying(const Message &failure);

/// The event that fails a benchmark.
BenchmarkEvent failure(const OpenBenchmark &benchmark, const Message &message);
/// The same for one whose provider has only a container image: the wire's own words, with a warning that names the field.
BenchmarkEvent noRuntime(const OpenBenchmark &benchmark);

} // namespace assay::engine::messages

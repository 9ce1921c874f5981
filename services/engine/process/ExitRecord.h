#pragma once

#include "services/engine/runner/AttemptRunner.h"

namespace assay::engine {

/// What the shim left in exit.json.
struct ExitRecord {
    bool present = false;
    bool started = false; ///< false: the command never began
    AttemptEnd end;
};
ExitRecord readExitRecord(const QString &workFolder);

/// The last lines of a benchmark's log for a message: without terminal codes and control characters, at most ten lines and 2,000
/// characters. Empty when there is no output.
QString logTail(const QString &logFile);

/// What to tell of a command that is over without having reported an end: one sentence, then the tail of its output.
Message endMessage(const AttemptEnd &end, const QString &provider, const QString &tail);

} // namespace assay::engine

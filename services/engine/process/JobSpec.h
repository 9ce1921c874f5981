#pragma once

#include "services/engine/runner/AttemptRunner.h"

namespace assay::engine {

/// What an adapter reads: job.json of EvalHub's contract, section 5.2. secretRef replaces model.auth.secret_ref when not empty.
QByteArray jobSpec(const AttemptSpec &spec, const QString &callbackUrl, const QString &secretRef);

/// WORKFOLDER/JOB/INDEX/PROVIDER/BENCHMARK/meta/job.json. A slash in an id makes one more folder, as the reference does; a part
/// that could lead elsewhere ("..", control characters, too long) is replaced, so the path stays below the work folder.
QString jobSpecPath(const AttemptSpec &spec);

} // namespace assay::engine

#pragma once

#include "services/core/Result.h"
#include "services/engine/runner/AttemptRunner.h"

#include <QString>

namespace assay::engine {

class System;

/// The folder of one attempt's keys below `base`.
QString secretFolderOf(const QString &base, const AttemptSpec &spec);
/// Writes `key` as api-key (0600, where EvalHub's adapters look for it) into a fresh folder (0700). Error::Storage.
Result<Done> writeSecretFiles(const QString &folder, const QString &key);
/// Notes whose they are, so that a sweep spares them while that process lives.
void setSecretOwner(const QString &folder, const ProcessRecord &owner);
void removeSecretFiles(const QString &folder);
/// Removes what no living process owns.
void sweepSecretFiles(const QString &base, const System &system);

} // namespace assay::engine

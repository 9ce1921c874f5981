#pragma once

#include "services/engine/runner/AttemptRunner.h"

namespace assay::engine {

/// Asks the resolver and waits, 30 s at most; not on the thread that answers. Empty: there is no such secret.
Result<QString> waitForSecret(const SecretResolver &secrets, const QString &ref, const QString &origin);

} // namespace assay::engine

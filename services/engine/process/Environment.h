#pragma once

#include "services/core/Catalogue.h"

#include <QByteArrayList>

namespace assay::engine {

enum class EnvironmentPolicy {
    Clean,   ///< of our own environment only what isAllowed() names
    Inherit, ///< all of our own, as EvalHub does: secrets of the engine's environment are seen by every command
};

/// Whether a variable of the engine's environment is handed to commands under the clean policy: where programs, homes, caches,
/// certificates, proxies and devices are, and how text and time are written. Nothing that holds keys or tokens.
bool isAllowed(const QByteArray &name);

/// The environment of a command as NAME=VALUE: ours by policy, then `ours` (EVALHUB_…), then the provider's; a later one replaces
/// an earlier one of its name. Names that no environment can hold are left out.
QByteArrayList commandEnvironment(const QByteArrayList &own, EnvironmentPolicy policy, const QList<EnvVar> &ours, const QList<EnvVar> &provider);

/// This process's environment, NAME=VALUE.
QByteArrayList ownEnvironment();

} // namespace assay::engine

#pragma once

#include "services/engine/store/Writer.h"

// Which providers' commands the user allowed, and the texts that a command is kept as. All throw SqliteError.

namespace assay::engine {

/// [{"name": …, "value": …}]; empty for no variables.
QByteArray environmentText(const QList<EnvVar> &environment);
QList<EnvVar> environmentOf(const QByteArray &text);

/// A benchmark's command with what was decided about it.
CommandRecord commandOf(Database &db, const QString &provider, const QString &command, const QList<EnvVar> &environment);

Result<Done> noteCommand(Transaction &tx, const CommandRecord &command);
Result<CommandRecord> decideCommand(Transaction &tx, const QString &hash, CommandDecision decision);
Result<QList<CommandRecord>> readCommands(Database &db);

} // namespace assay::engine

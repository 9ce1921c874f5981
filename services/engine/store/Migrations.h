#pragma once

#include "services/core/Result.h"
#include "services/engine/store/Sqlite.h"
#include "services/engine/store/StoreTypes.h"

#include <memory>

namespace assay::engine {

/// "ASSY": tells our databases from other programs'.
inline constexpr int storeApplicationId = 0x41535359;
int newestSchema();

QString databaseFile(const StoreOptions &options);

struct OpenedDatabase {
    std::unique_ptr<Database> writer;
    bool stoppedCleanly = true; ///< the last engine closed it; a new store counts as such
};

/// Opens or creates the file, checks whose it is, and brings its schema up to date after a backup. Errors: see Store::open().
Result<OpenedDatabase> openDatabase(const StoreOptions &options);
/// A connection that reads; for one reader thread.
std::unique_ptr<Database> openReader(const StoreOptions &options); // throws SqliteError

/// What a SqliteError means for people: full disk, damage, or the rest.
Error storageError(const SqliteError &error, const StoreOptions &options);
/// The same for another database of the workspace.
Error storageError(const SqliteError &error, const QString &folder, const QString &file);
Error damagedError(const StoreOptions &options, const QString &detail);
bool meansDamage(const SqliteError &error);

} // namespace assay::engine

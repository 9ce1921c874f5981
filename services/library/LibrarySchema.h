#pragma once

#include <QList>
#include <QStringList>

namespace assay {

/// One step from a schema to the next. Its number is its place in the list, from 1.
struct LibraryMigration {
    QStringList statements; ///< SQL, run in one transaction
};

/// All steps, oldest first. A step that was released is never changed: what differs is the next step. See CONTRIBUTING.md, "Add a
/// table to the library".
const QList<LibraryMigration> &libraryMigrations();

/// Tables whose rows come from the servers again, so that they need not be rescued from a damaged file. All others are the user's.
QStringList rebuildableTables();

} // namespace assay

#pragma once

#include <QString>

class QSqlDatabase;

namespace assay {

/// Copies what can be read of the user's tables from another file of the library, row by row, into `database`; rows that are there
/// stay. How many rows were taken; a file that cannot be read gives none. The file is not changed.
int rescueRows(QSqlDatabase &database, const QString &fromFile);

} // namespace assay

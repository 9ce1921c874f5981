#pragma once

#include "services/core/Result.h"

#include <QSqlQuery>
#include <QVariant>

#include <optional>

class QSqlDatabase;

namespace assay {

/// One SQL statement with its values, and what went wrong as an Error. Worker thread of the database.
class LibraryStatement {
public:
    LibraryStatement(const QSqlDatabase &database, const QString &sql);
    /// The next `?`.
    LibraryStatement &bind(const QVariant &value);
    /// Runs it with what was bound since the last run; may be called again with other values. False: error().
    bool run();
    /// The next row; false at the end, or when it cannot be read: then there is an error().
    bool next();
    QVariant value(int column) const { return m_query.value(column); }
    QString text(int column) const { return m_query.value(column).toString(); }
    qint64 number(int column) const { return m_query.value(column).toLongLong(); }
    /// Rows that the last run changed.
    int changed() const { return m_query.numRowsAffected(); }
    const std::optional<Error> &error() const { return m_error; }

private:
    void keepError();
    QSqlQuery m_query;
    std::optional<Error> m_error;
};

/// Done, or what went wrong in one of them.
Result<Done> runAll(const QSqlDatabase &database, const QStringList &statements);

/// The file can no longer be read as a database; the detail of an Error of LibraryStatement says so.
bool meansDamage(const Error &error);

} // namespace assay

#include "services/library/LibraryStatement.h"

#include <QCoreApplication>
#include <QSqlDatabase>
#include <QSqlError>

namespace assay {

namespace {
constexpr int sqliteFull = 13, sqliteReadOnly = 8, sqliteCorrupt = 11, sqliteNotADatabase = 26; // numbers of SQLite's file format, stable

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

/// In words; SQLite's own words are the detail.
Error errorOf(const QSqlError &error)
{
    const int code = error.nativeErrorCode().toInt() & 0xff;
    Error made{Error::Kind::Storage};
    made.detail = QStringLiteral("SQLite %1: %2").arg(QString::number(code), error.databaseText());
    if (code == sqliteFull)
        made.message = tr("The disk with the library of runs is full. Free some space and try again.");
    else if (code == sqliteReadOnly)
        made.message = tr("The library of runs cannot be written: its file or folder is read-only.");
    else if (code == sqliteCorrupt || code == sqliteNotADatabase)
        made.message = tr("The library of runs is damaged. It is put aside and begun anew; try again.");
    else
        made.message = tr("The library of runs cannot be used: %1.").arg(error.databaseText());
    made.code = QString::number(code);
    return made;
}
} // namespace

LibraryStatement::LibraryStatement(const QSqlDatabase &database, const QString &sql) : m_query(database)
{
    m_query.setForwardOnly(true);
    if (!m_query.prepare(sql))
        keepError();
}

LibraryStatement &LibraryStatement::bind(const QVariant &value)
{
    m_query.addBindValue(value);
    return *this;
}

bool LibraryStatement::run()
{
    if (m_error)
        return false;
    if (!m_query.exec())
        keepError();
    return !m_error;
}

bool LibraryStatement::next()
{
    if (m_error)
        return false;
    const bool there = m_query.next();
    if (!there && m_query.lastError().isValid())
        keepError();
    return there;
}

void LibraryStatement::keepError() { m_error = errorOf(m_query.lastError()); }

Result<Done> runAll(const QSqlDatabase &database, const QStringList &statements)
{
    for (const QString &sql : statements) {
        LibraryStatement statement(database, sql);
        if (!statement.run())
            return *statement.error();
    }
    return Done{};
}

bool meansDamage(const Error &error)
{
    return error.code == QString::number(sqliteCorrupt) || error.code == QString::number(sqliteNotADatabase);
}

} // namespace assay

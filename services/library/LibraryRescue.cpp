#include "services/library/LibraryRescue.h"

#include "services/library/LibrarySchema.h"
#include "services/library/LibraryStatement.h"

#include <QFile>
#include <QSqlDatabase>
#include <QUuid>

namespace assay {

namespace {

QStringList columnsOf(const QSqlDatabase &database, const QString &table)
{
    QStringList names;
    LibraryStatement info(database, QStringLiteral("PRAGMA table_info(\"%1\")").arg(table));
    info.run();
    while (info.next())
        names << info.text(1);
    return names;
}

QStringList userTables(const QSqlDatabase &database)
{
    QStringList names;
    LibraryStatement tables(database, QStringLiteral("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"));
    tables.run();
    while (tables.next())
        names << tables.text(0);
    for (const QString &table : rebuildableTables())
        names.removeAll(table);
    return names;
}

/// Until the first row that cannot be read.
int copyTable(QSqlDatabase &to, const QSqlDatabase &from, const QString &table)
{
    QStringList columns = columnsOf(to, table);
    const QStringList there = columnsOf(from, table);
    columns.removeIf([&there](const QString &column) { return !there.contains(column); });
    if (columns.isEmpty())
        return 0;
    const QString list = QLatin1Char('"') + columns.join(QStringLiteral("\", \"")) + QLatin1Char('"');
    const QString marks = QStringList(columns.size(), QStringLiteral("?")).join(QLatin1Char(','));
    LibraryStatement rows(from, QStringLiteral("SELECT %1 FROM \"%2\"").arg(list, table));
    LibraryStatement put(to, QStringLiteral("INSERT OR IGNORE INTO \"%1\" (%2) VALUES (%3)").arg(table, list, marks));
    int copied = 0;
    rows.run();
    while (rows.next()) {
        for (int i = 0; i < int(columns.size()); ++i)
            put.bind(rows.value(i));
        if (!put.run())
            break;
        copied += put.changed();
    }
    return copied;
}

} // namespace

int rescueRows(QSqlDatabase &database, const QString &fromFile)
{
    if (!QFile::exists(fromFile))
        return 0;
    const QString name = QUuid::createUuid().toString();
    int copied = 0;
    {
        QSqlDatabase from = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        from.setDatabaseName(fromFile);
        from.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY"));
        if (from.open() && database.transaction()) {
            for (const QString &table : userTables(database))
                copied += copyTable(database, from, table);
            if (!database.commit())
                copied = 0;
        }
        from.close();
    }
    QSqlDatabase::removeDatabase(name);
    return copied;
}

} // namespace assay

#include "services/library/LibraryFile.h"

#include "services/core/Clock.h"
#include "services/library/LibraryRescue.h"
#include "services/library/LibraryStatement.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QUuid>

#include <filesystem>

namespace assay {

namespace {
constexpr int applicationId = 0x41734c62; ///< "AsLb": what the file is, for `file` and for us
constexpr qint64 backupEveryMs = 24LL * 3600 * 1000;

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }
QString shown(const QString &path) { return QDir::toNativeSeparators(path); }

QString pragma(const QString &name, int value) { return QStringLiteral("PRAGMA %1 = %2").arg(name).arg(value); }
} // namespace

LibraryFile::LibraryFile(const QString &path, const QList<LibraryMigration> &migrations, Clock &clock)
    : m_path(path), m_connection(QUuid::createUuid().toString()), m_migrations(migrations), m_clock(clock)
{
}

LibraryFile::~LibraryFile() { close(); }

void LibraryFile::close()
{
    if (!m_database.isValid())
        return;
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connection);
}

QString LibraryFile::besides(const QString &word) const
{
    const QFileInfo info(m_path);
    return info.dir().filePath(QStringLiteral("%1.%2.%3").arg(info.completeBaseName(), word, info.suffix()));
}

Result<Done> LibraryFile::open()
{
    if (!QSqlDatabase::isDriverAvailable(QStringLiteral("QSQLITE")))
        return Error{Error::Kind::Unsupported, tr("Notes, tags and baselines are not kept: Qt's SQLite driver is missing. Install the "
                                                  "package libqt6sql6-sqlite and start again.")};
    if (!QDir().mkpath(QFileInfo(m_path).path()))
        return Error{Error::Kind::Storage, tr("The folder %1 cannot be made.").arg(shown(QFileInfo(m_path).path()))};
    if (const QFileInfo there(m_path); there.exists() && there.size() == 0 && QFile::exists(besides(QStringLiteral("backup"))))
        return beginAnew(); // SQLite would take it for a new one
    const auto connected = connect();
    const auto found = connected ? version() : Result<int>(connected.error());
    if (!found && !meansDamage(found.error())) {
        close();
        return found.error();
    }
    if (found && *found > m_migrations.size()) {
        close(); // untouched
        return Error{Error::Kind::Unsupported, tr("The library %1 was written by a newer version of Assay. Start that version, or move the "
                                                  "file away to begin a new one.").arg(shown(m_path))};
    }
    const auto whole = found ? check() : Result<Done>(found.error());
    if (!whole && !meansDamage(whole.error())) {
        close();
        return whole.error();
    }
    if (!whole)
        return beginAnew();
    const auto migrated = migrate(*found);
    if (!migrated)
        close();
    else
        keepBackup();
    return migrated;
}

Result<Done> LibraryFile::connect()
{
    close();
    m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
    m_database.setDatabaseName(m_path);
    m_database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000"));
    if (!m_database.open())
        return Error{Error::Kind::Storage, tr("The library %1 cannot be opened: %2.").arg(shown(m_path), m_database.lastError().databaseText())};
    return Done{};
}

/// 0: a new file.
Result<int> LibraryFile::version()
{
    LibraryStatement statement(m_database, QStringLiteral("PRAGMA user_version"));
    if (!statement.run() || !statement.next())
        return statement.error().value_or(Error{Error::Kind::Storage});
    return int(statement.number(0));
}

Result<Done> LibraryFile::check()
{
    LibraryStatement statement(m_database, QStringLiteral("PRAGMA quick_check(1)"));
    if (!statement.run() || !statement.next())
        return statement.error().value_or(Error{Error::Kind::Storage});
    if (statement.text(0) == QLatin1String("ok"))
        return Done{};
    return Error{Error::Kind::Storage, {}, statement.text(0), QStringLiteral("11")};
}

/// Each step is one transaction with its number, so that a crash leaves the file at a whole step.
Result<Done> LibraryFile::migrate(int from)
{
    // FULL: what was answered survives a power cut, not only the end of the process.
    const auto set = runAll(m_database, {QStringLiteral("PRAGMA journal_mode = WAL"), QStringLiteral("PRAGMA synchronous = FULL")});
    if (!set)
        return set;
    if (from > 0 && from < m_migrations.size()) {
        if (const auto kept = copyTo(besides(QStringLiteral("before-schema-%1").arg(m_migrations.size()))); !kept)
            return kept;
    }
    for (int step = from; step < int(m_migrations.size()); ++step) {
        QStringList statements{QStringLiteral("BEGIN IMMEDIATE")};
        statements += m_migrations.at(step).statements;
        statements << pragma(QStringLiteral("application_id"), applicationId) << pragma(QStringLiteral("user_version"), step + 1)
                   << QStringLiteral("COMMIT");
        if (const auto done = runAll(m_database, statements); !done) {
            LibraryStatement(m_database, QStringLiteral("ROLLBACK")).run();
            return done;
        }
    }
    return Done{};
}

/// A copy as of now, whole or not at all.
Result<Done> LibraryFile::copyTo(const QString &path)
{
    const QString unfinished = path + QStringLiteral(".part");
    QFile::remove(unfinished);
    LibraryStatement copy(m_database, QStringLiteral("VACUUM INTO ?"));
    if (!copy.bind(unfinished).run())
        return *copy.error();
    std::error_code failure; // in place of the last one, so that there is a copy at any time
    std::filesystem::rename(QFile::encodeName(unfinished).toStdString(), QFile::encodeName(path).toStdString(), failure);
    if (failure)
        return Error{Error::Kind::Storage, tr("%1 cannot be written.").arg(shown(path))};
    return Done{};
}

/// At most one a day: what a damaged file cannot give back.
void LibraryFile::keepBackup()
{
    const QString path = besides(QStringLiteral("backup"));
    const QFileInfo old(path);
    if (old.exists() && m_clock.wallMs() - old.lastModified().toMSecsSinceEpoch() < backupEveryMs)
        return;
    if (const auto copied = copyTo(path); !copied)
        m_notices << tr("No backup of the library could be written: %1").arg(copied.error().message);
}

Result<Done> LibraryFile::beginAnew()
{
    close();
    const QString stamp = QDateTime::fromMSecsSinceEpoch(m_clock.wallMs()).toString(QStringLiteral("yyyyMMdd-hhmmss-zzz"));
    const QString aside = besides(QStringLiteral("damaged-") + stamp);
    if (QFile::exists(m_path) && !QFile::rename(m_path, aside))
        return Error{Error::Kind::Storage, tr("The library %1 is damaged and cannot be moved aside. Move it away and start again.").arg(shown(m_path))};
    for (const char *part : {"-wal", "-shm"}) // under their own names they would be taken for the new file's
        QFile::rename(m_path + QLatin1String(part), aside + QLatin1String(part));
    if (const auto connected = connect(); !connected)
        return connected;
    if (const auto migrated = migrate(0); !migrated) {
        close();
        return migrated;
    }
    const int rescued = rescueRows(m_database, aside), old = rescueRows(m_database, besides(QStringLiteral("backup")));
    m_notices << QCoreApplication::translate("assay", "The library of runs was damaged. It is kept as %1, and a new one was begun with %n of "
                                             "your notes, tags, baselines and views that could be read from it and its backup.", nullptr, rescued + old)
                     .arg(shown(aside));
    return Done{};
}

} // namespace assay

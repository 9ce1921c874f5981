#pragma once

#include "services/core/Result.h"
#include "services/library/LibrarySchema.h"

#include <QSqlDatabase>
#include <QStringList>

namespace assay {

class Clock;

/// The library's file: opened, brought to this version's schema, and put aside when it is damaged. Of one thread, the one that opens
/// it; the destructor closes it there.
class LibraryFile {
public:
    /// `migrations`: libraryMigrations(), or a test's own.
    LibraryFile(const QString &path, const QList<LibraryMigration> &migrations, Clock &clock);
    ~LibraryFile();
    LibraryFile(const LibraryFile &) = delete;
    LibraryFile &operator=(const LibraryFile &) = delete;

    /// Opens it, making it when it is not there. Error::Unsupported: a newer version wrote it, and it stays as it is. Error::Storage:
    /// disk, rights or driver. A damaged file is moved aside, what can be read of the user's own tables is taken over, and a notice
    /// tells.
    Result<Done> open();
    void close();
    /// Closes it, moves it aside and begins anew with what could be rescued.
    Result<Done> beginAnew();
    bool isOpen() const { return m_database.isOpen(); }
    QSqlDatabase &database() { return m_database; }
    /// Translated sentences for the user since the last call.
    QStringList takeNotices() { return std::exchange(m_notices, {}); }

private:
    Result<Done> connect();
    Result<int> version();
    Result<Done> check();
    Result<Done> migrate(int from);
    Result<Done> copyTo(const QString &path);
    void keepBackup();
    QString besides(const QString &word) const;

    const QString m_path, m_connection;
    const QList<LibraryMigration> &m_migrations;
    Clock &m_clock;
    QSqlDatabase m_database;
    QStringList m_notices;
};

} // namespace assay

#pragma once

#include "services/core/Clock.h"
#include "services/core/Result.h"
#include "services/library/LibrarySchema.h"

#include <QFuture>
#include <QObject>
#include <QPromise>

#include <functional>
#include <memory>

class QSqlDatabase;
class QThread;

namespace assay {

class LibraryFile;

/// The window's own database: what it knows about the runs of all connections, and what the user wrote about them. One SQLite file
/// in the profile's folder, used in one worker thread only. Calls come from the GUI thread, return at once and are done in their
/// order; what was answered is on the disk. The file is opened by the first call, so a start costs nothing here.
class LibraryDatabase : public QObject {
    Q_OBJECT
public:
    explicit LibraryDatabase(const QString &folder, Clock &clock = Clock::system(),
                             const QList<LibraryMigration> &migrations = libraryMigrations());
    /// After everything that was asked for.
    ~LibraryDatabase() override;
    static QString fileName() { return QStringLiteral("library.sqlite"); }
    Clock &clock() const { return m_clock; }

    /// Runs `work` in the worker thread in a transaction: an Error undoes all of it. Errors besides its own: Storage, and Unsupported
    /// for a file of a newer version, for every call.
    template<typename T>
    QFuture<Result<T>> run(std::function<Result<T>(QSqlDatabase &)> work)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        auto future = promise->future();
        post([this, promise, work = std::move(work)] {
            promise->addResult(transact<T>(work));
            promise->finish();
        });
        return future;
    }

Q_SIGNALS:
    /// Translated; something that the user must know, e.g. that the file was damaged. From the worker thread.
    void noticed(const QString &sentence);

private:
    template<typename T>
    Result<T> transact(const std::function<Result<T>(QSqlDatabase &)> &work)
    {
        if (const auto begun = begin(); !begun)
            return begun.error();
        Result<T> answer = work(database());
        const auto ended = end(answer ? std::nullopt : std::optional(answer.error()));
        return ended ? answer : Result<T>(ended.error());
    }
    void post(std::function<void()> job);
    Result<Done> begin();
    Result<Done> end(const std::optional<Error> &error);
    QSqlDatabase &database();
    void tell();

    Clock &m_clock;
    std::unique_ptr<QThread> m_thread;
    std::unique_ptr<QObject> m_worker; ///< lives in the thread; its event queue is the order
    std::unique_ptr<LibraryFile> m_file; ///< used in the thread only
    bool m_damaged = false;              ///< as above
};

} // namespace assay

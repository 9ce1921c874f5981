#include "services/library/LibraryDatabase.h"

#include "services/library/LibraryFile.h"
#include "services/library/LibraryStatement.h"

#include <QDir>
#include <QThread>

namespace assay {

LibraryDatabase::LibraryDatabase(const QString &folder, Clock &clock, const QList<LibraryMigration> &migrations)
    : m_clock(clock), m_thread(std::make_unique<QThread>()), m_worker(std::make_unique<QObject>()),
      m_file(std::make_unique<LibraryFile>(QDir(folder).filePath(fileName()), migrations, clock))
{
    m_thread->setObjectName(QStringLiteral("library"));
    m_worker->moveToThread(m_thread.get());
    m_thread->start();
}

LibraryDatabase::~LibraryDatabase()
{
    post([this] {
        m_file.reset(); // a connection is closed where it was opened
        m_thread->quit();
    });
    m_thread->wait();
}

void LibraryDatabase::post(std::function<void()> job) { QMetaObject::invokeMethod(m_worker.get(), std::move(job), Qt::QueuedConnection); }

QSqlDatabase &LibraryDatabase::database() { return m_file->database(); }

Result<Done> LibraryDatabase::begin()
{
    Result<Done> ready = Done{};
    if (std::exchange(m_damaged, false))
        ready = m_file->beginAnew();
    else if (!m_file->isOpen())
        ready = m_file->open();
    tell();
    return ready ? runAll(database(), {QStringLiteral("BEGIN IMMEDIATE")}) : ready;
}

Result<Done> LibraryDatabase::end(const std::optional<Error> &error)
{
    Result<Done> ended = error ? Result<Done>(*error) : runAll(database(), {QStringLiteral("COMMIT")});
    if (!ended) {
        LibraryStatement(database(), QStringLiteral("ROLLBACK")).run();
        m_damaged = meansDamage(ended.error());
    }
    return ended;
}

void LibraryDatabase::tell()
{
    const QStringList notices = m_file->takeNotices();
    for (const QString &sentence : notices)
        Q_EMIT noticed(sentence);
}

} // namespace assay

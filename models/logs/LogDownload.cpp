#include "models/logs/LogDownload.h"

#include "services/core/Async.h"

#include <QSaveFile>

namespace assay {

LogDownload::LogDownload(JobService &service, QObject *parent) : QObject(parent), m_service(service) { m_pool.setMaxThreadCount(1); }

LogDownload::~LogDownload() { m_pool.waitForDone(); }

void LogDownload::start(const LogSource &source, qint64 chunk, const QString &path)
{
    if (isRunning())
        return;
    m_file = std::make_shared<QSaveFile>(path);
    m_path = path;
    m_source = source;
    m_chunk = chunk;
    m_done = 0;
    ++m_ticket;
    next();
}

void LogDownload::cancel()
{
    ++m_ticket;
    m_file.reset(); // what was written goes with it
}

void LogDownload::next()
{
    whenDone(readLog(m_service, m_source, m_done, m_chunk), this, [this, ticket = m_ticket](const Result<LogRange> &range) {
        if (ticket != m_ticket)
            return;
        if (!range)
            return end(range.error().message);
        write(*range);
    });
}

void LogDownload::write(const LogRange &range)
{
    auto promise = std::make_shared<QPromise<Result<Done>>>();
    promise->start();
    const bool last = range.bytes.isEmpty() || m_done + range.bytes.size() >= range.size;
    m_pool.start([promise, file = m_file, bytes = range.bytes, last] {
        const bool good = (file->isOpen() || file->open(QIODevice::WriteOnly)) && file->write(bytes) == bytes.size() && (!last || file->commit());
        promise->addResult(good ? Result<Done>(Done{}) : Result<Done>(Error{Error::Kind::Storage, file->errorString()}));
        promise->finish();
    });
    whenDone(promise->future(), this, [this, ticket = m_ticket, last, bytes = range.bytes.size(), size = range.size](const Result<Done> &written) {
        if (ticket != m_ticket)
            return;
        if (!written)
            return end(written.error().message);
        m_done += bytes;
        Q_EMIT progressed(m_done, size);
        if (!last)
            return next();
        m_file.reset();
        Q_EMIT finished(m_path);
    });
}

void LogDownload::end(const QString &sentence)
{
    m_file.reset();
    Q_EMIT failed(sentence);
}

} // namespace assay

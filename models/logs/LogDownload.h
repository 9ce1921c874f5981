#pragma once

#include "models/logs/LogSource.h"

#include <QThreadPool>

#include <memory>

class QSaveFile;

namespace assay {

/// Writes a whole log, of any length, into a file: by ranges, as the program wrote it, off the GUI thread. The file is there when
/// all of it is, or not at all.
class LogDownload : public QObject {
    Q_OBJECT
public:
    explicit LogDownload(JobService &service, QObject *parent = nullptr);
    ~LogDownload() override;
    /// chunk: as LogSearch's. Does nothing while one runs.
    void start(const LogSource &source, qint64 chunk, const QString &path);
    bool isRunning() const { return m_file != nullptr; }
    void cancel();

Q_SIGNALS:
    void progressed(qint64 done, qint64 size); ///< in bytes
    void finished(const QString &path);
    void failed(const QString &sentence);

private:
    void next();
    void write(const LogRange &range);
    void end(const QString &sentence);

    JobService &m_service;
    QThreadPool m_pool; ///< of one thread: pieces are written in their order
    std::shared_ptr<QSaveFile> m_file; ///< used by one task of the pool at a time
    LogSource m_source;
    QString m_path;
    qint64 m_chunk = 0, m_done = 0;
    quint64 m_ticket = 0;
};

} // namespace assay

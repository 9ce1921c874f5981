#pragma once

#include "services/core/Result.h"
#include "services/engine/host/System.h"

#include <QString>

#include <memory>

namespace assay::engine {

/// The content of WORKSPACE/engine.json: how clients find the engine and know that it is the one that wrote the file.
struct EngineFile {
    QString url;        ///< http://127.0.0.1:PORT
    QByteArray token;   ///< hex; sent as "Authorization: Bearer TOKEN"
    qint64 pid = 0;
    quint64 startTime = 0; ///< System::startTime() of pid
    QString bootId, machineId, host;
    QString build;      ///< version of the program
    QString apiVersion; ///< "1"

    QByteArray toJson() const;
    static Result<EngineFile> fromJson(const QByteArray &text);
};

/// The folder that belongs to one engine at a time. Holds its lock until destroyed.
class Workspace {
public:
    /// Makes the folder (0700) if need be and takes its lock. Errors, each a sentence with the fix:
    /// Unsupported on a network file system, Conflict when another engine has it, Storage when it cannot be written.
    static Result<std::unique_ptr<Workspace>> open(const QString &folder, const System &system = System::real());
    ~Workspace(); ///< withdraws engine.json, releases the lock

    /// The platform's folder for an application's local data.
    static QString defaultFolder();

    const QString &folder() const { return m_folder; }
    QString file(const QString &name) const { return m_folder + QLatin1Char('/') + name; }

    /// Writes engine.json, readable by its owner only, by rename.
    Result<Done> publish(const EngineFile &content);
    /// Removes engine.json, so that no client comes any more.
    void withdraw();

private:
    Workspace(QString folder, int lock) : m_folder(std::move(folder)), m_lock(lock) {}
    Q_DISABLE_COPY_MOVE(Workspace)

    QString m_folder;
    int m_lock;
    QByteArray m_published; ///< what we wrote; empty: nothing
};

} // namespace assay::engine

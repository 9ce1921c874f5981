#pragma once

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <csignal>

namespace assay::test {

/// What the engine of that workspace says of itself (url, token, pid); empty while it has not started.
inline QJsonObject engineFile(const QString &workspace)
{
    QFile file(workspace + QStringLiteral("/engine.json"));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

inline qint64 enginePid(const QString &workspace) ///< 0: it has not started
{
    return engineFile(workspace).value(QStringLiteral("pid")).toInteger();
}

/// Sends the engine that signal; it otherwise outlives who started it.
inline void endEngine(const QString &workspace, int signal = SIGTERM)
{
    if (const qint64 pid = enginePid(workspace); pid > 1)
        ::kill(pid_t(pid), signal);
}

} // namespace assay::test

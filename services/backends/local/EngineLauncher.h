#pragma once

#include "services/core/Result.h"

#include <QElapsedTimer>
#include <QFuture>
#include <QObject>
#include <QProcessEnvironment>
#include <QPromise>
#include <QStringList>
#include <QTimer>
#include <QUrl>

#include <memory>
#include <optional>

namespace assay {

/// Where a running local engine listens, and what it lets in.
struct EngineAddress {
    QUrl url;
    QString token;
    qint64 pid = 0;
    QString build;
};

/// Finds the local engine of a workspace through its engine.json and starts one when there is none. One thread with an
/// event loop; calls return at once.
class EngineLauncher : public QObject {
    Q_OBJECT
public:
    struct Settings {
        QString workspace;               ///< empty: defaultWorkspace()
        QString program = {};            ///< path of assayctl; empty: beside this program, then on PATH
        QStringList extraArguments = {}; ///< after `serve --workspace DIR`
        int waitMs = 5000;               ///< for engine.json to appear
    };
    explicit EngineLauncher(Settings settings, QObject *parent = nullptr);
    ~EngineLauncher() override;

    /// The platform's folder for local data, "assay" in it; the same as `assayctl serve` without --workspace.
    static QString defaultWorkspace();
    QString workspace() const { return m_settings.workspace; }
    /// Counts from the next start on.
    void setExtraArguments(const QStringList &arguments) { m_settings.extraArguments = arguments; }
    QString logFile() const; ///< what the started engine prints

    /// The engine that runs now; nullopt when none does. Its token may be sent: process and start time are the ones that
    /// wrote the file. Errors: Conflict when another machine has the workspace, Unsupported for another API version,
    /// Unauthorized when others may write the file.
    Result<std::optional<EngineAddress>> running() const;

    /// running(), else starts the engine and waits for it. All callers at one time wait for the same start.
    QFuture<Result<EngineAddress>> ensure();

    /// The environment that the engine is started with: what programs need to find home, locale, keychain and proxies.
    static QProcessEnvironment cleanEnvironment(const QProcessEnvironment &from);

private:
    Result<QString> program() const;
    std::optional<Error> start();
    void look();
    void finish(const Result<EngineAddress> &result);
    bool childLives() const;
    Error notReady() const;
    QString logTail() const;

    Settings m_settings;
    QTimer m_look;
    QElapsedTimer m_since;
    qint64 m_child = 0, m_logStart = 0;
    QList<std::shared_ptr<QPromise<Result<EngineAddress>>>> m_waiting;
};

} // namespace assay

#pragma once

#include "services/backends/evalhub/EvalHubConnection.h"
#include "services/backends/local/EngineLauncher.h"

namespace assay {

/// The engine of a workspace on this machine, started when it does not run. GUI thread.
///
/// open() or the first request finds the engine through WORKSPACE/engine.json or starts `assayctl serve --workspace DIR`;
/// stateChanged tells when it is Ready, or Unreachable with lastError() naming the fix. Requests made meanwhile wait. An
/// engine that left (idle) or died is started again by the next request or when its event stream breaks. The engine is
/// never stopped from here: closing the window ends no run.
class LocalConnection final : public EvalHubConnection {
    Q_OBJECT
public:
    /// `workspace`: a folder; empty for the default one. Id "local".
    explicit LocalConnection(const QString &workspace, QObject *parent = nullptr);
    explicit LocalConnection(const EngineLauncher::Settings &settings, QObject *parent = nullptr);

    QString workspace() const { return m_launcher.workspace(); }
    QString logFile() const { return m_launcher.logFile(); }
    /// For `assayctl serve`; an engine that runs keeps what it was started with.
    void setEngineArguments(const QStringList &arguments) { m_launcher.setExtraArguments(arguments); }

protected:
    void locate(bool again) override;
    bool restarts() const override { return true; }
    void streamLost() override;

private:
    void revive();

    EngineLauncher m_launcher;
    QTimer m_revive;
    QElapsedTimer m_sinceRevived;
    int m_revivals = 0;
};

} // namespace assay

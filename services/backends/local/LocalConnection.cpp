#include "services/backends/local/LocalConnection.h"

#include <QCoreApplication>

namespace assay {

namespace {
constexpr int reviveMs = 500;         // an engine that is stopping takes engine.json away meanwhile
constexpr int revivalsAMinute = 3;
} // namespace

LocalConnection::LocalConnection(const QString &workspace, QObject *parent)
    : LocalConnection(EngineLauncher::Settings{workspace}, parent)
{
}

LocalConnection::LocalConnection(const EngineLauncher::Settings &settings, QObject *parent)
    : EvalHubConnection(Settings{QStringLiteral("local"), QCoreApplication::translate("assay", "Local Engine")}, parent),
      m_launcher(settings)
{
    m_client.setRestarts(true);
    m_revive.setSingleShot(true);
    m_revive.setInterval(reviveMs);
    connect(&m_revive, &QTimer::timeout, this, &LocalConnection::revive);
}

void LocalConnection::locate(bool)
{
    whenDone(m_launcher.ensure(), this, [this](const Result<EngineAddress> &address) {
        if (address)
            connectTo(address->url, address->token);
        else
            unreachable(address.error());
    });
}

void LocalConnection::streamLost()
{
    if (state() == State::Ready)
        m_revive.start();
}

/// Runs go on in the engine; one that died is brought back so that they do. Not for ever, when it dies each time.
void LocalConnection::revive()
{
    if (state() != State::Ready)
        return;
    const auto now = m_launcher.running();
    if (now && now->has_value() && (*now)->url == url())
        return; // only the stream broke, and comes back by itself
    if (!m_sinceRevived.isValid() || m_sinceRevived.elapsed() > 60000) {
        m_sinceRevived.start();
        m_revivals = 0;
    }
    if (m_revivals++ < revivalsAMinute)
        return reconnect();
    unreachable(Error{Error::Kind::Network,
                      QCoreApplication::translate("assay", "The local engine stopped again and again; its log is %1. Nothing stored is lost.")
                          .arg(m_launcher.logFile()),
                      m_launcher.logFile(), QStringLiteral("engine_unstable")});
}

} // namespace assay

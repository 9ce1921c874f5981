#include "app/SettingsReaders.h"

#include "app/NetworkProxies.h"
#include "models/settings/SettingsStore.h"
#include "models/settings/StatisticsSetting.h"
#include "services/backends/local/LocalConnection.h"

namespace assay {

SettingsReaders::SettingsReaders(SettingsStore &settings, LocalConnection &engine, std::function<void()> judgeAnew, QObject *parent)
    : QObject(parent), m_settings(settings), m_engine(engine)
{
    m_judge.setSingleShot(true);
    m_judge.setInterval(300);
    connect(&m_judge, &QTimer::timeout, this, std::move(judgeAnew));
    connect(&m_settings, &SettingsStore::changed, this, &SettingsReaders::onChange);
    applyEngine();
    applyStatistics();
    applyNetwork();
}

void SettingsReaders::onChange(const QString &key)
{
    if (key.startsWith(QLatin1String("engine/"))) {
        applyEngine();
    } else if (key.startsWith(QLatin1String("statistics/"))) {
        applyStatistics();
        m_judge.start();
    } else if (key.startsWith(QLatin1String("network/"))) {
        applyNetwork();
    }
}

void SettingsReaders::applyEngine() { m_engine.setEngineArguments(engineArguments(m_settings)); }

void SettingsReaders::applyStatistics() { applyStatisticsSettings(m_settings); }

void SettingsReaders::applyNetwork()
{
    QNetworkProxyFactory::setApplicationProxyFactory(new NetworkProxies(m_settings.text(QStringLiteral("network/proxy")))); // Qt owns it
}

} // namespace assay

#pragma once

#include <QObject>
#include <QTimer>

#include <functional>

namespace assay {

class LocalConnection;
class SettingsStore;

/// Gives the settings to those outside the window's own widgets who follow them: the local engine, the statistics, the network.
class SettingsReaders : public QObject {
    Q_OBJECT
public:
    /// `judgeAnew` is called when what is shown has to be judged again.
    SettingsReaders(SettingsStore &settings, LocalConnection &engine, std::function<void()> judgeAnew, QObject *parent = nullptr);

private:
    void onChange(const QString &key);
    void applyEngine();
    void applyStatistics();
    void applyNetwork();

    SettingsStore &m_settings;
    LocalConnection &m_engine;
    QTimer m_judge; ///< while a number is stepped through, once at the end
};

} // namespace assay

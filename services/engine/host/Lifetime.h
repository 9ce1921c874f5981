#pragma once

#include "services/core/Clock.h"
#include "services/engine/host/System.h"

#include <QObject>
#include <QTimer>

#include <functional>

class QSocketNotifier;

namespace assay::engine {

/// Turns SIGTERM, SIGINT and SIGHUP into an event of the main thread's loop. One instance at a time.
class StopSignals : public QObject {
    Q_OBJECT
public:
    explicit StopSignals(QObject *parent = nullptr);
    ~StopSignals() override; ///< the signals have their default effect again

Q_SIGNALS:
    void requested();

private:
    QSocketNotifier *m_notifier = nullptr;
};

/// Decides when an engine that nobody needs leaves. Pure: time comes from the clock, use from the caller.
class IdleWatch {
public:
    IdleWatch(const Clock &clock, qint64 limitMs) : m_clock(clock), m_limitMs(limitMs), m_since(clock.monotonicMs()) {}
    /// Tell now and then whether the engine is in use. True when it has not been for the limit.
    bool idleTooLong(bool inUse)
    {
        if (inUse)
            m_since = m_clock.monotonicMs();
        return m_clock.monotonicMs() - m_since >= m_limitMs;
    }

private:
    const Clock &m_clock;
    qint64 m_limitMs;
    qint64 m_since;
};

/// Says once when the engine should stop: asked by a signal, its parent gone, or idle.
class Lifetime : public QObject {
    Q_OBJECT
public:
    struct Options {
        bool stay = false;          ///< never leave for idleness
        bool dieWithParent = false;
        std::function<bool()> finished = {}; ///< nothing is left to do: leave at once, even with stay
        qint64 idleMs = 10 * 60 * 1000;
        int tickMs = 1000;
    };
    Lifetime(Options options, std::function<bool()> inUse, const Clock &clock, const System &system,
             QObject *parent = nullptr);
    void check(); ///< what the timer does

Q_SIGNALS:
    void over();

private:
    Options m_options;
    std::function<bool()> m_inUse;
    const System &m_system;
    qint64 m_parent;
    bool m_over = false;
    IdleWatch m_idle;
    StopSignals m_signals;
    QTimer m_timer;
    void end();
};

} // namespace assay::engine

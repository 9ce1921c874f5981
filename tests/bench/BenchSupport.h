#pragma once

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>

#include <algorithm>
#include <functional>
#include <vector>

// What the measuring programs share.

namespace assay::bench {

/// Nearest rank; share 1: the largest. 0 without values.
inline double percentile(std::vector<double> values, double share)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values.at(std::min(values.size() - 1, std::size_t(share * double(values.size()))));
}

/// Milliseconds since the clock was started.
inline double ms(const QElapsedTimer &clock) { return double(clock.nsecsElapsed()) / 1e6; }

/// Runs the event loop until `ready`, at most `limitMs`; whether it was.
inline bool settle(const std::function<bool()> &ready, qint64 limitMs = 60'000)
{
    QElapsedTimer clock;
    clock.start();
    while (!ready() && clock.elapsed() < limitMs)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
    return ready();
}

/// Memory that a process occupies, in MiB; -1 where it cannot be read. process: a pid, or "self".
inline double residentMb(const QString &process = QStringLiteral("self"))
{
    QFile file(QStringLiteral("/proc/%1/status").arg(process));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.mid(6).simplified().split(' ').first().toDouble() / 1024;
    }
    return -1;
}

} // namespace assay::bench

#pragma once

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QSysInfo>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>
#include <vector>

// What the measuring programs share.

namespace assay::bench {

/// First of all: what is measured, on which machine, how busy it is, and how the program was built (ASSAY_BUILD_FLAGS).
inline void printMachine(const char *what, const char *flags)
{
    QByteArray processor = "processor unknown";
    QFile file(QStringLiteral("/proc/cpuinfo"));
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (line.startsWith("model name"))
                processor = line.mid(line.indexOf(':') + 1).trimmed();
        }
    }
    double load[1] = {0};
    getloadavg(load, 1);
    std::printf("%s\n%s, %u processors, %s, load %.1f; Qt %s, %s, platform %s\n", what, processor.constData(), std::thread::hardware_concurrency(),
                qPrintable(QSysInfo::prettyProductName()), load[0], qVersion(), flags, qEnvironmentVariable("QT_QPA_PLATFORM", QStringLiteral("none")).toUtf8().constData());
}

/// Nearest rank; share 1: the largest. 0 without values.
inline double percentile(std::vector<double> values, double share)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values.at(std::min(values.size() - 1, std::size_t(share * double(values.size()))));
}

/// A line with the names that every program has for its percentiles.
inline void printSpread(const char *what, const std::vector<double> &values, const char *unit, const char *wanted)
{
    std::printf("%-50s p50 %9.2f   p95 %9.2f   p99 %9.2f   worst %9.2f %s   (wanted: %s; %zu rounds)\n", what, percentile(values, 0.5), percentile(values, 0.95),
                percentile(values, 0.99), percentile(values, 1), unit, wanted, values.size());
}

/// What a LoopWatch saw.
template<typename Watch>
void printLoop(const char *what, const Watch &watch)
{
    std::printf("%-50s %d tasks over %d ms, the longest %.1f ms (wanted: none)\n", what, watch.overLimit(), Watch::limitMs, watch.longestMs());
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

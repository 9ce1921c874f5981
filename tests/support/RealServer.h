#pragma once

#include "tests/support/Places.h"
#include <QElapsedTimer>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QString>

#include <csignal>
#include <unistd.h>

namespace assay::test {

/// A program that tests need and that may be missing: one of Debian's by name, or one that tools/test-packages puts below build/cache.
inline QString cachedProgram(const QString &path)
{
    const QString file = test::inSource("/build/cache/") + path;
    return QFileInfo(file).isExecutable() ? file : QString();
}

/// A server of somebody else's, for one test; killed with the processes it started in the destructor.
class RealServer {
public:
    ~RealServer() { stop(); }
    void stop() ///< it can be started again
    {
        if (m_process.processId() > 0)
            ::kill(-pid_t(m_process.processId()), SIGKILL);
        m_process.waitForFinished();
        output.clear();
    }
    /// Starts it and waits until its output matches `ready`; the first capture is kept. False: it ended, or said nothing for two minutes.
    bool start(const QString &program, const QStringList &arguments, const QString &ready, const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment())
    {
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.setProcessEnvironment(environment);
        m_process.setChildProcessModifier([] { ::setpgid(0, 0); });
        m_process.start(program, arguments);
        const QRegularExpression wanted(ready);
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 120'000) {
            m_process.waitForReadyRead(200);
            output += m_process.readAll();
            const auto match = wanted.match(QString::fromUtf8(output));
            if (match.hasMatch()) {
                captured = match.captured(1);
                return true;
            }
            if (m_process.state() == QProcess::NotRunning)
                return false;
        }
        return false;
    }
    QByteArray said() ///< all of its output so far
    {
        m_process.waitForReadyRead(1000);
        return output += m_process.readAll();
    }
    QByteArray output;
    QString captured;

private:
    QProcess m_process;
};

/// Runs a program to its end; what it said, or nothing when it failed.
inline QByteArray runProgram(const QString &program, const QStringList &arguments, const QString &folder, bool *ok = nullptr)
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    const bool good = process.waitForFinished(60'000) && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    if (ok)
        *ok = good;
    return process.readAll();
}

} // namespace assay::test

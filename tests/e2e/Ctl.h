#pragma once

#include "tests/support/Places.h"
#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace assay::test {

/// What a command said and how it ended.
struct CtlEnd {
    int code = -1;
    QByteArray out, err;
};

/// A workspace with the real assayctl, whose engine ends with it.
class CtlBench {
public:
    ~CtlBench() { stopEngine(SIGTERM); }

    static QString program() { return test::builtProgram("/assayctl"); }
    QString path(const QString &name) const { return m_folder.filePath(name); }
    QString workspace() const { return path(QStringLiteral("workspace")); }

    void write(const QString &name, const QByteArray &text) const
    {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write %s", qPrintable(file.fileName()));
    }

    std::unique_ptr<QProcess> start(const QStringList &arguments, const QByteArray &input = {}) const
    {
        auto process = std::make_unique<QProcess>();
        process->start(program(), arguments);
        if (!input.isEmpty())
            process->write(input);
        process->closeWriteChannel();
        return process;
    }

    /// The test's own event loop goes on, for servers in it.
    static CtlEnd ended(QProcess &process, int limitMs = 120000)
    {
        if (!QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, limitMs)) {
            process.kill();
            process.waitForFinished();
            return {-2, process.readAllStandardOutput(), process.readAllStandardError() + "\n(test: took too long)"};
        }
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -3, process.readAllStandardOutput(),
                process.readAllStandardError()};
    }
    CtlEnd run(const QStringList &arguments, const QByteArray &input = {}) const
    {
        const auto process = start(arguments, input);
        return ended(*process);
    }
    /// On this workspace.
    CtlEnd here(QStringList arguments) const { return run(arguments << QStringLiteral("--workspace") << workspace()); }

    nlohmann::json engineFile() const
    {
        QFile file(workspace() + QStringLiteral("/engine.json"));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        const QByteArray text = file.readAll();
        return nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
    }
    bool stopEngine(int signal) const
    {
        const auto file = engineFile();
        if (!file.is_object() || file["pid"].get<int>() <= 1)
            return false;
        const int pid = file["pid"].get<int>();
        if (::kill(pid, signal) != 0)
            return false;
        // It is not our child; it is gone when its folder in procfs is gone or a zombie's.
        return QTest::qWaitFor(
            [pid] {
                QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
                return !stat.open(QIODevice::ReadOnly) || stat.readAll().contains(") Z ");
            },
            10000);
    }

private:
    QTemporaryDir m_folder;
};

inline nlohmann::json parsed(const QByteArray &text)
{
    return nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
}

} // namespace assay::test

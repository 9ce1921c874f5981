#pragma once

#include "services/engine/posix/ProcessTree.h"
#include "services/engine/process/CommandRunner.h"
#include "services/engine/server/ReportReading.h"
#include "tests/engine/StoreSupport.h"
#include "tests/support/Places.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <deque>
#include <mutex>

namespace assay::engine::test {

/// Remembers all that an attempt tells. A test says what the store would answer.
class RecordingSink final : public AttemptSink {
public:
    void phase(Phase) override {}
    void progress(qint64, qint64) override {}
    void sample(const Sample &, std::function<void(bool)> stored) override { stored(true); }
    void logLine(const QString &line) override { note([&] { lines.append(line); }); }
    void warning(const Message &message) override { note([&] { m_warnings.append(message); }); }
    void process(const ProcessRecord &process, std::function<void(bool)> recorded) override
    {
        note([&] { m_process = process; });
        if (recordProcess)
            recorded(*recordProcess);
        else
            note([&] { held = recorded; });
    }
    void report(qint64 number, const BenchmarkEvent &event, std::function<void(Result<Done>)> applied) override
    {
        Result<Done> answer = Done{};
        note([&] {
            m_numbers.append(number);
            m_reports.append(event);
            if (!answers.empty()) {
                answer = answers.front();
                answers.pop_front();
            }
        });
        applied(answer);
    }
    void activity() override { note([&] { ++m_activity; }); }
    void ended(const AttemptEnd &end) override { note([&] { m_ends.append(end); }); }
    void completed(const AttemptOutcome &) override {}
    void failed(const Message &message) override { note([&] { m_failures.append(message); }); }

    // What was told so far; any thread.
    ProcessRecord processRecord() const { return get(m_process); }
    QList<qint64> numbers() const { return list(m_numbers); }
    QStringList statuses() const
    {
        QStringList all;
        for (const BenchmarkEvent &event : list(m_reports))
            all.append(event.status.text());
        return all;
    }
    QList<BenchmarkEvent> reports() const { return list(m_reports); }
    QList<Message> warnings() const { return list(m_warnings); }
    QList<AttemptEnd> ends() const { return list(m_ends); }
    QList<Message> failures() const { return list(m_failures); }
    QString failure() const { return failures().value(0).message; }
    int activityCount() const { return get(m_activity); }
    std::function<void(bool)> heldAnswer() const { return get(held); }

    // Set before the start.
    std::optional<bool> recordProcess = true; ///< none: the test answers by heldAnswer()
    std::deque<Result<Done>> answers;          ///< to reports in order; Done when there are no more
    QStringList lines;
    std::function<void(bool)> held;

private:
    template<typename Change>
    void note(Change change)
    {
        const std::lock_guard lock(m_mutex);
        change();
    }
    template<typename T>
    T get(const T &value) const
    {
        const std::lock_guard lock(m_mutex);
        return value;
    }
    /// Copied item by item: Qt's shared copies let go of each other in a way that the thread sanitizer cannot see.
    template<typename T>
    QList<T> list(const QList<T> &value) const
    {
        const std::lock_guard lock(m_mutex);
        return QList<T>(value.cbegin(), value.cend());
    }
    mutable std::mutex m_mutex;
    ProcessRecord m_process;
    QList<qint64> m_numbers;
    QList<BenchmarkEvent> m_reports;
    QList<Message> m_warnings, m_failures;
    QList<AttemptEnd> m_ends;
    int m_activity = 0;
};

inline QByteArray fileText(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline bool isAlive(qint64 pid)
{
    const auto info = processInfo(int(pid));
    return info && info->state != 'Z';
}

/// A workspace with attempts in it, and a check that no process of theirs is left.
class CommandWorkspace {
public:
    explicit CommandWorkspace(const QString &existing = {}) : m_path(existing.isEmpty() ? m_folder.path() : existing)
    {
        options.secretFolder = path(QStringLiteral("secrets"));
        options.readReport = readReport;
        options.clock = &clock;
        options.stopGraceMs = 100; // the shim's own clock
        options.workingFolder = m_path;
    }
    QString path(const QString &name) const { return m_path + QLatin1Char('/') + name; }
    QString folder() const { return m_path; }
    /// The shell command that makes the test's child do these actions.
    static QString child(const QStringList &actions)
    {
        QString command = QLatin1String("exec '") + assay::test::builtProgram("/assay-test-child'");
        for (const QString &action : actions)
            command += QLatin1String(" '") + action + QLatin1Char('\'');
        return command;
    }
    AttemptSpec spec(const QString &command, int index = 0, const QString &job = QStringLiteral("job-1")) const
    {
        AttemptSpec spec;
        spec.jobId = job;
        spec.benchmarkIndex = index;
        spec.benchmark.id = QStringLiteral("bench");
        spec.benchmark.providerId = QStringLiteral("prov");
        spec.model.name = QStringLiteral("m");
        spec.model.url = QStringLiteral("http://model.invalid/v1");
        spec.workFolder = path(QStringLiteral("jobs/%1/%2/attempt-1").arg(job).arg(index));
        spec.command = command;
        QDir().mkpath(spec.workFolder);
        return spec;
    }
    QString log(int index = 0) const { return QString::fromUtf8(fileText(path(QStringLiteral("jobs/job-1/%1/log.txt").arg(index)))); }
    qint64 pidIn(const QString &name) const { return fileText(path(name)).trimmed().toLongLong(); }
    /// What the command was told.
    nlohmann::json jobFile(int index = 0) const
    {
        const QByteArray text = fileText(path(QStringLiteral("jobs/job-1/%1/attempt-1/job-1/%1/prov/bench/meta/job.json").arg(index)));
        return nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
    }
    /// Processes that carry a mark of this workspace's attempts.
    QList<int> leftOver() const
    {
        QList<int> pids;
        for (const ProcessInfo &process : allProcesses()) {
            const QByteArray environment = fileText(QStringLiteral("/proc/%1/environ").arg(process.pid));
            const QByteArray command = fileText(QStringLiteral("/proc/%1/cmdline").arg(process.pid));
            if (process.state != 'Z' && (environment.contains("ASSAY_ATTEMPT=" + m_path.toUtf8()) || command.contains(m_path.toUtf8() + "/jobs")))
                pids.append(process.pid);
        }
        return pids;
    }

    FakeClock clock;
    CommandRunnerOptions options;

private:
    QTemporaryDir m_folder;
    const QString m_path;
};

} // namespace assay::engine::test

#pragma once

#include "services/engine/process/CommandRunner.h"
#include "services/engine/process/EventFile.h"
#include "services/engine/process/ExitRecord.h"
#include "services/engine/process/ShimProcess.h"
#include "services/engine/process/Supervisor.h"

#include <vector>

namespace assay::engine {

struct CommandParts {
    const CommandRunnerOptions &options;
    Supervisor &supervisor;
};

/// One attempt from its start to the moment when nothing of it is left. Lives on the supervisor's thread.
class CommandAttempt : public std::enable_shared_from_this<CommandAttempt> {
public:
    /// `over` is called last, when the attempt needs nothing more.
    CommandAttempt(AttemptSpec spec, std::shared_ptr<AttemptSink> sink, CommandParts parts, std::function<void(const CommandAttempt *)> over);
    ~CommandAttempt();
    CommandAttempt(const CommandAttempt &) = delete;
    CommandAttempt &operator=(const CommandAttempt &) = delete;

    bool isOf(const QString &jobId, int index) const { return m_spec.jobId == jobId && m_spec.benchmarkIndex == index; }
    void start();
    void adopt(const ProcessRecord &process);
    void cancel(std::function<void()> stopped);
    void leave(std::function<void()> left);

private:
    /// Preparing: the key is asked for. Recording: the shim waits for its go. Running. Clearing: the shim was killed, its tree
    /// is being killed. Settling: nothing runs any more; the last reports are applied, late ones awaited.
    enum class State { Preparing, Recording, Running, Clearing, Settling, Over };
    enum class Ending { None, Reported, Cancelled };

    void resolveSecret();
    void secretKnown(const Result<QString> &secret);
    void launch(const QString &secretRef);
    Result<Done> writeRunFiles(const QString &callbackUrl, const QString &secret, const QString &secretRef) const;
    void recorded(bool stored);
    void watchShim();
    void follow();
    void sendNext();
    void send(qint64 number, const BenchmarkEvent &event);
    void applied(qint64 number, const BenchmarkEvent &event, const Result<Done> &result);
    void refused(qint64 number, const Error &error);
    void noteActivity();
    void terminate();
    void shimEnded();
    void clear();
    void settle();
    void fail(const Message &message);
    void fail(const Error &error);
    void finish();

    QByteArray marker() const;
    QString file(const char *name) const;
    QString logFile() const;
    std::function<void(std::function<void(CommandAttempt &)>)> caller();

    const AttemptSpec m_spec;
    const std::shared_ptr<AttemptSink> m_sink;
    const CommandParts m_parts;
    const std::function<void(const CommandAttempt *)> m_over;
    const QString m_secretFolder;

    State m_state = State::Preparing;
    Ending m_ending = Ending::None;
    std::unique_ptr<ShimProcess> m_shim;
    ProcessRecord m_process;
    std::optional<EventFile> m_events;
    ExitRecord m_exit;
    std::optional<Message> m_failure; ///< known before the process has gone
    std::vector<std::function<void()>> m_stops;
    bool m_sending = false, m_finalSent = false, m_terminated = false, m_endTold = false, m_adopted = false, m_adoptedDead = false, m_left = false;
    quint64 m_logSize = 0;
    qint64 m_activity = 0; ///< monotonic, of the last that was told
    Supervisor::Id m_pidWatch = 0, m_folderWatch = 0, m_timer = 0;
};

} // namespace assay::engine

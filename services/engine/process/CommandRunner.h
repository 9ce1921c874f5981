#pragma once

#include "services/core/Clock.h"
#include "services/engine/host/System.h"
#include "services/engine/process/Environment.h"
#include "services/engine/runner/AttemptRunner.h"

#include <QString>

#include <functional>
#include <memory>

namespace assay::engine {

struct CommandRunnerOptions {
    QString shim;           ///< the program assay-shim; empty: beside the running program
    QString secretFolder;   ///< for keys of running attempts, e.g. WORKSPACE/secrets; made when needed, 0700
    QString workingFolder;  ///< where commands begin; empty: the current folder of this moment
    EnvironmentPolicy environment = EnvironmentPolicy::Clean;
    bool bareCallback = false; ///< callback_url without a secret, as EvalHub's clients expect; for --no-auth
    SecretResolver secrets; ///< may be null: models with a key in the keychain then fail
    /// Reads a posted body by the API's own rules; the error's message tells what is wrong. Must be set.
    std::function<Result<BenchmarkEvent>(const QByteArray &body)> readReport;
    Clock *clock = &Clock::system();
    const System *system = &System::real();

    qint64 failedGraceMs = 2'000;   ///< after a bad end: for reports that come to the API by another way
    qint64 endedGraceMs = 10'000;   ///< after exit code 0: some clients run `true` and report themselves
    qint64 lingerMs = 30'000;       ///< for leaving after the last report
    qint64 stopGraceMs = 5'000;     ///< between SIGTERM and SIGKILL; the shim's own clock
    qint64 lateMs = 1'000;          ///< at most, for reports that were on their way when the command's tree ended; same
    qint64 retryMs = 5'000;         ///< before a report is offered again to a store whose disk is full
    qint64 logHeadBytes = 32 << 20, logTailBytes = 32 << 20;
};

/// Runs providers' local commands: each under a runner shim of its own, which takes the command's reports, keeps its output and
/// knows how it ended, whatever becomes of the engine. One thread for all of them; callbacks of sinks come from it.
///
/// An attempt ends by failed() when its command is over without a report of its end. Otherwise it is the report that ends it, and
/// cancel() tells when nothing of the command is left.
class CommandRunner : public AttemptRunner {
public:
    /// Removes keys that an earlier engine left behind, unless their attempt is still alive.
    explicit CommandRunner(CommandRunnerOptions options);
    ~CommandRunner() override; ///< lets go of all attempts without a word: their commands go on, and can be adopted

    void start(const AttemptSpec &spec, std::shared_ptr<const StoredSamples> stored, std::shared_ptr<AttemptSink> sink) override;
    void adopt(const AttemptSpec &spec, const ProcessRecord &process, std::shared_ptr<const StoredSamples> stored,
               std::shared_ptr<AttemptSink> sink) override;
    void cancel(const QString &jobId, int benchmarkIndex, std::function<void()> stopped) override;
    void leave(const QString &jobId, int benchmarkIndex, std::function<void()> left) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace assay::engine

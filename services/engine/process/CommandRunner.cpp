#include "services/engine/process/CommandRunner.h"

#include "services/engine/process/CommandAttempt.h"
#include "services/engine/process/SecretFiles.h"
#include "services/engine/process/Supervisor.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>
#include <vector>

namespace assay::engine {

class CommandRunner::Private {
public:
    explicit Private(CommandRunnerOptions given) : options(std::move(given)), supervisor(*options.clock) {}

    std::shared_ptr<CommandAttempt> find(const QString &jobId, int index) const
    {
        const auto found = std::find_if(attempts.rbegin(), attempts.rend(), [&](const auto &one) { return one->isOf(jobId, index); });
        return found == attempts.rend() ? nullptr : *found;
    }
    std::shared_ptr<CommandAttempt> add(const AttemptSpec &spec, std::shared_ptr<AttemptSink> sink)
    {
        if (const auto earlier = find(spec.jobId, spec.benchmarkIndex))
            earlier->cancel([] {});
        attempts.push_back(
            std::make_shared<CommandAttempt>(spec, std::move(sink), CommandParts{options, supervisor}, [this](const CommandAttempt *over) {
                std::erase_if(attempts, [over](const auto &one) { return one.get() == over; });
            }));
        return attempts.back();
    }
    void withAttempt(const QString &jobId, int index, std::function<void()> done, void (CommandAttempt::*call)(std::function<void()>))
    {
        supervisor.post([this, jobId, index, call, done = std::move(done)]() mutable {
            if (const auto attempt = find(jobId, index))
                ((*attempt).*call)(std::move(done));
            else
                done();
        });
    }

    const CommandRunnerOptions options;
    std::vector<std::shared_ptr<CommandAttempt>> attempts; ///< until nothing of them is left; used on the supervisor's thread only
    Supervisor supervisor; ///< goes first: no task runs while the rest is taken down
};

CommandRunner::CommandRunner(CommandRunnerOptions options)
{
    Q_ASSERT(options.readReport);
    if (options.shim.isEmpty())
        options.shim = QCoreApplication::applicationDirPath() + QStringLiteral("/assay-shim");
    if (options.workingFolder.isEmpty())
        options.workingFolder = QDir::currentPath();
    sweepSecretFiles(options.secretFolder, *options.system);
    d = std::make_unique<Private>(std::move(options));
}

CommandRunner::~CommandRunner() = default;

void CommandRunner::start(const AttemptSpec &spec, std::shared_ptr<const StoredSamples>, std::shared_ptr<AttemptSink> sink)
{
    d->supervisor.post([this, spec, sink = std::move(sink)] { d->add(spec, sink)->start(); });
}

void CommandRunner::adopt(const AttemptSpec &spec, const ProcessRecord &process, std::shared_ptr<const StoredSamples>,
                          std::shared_ptr<AttemptSink> sink)
{
    d->supervisor.post([this, spec, process, sink = std::move(sink)] { d->add(spec, sink)->adopt(process); });
}

void CommandRunner::cancel(const QString &jobId, int benchmarkIndex, std::function<void()> stopped)
{
    d->withAttempt(jobId, benchmarkIndex, std::move(stopped), &CommandAttempt::cancel);
}

void CommandRunner::leave(const QString &jobId, int benchmarkIndex, std::function<void()> left)
{
    d->withAttempt(jobId, benchmarkIndex, std::move(left), &CommandAttempt::leave);
}

} // namespace assay::engine

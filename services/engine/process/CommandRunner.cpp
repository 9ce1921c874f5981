#include "services/engine/process/CommandRunner.h"

#include "services/engine/process/CommandAttempt.h"
#include "services/engine/process/SecretFiles.h"
#include "services/engine/process/Supervisor.h"

#include <QCoreApplication>
#include <QDir>

#include <map>

namespace assay::engine {

class CommandRunner::Private {
public:
    using Key = std::pair<QString, int>;

    explicit Private(CommandRunnerOptions given) : options(std::move(given)), supervisor(*options.clock) {}

    std::shared_ptr<CommandAttempt> add(const AttemptSpec &spec, std::shared_ptr<AttemptSink> sink)
    {
        const Key key{spec.jobId, spec.benchmarkIndex};
        auto attempt = std::make_shared<CommandAttempt>(spec, std::move(sink), CommandParts{options, supervisor}, [this, key](const CommandAttempt *over) {
            if (const auto found = attempts.find(key); found != attempts.end() && found->second.get() == over)
                attempts.erase(found);
        });
        if (const auto earlier = std::exchange(attempts[key], attempt))
            earlier->cancel([] {});
        return attempt;
    }

    void withAttempt(const Key &key, std::function<void()> done, void (CommandAttempt::*call)(std::function<void()>))
    {
        supervisor.post([this, key, call, done = std::move(done)]() mutable {
            const auto found = attempts.find(key);
            if (found == attempts.end())
                return done();
            const auto attempt = found->second; // it may take itself out of the map
            ((*attempt).*call)(std::move(done));
        });
    }

    const CommandRunnerOptions options;
    std::map<Key, std::shared_ptr<CommandAttempt>> attempts; ///< used on the supervisor's thread only
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
    d->withAttempt({jobId, benchmarkIndex}, std::move(stopped), &CommandAttempt::cancel);
}

void CommandRunner::leave(const QString &jobId, int benchmarkIndex, std::function<void()> left)
{
    d->withAttempt({jobId, benchmarkIndex}, std::move(left), &CommandAttempt::leave);
}

} // namespace assay::engine

#include "services/engine/runner/NativeRunner.h"

#include "services/engine/runner/CurlLoop.h"
#include "services/engine/runner/NativeAttempt.h"
#include "services/engine/runner/TaskThread.h"

#include <map>

namespace assay::engine {

class NativeRunner::Private {
public:
    using Key = std::pair<QString, int>;

    explicit Private(NativeRunnerOptions options) : parts{std::move(options), curl, thread} {}

    CurlLoop curl;
    std::map<Key, std::shared_ptr<NativeAttempt>> attempts; ///< used on the task thread only
    TaskThread thread; ///< goes first: no task runs while the rest is taken down
    RunnerParts parts;
};

NativeRunner::NativeRunner(NativeRunnerOptions options) : d(std::make_unique<Private>(std::move(options))) {}
NativeRunner::~NativeRunner() = default;

void NativeRunner::start(const AttemptSpec &spec, std::shared_ptr<const StoredSamples> stored, std::shared_ptr<AttemptSink> sink)
{
    d->thread.post([this, spec, stored = std::move(stored), sink = std::move(sink)] {
        const Private::Key key{spec.jobId, spec.benchmarkIndex};
        auto attempt = std::make_shared<NativeAttempt>(spec, stored, sink, d->parts, [this, key] { d->attempts.erase(key); });
        if (const auto earlier = std::exchange(d->attempts[key], attempt))
            earlier->cancel([] {});
        attempt->run();
    });
}

void NativeRunner::cancel(const QString &jobId, int benchmarkIndex, std::function<void()> stopped)
{
    d->thread.post([this, key = Private::Key(jobId, benchmarkIndex), stopped = std::move(stopped)]() mutable {
        const auto it = d->attempts.find(key);
        if (it == d->attempts.end()) {
            stopped();
            return;
        }
        const auto attempt = it->second;
        d->attempts.erase(it);
        attempt->cancel(std::move(stopped));
    });
}

} // namespace assay::engine

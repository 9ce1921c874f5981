#pragma once

#include "services/engine/runner/AttemptRunner.h"
#include "services/engine/runner/Dataset.h"
#include "services/engine/runner/RetryPolicy.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace assay::engine {

struct NativeRunnerOptions {
    QStringList taskFolders;      ///< in order: WORKSPACE/tasks, share/assay/tasks
    QStringList recordingFolders; ///< in order: WORKSPACE/recordings, share/assay/recordings
    RegisteredReader registered;  ///< may be null: tasks over registered datasets then fail
    SecretResolver secrets;       ///< may be null: models with a key then fail
    RetryPolicy retry;            ///< `retries` comes from the job's parameters
    qint64 connectMs = 10'000;
    std::function<qint64(qint64)> pause; ///< tests: maps a planned wait before a retry to the real one
};

/// Runs the benchmarks of provider `assay`: tasks from files, answers from an OpenAI-compatible endpoint or a recording.
///
/// num_examples takes the first rows of the dataset. Items whose request failed for good are stored with their error, count in no
/// metric, and make the attempt fail when they are more than a fifth, or when the first five all failed in the same way.
///
/// Two threads for all attempts: one for requests, one for everything else. Callbacks of the sink come from the latter.
class NativeRunner : public AttemptRunner {
public:
    explicit NativeRunner(NativeRunnerOptions options);
    ~NativeRunner() override; ///< drops all attempts without a word, as if the process had ended

    void start(const AttemptSpec &spec, std::shared_ptr<const StoredSamples> stored, std::shared_ptr<AttemptSink> sink) override;
    void cancel(const QString &jobId, int benchmarkIndex, std::function<void()> stopped) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace assay::engine

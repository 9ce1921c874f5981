#pragma once

#include "services/engine/runner/AttemptRunner.h"
#include "services/engine/runner/ItemScorer.h"
#include "services/engine/runner/NativeRunner.h"
#include "services/engine/runner/RunSummary.h"
#include "services/engine/runner/TaskThread.h"

#include <chrono>
#include <functional>
#include <memory>

namespace assay::engine {

class CurlLoop;
class JudgePanel;
class StoredItems;

/// What all attempts of a runner share. Outlives them.
struct RunnerParts {
    NativeRunnerOptions options;
    CurlLoop &curl;
    TaskThread &thread;
};

/// One benchmark from the first phase to its end. Lives on the runner's task thread: every member runs there.
class NativeAttempt : public std::enable_shared_from_this<NativeAttempt> {
public:
    /// ended: called once when it completed or failed; not after cancel().
    NativeAttempt(AttemptSpec spec, std::shared_ptr<const StoredSamples> stored, std::shared_ptr<AttemptSink> sink,
                  const RunnerParts &parts, std::function<void()> ended);

    void run();
    /// Nothing is told to the sink afterwards; stopped is called (any thread) when no request is open.
    void cancel(std::function<void()> stopped);

private:
    bool load();
    bool readStored();
    Result<Done> plan();
    std::function<void(const QString &)> logger(); ///< for any thread
    void pump();
    bool ask(qint64 slot);
    void answered(const std::shared_ptr<const AskedItem> &item, const Result<ModelAnswer> &answer);
    void judged(const AskedItem &item, const Result<ModelAnswer> &answer, const JudgeReplies &replies);
    void stopAsking(std::function<void()> stopped);
    void keep(ScoredItem item);
    void wasStored(bool ok);
    bool mustGiveUp(const ScoredItem &item);
    void finishWhenDone();
    void finish();
    void warnOfErrors();
    void warn(const QString &text, const QString &code);
    void fail(const Error &error);
    void end();
    void tellProgress(bool now);
    void log(const QString &line);

    AttemptSpec m_spec;
    std::shared_ptr<const StoredSamples> m_stored;
    std::shared_ptr<AttemptSink> m_sink;
    const RunnerParts &m_parts;
    std::function<void()> m_ended;
    std::function<void(TaskThread::Task)> m_post;

    std::shared_ptr<const AttemptPlan> m_plan;
    std::unique_ptr<RunSummary> m_summary;
    std::shared_ptr<AnswerSource> m_source; ///< null when the answers are stored
    std::shared_ptr<StoredItems> m_items;   ///< those; else null
    std::shared_ptr<JudgePanel> m_judges;   ///< null: no scorer asks one
    bool m_over = false;       ///< completed, failed or cancelled
    bool m_pumping = false;
    qint64 m_next = 0;         ///< next slot to look at
    int m_open = 0;            ///< asked, not answered
    int m_unstored = 0;        ///< given to the sink, not on disk yet
    qint64 m_done = 0;         ///< on disk
    qint64 m_told = 0;         ///< the last m_done that was told
    qint64 m_fresh = 0;        ///< finished in this life
    QString m_firstCode;       ///< error code of all fresh items so far; null when one was answered or codes differ
    QString m_firstMessage;
    int m_loggedErrors = 0;
    QString m_warnings;        ///< all so far: a benchmark has one warning text
    bool m_progressWaits = false;
    std::chrono::steady_clock::time_point m_progressAt, m_startedAt;
};

} // namespace assay::engine

#pragma once

#include "services/engine/runner/ItemScorer.h"
#include "services/engine/runner/NativeAttempt.h"

#include <functional>
#include <memory>
#include <vector>

namespace assay::engine {

class ModelClient;

/// The judge models of one attempt, one endpoint a scorer. Made and used on the runner's task thread.
class JudgePanel {
public:
    /// log: any thread.
    JudgePanel(std::shared_ptr<const AttemptPlan> plan, const RunnerParts &parts, const std::function<void(const QString &)> &log);
    ~JudgePanel();

    /// Asks every judge about the answer. done: once, on any thread, unless cancel() came first.
    void ask(const AskedItem &item, const ModelAnswer &answer, std::function<void(JudgeReplies)> done);
    /// As AnswerSource::cancel().
    void cancel(std::function<void()> stopped);

private:
    std::shared_ptr<const AttemptPlan> m_plan;
    std::vector<std::unique_ptr<ModelClient>> m_clients; ///< by scorer; null: it asks nobody
};

} // namespace assay::engine

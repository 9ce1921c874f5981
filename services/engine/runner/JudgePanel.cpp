#include "services/engine/runner/JudgePanel.h"

#include "services/engine/runner/AnswerSources.h"
#include "services/engine/runner/JudgeSettings.h"
#include "services/engine/runner/ModelClient.h"

#include <atomic>

namespace assay::engine {

namespace {

/// Answers of several clients, which come on the loop's thread, gathered into one.
struct Gathered {
    JudgeReplies replies;
    std::atomic<int> open{1}; ///< one for the asking itself
    std::function<void(JudgeReplies)> done;

    void close()
    {
        if (--open == 0)
            done(std::move(replies));
    }
};

} // namespace

JudgePanel::JudgePanel(std::shared_ptr<const AttemptPlan> plan, const RunnerParts &parts, const std::function<void(const QString &)> &log)
    : m_plan(std::move(plan))
{
    for (const PlannedScorer &scorer : m_plan->scorers) {
        m_clients.emplace_back();
        if (!scorer.judge)
            continue;
        const auto &[settings, definition, endpoint] = *scorer.judge;
        log(QStringLiteral("judge of %1: %2 at %3, %4 at once").arg(scorer.key, settings.model, endpoint.shown).arg(settings.concurrency));
        ModelClientOptions options = clientOptions(settings, endpoint, parts.options);
        options.model = settings.model;
        options.secretRef = settings.secretRef;
        options.log = [log](const QString &line) { log(QStringLiteral("judge: ") + line); };
        m_clients.back() = std::make_unique<ModelClient>(parts.curl, std::move(options), parts.options.secrets);
    }
}

JudgePanel::~JudgePanel() = default;

void JudgePanel::ask(const AskedItem &item, const ModelAnswer &answer, std::function<void(JudgeReplies)> done)
{
    const auto gathered = std::make_shared<Gathered>();
    gathered->replies.resize(m_clients.size());
    gathered->done = std::move(done);
    for (std::size_t i = 0; i < m_clients.size(); ++i) {
        const PlannedScorer &scorer = m_plan->scorers[i];
        if (!m_clients[i])
            continue;
        const auto prompt = judgePrompt(scorer.judge->definition, scorerRow(*m_plan, scorer, item, answer.text));
        if (!prompt) {
            gathered->replies[i] = Result<ModelAnswer>(prompt.error());
            continue;
        }
        ModelQuestion question{item.question.taskId, item.question.itemId, item.repeat, {}};
        question.prompt.messages = {{QStringLiteral("user"), *prompt}};
        ++gathered->open;
        m_clients[i]->ask(question, [gathered, i](Result<ModelAnswer> reply) {
            gathered->replies[i] = reply ? std::move(reply) : Result<ModelAnswer>(judgeError(reply.error()));
            gathered->close();
        });
    }
    gathered->close();
}

void JudgePanel::cancel(std::function<void()> stopped)
{
    const auto open = std::make_shared<std::atomic<int>>(1);
    const auto closed = [open, stopped = std::move(stopped)] {
        if (--*open == 0)
            stopped();
    };
    for (const auto &client : m_clients) {
        if (client) {
            ++*open;
            client->cancel(closed);
        }
    }
    closed();
}

} // namespace assay::engine

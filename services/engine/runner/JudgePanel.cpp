#include "services/engine/runner/JudgePanel.h"

#include "services/engine/runner/JudgeSettings.h"
#include "services/engine/runner/ModelClient.h"
#include "services/engine/scoring/Judging.h"

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
        const auto endpoint = scorer.judge ? parseEndpoint(scorer.judge->settings.url) : Result<Endpoint>(Error{});
        if (!endpoint)
            continue; // planJudge() read it
        const JudgeSettings &settings = scorer.judge->settings;
        log(QStringLiteral("judge of %1: %2 at %3, %4 at once").arg(scorer.key, settings.model, endpoint->shown).arg(settings.concurrency));
        ModelClientOptions options;
        options.endpoint = *endpoint;
        options.model = settings.model;
        options.secretRef = settings.secretRef;
        options.generation = settings.generation;
        options.concurrency = settings.concurrency;
        options.totalMs = static_cast<qint64>(settings.timeoutSeconds * 1000);
        options.connectMs = std::min(parts.options.connectMs, options.totalMs);
        options.retry = parts.options.retry;
        options.retry.retries = settings.retries;
        options.pause = parts.options.pause;
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
        const JudgeDefinition definition{scorer.judge->settings.model, scorer.judge->promptTemplate, {}};
        const auto prompt = judgePrompt(definition, scorerRow(*m_plan, scorer, item, answer.text));
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

#pragma once

#include "services/engine/runner/AnswerSource.h"
#include "services/engine/runner/AttemptRunner.h"
#include "services/engine/runner/CurlLoop.h"
#include "services/engine/runner/Endpoint.h"
#include "services/engine/runner/RetryPolicy.h"

#include <QString>

#include <functional>
#include <memory>

namespace assay::engine {

/// How one attempt talks to its endpoint.
struct ModelClientOptions {
    Endpoint endpoint;
    QString model;     ///< name sent on the wire
    QString secretRef; ///< empty: no key
    Generation generation;
    int concurrency = 4;         ///< requests at once, waiting retries included
    qint64 connectMs = 10'000;
    qint64 totalMs = 120'000;    ///< of one try
    RetryPolicy retry;
    double retryBudget = 50;     ///< tokens; see RetryBudget
    std::function<void(const QString &line)> log; ///< retries with their reason; on the loop's thread; may be null
    // For tests.
    std::function<double()> random;               ///< 0..1; null: a generator of our own
    std::function<qint64(qint64)> pause;          ///< maps a planned wait to the real one; null: as planned
    std::function<qint64()> wallMs;               ///< null: the system's clock
};

/// Asks an OpenAI-compatible endpoint. The key is fetched once, when the first request is about to be sent, checked against the
/// endpoint's origin by the resolver, and forgotten with the client. Thread-safe; the work happens on the loop's thread.
class ModelClient : public AnswerSource {
public:
    ModelClient(CurlLoop &loop, ModelClientOptions options, SecretResolver secrets);
    ~ModelClient() override; ///< drops what is open, as cancel() does

    void ask(const ModelQuestion &question, std::function<void(Result<ModelAnswer>)> done) override;
    void cancel(std::function<void()> stopped) override;
    nlohmann::json description() const override;

private:
    class State; // lives on the loop's thread
    std::function<void(std::function<void()>)> m_post;
    std::shared_ptr<State> m_state;
};

} // namespace assay::engine

#pragma once

#include "services/backends/llamastack/LlamaFunctions.h"
#include "services/backends/llamastack/LlamaRunner.h"
#include "services/backends/rest/KeptJobs.h"

namespace assay {

/// Jobs on a Llama Stack server, which evaluates one model on one benchmark at a time, has no list of what it did, and
/// forgets it with its end: several benchmarks on one model, kept here. GUI thread.
class LlamaJobs final : public KeptJobs {
    Q_OBJECT
public:
    LlamaJobs(RestClient &client, DraftStore &files, const QString &place, QObject *parent = nullptr);

    /// The server answers.
    void ready() { m_runner.start(); }
    /// Asks nothing more, until ready().
    void stop() { m_runner.stop(); }
    void moveTo(const QString &place);
    LlamaRunner &runner() { return m_runner; }
    LlamaFunctions &functions() { return m_functions; }

protected:
    QFuture<Result<Done>> look() override;
    std::optional<Error> whyNot(const Job &job) const override;
    QFuture<Result<Done>> check(const Job &job) const override;
    QString provider() const override;
    void proceed() override { m_runner.resume(); }
    void giveUp(const QString &id, const QList<int> &cancelled) override { m_runner.abort(id, cancelled); }
    std::optional<Message> cancelNote(const RunCall &call) const override;
    QString noLogs() const override;
    QString noRows() const override;

private:
    LlamaFunctions m_functions;
    LlamaRunner m_runner;
};

} // namespace assay

#pragma once

#include "services/backends/rest/KeptJobs.h"
#include "services/backends/spice/SpiceHistory.h"
#include "services/backends/spice/SpiceRunner.h"

namespace assay {

/// Jobs on a Spice runtime, which knows single runs only: several evals on one model, kept here. GUI thread.
class SpiceJobs final : public KeptJobs {
    Q_OBJECT
public:
    SpiceJobs(RestClient &client, DraftStore &files, const QString &place, QObject *parent = nullptr);

    /// The runtime answers, with these evals.
    void ready(const QList<SpiceEval> &evals);
    /// Asks nothing more, until ready().
    void stop();
    void moveTo(const QString &place);
    SpiceHistory &history() { return m_history; }
    SpiceRunner &runner() { return m_runner; }

protected:
    QFuture<Result<Done>> look() override { return m_history.look(); }
    std::optional<Error> whyNot(const Job &job) const override;
    QString provider() const override;
    void proceed() override { m_runner.resume(); }
    void giveUp(const QString &id, const QList<int> &) override { m_runner.abort(id); }
    QString noLogs() const override;
    QString noRows() const override;

private:
    SpiceHistory m_history;
    SpiceRunner m_runner;
};

} // namespace assay

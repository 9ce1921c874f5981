#pragma once

#include "services/api/JobService.h"
#include "services/backends/spice/SpiceHistory.h"
#include "services/backends/spice/SpiceRunner.h"

namespace assay {

class RestClient;

/// Jobs on a Spice runtime, which knows single runs only: several evals on one model, kept here. GUI thread.
class SpiceJobs final : public JobService {
    Q_OBJECT
public:
    SpiceJobs(RestClient &client, DraftStore &files, const QString &place, QObject *parent = nullptr);

    /// The runtime answers, with these evals.
    void ready(const QList<SpiceEval> &evals);
    /// Asks nothing more, until ready().
    void stop() { m_runner.stop(); }
    void moveTo(const QString &place);
    SpiceHistory &history() { return m_history; }
    SpiceRunner &runner() { return m_runner; }

    QFuture<Result<Page<Job>>> list(const JobQuery &query) override;
    QFuture<Result<Job>> get(const QString &id) override;
    QFuture<Result<Job>> submit(const Job &job, const QString &idempotencyKey) override;
    QFuture<Result<Done>> cancel(const QString &id) override;
    QFuture<Result<Done>> remove(const QString &id) override;
    QFuture<Result<LogRange>> log(const QString &id, int benchmarkIndex, qint64 offset, qint64 limit) override;
    QFuture<Result<SamplePage>> samples(const QString &id, int benchmarkIndex, const SampleQuery &query) override;
    QFuture<Result<ScoreColumns>> scores(const QString &id, int benchmarkIndex) override;
    QFuture<Result<QList<SampleFacet>>> sampleFacets(const QString &id, int benchmarkIndex, const SampleFacetQuery &query) override;

private:
    void tell(const QString &id, int index);
    QFuture<Result<Done>> cancelNow(const QString &id);
    QFuture<Result<Job>> keep(const Job &job, const QString &key);
    QFuture<Result<QList<Sample>>> samplesOf(const QString &id, int index);
    template<typename T, typename Make>
    QFuture<Result<T>> fromSamples(const QString &id, int index, Make make);

    RestClient &m_client;
    SpiceStore m_store;
    SpiceHistory m_history;
    SpiceRunner m_runner;
    struct {
        QString id;
        int index = -1;
        QList<Sample> samples;
    } m_shown; ///< what was asked for last, for the pages that follow
};

} // namespace assay

#pragma once

#include "services/api/JobService.h"
#include "services/backends/rest/RunStore.h"

#include <QFuture>
#include <QHash>

namespace assay {

class RestClient;

/// Jobs on a server that knows single runs only, and forgets them: each is several runs, kept here. Which jobs it
/// takes, and how they are sent, a derived class knows. GUI thread.
class KeptJobs : public JobService {
    Q_OBJECT
public:
    /// `kind`, `place`: see RunStore.
    KeptJobs(
        RestClient &client, DraftStore &files, const QString &kind, const QString &place, QObject *parent = nullptr);

    QFuture<Result<Page<Job>>> list(const JobQuery &query) final;
    QFuture<Result<Job>> get(const QString &id) final;
    /// Acknowledged once it is on the disk; the first request goes out after that.
    QFuture<Result<Job>> submit(const Job &job, const QString &idempotencyKey) final;
    QFuture<Result<Done>> cancel(const QString &id) final;
    QFuture<Result<Done>> remove(const QString &id) final;
    QFuture<Result<LogRange>> log(const QString &id, int benchmarkIndex, qint64 offset, qint64 limit) final;
    QFuture<Result<SamplePage>> samples(const QString &id, int benchmarkIndex, const SampleQuery &query) final;
    QFuture<Result<ScoreColumns>> scores(const QString &id, int benchmarkIndex) final;
    QFuture<Result<QList<SampleFacet>>> sampleFacets(
        const QString &id, int benchmarkIndex, const SampleFacetQuery &query) final;

protected:
    RunStore &store() { return m_store; }
    RestClient &client() const { return m_client; }
    /// Asks the server what became of its runs, before a list; with the store loaded.
    virtual QFuture<Result<Done>> look() { return m_store.load(); }
    /// Error::Invalid: the sentence names the field and the fix.
    virtual std::optional<Error> whyNot(const Job &job) const = 0;
    /// The same of what may be long, and is then looked at in the pool; asked after whyNot().
    virtual QFuture<Result<Done>> check(const Job &job) const;
    /// Of every benchmark of a job.
    virtual QString provider() const = 0;
    /// A job was kept: what waits goes out.
    virtual void proceed() = 0;
    /// These benchmarks of the job were cancelled, its record says so: what is under way for them is given up.
    virtual void giveUp(const QString &id, const QList<int> &cancelled) = 0;
    /// What stays to be told about a run that is cancelled now; none: it ends with its request.
    virtual std::optional<Message> cancelNote(const RunCall &) const { return {}; }
    /// Why there is no log, and where the rows of a completed run are; translated.
    virtual QString noLogs() const = 0;
    virtual QString noRows() const = 0;

    /// Something changed in the store.
    void tell(const QString &id, int index);
    /// Another server.
    void forgetShown() { m_shown = {}; }

private:
    QFuture<Result<Job>> submitChecked(const Job &job, const QString &key, const QString &place);
    QFuture<Result<Done>> cancelNow(const QString &id);
    /// The job of this submit, once it is written; null: none.
    const KeptRun *ofKey(const QString &key) const;
    QFuture<Result<Job>> keep(const Job &job, const QString &key);
    QFuture<Result<Job>> write(const KeptRun &record);
    QFuture<Result<QList<Sample>>> samplesOf(const QString &id, int index);
    template <typename T, typename Make>
    QFuture<Result<T>> fromSamples(const QString &id, int index, Make make);

    RestClient &m_client;
    RunStore m_store;
    QHash<QString, QFuture<Result<Job>>> m_keeping; ///< key -> its job, which is being written
    struct {
        QString id;
        int index = -1;
        QList<Sample> samples;
    } m_shown; ///< what was asked for last, for the pages that follow
};

} // namespace assay

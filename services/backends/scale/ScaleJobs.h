#pragma once

#include "services/api/JobService.h"
#include "services/backends/scale/ScaleCursor.h"
#include "services/backends/scale/ScaleItems.h"

#include <QPromise>

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace assay {

/// Evaluations of a Scale GP account as jobs of one benchmark each, with their items as samples. New ones: ScaleEvaluations. GUI thread.
class ScaleJobs final : public JobService {
    Q_OBJECT
public:
    explicit ScaleJobs(RestClient &client, QObject *parent = nullptr) : JobService(parent), m_client(client), m_items(client) {}

    /// Another account or server: nothing that was read before holds any more.
    void forget();
    /// Evaluations came or went.
    void forgetLists();

    QFuture<Result<Page<Job>>> list(const JobQuery &query) override;
    QFuture<Result<Page<Job>>> listArchived(const JobQuery &query) override;
    /// With means over the items, once the evaluation has ended; a warning where they cannot be read.
    QFuture<Result<Job>> get(const QString &id) override;
    QFuture<Result<Job>> submit(const Job &job, const QString &idempotencyKey) override;
    QFuture<Result<Done>> cancel(const QString &id) override;
    QFuture<Result<Done>> remove(const QString &id) override;
    QFuture<Result<LogRange>> log(const QString &id, int benchmarkIndex, qint64 offset, qint64 limit) override;
    QFuture<Result<SamplePage>> samples(const QString &id, int benchmarkIndex, const SampleQuery &query) override;
    QFuture<Result<ScoreColumns>> scores(const QString &id, int benchmarkIndex) override;
    QFuture<Result<QList<SampleFacet>>> sampleFacets(const QString &id, int benchmarkIndex, const SampleFacetQuery &query) override;
    QFuture<Result<Job>> change(const QString &id, const JobDetails &details) override;
    QFuture<Result<Done>> archive(const QString &id) override;
    QFuture<Result<Done>> restore(const QString &id) override;

private:
    /// A list as far as it was read: pages are named by the item before them, not by a number.
    struct Walk {
        JobQuery query;
        bool archived = false; ///< only those in the archive
        QList<Job> jobs;
        ScaleCursor cursor;
        qint64 total = -1;
    };
    using WalkPtr = std::shared_ptr<Walk>;
    using Content = ScaleItems::Content;
    RestCall callFor(const Walk &walk) const;
    QFuture<Result<Page<Job>>> walk(const JobQuery &query, bool archived);
    void listOn(const WalkPtr &walk, const JobQuery &query, const std::shared_ptr<QPromise<Result<Page<Job>>>> &promise);
    void readOn(const WalkPtr &walk, const std::function<void(const Result<Done> &)> &end);
    QFuture<Result<Job>> evaluation(const QString &id);
    /// One that changes an evaluation; the list is asked for anew after it.
    QFuture<Result<Job>> write(const RestCall &call);
    QFuture<Result<Done>> done(const QFuture<Result<Job>> &job);
    /// At least what passes the filter.
    QFuture<Result<Content>> content(const QString &id, SampleQuery::Filter filter);
    void readContent(const Job &job, const std::shared_ptr<QPromise<Result<Content>>> &promise);
    template<typename T, typename Make>
    QFuture<Result<T>> fromSamples(const QString &id, SampleQuery::Filter filter, Make make);

    RestClient &m_client;
    ScaleItems m_items;
    QList<WalkPtr> m_walks;                          ///< of the last few queries
    /// Who waits for the page of a walk that is read now. Not in the walk, which they hold.
    std::map<const Walk *, std::vector<std::function<void(const Result<Done> &)>>> m_waiting;
};

} // namespace assay

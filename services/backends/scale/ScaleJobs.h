#pragma once

#include "services/api/JobService.h"
#include "services/backends/scale/ScaleReader.h"

#include <QPromise>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace assay {

/// Evaluations of a Scale GP account as jobs of one benchmark each, with their items as samples. None is begun from here. GUI thread.
class ScaleJobs final : public JobService {
    Q_OBJECT
public:
    explicit ScaleJobs(RestClient &client, QObject *parent = nullptr) : JobService(parent), m_client(client) {}

    /// Another account or server: nothing that was read before holds any more.
    void forget();

    QFuture<Result<Page<Job>>> list(const JobQuery &query) override;
    /// With means over the items, once the evaluation has ended.
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
        QList<Job> jobs;
        QSet<QString> seen;
        QString last;
        qint64 total = -1;
        bool over = false;
    };
    using WalkPtr = std::shared_ptr<Walk>;
    using Content = std::shared_ptr<const ScaleContent>;
    struct ItemWalk;
    RestCall callFor(const Walk &walk) const;
    void listOn(const WalkPtr &walk, const JobQuery &query, const std::shared_ptr<QPromise<Result<Page<Job>>>> &promise);
    void readOn(const WalkPtr &walk, const std::function<void(const Result<Done> &)> &end);
    QFuture<Result<Job>> evaluation(const QString &id);
    /// One that changes an evaluation; the list is asked for anew after it.
    QFuture<Result<Job>> write(const RestCall &call);
    QFuture<Result<Done>> done(const QFuture<Result<Job>> &job);
    QFuture<Result<Content>> content(const QString &id);
    QFuture<Result<Content>> contentOf(const Job &job);
    void readItemsOn(const std::shared_ptr<ItemWalk> &walk);
    void readSchema(const std::shared_ptr<ItemWalk> &walk);
    void readContent(const std::shared_ptr<ItemWalk> &walk, const QByteArray &schema);
    void endWalk(const std::shared_ptr<ItemWalk> &walk, const Result<Content> &content);
    Content kept(const QString &id) const;
    template<typename T, typename Make>
    QFuture<Result<T>> fromSamples(const QString &id, Make make);

    RestClient &m_client;
    QList<WalkPtr> m_walks;                          ///< of the last few queries
    std::deque<std::pair<QString, Content>> m_kept;  ///< of evaluations that have ended, the newest first
    QHash<QString, QFuture<Result<Content>>> m_reading; ///< whose items are read now
    /// Who waits for the page of a walk that is read now. Not in the walk, which they hold.
    std::map<const Walk *, std::vector<std::function<void(const Result<Done> &)>>> m_waiting;
    int m_account = 0;                               ///< counts forget()
};

} // namespace assay

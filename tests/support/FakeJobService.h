#pragma once

#include "services/api/JobService.h"
#include "services/core/Async.h"
#include "services/core/JobExtras.h"
#include "services/core/SampleExpression.h"

#include <QHash>
#include <QPair>

#include <deque>
#include <functional>

namespace assay::test {

/// Jobs in memory. Answers at once unless `hold` is set: then each call waits for release(), in any order the test likes.
class FakeJobService : public JobService {
public:
    QList<Job> stored;                ///< newest first, as the local engine lists them
    bool hold = false;                ///< keep answers until release()
    std::optional<Error> failWith;    ///< every answer made while it is set is this error
    QList<JobQuery> listCalls, archivedCalls;
    QStringList getCalls, cancelled, removed, archivedIds;
    QList<QPair<Job, QString>> submitted; ///< job, idempotency key
    QHash<QPair<QString, int>, QByteArray> logs;
    QHash<QPair<QString, int>, QList<Sample>> sampleRows; ///< job id and benchmark index
    QHash<QPair<QString, int>, ScoreColumns> scoreColumns;
    QList<SampleQuery> sampleCalls;
    QHash<QString, QList<SampleFacet>> facets; ///< by column
    QHash<QString, QByteArray> tasks;          ///< by id, as they were put
    QHash<QPair<QString, int>, QList<JobAttempt>> attemptRows;
    QHash<QPair<QString, int>, QList<QByteArray>> attemptLogs; ///< as attemptRows
    QList<QPair<QString, QList<int>>> retried; ///< job, benchmarks

    QFuture<Result<Page<Job>>> list(const JobQuery &query) override
    {
        listCalls << query;
        return pageOf(query, false);
    }
    QFuture<Result<Page<Job>>> listArchived(const JobQuery &query) override
    {
        archivedCalls << query;
        return pageOf(query, true);
    }
    QFuture<Result<Page<Job>>> pageOf(const JobQuery &query, bool archived)
    {
        return answer<Page<Job>>([this, query, archived]() -> Result<Page<Job>> {
            QList<Job> matching;
            for (const Job &job : stored) {
                if (jobIsArchived(job) != archived)
                    continue;
                if (!query.status.isEmpty() && !query.status.split(u'|').contains(job.status.state.text()))
                    continue;
                if (!query.name.isEmpty() && job.name != query.name)
                    continue;
                if (!query.tags.isEmpty() && !job.tags.contains(query.tags))
                    continue;
                matching << job;
            }
            Page<Job> page;
            page.totalCount = matching.size();
            page.items = matching.mid(query.offset, query.limit == 0 ? -1 : query.limit);
            return page;
        });
    }
    QFuture<Result<Job>> get(const QString &id) override
    {
        getCalls << id;
        return answer<Job>([this, id]() -> Result<Job> {
            const Job *job = find(id);
            return job ? Result<Job>(*job) : Result<Job>(missing(id));
        });
    }
    QFuture<Result<Job>> submit(const Job &job, const QString &idempotencyKey) override
    {
        submitted.append({job, idempotencyKey});
        return answer<Job>([this, job]() -> Result<Job> {
            Job made = job;
            made.resource.id = QStringLiteral("new-%1").arg(submitted.size());
            made.status.state = RunState::Pending;
            stored.prepend(made);
            return made;
        });
    }
    QFuture<Result<Done>> cancel(const QString &id) override
    {
        cancelled << id;
        return answer<Done>([this, id]() -> Result<Done> {
            if (Job *job = find(id)) {
                job->status.state = RunState::Cancelled;
                return Done{};
            }
            return missing(id);
        });
    }
    QFuture<Result<Done>> remove(const QString &id) override
    {
        removed << id;
        return answer<Done>([this, id]() -> Result<Done> {
            return stored.removeIf([&](const Job &job) { return job.resource.id == id; }) > 0 ? Result<Done>(Done{})
                                                                                              : Result<Done>(missing(id));
        });
    }
    QFuture<Result<LogRange>> log(const QString &id, int benchmarkIndex, qint64 offset, qint64 limit) override
    {
        return answer<LogRange>([this, id, benchmarkIndex, offset, limit]() -> Result<LogRange> {
            const QByteArray all = logs.value({id, benchmarkIndex});
            return LogRange{all.mid(offset, limit), qMin(offset, qint64(all.size())), all.size()};
        });
    }
    QFuture<Result<SamplePage>> samples(const QString &id, int benchmarkIndex, const SampleQuery &query) override
    {
        sampleCalls << query;
        return answer<SamplePage>([this, id, benchmarkIndex, query]() -> Result<SamplePage> {
            const auto parsed = parseSampleExpression(query.filterExpression);
            const auto *expression = std::get_if<SampleExpression>(&parsed);
            if (!expression)
                return Error{Error::Kind::Invalid, std::get<SampleExpressionProblem>(parsed).message};
            QList<Sample> matching;
            for (const Sample &sample : sampleRows.value({id, benchmarkIndex})) {
                const SampleKey key{sample.itemKey, sample.repeat};
                if (matches(sample, query) && assay::matches(*expression, sample) && (query.itemKeys.isEmpty() || query.itemKeys.contains(key)))
                    matching << sample;
            }
            // Where the next page starts is the number of its first row.
            const qint64 from = query.after.isEmpty() ? query.offset : query.after.toLongLong();
            SamplePage page{matching.mid(from, query.limit), matching.size(), query.count, {}, 0, 0};
            if (from + query.limit < matching.size())
                page.next = QString::number(from + query.limit);
            if (needsTexts(*expression)) {
                page.counted = false;
                page.lookedAt = page.next.isEmpty() ? sampleRows.value({id, benchmarkIndex}).size() : from + query.limit;
                page.totalCount = sampleRows.value({id, benchmarkIndex}).size();
            }
            return page;
        });
    }
    QFuture<Result<QList<SampleFacet>>> sampleFacets(const QString &, int, const SampleFacetQuery &query) override
    {
        return answer<QList<SampleFacet>>([this, query]() -> Result<QList<SampleFacet>> { return facets.value(query.metadata); });
    }
    QFuture<Result<ScoreColumns>> scores(const QString &id, int benchmarkIndex) override
    {
        return answer<ScoreColumns>([this, id, benchmarkIndex]() -> Result<ScoreColumns> {
            return scoreColumns.value({id, benchmarkIndex});
        });
    }

    QFuture<Result<Done>> putTask(const QString &id, const QByteArray &yaml, bool) override
    {
        return answer<Done>([this, id, yaml]() -> Result<Done> {
            tasks.insert(id, yaml);
            return Done{};
        });
    }
    QFuture<Result<Job>> retry(const QString &id, const QList<int> &benchmarks) override
    {
        retried.append({id, benchmarks});
        return answer<Job>([this, id, benchmarks]() -> Result<Job> {
            Job *job = find(id);
            if (!job)
                return missing(id);
            for (BenchmarkStatus &status : job->status.benchmarks) {
                if (benchmarks.isEmpty() || benchmarks.contains(int(status.benchmarkIndex.value_or(0))))
                    status.status = RunState::Pending;
            }
            job->status.state = RunState::Running;
            return *job;
        });
    }
    QFuture<Result<QList<JobAttempt>>> attempts(const QString &id, int benchmarkIndex) override
    {
        return answer<QList<JobAttempt>>([this, id, benchmarkIndex]() -> Result<QList<JobAttempt>> { return attemptRows.value({id, benchmarkIndex}); });
    }

    QFuture<Result<LogRange>> attemptLog(const QString &id, int benchmarkIndex, qint64 attempt, qint64 offset, qint64 limit) override
    {
        return answer<LogRange>([this, id, benchmarkIndex, attempt, offset, limit]() -> Result<LogRange> {
            const QByteArray all = attemptLogs.value({id, benchmarkIndex}).value(attempt - 1);
            return LogRange{all.mid(offset, limit), qMin(offset, qint64(all.size())), all.size()};
        });
    }

    QFuture<Result<Job>> change(const QString &id, const JobDetails &details) override
    {
        return answer<Job>([this, id, details]() -> Result<Job> {
            Job *job = find(id);
            if (!job)
                return missing(id);
            job->name = details.name.value_or(job->name);
            job->description = details.description.value_or(job->description);
            job->tags = details.tags.value_or(job->tags);
            mergeJobMetadata(*job, details.metadata);
            return *job;
        });
    }
    QFuture<Result<Done>> archive(const QString &id) override
    {
        archivedIds << id;
        return setArchived(id, QStringLiteral("2025-11-08T10:00:00Z"));
    }
    QFuture<Result<Done>> restore(const QString &id) override
    {
        archivedIds.removeAll(id);
        return setArchived(id, {});
    }
    QFuture<Result<Done>> setArchived(const QString &id, const QString &when)
    {
        return answer<Done>([this, id, when]() -> Result<Done> {
            if (Job *job = find(id))
                setJobArchivedAt(*job, when);
            return Done{};
        });
    }

    qsizetype waiting() const { return qsizetype(m_held.size()); }
    /// Lets the held call number `index` (0: the oldest) answer.
    void release(std::size_t index = 0)
    {
        auto run = std::move(m_held.at(index));
        m_held.erase(m_held.begin() + std::ptrdiff_t(index));
        run();
    }
    void releaseAll()
    {
        while (!m_held.empty())
            release();
    }
    Job *find(const QString &id)
    {
        for (Job &job : stored) {
            if (job.resource.id == id)
                return &job;
        }
        return nullptr;
    }
    /// Puts the job in place and tells of it, as a server's event stream would.
    void change(const Job &job)
    {
        if (Job *old = find(job.resource.id))
            *old = job;
        Q_EMIT jobChanged({job.resource.id, job.status.state, {}, {}, {}, {}});
    }

private:
    static Error missing(const QString &id)
    {
        return Error{Error::Kind::NotFound, QStringLiteral("There is no run %1.").arg(id), {}, QStringLiteral("resource_not_found")};
    }
    static bool matches(const Sample &sample, const SampleQuery &query)
    {
        if (!query.search.isEmpty() && !sample.prompt.contains(query.search) && !sample.response.contains(query.search)
            && !sample.target.contains(query.search))
            return false;
        switch (query.filter) {
        case SampleQuery::Filter::All: return true;
        case SampleQuery::Filter::Failed: return sample.score && *sample.score < 0.5;
        case SampleQuery::Filter::Passed: return sample.score && *sample.score >= 0.5;
        case SampleQuery::Filter::NotExtracted: return sample.extractionFailed;
        case SampleQuery::Filter::Errors: return !sample.error.isEmpty();
        }
        return true;
    }
    template<typename T>
    QFuture<Result<T>> answer(std::function<Result<T>()> make)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        auto run = [this, promise, make = std::move(make)] {
            promise->addResult(failWith ? Result<T>(*failWith) : make());
            promise->finish();
        };
        if (hold)
            m_held.push_back(run);
        else
            run();
        return promise->future();
    }

    std::deque<std::function<void()>> m_held;
};

} // namespace assay::test

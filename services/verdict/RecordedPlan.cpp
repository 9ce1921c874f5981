#include "services/verdict/RecordedPlan.h"

#include "services/core/Time.h"
#include "services/verdict/CollectionMerge.h"
#include "services/verdict/MetricInfo.h"
#include "services/verdict/WireScore.h"

#include <QCoreApplication>
#include <QMap>

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace assay {

namespace {

/// What a job says of the benchmark at one index.
struct Reported {
    QString providerId, id;
    const BenchmarkTest *test = nullptr; ///< with a threshold
    bool completed = false;
};

QMap<qint64, Reported> reportsOf(const Job &job)
{
    QMap<qint64, Reported> reports;
    for (const BenchmarkStatus &status : job.status.benchmarks) {
        Reported &one = reports[status.benchmarkIndex.value_or(0)];
        one.providerId = status.providerId;
        one.id = status.id;
        one.completed = status.status == RunState::Completed;
    }
    for (const BenchmarkResult &result : job.results.benchmarks) {
        Reported &one = reports[result.benchmarkIndex.value_or(0)];
        one.providerId = result.providerId;
        one.id = result.id;
        if (result.test && result.test->threshold)
            one.test = &*result.test;
    }
    return reports;
}

bool isOf(const BenchmarkRef &entry, const Reported &report)
{
    return entry.id == report.id && entry.providerId == report.providerId;
}

/// Puts the entries of a collection where a job ran them, each as the job was judged by it.
class Maker {
public:
    Maker(const Job &job, const Collection &collection)
        : m_job(job)
        , m_entries(collection.benchmarks)
        , m_reports(reportsOf(job))
    {
        const bool otherTime = changedSince(job.collection->collectionUpdatedAt, collection.resource.updatedAt);
        m_fits = std::ranges::all_of(m_reports.keys(), [this](qint64 index) {
            return index >= 0 && index < m_entries.size() && isOf(m_entries.at(index), m_reports.value(index));
        });
        m_plan.changed = otherTime || !m_fits;
    }

    RecordedPlan plan()
    {
        place();
        for (int index = 0; index < m_plan.places.size(); ++index)
            m_plan.benchmarks << entryAt(index);
        return m_plan;
    }

private:
    void place()
    {
        // Such a job has heard of all its benchmarks: what is in the collection beside them came later.
        const bool allReported = m_job.status.state == RunState::Completed || m_job.status.state == RunState::PartiallyFailed;
        if (m_fits) {
            const bool onlyReported = m_plan.changed && allReported && !m_reports.isEmpty();
            const qsizetype count = onlyReported ? m_reports.lastKey() + 1 : m_entries.size();
            for (int index = 0; index < count; ++index)
                m_plan.places << index;
            return;
        }
        m_plan.uncertain = !allReported; // where the others stood is not known
        QList<bool> taken(m_entries.size(), false);
        for (auto report = m_reports.cbegin(); report != m_reports.cend(); ++report) {
            while (m_plan.places.size() <= report.key())
                m_plan.places << -1;
            for (int place = 0; place < m_entries.size(); ++place) {
                if (taken.at(place) || !isOf(m_entries.at(place), *report))
                    continue;
                taken[place] = true;
                m_plan.places[report.key()] = place;
                break;
            }
        }
    }

    BenchmarkRef entryAt(int index)
    {
        const int place = m_plan.places.at(index);
        const Reported report = m_reports.value(index);
        BenchmarkRef entry;
        if (place >= 0)
            entry = m_entries.at(place);
        else
            std::tie(entry.providerId, entry.id) = std::tie(report.providerId, report.id);
        if (m_plan.changed) { // what was asked for then is not known
            entry.parameters = {};
            entry.testDataRef.reset();
        }
        if (report.test)
            takeTest(entry, *report.test);
        else if (m_plan.changed)
            takeNoTest(entry, report);
        return entry;
    }

    void takeTest(BenchmarkRef &entry, const BenchmarkTest &test) const
    {
        // A server that looks entries up by name judged the second of them by the first one's gate.
        const bool twice = std::ranges::count_if(m_entries, [&](const BenchmarkRef &other) { return isSameBenchmark(other, entry); }) > 1;
        const bool hasOwn = entry.passCriteria && entry.passCriteria->threshold;
        if (!m_plan.changed && twice && hasOwn)
            return;
        PassCriteria criteria = entry.passCriteria.value_or(PassCriteria {});
        criteria.threshold = test.threshold;
        entry.passCriteria = criteria;
        if (!m_plan.changed || !entry.primaryScore || test.primaryScoreMetric.isEmpty())
            return;
        const auto direction = directionOf(test);
        if (entry.primaryScore->metric != test.primaryScoreMetric)
            entry.primaryScore = PrimaryScore { test.primaryScoreMetric, direction.value_or(metricInfo(test.primaryScoreMetric).lowerIsBetter), {} };
        else if (direction)
            entry.primaryScore->lowerIsBetter = *direction;
    }

    void takeNoTest(BenchmarkRef &entry, const Reported &report)
    {
        m_plan.uncertain = m_plan.uncertain || entry.passCriteria || report.id.isEmpty();
        // It ended well and nobody judged it: a gate that the collection got since is none of this run. One that failed has no result
        // to judge, whatever the gate.
        if (report.completed)
            entry.passCriteria.reset();
    }

    const Job &m_job;
    const QList<BenchmarkRef> &m_entries;
    const QMap<qint64, Reported> m_reports;
    bool m_fits = false;
    RecordedPlan m_plan;
};

/// The threshold that the server compared the job's score with. The wire's default is nobody's gate, unless the collection has one.
std::optional<PassCriteria> recordedCriteria(const Job &job, const std::optional<PassCriteria> &present, bool changed)
{
    const auto recorded = job.results.test ? job.results.test->threshold : std::nullopt;
    const bool hasGate = present && present->threshold;
    if (!recorded)
        return changed && job.status.state == RunState::Completed ? std::nullopt : present;
    if (!hasGate && asFloat32(*recorded) == asFloat32(wireDefaultThreshold))
        return std::nullopt;
    PassCriteria criteria = present.value_or(PassCriteria {});
    criteria.threshold = recorded;
    return criteria;
}

} // namespace

RecordedPlan recordedPlan(const Job &job, const Collection *collection)
{
    RecordedPlan plan;
    if (!job.collection) {
        plan.benchmarks = job.benchmarks;
        return plan;
    }
    if (collection)
        plan = Maker(job, *collection).plan();
    plan.criteria = recordedCriteria(job, collection ? collection->passCriteria : std::nullopt, plan.changed);
    return plan;
}

std::optional<bool> directionOf(const BenchmarkTest &test)
{
    if (!test.pass || !test.primaryScore || !test.threshold || *test.primaryScore == *test.threshold)
        return std::nullopt;
    return *test.pass == (*test.primaryScore < *test.threshold);
}

bool changedSince(const QString &collectionUpdatedAtThen, const QString &now)
{
    const QDateTime then = parseTime(collectionUpdatedAtThen), present = parseTime(now);
    // The wire drops the fraction of a second on some answers.
    return then.isValid() && present.isValid() && std::abs(then.secsTo(present)) > 1;
}

QString collectionChangedText()
{
    return QCoreApplication::translate("assay", "The collection was changed after this job was submitted, so the plan shown may not be what ran.");
}

Job expandedAsRecorded(const Job &job, const Collection &collection, const RecordedPlan &plan)
{
    Job expanded = expandedInline(job, collection);
    if (!job.collection)
        return expanded;
    QList<BenchmarkRef> entries;
    for (int index = 0; index < plan.places.size(); ++index) {
        const int place = plan.places.at(index);
        entries << (place >= 0 ? expanded.benchmarks.at(place) : plan.benchmarks.at(index));
    }
    expanded.benchmarks = entries;
    return expanded;
}

} // namespace assay

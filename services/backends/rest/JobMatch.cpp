#include "services/backends/rest/JobMatch.h"

#include "services/core/Time.h"

#include <algorithm>

namespace assay {

namespace {

/// "a,b": all of them; "a|b": any.
bool fits(const QString &filter, const QStringList &values)
{
    if (filter.isEmpty())
        return true;
    const bool any = filter.contains(QLatin1Char('|'));
    const QStringList words = filter.split(any ? QLatin1Char('|') : QLatin1Char(','), Qt::SkipEmptyParts);
    const auto has = [&values](const QString &word) { return values.contains(word.trimmed()); };
    return any ? std::any_of(words.cbegin(), words.cend(), has) : std::all_of(words.cbegin(), words.cend(), has);
}

} // namespace

Page<Job> matchingJobs(const QList<Job> &jobs, const JobQuery &query)
{
    std::vector<std::pair<qint64, const Job *>> found;
    for (const Job &job : jobs) {
        if (fits(query.name, {job.name}) && fits(query.tags, job.tags) && fits(query.owner, {job.resource.owner})
            && fits(query.status, {job.status.state.text()}) && fits(query.experimentId, {job.resource.mlflowExperimentId}))
            found.push_back({parseTime(job.resource.createdAt).toMSecsSinceEpoch(), &job});
    }
    std::sort(found.begin(), found.end(), [](const auto &a, const auto &b) {
        return a.first == b.first ? a.second->resource.id < b.second->resource.id : a.first > b.first;
    });
    Page<Job> page;
    page.totalCount = qint64(found.size());
    for (qint64 i = std::max<qint64>(0, query.offset); i < page.totalCount && page.items.size() < query.limit; ++i)
        page.items << *found[std::size_t(i)].second;
    return page;
}

} // namespace assay

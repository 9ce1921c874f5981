#include "services/engine/scheduler/WaitingQueue.h"

#include <algorithm>
#include <tuple>

namespace assay::engine {

void WaitingQueue::add(const OpenBenchmark &benchmark)
{
    auto &waiting = m_jobs[benchmark.jobSeq].waiting;
    const auto rank = [](const OpenBenchmark &one) { return std::tuple(!one.attemptRunning, one.index); };
    const auto same = [&](const OpenBenchmark &one) { return one.index == benchmark.index; };
    if (std::any_of(waiting.begin(), waiting.end(), same))
        return;
    const auto place = std::find_if(waiting.begin(), waiting.end(), [&](const OpenBenchmark &one) { return rank(one) > rank(benchmark); });
    waiting.insert(place, benchmark);
    ++m_size;
}

void WaitingQueue::removeJob(const QString &jobId)
{
    for (auto job = m_jobs.begin(); job != m_jobs.end();) {
        const bool same = !job->second.waiting.empty() && job->second.waiting.front().jobId == jobId;
        if (same)
            m_size -= int(job->second.waiting.size());
        job = same ? m_jobs.erase(job) : std::next(job);
    }
}

void WaitingQueue::remove(const QString &jobId, int index)
{
    for (auto job = m_jobs.begin(); job != m_jobs.end(); ++job) {
        auto &waiting = job->second.waiting;
        if (waiting.empty() || waiting.front().jobId != jobId)
            continue;
        const auto found = std::find_if(waiting.begin(), waiting.end(), [&](const OpenBenchmark &one) { return one.index == index; });
        if (found != waiting.end())
            erase(job, found);
        return;
    }
}

void WaitingQueue::erase(std::map<qint64, JobQueue>::iterator job, std::deque<OpenBenchmark>::iterator benchmark)
{
    job->second.waiting.erase(benchmark);
    --m_size;
    if (job->second.waiting.empty())
        m_jobs.erase(job);
}

std::optional<OpenBenchmark> WaitingQueue::take(const std::function<bool(const OpenBenchmark &)> &fits,
                                                const std::map<QString, int> &running)
{
    auto best = m_jobs.end();
    std::deque<OpenBenchmark>::iterator choice;
    std::tuple<int, qint64, qint64> bestRank;
    for (auto job = m_jobs.begin(); job != m_jobs.end(); ++job) {
        auto &waiting = job->second.waiting;
        const auto count = running.find(waiting.front().jobId);
        const std::tuple rank(count == running.end() ? 0 : count->second, job->second.served, job->first);
        if (best != m_jobs.end() && bestRank <= rank)
            continue;
        const auto first = std::find_if(waiting.begin(), waiting.end(), fits);
        if (first == waiting.end())
            continue;
        best = job;
        choice = first;
        bestRank = rank;
    }
    if (best == m_jobs.end())
        return {};
    const OpenBenchmark taken = *choice;
    best->second.served = ++m_takes;
    erase(best, choice);
    return taken;
}

} // namespace assay::engine

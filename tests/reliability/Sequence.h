#pragma once

#include "tests/reliability/World.h"

#include <random>
#include <set>

namespace assay::test {

/// One random history of an engine, told by a seed: requests, reports, faults, and after each step a look at whether
/// the engine says what the model says. run() throws Violation.
class Sequence {
public:
    /// point: the fault that is planned; the steps are chosen so that its write happens.
    Sequence(quint64 seed, const FaultPoint &point, bool canReplace);
    void run();
    /// What was done, a line a step; for people.
    const std::string &story() const { return m_story; }

private:
    /// A request that was sent, or what a runner did.
    struct Change {
        std::string what;
        std::function<int(Model &)> apply; ///< answers the status that it must have
        std::future<Reply> reply = {}; ///< invalid: nobody is told whether it was stored
        std::function<void(Model &, const Reply &)> learn = {}; ///< takes from the answer what only that says
    };
    // steps
    void step();
    void createJob();
    void createRefused();
    void clientReport();
    void illegalReport();
    void cancelJob();
    void cancelOne();
    void retryJob();
    void removeJob();
    void runnerEnds();
    void runnerTells();
    void runnerStores();
    void createDocument();
    void replaceDocument();
    void removeDocument();
    void lists();
    void timePasses();
    void clockJumps();
    void restart();
    void killed();
    void fullDisk();
    void together();
    void damage();

    Change jobChange();
    Change reportChange();
    Change cancelChange();
    Change documentChange();
    void serve(std::vector<Change> changes);
    void settle();
    void crash();
    void open();
    void reconcile();
    void finish();
    void lookIntoTheFile();
    void provoke();
    std::string strayFolder() const; ///< a folder of no job; empty: none

    std::string stateDifference(Model &model, const nlohmann::json &jobs, const nlohmann::json &documents) const;
    void checkSamples();
    void checkDamaged();
    nlohmann::json allJobs();
    nlohmann::json allDocuments();
    QByteArray jobPath(const ModelJob &job) const
    {
        return QByteArray(World::jobs) + '/' + QByteArray::fromStdString(job.id);
    }
    ModelJob *anyJob(const std::function<bool(const ModelJob &)> &fits = {});
    std::size_t below(std::size_t limit) { return std::size_t(m_random() % limit); }
    bool chance(int percent) { return int(below(100)) < percent; }
    template <typename T>
    const T &oneOf(const std::vector<T> &list)
    {
        return list[below(list.size())];
    }
    void tell(const std::string &line) { m_story += line + '\n'; }
    bool dead() const { return FaultDisk::instance().dead(); }

    std::mt19937_64 m_random;
    const FaultPoint m_point;
    const bool m_canReplace;
    World m_world;
    Model m_model;
    std::vector<Model> m_candidates; ///< what may be true after a death
    std::set<std::string> m_touched; ///< jobs to look at
    std::string m_story;
    int m_made = 0, m_reports = 0;
    bool m_acknowledged = true; ///< the last changes were answered
    bool m_over = false;
};

} // namespace assay::test

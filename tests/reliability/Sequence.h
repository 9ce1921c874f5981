#pragma once

#include "tests/reliability/World.h"

#include <algorithm>
#include <initializer_list>
#include <random>
#include <set>

namespace assay::test {

constexpr auto patience = std::chrono::seconds(20);

std::string textAt(const nlohmann::json &document, const char *pointer); ///< empty: nothing there

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
    static WorldOptions optionsFor(const FaultPoint &point, std::mt19937_64 &random);
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
    void decide();
    void receiverTurns();
    void quiet();
    void foldersAge();
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
    void addWishes(ModelJob &job, nlohmann::json &body);
    void programTells(const std::string &name, int index, const std::string &status);
    void oursTells(const std::string &name, int index);
    std::future<Reply> programReports(
        engine::AttemptSink &sink, const ModelBenchmark &benchmark, const ModelEvent &event, int number);
    void tellHeard(const std::string &name, int index, const std::function<void()> &tell);
    void pass(long long ms);
    void serve(std::vector<Change> changes);
    void settle();
    void crash();
    void open();
    void reconcile();
    void finish();
    void lookIntoTheFile();
    void provoke();
    void provokeWrite();
    std::string strayFolder() const; ///< a folder of no job; empty: none

    /// What the engine says of everything.
    struct Sight {
        nlohmann::json jobs, documents, commands;
    };
    Sight lookAtAll();
    std::string stateDifference(Model &model, const Sight &sight) const;
    std::string attemptsDifference(const Model &model);
    std::string commandsDifference(const Model &model, const nlohmann::json &list) const;
    std::set<FakeRunner::AttemptKey> attemptsOf(const Model &model) const;
    void learnProcesses();
    void checkSamples();
    void checkAttempts();
    void checkExports();
    void checkNothingHangs();
    std::string leftFolder() const; ///< of a completed benchmark's attempt
    long long exportsSince() const { return m_world.clock.wallMs() - World::exportsAgain; }
    void checkDamaged();
    nlohmann::json allJobs();
    nlohmann::json allDocuments();
    nlohmann::json allCommands();
    QByteArray jobPath(const ModelJob &job) const
    {
        return QByteArray(World::jobs) + '/' + QByteArray::fromStdString(job.id);
    }
    QByteArray benchmarkPath(const ModelJob &job, std::size_t index) const
    {
        return jobPath(job) + "/benchmarks/" + QByteArray::number(int(index));
    }
    Runs runsOf(const std::string &provider) const;
    const std::vector<std::string> &providerNames() const;
    ModelJob *anyJob(const std::function<bool(const ModelJob &)> &fits = {});
    std::size_t below(std::size_t limit) { return std::size_t(m_random() % limit); }
    bool chance(int percent) { return int(below(100)) < percent; }
    template <typename T>
    const T &oneOf(const std::vector<T> &list)
    {
        return list[below(list.size())];
    }
    void tell(const std::string &line) { m_story += line + '\n'; }
    bool wants(std::initializer_list<const char *> sites) const ///< the planned fault is in one of these writes
    {
        return std::any_of(sites.begin(), sites.end(), [this](const char *site) { return m_point.site == site; });
    }
    bool dead() const { return FaultDisk::instance().dead(); }

    std::mt19937_64 m_random;
    const FaultPoint m_point;
    const bool m_canReplace;
    const WorldOptions m_options;
    World m_world;
    Model m_model;
    std::map<std::string, std::string> m_hashes; ///< of commands that came up
    std::vector<Model> m_candidates; ///< what may be true after a death
    std::set<std::string> m_touched; ///< jobs to look at
    std::string m_story;
    int m_made = 0, m_reports = 0;
    bool m_acknowledged = true; ///< the last changes were answered
    bool m_over = false;
};

} // namespace assay::test

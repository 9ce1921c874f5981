#pragma once

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

// What EvalHub's contract (sections 5.1 and 6) says of jobs and reports, written down a second time and by tables.
// Shares nothing with services/: what both say is compared, and a rule that one of them has wrong shows.

namespace assay::test {

/// Who ends a benchmark.
enum class Runs {
    Here, ///< an attempt of ours; the scheduler starts it by itself
    ByReports, ///< a provider with a command that is not started here: clients report
    Nowhere, ///< a provider without a command: fails as soon as it is looked at
};

struct ModelBenchmark {
    std::string provider, id;
    Runs runs = Runs::Here;
    std::string state = "pending";
    bool reported = false; ///< listed in status.benchmarks
    bool untouched = true; ///< the scheduler has not looked at it since the engine started
    std::string error; ///< error_message.message; empty: none
    std::string phase; ///< of client's reports; not kept for Runs::Here, whose reports nobody acknowledges
    std::string metrics; ///< JSON text of the result; empty: none reported
    bool hasResult = false;
    std::map<long long, bool> samples; ///< ordinal -> acknowledged

    bool ended() const;
};

struct ModelJob {
    std::string name, id, tenant, tag, key;
    std::string request; ///< the body as sent
    int order = 0; ///< of creation
    std::string state = "pending", code = "evaluation_job_created", message = "Evaluation job created";
    std::vector<ModelBenchmark> benchmarks;

    bool ended() const;
    /// What an accepted report makes of the job; by the contract's table of counts.
    void settle();
};

struct ModelEvent {
    int index = 0;
    std::string status = "running", phase, error, metrics;
};

struct ModelDocument {
    std::string kind, id, tenant, name; ///< kind: "providers" or "collections"
    std::vector<std::pair<std::string, std::string>> benchmarks; ///< (provider, id) of a collection
};

class Model {
public:
    std::map<std::string, ModelJob> jobs; ///< by name: a lost answer leaves no id
    std::map<std::string, ModelDocument> documents; ///< by name
    std::map<std::pair<std::string, std::string>, std::pair<std::string, long long>>
        keys; ///< (tenant, key) -> job, wall clock

    // Each answers the HTTP status that the contract wants.
    int report(const std::string &job, const ModelEvent &event);
    int cancel(const std::string &job);
    int remove(const std::string &job);
    // The local engine's extensions, as docs/openapi.yaml describes them.
    int cancelOne(const std::string &job, int index);
    int retry(const std::string &job);

    /// The engine starts: whatever is open is looked at again.
    void engineStarted();
    /// The scheduler has looked at everything.
    void schedulerLooked();
    /// All attempts of ours that run; as (job, index).
    std::vector<std::pair<std::string, int>> running() const;

    /// The first difference to a job's document; empty: none. Jobs that the scheduler has not looked at yet may be in
    /// any state that is legal.
    static std::string difference(const ModelJob &job, const nlohmann::json &document);
};

} // namespace assay::test

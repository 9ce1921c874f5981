#pragma once

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

// What EvalHub's contract (sections 5.1 and 6) says of jobs and reports, and docs/openapi.yaml of the local engine's
// commands, retries and exports, written down a second time and by tables. Shares nothing with services/: what both say
// is compared, and a rule that one of them has wrong shows.

namespace assay::test {

/// Who ends a benchmark.
enum class Runs {
    Here, ///< an attempt of ours; the scheduler starts it by itself
    Command, ///< a provider's command, once the user has allowed it
    ByReports, ///< a provider with a command that is not started here: clients report
    Nowhere, ///< a provider without a command: fails as soon as it is looked at
};

/// What the engine does with commands that the user has not decided about.
enum class Approval { Ask, Allow, Deny };

/// How a place that exports go to answers.
enum class Receiver {
    Good,
    Busy, ///< says so at every try: tried twice again, then failed
    Refusing, ///< failed at once
};

struct ModelBenchmark {
    std::string provider, id;
    std::string command; ///< of its provider
    Runs runs = Runs::Here;
    std::string state = "pending";
    bool reported = false; ///< listed in status.benchmarks
    bool untouched = true; ///< the scheduler has not looked at it since the engine started
    std::string error; ///< error_message.message; empty: none
    std::string phase; ///< of client's reports; not kept for Runs::Here, whose reports nobody acknowledges
    std::string metrics; ///< JSON text of the result; empty: none reported
    bool hasResult = false;
    std::map<long long, bool> samples; ///< ordinal -> acknowledged
    int attempt = 1, retries = 0; ///< retries: used up by the engine itself
    bool begun = false; ///< its attempt is under way
    bool process = false; ///< and the engine has acknowledged the attempt's process: that is taken up after a restart
    bool stalled = false; ///< the engine knows that its attempt is quiet
    bool mlflowRun = false; ///< its result names its run
    std::optional<std::string> warning = ""; ///< its message_code; empty: none; nothing: any

    bool ended() const;
};

struct ModelExport {
    std::string state = "pending"; ///< as results.assay_exports tells it once the job has ended
    int attempts = 0; ///< -1: any
    bool stale = false; ///< the job ran again since
    bool final() const { return state != "pending" && !stale; }
};

struct ModelJob {
    std::string name, id, tenant, tag, key;
    std::string request; ///< the body as sent
    int order = 0; ///< of creation
    std::string state = "pending", code = "evaluation_job_created", message = "Evaluation job created";
    std::vector<ModelBenchmark> benchmarks;
    int retries = 0; ///< that the engine may use up for each benchmark
    bool retryReported = false; ///< also for failures that were reported
    bool stalls = false; ///< warns about attempts that are quiet
    std::map<std::string, ModelExport> exports; ///< by kind, "mlflow" and "oci"
    long long updatedAt = 0; ///< wall clock, as the job said when it was looked at last; 0: not yet

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
    Approval approval = Approval::Ask;
    std::map<std::string, std::string> commands; ///< that came up -> "none", "allow", "deny"
    Receiver receiver = Receiver::Good;

    // Each answers the HTTP status that the contract wants.
    int report(const std::string &job, const ModelEvent &event);
    /// The end of an attempt as its runner or the scheduler tells it: with whatever the runner has warned of.
    int attemptEnded(const std::string &job, const ModelEvent &event);
    int cancel(const std::string &job);
    int remove(const std::string &job);
    // The local engine's extensions, as docs/openapi.yaml describes them.
    int cancelOne(const std::string &job, int index);
    int retry(const std::string &job);
    int decide(const std::string &command, const std::string &decision);

    /// The attempt's program or runner says that it failed. reported: by a report of the program, which has a number.
    void attemptFailed(const std::string &job, const ModelEvent &event, bool reported);
    /// Nothing was heard of any attempt for longer than jobs with `stalls` bear.
    void quiet();
    /// Something was heard of an attempt.
    void heard(const std::string &job, int index);
    /// The engine starts: whatever is open is looked at again. Failed exports of jobs that changed after `since` (wall
    /// clock) are tried again.
    void engineStarted(long long since);
    /// All exports that are due have come to their end.
    void exported();
    /// The scheduler has looked at everything.
    void schedulerLooked();
    /// All attempts of ours that run; as (job, index).
    std::vector<std::pair<std::string, int>> running() const;

    /// The first difference to a job's document; empty: none. Jobs that the scheduler has not looked at yet may be in
    /// any state that is legal.
    static std::string difference(const ModelJob &job, const nlohmann::json &document);

private:
    void look(const std::string &job, int index);
};

} // namespace assay::test

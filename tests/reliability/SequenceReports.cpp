#include "tests/reliability/Sequence.h"

// What clients report.

namespace assay::test {

using Json = nlohmann::json;

Sequence::Change Sequence::reportChange()
{
    ModelJob &job = *anyJob();
    ModelEvent event;
    event.index = int(below(job.benchmarks.size() + (chance(5) ? 1 : 0)));
    const bool there = std::size_t(event.index) < job.benchmarks.size();
    const ModelBenchmark asked = there ? job.benchmarks[std::size_t(event.index)] : job.benchmarks.front();
    static const std::vector<std::string> states { "pending", "running", "running", "completed", "completed",
        "failed" };
    event.status = oneOf(states);
    static const std::vector<std::string> phases { "", "initializing", "loading_data", "running_evaluation",
        "persisting_artifacts" };
    event.phase = oneOf(phases);
    Json inner { { "provider_id", asked.provider }, { "id", asked.id }, { "benchmark_index", event.index },
        { "status", event.status } };
    if (!event.phase.empty())
        inner["phase"] = event.phase;
    if (event.status == "completed" || chance(20)) {
        event.metrics = Json { { "acc", double(below(1000)) / 1000 } }.dump();
        inner["metrics"] = Json::parse(event.metrics);
    }
    if (event.status == "failed" && chance(70)) {
        event.error = "it broke " + std::to_string(below(1000));
        inner["error_message"] = { { "message", event.error }, { "message_code", "broken" } };
    }
    Change change;
    change.what = "report " + event.status + " of " + job.name + '/' + std::to_string(event.index);
    change.apply = [name = job.name, event](Model &model) { return model.report(name, event); };
    change.reply = m_world.send("POST", jobPath(job) + "/events",
        QByteArray::fromStdString(Json { { "benchmark_status_event", inner } }.dump()));
    m_touched.insert(job.name);
    return change;
}

void Sequence::clientReport()
{
    if (!anyJob())
        return createJob();
    std::vector<Change> changes;
    changes.push_back(reportChange());
    serve(std::move(changes));
}

void Sequence::illegalReport()
{
    const ModelJob *job = anyJob([](const ModelJob &one) { return !one.ended(); });
    if (!job)
        return createJob();
    const ModelBenchmark &asked = job->benchmarks.front();
    const Json good { { "provider_id", asked.provider }, { "id", asked.id }, { "benchmark_index", 0 },
        { "status", "running" } };
    const auto with = [&](const char *name, const Json &value) {
        Json event = good;
        event[name] = value;
        return event;
    };
    struct Case {
        Json event;
        int status;
        QByteArray tenant, id;
    };
    const std::vector<Case> cases { { with("status", "cancelled"), 400, {}, {} },
        { with("status", "over"), 400, {}, {} }, { with("phase", "lunch"), 400, {}, {} },
        { with("provider_id", "nobody"), 404, {}, {} }, { with("id", "three"), 404, {}, {} },
        { with("benchmark_index", 99), 404, {}, {} }, { with("benchmark_index", -1), 400, {}, {} },
        { with("benchmark_index", "zero"), 400, {}, {} }, { good, 404, "red", {} }, { good, 404, {}, "no-such-job" } };
    const Case &one = oneOf(cases);
    const QByteArray path = one.id.isEmpty() ? jobPath(*job) : QByteArray(World::jobs) + '/' + one.id;
    const bool foreign = !one.tenant.isEmpty() || !one.id.isEmpty();
    const Reply reply = m_world.ask("POST", path + "/events", { { "benchmark_status_event", one.event } }, one.tenant);
    tell("illegal report " + one.event.dump() + ": " + std::to_string(reply.status));
    const bool indexIsNegative = one.event["benchmark_index"] == -1;
    if (!dead() && reply.status != one.status && !(indexIsNegative && reply.status == 404)
        && !(reply.status >= 500 && m_world.plan.fullHappened()))
        throw Violation("the illegal report " + one.event.dump() + (foreign ? " (foreign)" : "") + " was answered "
            + std::to_string(reply.status));
    m_touched.insert(job->name);
}

} // namespace assay::test

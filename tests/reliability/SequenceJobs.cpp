#include "tests/reliability/Sequence.h"

// What clients do with jobs.

namespace assay::test {

using Json = nlohmann::json;

Runs Sequence::runsOf(const std::string &provider) const
{
    return provider == "here"   ? Runs::Here
        : provider == "nowhere" ? Runs::Nowhere
        : m_options.commands    ? Runs::Command
                                : Runs::ByReports;
}

const std::vector<std::string> &Sequence::providerNames() const
{
    static const std::vector<std::string> plain { "here", "here", "byreports", "byreports", "nowhere" },
        withCommands { "here", "here", "byreports", "byreports", "other", "nowhere" },
        onlyPrograms { "byreports", "other" }, onlyOurs { "here" };
    if (m_options.commands && wants({ "noteCommand", "decideCommand", "processEnded", "recordProcess" }))
        return onlyPrograms;
    if (wants({ "warn", "clearWarning", "retryAttempt", "attemptsSwept" }))
        return onlyOurs;
    return m_options.commands ? withCommands : plain;
}

/// What a job may ask for beside its benchmarks: retries, a warning when nothing is heard of it, exports.
void Sequence::addWishes(ModelJob &job, Json &body)
{
    Json own = Json::object();
    if (chance(40) || wants({ "retryAttempt" })) {
        job.retries = 1 + int(below(3));
        job.retryReported = chance(50) || wants({ "retryAttempt" });
        own["retries"] = job.retries;
        own["retry_on"] = job.retryReported ? "all" : "infrastructure";
        own["retry_backoff_seconds"] = chance(70) ? 0 : 1;
    }
    if (chance(30) || wants({ "warn", "clearWarning" })) {
        job.stalls = true;
        own["stall_seconds"] = World::stall / 1000;
    }
    if (!own.empty())
        body["custom"]["assay"] = own;
    if (!m_world.receiver)
        return;
    const bool always = wants({ "recordExport", "recordMlflowRun", "retryExports" });
    if (always || chance(50)) {
        job.exports["mlflow"] = {};
        body["experiment"] = { { "name", "night" } };
    }
    if (always || chance(50)) {
        job.exports["oci"] = {};
        body["exports"]["oci"]["coordinates"]
            = { { "oci_host", m_world.receiver->host().toStdString() }, { "oci_repository", "night" } };
    }
}

Sequence::Change Sequence::jobChange()
{
    ModelJob job;
    job.name = "job-" + std::to_string(++m_made);
    job.order = m_made;
    job.tenant = chance(30) ? "blue" : "";
    job.tag = chance(50) ? "even" : "odd";
    Json body { { "name", job.name }, { "model", { { "name", "m" }, { "url", "http://model.invalid/v1" } } },
        { "tags", { job.tag } } };
    std::vector<std::pair<std::string, std::string>> entries;
    std::vector<const ModelDocument *> collections;
    for (const auto &[name, document] : m_model.documents) {
        if (document.kind == "collections" && document.tenant == job.tenant)
            collections.push_back(&document);
    }
    if (!collections.empty() && chance(40)) {
        const ModelDocument &collection = *oneOf(collections);
        body["collection"] = { { "id", collection.id } };
        entries = collection.benchmarks;
    } else {
        for (std::size_t i = 0, count = 1 + below(6); i < count; ++i) {
            entries.emplace_back(oneOf(providerNames()), chance(50) ? "one" : "two");
            body["benchmarks"].push_back({ { "provider_id", entries.back().first }, { "id", entries.back().second } });
        }
    }
    for (const auto &[provider, id] : entries) {
        job.benchmarks.emplace_back();
        job.benchmarks.back().provider = provider;
        job.benchmarks.back().id = id;
        job.benchmarks.back().runs = runsOf(provider);
        job.benchmarks.back().command = provider == "other" ? "false" : "true";
    }
    addWishes(job, body);
    if (chance(20))
        job.key = "key-" + std::to_string(below(4));
    job.request = body.dump();
    if (const auto known = m_model.keys.find({ job.tenant, job.key }); known != m_model.keys.end()
        && known->second.second >= m_world.clock.wallMs() - 24LL * 3600 * 1000 && chance(50))
        job.request = m_model.jobs.at(known->second.first).request; // asked once more: the first one is answered
    const long long now = m_world.clock.wallMs();
    Change change;
    change.what = "create " + job.name + (job.key.empty() ? "" : " with " + job.key);
    change.apply = [job, now](Model &model) {
        if (!job.key.empty()) {
            std::erase_if(
                model.keys, [&](const auto &entry) { return entry.second.second < now - 24LL * 3600 * 1000; });
            if (const auto known = model.keys.find({ job.tenant, job.key }); known != model.keys.end())
                return model.jobs.at(known->second.first).request == job.request ? 202 : 409;
            model.keys[{ job.tenant, job.key }] = { job.name, now };
        }
        model.jobs[job.name] = job;
        return 202;
    };
    change.learn = [job](Model &model, const Reply &reply) {
        const auto made = model.jobs.find(job.name);
        const std::string name = reply.json.value("name", ""), id = textAt(reply.json, "/resource/id");
        if (made != model.jobs.end())
            made->second.id = id;
        const std::string wanted = made != model.jobs.end() ? job.name : model.keys.at({ job.tenant, job.key }).first;
        if (name != wanted || id.empty() || model.jobs.at(wanted).id != id)
            throw Violation("the answer to the creation of '" + wanted + "' shows '" + name + "'");
    };
    change.reply = m_world.send("POST", World::jobs, QByteArray::fromStdString(job.request),
        QByteArray::fromStdString(job.tenant), QByteArray::fromStdString(job.key));
    m_touched.insert(job.name);
    return change;
}

void Sequence::createJob()
{
    std::vector<Change> changes;
    changes.push_back(jobChange());
    serve(std::move(changes));
}

void Sequence::createRefused()
{
    Json body { { "name", "refused" }, { "model", { { "name", "m" }, { "url", "http://model.invalid/v1" } } } };
    const std::vector<std::pair<Json, int>> kinds { { Json::array({ { { "provider_id", "nobody" }, { "id", "one" } } }),
                                                        404 },
        { Json::array({ { { "provider_id", "here" }, { "id", "three" } } }), 400 }, { Json::array(), 400 },
        { Json("text"), 400 } };
    const auto &[benchmarks, status] = oneOf(kinds);
    body["benchmarks"] = benchmarks;
    const Reply reply = m_world.ask("POST", World::jobs, body);
    tell("create refused: " + std::to_string(reply.status));
    if (reply.status != status && !dead())
        throw Violation(
            "a bad job was answered " + std::to_string(reply.status) + " instead of " + std::to_string(status));
}

Sequence::Change Sequence::cancelChange()
{
    const ModelJob &job = *anyJob();
    Change change;
    change.what = "cancel " + job.name;
    change.apply = [name = job.name](Model &model) { return model.cancel(name); };
    change.reply = m_world.send("DELETE", jobPath(job));
    m_touched.insert(job.name);
    return change;
}

void Sequence::cancelJob()
{
    if (!anyJob())
        return createJob();
    std::vector<Change> changes;
    changes.push_back(cancelChange());
    serve(std::move(changes));
}

void Sequence::cancelOne()
{
    const ModelJob *job = anyJob([](const ModelJob &one) { return !one.ended(); });
    if (!job)
        job = anyJob();
    if (!job)
        return createJob();
    const int index = int(below(job->benchmarks.size() + (chance(10) ? 1 : 0)));
    Change change;
    change.what = "cancel " + job->name + '/' + std::to_string(index);
    change.apply = [name = job->name, index](Model &model) { return model.cancelOne(name, index); };
    change.reply = m_world.send("DELETE", jobPath(*job) + "/benchmarks/" + QByteArray::number(index));
    m_touched.insert(job->name);
    std::vector<Change> changes;
    changes.push_back(std::move(change));
    serve(std::move(changes));
}

void Sequence::retryJob()
{
    const ModelJob *job = anyJob([](const ModelJob &one) {
        return one.state == "failed" || one.state == "cancelled" || one.state == "partially_failed";
    });
    if (!job)
        job = anyJob();
    if (!job)
        return createJob();
    Change change;
    change.what = "retry " + job->name;
    change.apply = [name = job->name](Model &model) { return model.retry(name); };
    change.reply = m_world.send("POST", jobPath(*job) + "/retry");
    m_touched.insert(job->name);
    std::vector<Change> changes;
    changes.push_back(std::move(change));
    serve(std::move(changes));
}

void Sequence::removeJob()
{
    const ModelJob *job = anyJob([](const ModelJob &one) {
        return std::any_of(one.benchmarks.begin(), one.benchmarks.end(),
            [](const ModelBenchmark &benchmark) { return !benchmark.samples.empty(); });
    });
    if (!job)
        job = anyJob();
    if (!job)
        return createJob();
    const QByteArray path = jobPath(*job);
    const std::string name = job->name;
    Change change;
    change.what = "remove " + name;
    change.apply = [name](Model &model) { return model.remove(name); };
    change.reply = m_world.send("DELETE", path + "?hard_delete=true");
    std::vector<Change> changes;
    changes.push_back(std::move(change));
    m_touched.insert(name);
    serve(std::move(changes));
    const auto left = m_model.jobs.find(name);
    if (left == m_model.jobs.end()) {
        if (!dead() && m_world.ask("GET", path).status != 404 && !dead())
            throw Violation("the removed job '" + name + "' can still be read");
    } else if (!left->second.ended()) {
        for (ModelBenchmark &benchmark : left->second.benchmarks) { // refused: what was stopped for it begins again
            benchmark.untouched = benchmark.untouched || !benchmark.ended();
            benchmark.begun = false;
        }
    }
}

} // namespace assay::test

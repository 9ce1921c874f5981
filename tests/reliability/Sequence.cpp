#include "tests/reliability/Sequence.h"

#include <QDir>

namespace assay::test {

using Json = nlohmann::json;

namespace {

constexpr auto patience = std::chrono::seconds(60);
const char *const providers = "/api/v1/evaluations/providers";

const std::vector<std::string> names { "here", "here", "byreports", "byreports", "nowhere" };

Runs runsOf(const std::string &provider)
{
    return provider == "here" ? Runs::Here : provider == "nowhere" ? Runs::Nowhere : Runs::ByReports;
}

std::string textAt(const Json &document, const char *pointer)
{
    return document.value(Json::json_pointer(pointer), std::string());
}

} // namespace

Sequence::Sequence(quint64 seed, const FaultPoint &point, bool canReplace)
    : m_random(seed)
    , m_point(point)
    , m_canReplace(canReplace)
{
}

void Sequence::run()
{
    m_world.plan.arm(m_point, m_point.site == "open" ? 1 + int(below(12)) : 1 + int(below(3)), chance(50));
    open();
    const int steps = 8 + int(below(18));
    for (int i = 0; i < steps && !m_over; ++i) {
        step();
        if (!m_over && !dead())
            settle();
        if (!m_over && dead())
            crash();
    }
    if (!m_over)
        provoke();
    if (!m_over)
        finish();
}

void Sequence::step()
{
    struct Choice {
        void (Sequence::*act)();
        int weight;
        const char *site; ///< the write that it makes: more often when that is to fail
    };
    static const std::vector<Choice> choices {
        { &Sequence::createJob, 16, "createJob" },
        { &Sequence::createJob, 0, "startAttempt" },
        { &Sequence::createJob, 0, "warn" },
        { &Sequence::createJob, 0, "recordProcess" },
        { &Sequence::createRefused, 2, "" },
        { &Sequence::clientReport, 18, "applyEvent" },
        { &Sequence::illegalReport, 4, "" },
        { &Sequence::cancelJob, 5, "cancelJob" },
        { &Sequence::removeJob, 4, "removeJob" },
        { &Sequence::cancelOne, 4, "cancelBenchmark" },
        { &Sequence::retryJob, 4, "reopenBenchmarks" },
        { &Sequence::cancelJob, 0, "reopenBenchmarks" },
        { &Sequence::runnerEnds, 8, "endAttempt" },
        { &Sequence::runnerTells, 6, "progress" },
        { &Sequence::runnerTells, 0, "applyReport" },
        { &Sequence::runnerStores, 8, "addSample" },
        { &Sequence::runnerStores, 0, "purge" },
        { &Sequence::removeJob, 0, "purge" },
        { &Sequence::createDocument, 5, "createDocument" },
        { &Sequence::replaceDocument, 2, "replaceDocument" },
        { &Sequence::createDocument, 0, "replaceDocument" },
        { &Sequence::removeDocument, 2, "removeDocument" },
        { &Sequence::createDocument, 0, "removeDocument" },
        { &Sequence::lists, 6, "" },
        { &Sequence::clockJumps, 4, "" },
        { &Sequence::timePasses, 1, "" },
        { &Sequence::restart, 1, "close" },
        { &Sequence::killed, 2, "" },
        { &Sequence::fullDisk, 3, "" },
        { &Sequence::together, 12, "" },
        { &Sequence::damage, 1, "" },
    };
    const auto weight = [this](const Choice &choice) {
        return choice.weight + (m_point.site == choice.site && m_world.plan.armed() ? 20 : 0);
    };
    int total = 0;
    for (const Choice &choice : choices)
        total += weight(choice);
    int left = int(below(std::size_t(total)));
    for (const Choice &choice : choices) {
        left -= weight(choice);
        if (left < 0)
            return (this->*choice.act)();
    }
}

ModelJob *Sequence::anyJob(const std::function<bool(const ModelJob &)> &fits)
{
    std::vector<ModelJob *> list;
    for (auto &[name, job] : m_model.jobs) {
        if (!job.id.empty() && (!fits || fits(job)))
            list.push_back(&job);
    }
    return list.empty() ? nullptr : oneOf(list);
}

// --- what clients do
// --------------------------------------------------------------------------------------------------

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
            entries.emplace_back(m_point.site == "warn" ? "byreports" : oneOf(names), chance(50) ? "one" : "two");
            body["benchmarks"].push_back({ { "provider_id", entries.back().first }, { "id", entries.back().second } });
        }
    }
    for (const auto &[provider, id] : entries) {
        job.benchmarks.emplace_back();
        job.benchmarks.back().provider = provider;
        job.benchmarks.back().id = id;
        job.benchmarks.back().runs = runsOf(provider);
    }
    if (chance(20))
        job.key = "key-" + std::to_string(below(4));
    job.request = body.dump();
    if (const auto known = m_model.keys.find({job.tenant, job.key}); known != m_model.keys.end() && known->second.second >= m_world.clock.wallMs() - 24LL * 3600 * 1000 && chance(50))
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
    const ModelJob *job = anyJob([](const ModelJob &one) { return one.state == "failed" || one.state == "cancelled" || one.state == "partially_failed"; });
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
        for (ModelBenchmark &benchmark : left->second.benchmarks) // refused: what was stopped for it begins again
            benchmark.untouched = benchmark.untouched || !benchmark.ended();
    }
}

// --- what runners do
// --------------------------------------------------------------------------------------------------

void Sequence::runnerEnds()
{
    const auto list = m_model.running();
    if (list.empty())
        return createJob();
    const auto [name, index] = oneOf(list);
    const auto sink = m_world.runner.take(QString::fromStdString(m_model.jobs.at(name).id), index);
    if (!sink) {
        if (dead()) // it died while it began again
            return;
        throw Violation("no attempt of '" + name + "' runs");
    }
    ModelEvent event;
    event.index = index;
    event.status = chance(70) ? "completed" : "failed";
    Change change;
    change.what = "attempt of " + name + '/' + std::to_string(index) + ' ' + event.status;
    if (event.status == "completed") {
        event.metrics = Json { { "acc", double(below(1000)) / 1000 } }.dump();
        sink->completed({ { QByteArray::fromStdString(event.metrics) }, {}, {}, {} });
    } else {
        event.error = "The model is gone.";
        sink->failed({ QString::fromStdString(event.error), QStringLiteral("gone"), QStringLiteral("runtime"), {} });
    }
    change.apply = [name = name, event](Model &model) { return model.report(name, event); };
    std::vector<Change> changes;
    changes.push_back(std::move(change));
    m_touched.insert(name);
    serve(std::move(changes));
}

void Sequence::runnerTells()
{
    auto list = m_model.running();
    std::erase_if(list, [this](const auto &one) {
        return m_model.jobs.at(one.first).benchmarks[std::size_t(one.second)].state != "running";
    });
    if (list.empty())
        return createJob();
    const auto [name, index] = oneOf(list);
    const ModelJob &job = m_model.jobs.at(name);
    const auto sink = m_world.runner.sink(QString::fromStdString(job.id), index);
    if (!sink) {
        if (dead()) // it died while it began again
            return;
        throw Violation("no attempt of '" + name + "' runs");
    }
    tell("attempt of " + name + " tells");
    sink->progress(qint64(below(50)), 50);
    if (m_point.site == "progress" && m_world.plan.armed())
        return;
    sink->phase(chance(50) ? Phase::LoadingData : Phase::RunningEvaluation);
    if (chance(30))
        sink->warning({ QStringLiteral("Slow model."), QStringLiteral("slow"), QStringLiteral("runtime"), {} });
    sink->logLine(QStringLiteral("a line"));
    BenchmarkEvent event;
    event.id = QString::fromStdString(job.benchmarks[std::size_t(index)].id);
    event.providerId = QStringLiteral("here");
    event.benchmarkIndex = index;
    event.status = RunState::Running;
    event.phase = Phase::RunningEvaluation;
    const int number = ++m_reports;
    for (int again = 0; again < 2; ++again) { // a shim may tell the same line twice
        auto applied = std::make_shared<std::promise<void>>();
        auto answered = applied->get_future();
        sink->report(number, event, [applied](const Result<Done> &) { applied->set_value(); });
        if (answered.wait_for(patience) != std::future_status::ready)
            throw Violation("a runner's report was not answered");
    }
}

void Sequence::runnerStores()
{
    const auto list = m_model.running();
    if (list.empty())
        return createJob();
    const auto [name, index] = oneOf(list);
    ModelBenchmark &benchmark = m_model.jobs.at(name).benchmarks[std::size_t(index)];
    const auto sink = m_world.runner.sink(QString::fromStdString(m_model.jobs.at(name).id), index);
    if (!sink) {
        if (dead()) // it died while it began again
            return;
        throw Violation("no attempt of '" + name + "' runs");
    }
    std::vector<std::pair<long long, std::future<bool>>> answers;
    for (std::size_t i = 0, count = 1 + below(5); i < count; ++i) {
        Sample sample;
        sample.ordinal = qint64(below(40));
        sample.itemKey = QStringLiteral("id:%1").arg(sample.ordinal);
        sample.response = QStringLiteral("It is %1.").arg(sample.ordinal);
        sample.score = 1;
        auto stored = std::make_shared<std::promise<bool>>();
        answers.emplace_back(sample.ordinal, stored->get_future());
        sink->sample(sample, [stored](bool done) { stored->set_value(done); });
    }
    tell("samples of " + name);
    for (auto &[ordinal, answer] : answers) {
        if (answer.wait_for(patience) != std::future_status::ready)
            throw Violation("a sample was not answered");
        const bool stored = answer.get();
        if (!stored && !dead() && !m_world.plan.fullHappened())
            throw Violation("a sample was refused without a reason");
        if (stored || dead())
            benchmark.samples[ordinal] = benchmark.samples[ordinal] || stored;
    }
}

// --- documents
// --------------------------------------------------------------------------------------------------------

Sequence::Change Sequence::documentChange()
{
    ModelDocument document;
    document.kind = chance(50) ? "providers" : "collections";
    document.name = "doc-" + std::to_string(++m_made);
    document.tenant = chance(30) ? "blue" : "";
    Json body { { "name", document.name } };
    if (document.kind == "collections") {
        body["category"] = "c";
        for (std::size_t i = 0, count = 1 + below(3); i < count; ++i) {
            document.benchmarks.emplace_back(oneOf(names), chance(50) ? "one" : "two");
            body["benchmarks"].push_back(
                { { "provider_id", document.benchmarks.back().first }, { "id", document.benchmarks.back().second } });
        }
    } else {
        body["benchmarks"] = Json::array({ { { "id", "b" }, { "name", "B" } } });
    }
    Change change;
    change.what = "create " + document.kind + ' ' + document.name;
    change.apply = [document](Model &model) {
        model.documents[document.name] = document;
        return 201;
    };
    change.learn = [name = document.name](Model &model, const Reply &reply) {
        model.documents.at(name).id = textAt(reply.json, "/resource/id");
    };
    change.reply = m_world.send("POST", "/api/v1/evaluations/" + QByteArray::fromStdString(document.kind),
        QByteArray::fromStdString(body.dump()), QByteArray::fromStdString(document.tenant));
    return change;
}

void Sequence::createDocument()
{
    std::vector<Change> changes;
    changes.push_back(documentChange());
    serve(std::move(changes));
}

void Sequence::replaceDocument()
{
    std::vector<ModelDocument *> list;
    for (auto &[name, document] : m_model.documents) {
        if (document.kind == "providers" && !document.id.empty())
            list.push_back(&document);
    }
    if (!m_canReplace || list.empty())
        return createDocument();
    const ModelDocument old = *oneOf(list);
    ModelDocument fresh = old;
    fresh.name = "doc-" + std::to_string(++m_made);
    Change change;
    change.what = "replace " + old.name + " by " + fresh.name;
    change.apply = [old, fresh](Model &model) {
        if (!model.documents.erase(old.name))
            return 404;
        model.documents[fresh.name] = fresh;
        return 200;
    };
    const Json body { { "name", fresh.name }, { "benchmarks", { { { "id", "b" }, { "name", "B" } } } } };
    change.reply = m_world.send("PUT", QByteArray(providers) + '/' + QByteArray::fromStdString(old.id),
        QByteArray::fromStdString(body.dump()), QByteArray::fromStdString(old.tenant));
    std::vector<Change> changes;
    changes.push_back(std::move(change));
    serve(std::move(changes));
}

void Sequence::removeDocument()
{
    std::vector<std::string> list;
    for (const auto &[name, document] : m_model.documents) {
        if (!document.id.empty())
            list.push_back(name);
    }
    if (list.empty())
        return createDocument();
    const ModelDocument gone = m_model.documents.at(oneOf(list));
    Change change;
    change.what = "remove " + gone.name;
    change.apply = [name = gone.name](Model &model) { return model.documents.erase(name) ? 204 : 404; };
    change.reply = m_world.send("DELETE", QByteArray::fromStdString("/api/v1/evaluations/" + gone.kind + '/' + gone.id),
        {}, QByteArray::fromStdString(gone.tenant));
    std::vector<Change> changes;
    changes.push_back(std::move(change));
    serve(std::move(changes));
}

/// Many at once, so that they share commits: reports, cancels and documents are written in the order in which they were
/// sent.
void Sequence::together()
{
    if (!anyJob())
        return createJob();
    std::vector<Change> changes;
    for (std::size_t i = 0, count = 2 + below(5); i < count; ++i) {
        const auto dice = below(10);
        if (dice < 7)
            changes.push_back(reportChange());
        else if (dice < 8)
            changes.push_back(cancelChange());
        else if (m_model.documents.size() < 8)
            changes.push_back(documentChange());
    }
    serve(std::move(changes));
}

// --- the answers
// ------------------------------------------------------------------------------------------------------

/// Takes the answers in order and lets the model follow. What was not answered when the disk died may be there or not;
/// since writes are committed in order, a prefix of it is.
void Sequence::serve(std::vector<Change> changes)
{
    std::vector<Model> candidates { m_model };
    std::vector<Reply> replies;
    for (Change &change : changes)
        replies.push_back(
            change.reply.valid() ? m_world.take(change.reply, QByteArray::fromStdString(change.what)) : Reply());
    const bool died = dead();
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const Change &change = changes[i];
        const Reply &reply = replies[i];
        tell(change.what + ": " + std::to_string(reply.status));
        const bool untold = reply.status == 0;
        if (untold) { // certain only once it shows
            for (std::size_t known = candidates.size(), j = 0; j < known; ++j) {
                candidates.push_back(candidates[j]);
                change.apply(candidates.back());
            }
        } else if (reply.stored()) {
            for (Model &model : candidates) {
                const int wanted = change.apply(model);
                if (wanted != reply.status && !died)
                    throw Violation(change.what + " was answered " + std::to_string(reply.status) + " instead of "
                        + std::to_string(wanted) + ": " + reply.json.dump());
                if (change.learn && reply.status < 300)
                    change.learn(model, reply);
            }
        } else if (died) {
            candidates.push_back(candidates.back());
            change.apply(candidates.back());
        } else {
            if (!m_world.plan.fullHappened())
                throw Violation(change.what + " was answered " + std::to_string(reply.status)
                    + " without a fault: " + reply.json.dump());
            const std::string text = textAt(reply.json, "/message");
            if (text.find("full") == std::string::npos || text.back() != '.')
                throw Violation("a full disk is told as '" + text + "'");
        }
    }
    m_acknowledged = std::none_of(replies.begin(), replies.end(), [](const Reply &reply) { return reply.status == 0; });
    m_model = died ? candidates.front() : candidates.back();
    m_candidates = died || !m_acknowledged ? std::move(candidates) : std::vector<Model>();
}

void Sequence::lists()
{
    settle();
    if (dead())
        return;
    static const std::vector<std::string> states { "", "pending", "running", "completed", "failed", "cancelled",
        "partially_failed" };
    const std::string state = oneOf(states), tag = chance(40) ? "even" : "", tenant = chance(30) ? "blue" : "";
    std::vector<const ModelJob *> wanted;
    for (const auto &[name, job] : m_model.jobs) {
        if ((state.empty() || job.state == state) && (tag.empty() || job.tag == tag)
            && (tenant.empty() || job.tenant == tenant))
            wanted.push_back(&job);
    }
    std::sort(wanted.begin(), wanted.end(),
        [](const ModelJob *a, const ModelJob *b) { return a->order > b->order; }); // newest first
    const std::size_t limit = below(4), offset = below(4);
    const Reply reply = m_world.ask("GET",
        QByteArray::fromStdString(std::string(World::jobs) + "?status=" + state + "&tags=" + tag
            + "&limit=" + std::to_string(limit) + "&offset=" + std::to_string(offset)),
        {}, QByteArray::fromStdString(tenant));
    if (dead())
        return;
    tell("list of '" + state + "' '" + tag + "': " + std::to_string(reply.json.value("total_count", -1)));
    if (reply.status != 200 || reply.json.value("total_count", -1) != int(wanted.size()))
        throw Violation("the list of '" + state + "', '" + tag + "' counts "
            + std::to_string(reply.json.value("total_count", -1)) + " instead of " + std::to_string(wanted.size()));
    std::vector<std::string> ids, expected;
    for (const Json &item : reply.json["items"])
        ids.push_back(textAt(item, "/resource/id"));
    for (std::size_t i = offset; i < wanted.size() && (limit == 0 || i < offset + limit); ++i)
        expected.push_back(wanted[i]->id);
    if (ids != expected)
        throw Violation("the list of '" + state + "', '" + tag + "' has other jobs, or another order");
}

// --- what befalls the engine
// ------------------------------------------------------------------------------------------

void Sequence::clockJumps()
{
    static const std::vector<long long> hours { -24 * 365, -30, -1, 1, 30, 24 * 365 };
    const long long by = oneOf(hours);
    tell("the clock jumps " + std::to_string(by) + " h");
    m_world.clock.jumpWall(by * 3600 * 1000);
}

/// The time limit of everything that runs.
void Sequence::timePasses()
{
    settle();
    if (dead() || m_model.running().size() > 5)
        return;
    tell("11 h pass");
    m_world.clock.pass(11LL * 3600 * 1000);
    std::vector<Change> changes;
    for (const auto &[name, index] : m_model.running()) {
        const ModelEvent event { index, "failed", {}, "Stopped after 36000 s", {} };
        changes.push_back({ "time limit of " + name,
            [name = name, event](Model &model) { return model.report(name, event); }, {}, {} });
        m_touched.insert(name);
    }
    serve(std::move(changes));
}

void Sequence::restart()
{
    tell("restart");
    settle();
    if (!dead())
        m_world.stop();
    if (dead())
        return crash();
    m_model.engineStarted();
    m_candidates = { m_model };
    open();
}

void Sequence::killed()
{
    tell("killed");
    FaultDisk::instance().die();
    if (m_candidates.empty())
        m_candidates = { m_model };
}

void Sequence::fullDisk()
{
    settle();
    if (dead())
        return;
    tell("the disk is full");
    m_world.plan.setFull(true);
    for (std::size_t i = 0, count = 1 + below(3); i < count && !dead(); ++i) {
        switch (below(4)) {
        case 0: createJob(); break;
        case 1: createDocument(); break;
        case 2: clientReport(); break;
        default: cancelJob(); break;
        }
    }
    m_world.plan.setFull(false);
    tell("there is room again");
}

} // namespace assay::test

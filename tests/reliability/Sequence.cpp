#include "tests/reliability/Sequence.h"

namespace assay::test {

using Json = nlohmann::json;

Sequence::Sequence(quint64 seed, const FaultPoint &point, bool canReplace)
    : m_random(seed)
    , m_point(point)
    , m_canReplace(canReplace)
    , m_options(optionsFor(point, m_random))
    , m_world(m_options)
{
    m_model.approval = m_options.approval;
    if (m_options.commands)
        tell(m_options.approval == Approval::Ask        ? "commands are asked for"
                : m_options.approval == Approval::Allow ? "commands are allowed"
                                                        : "commands are denied");
    if (m_options.exports)
        tell("jobs are exported");
}

std::string textAt(const Json &document, const char *pointer)
{
    return document.value(Json::json_pointer(pointer), std::string());
}

/// Some engines run commands, some export; those whose planned fault is in such a write do.
WorldOptions Sequence::optionsFor(const FaultPoint &point, std::mt19937_64 &random)
{
    const auto chance = [&random](unsigned percent) { return random() % 100 < percent; };
    const auto wants = [&point](std::initializer_list<const char *> sites) {
        return std::any_of(sites.begin(), sites.end(), [&](const char *site) { return point.site == site; });
    };
    WorldOptions options;
    const bool asks = wants({ "decideCommand", "noteCommand" });
    options.commands = asks || wants({ "processEnded", "recordProcess" }) || chance(50);
    options.approval = asks || chance(60) ? Approval::Ask : chance(80) ? Approval::Allow : Approval::Deny;
    if (wants({ "processEnded", "recordProcess" }))
        options.approval = Approval::Allow;
    options.exports = wants({ "recordExport", "recordMlflowRun", "retryExports" }) || chance(25);
    return options;
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
        { &Sequence::createJob, 0, "noteCommand" },
        { &Sequence::createJob, 0, "retryAttempt" },
        { &Sequence::createJob, 0, "recordExport" },
        { &Sequence::createJob, 0, "recordMlflowRun" },
        { &Sequence::createRefused, 2, "" },
        { &Sequence::clientReport, 18, "applyEvent" },
        { &Sequence::illegalReport, 4, "" },
        { &Sequence::cancelJob, 5, "cancelJob" },
        { &Sequence::removeJob, 4, "removeJob" },
        { &Sequence::cancelOne, 4, "cancelBenchmark" },
        { &Sequence::retryJob, 4, "reopenBenchmarks" },
        { &Sequence::cancelJob, 0, "reopenBenchmarks" },
        { &Sequence::runnerEnds, 8, "endAttempt" },
        { &Sequence::runnerEnds, 0, "retryAttempt" },
        { &Sequence::runnerEnds, 0, "processEnded" },
        { &Sequence::runnerEnds, 0, "recordExport" },
        { &Sequence::runnerEnds, 0, "recordMlflowRun" },
        { &Sequence::decide, 6, "decideCommand" },
        { &Sequence::receiverTurns, 4, "retryExports" },
        { &Sequence::restart, 0, "retryExports" },
        { &Sequence::quiet, 3, "warn" },
        { &Sequence::quiet, 0, "clearWarning" },
        { &Sequence::runnerTells, 0, "clearWarning" },
        { &Sequence::foldersAge, 1, "attemptsSwept" },
        { &Sequence::runnerEnds, 0, "attemptsSwept" },
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

} // namespace assay::test

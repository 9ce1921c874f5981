#include "tests/reliability/Sequence.h"

#include <QDateTime>

// What surrounds the steps of a sequence: starts, and the looks at what is there.

namespace assay::test {

using Json = nlohmann::json;

namespace {

long long updatedAt(const Json &job)
{
    const auto text = QString::fromStdString(textAt(job, "/resource/updated_at"));
    return text.isEmpty() ? 0 : QDateTime::fromString(text, Qt::ISODateWithMs).toMSecsSinceEpoch();
}

} // namespace

void Sequence::open()
{
    while (!m_world.start()) {
        const bool full = m_world.plan.fullHappened();
        if (!dead() && !full)
            throw Violation("the engine does not start: " + m_world.startError().toStdString());
        if (!dead() && !m_world.startError().contains(QStringLiteral("full")))
            throw Violation("a full disk at the start is told as: " + m_world.startError().toStdString());
        tell(dead() ? "died while starting" : "full while starting");
        m_world.stop();
        const bool died = dead();
        FaultDisk::instance().revive(died ? FaultDisk::Loss::Unsynced : FaultDisk::Loss::Nothing, m_random);
    }
    if (m_candidates.empty())
        m_candidates = { m_model };
    reconcile();
}

nlohmann::json Sequence::allJobs()
{
    return m_world.ask("GET", QByteArray(World::jobs) + "?limit=0").json.value("items", Json::array());
}

nlohmann::json Sequence::allDocuments()
{
    Json list = Json::array();
    for (const char *kind : { "providers", "collections" }) {
        const Reply reply = m_world.ask("GET", QByteArray("/api/v1/evaluations/") + kind + "?limit=0");
        for (const Json &item : reply.json.value("items", Json::array())) {
            if (item.value("name", "").starts_with("doc-"))
                list.push_back(item);
        }
    }
    return list;
}

Sequence::Sight Sequence::lookAtAll()
{
    return { allJobs(), allDocuments(), allCommands() };
}

/// Compares everything; ids that the model does not know yet are filled in.
std::string Sequence::stateDifference(Model &model, const Sight &sight) const
{
    const auto &[jobs, documents, commands] = sight;
    if (jobs.size() != model.jobs.size())
        return "there are " + std::to_string(jobs.size()) + " jobs instead of " + std::to_string(model.jobs.size());
    int order = m_made + 1;
    for (const Json &item : jobs) {
        const auto found = model.jobs.find(item.value("name", ""));
        if (found == model.jobs.end())
            return "there is the unknown job '" + item.value("name", "") + "'";
        ModelJob &job = found->second;
        const std::string id = textAt(item, "/resource/id");
        if (!job.id.empty() && job.id != id)
            return "job '" + job.name + "' has another id";
        job.id = id;
        job.updatedAt = updatedAt(item);
        if (std::exchange(order, job.order) <= job.order)
            return "jobs are not listed newest first";
        if (const auto text = Model::difference(job, item); !text.empty())
            return text;
    }
    if (const auto text = commandsDifference(model, commands); !text.empty())
        return text;
    if (documents.size() != model.documents.size())
        return "there are " + std::to_string(documents.size()) + " documents instead of "
            + std::to_string(model.documents.size());
    for (const Json &item : documents) {
        const auto found = model.documents.find(item.value("name", ""));
        if (found == model.documents.end())
            return "there is the unknown document '" + item.value("name", "") + "'";
        if (!found->second.id.empty() && found->second.id != textAt(item, "/resource/id"))
            return "document '" + found->first + "' has another id";
        found->second.id = textAt(item, "/resource/id");
    }
    return {};
}

/// After a start: one of the candidates must be what is there, once the scheduler has looked at everything.
void Sequence::reconcile()
{
    const auto began = std::chrono::steady_clock::now();
    for (;;) {
        const bool exporting = m_world.exporting();
        const Sight sight = lookAtAll();
        if (dead())
            return;
        std::string difference;
        for (auto candidate = m_candidates.rbegin(); candidate != m_candidates.rend(); ++candidate) {
            Model model = *candidate;
            model.schedulerLooked();
            model.exported();
            std::string text = stateDifference(model, sight);
            if (text.empty() && m_candidates.size() > 1) // what fails at once looks the same after a retry
                text = attemptsDifference(model);
            if (dead())
                return;
            if (text.empty() && !exporting && m_world.attempts() == attemptsOf(model)) {
                m_model = model;
                m_candidates.clear();
                m_touched.clear();
                learnProcesses();
                return checkSamples();
            }
            difference
                = text.empty() ? "attempts or exports are under way that should not, or the other way round" : text;
        }
        if (std::chrono::steady_clock::now() - began > patience)
            throw Violation("after the start: " + difference + "\n" + sight.jobs.dump(1));
        m_world.clock.pass(1000);
        m_world.bell.wait();
    }
}

/// Waits until the scheduler has looked at everything; then all touched jobs must be as the model says.
void Sequence::settle()
{
    const auto began = std::chrono::steady_clock::now();
    Model wanted = m_model;
    wanted.schedulerLooked();
    wanted.exported();
    const auto attempts = attemptsOf(wanted);
    for (bool first = true;; first = false) {
        std::string difference = m_world.exporting() ? "something is being exported" : "";
        for (const std::string &name : m_touched) {
            const auto job = wanted.jobs.find(name);
            if (job == wanted.jobs.end())
                continue;
            const Reply reply = m_world.ask("GET", jobPath(job->second));
            if (dead())
                return;
            if (reply.status != 200)
                throw Violation("job '" + name + "' cannot be read: " + reply.json.dump());
            job->second.updatedAt = updatedAt(reply.json);
            if (const auto text = Model::difference(job->second, reply.json); difference.empty())
                difference = text;
            // What was acknowledged shows at once; only runners and the scheduler may take their time.
            if (const auto now = Model::difference(m_model.jobs.at(name), reply.json);
                first && m_acknowledged && !now.empty())
                throw Violation("read after the answer: " + now);
        }
        if (difference.empty() && m_world.attempts() != attempts)
            difference = std::to_string(m_world.attempts().size()) + " attempts run instead of "
                + std::to_string(attempts.size()) + ", or others";
        if (difference.empty() && m_options.commands)
            difference = commandsDifference(wanted, allCommands());
        if (dead())
            return;
        if (difference.empty())
            break;
        if (std::chrono::steady_clock::now() - began > patience)
            throw Violation(difference);
        m_world.clock.pass(1000);
        m_world.bell.wait();
    }
    m_model = wanted;
    m_candidates.clear();
    m_touched.clear();
    learnProcesses();
}

void Sequence::checkSamples()
{
    for (auto &[name, job] : m_model.jobs) {
        for (std::size_t i = 0; i < job.benchmarks.size(); ++i) {
            auto &samples = job.benchmarks[i].samples;
            if (samples.empty())
                continue;
            const Reply reply = m_world.ask("GET", benchmarkPath(job, i) + "/samples?limit=1000");
            if (dead())
                return;
            std::set<long long> stored;
            for (const Json &item : reply.json.value("items", Json::array()))
                stored.insert(item.value("ordinal", -1LL));
            for (const auto &[ordinal, acknowledged] : samples) {
                if (acknowledged && !stored.contains(ordinal))
                    throw Violation(
                        "sample " + std::to_string(ordinal) + " of '" + name + "' was acknowledged and is gone");
            }
            if (reply.json.value("total_count", -1) != int(stored.size()))
                throw Violation("the samples of '" + name + "' are not counted right");
            for (const long long ordinal : stored) {
                if (!samples.contains(ordinal))
                    throw Violation("sample " + std::to_string(ordinal) + " of '" + name + "' was never sent");
            }
            std::erase_if(samples, [&](const auto &entry) { return !stored.contains(entry.first); });
            for (auto &entry : samples)
                entry.second = true;
        }
    }
}

/// Lets a planned fault happen that has not come by chance.
void Sequence::provoke()
{
    const bool waits = wants({ "purge", "progress", "checkpoint" });
    for (int tries = 0; tries < (waits ? 1 : 3) && m_world.plan.armed() && !m_over; ++tries) {
        provokeWrite();
        const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(250);
        while (waits && !dead() && m_world.plan.armed() && std::chrono::steady_clock::now() < until)
            m_world.bell.wait(); // written when the engine has nothing else to do
        if (!dead())
            settle();
        if (dead())
            crash();
    }
}

void Sequence::provokeWrite()
{
    using Steps = std::vector<void (Sequence::*)()>;
    static const std::map<QByteArray, Steps> ways {
        { "purge", { &Sequence::createJob, &Sequence::runnerStores, &Sequence::removeJob } },
        { "progress", { &Sequence::runnerTells } },
        { "noteCommand", { &Sequence::createJob } },
        { "decideCommand", { &Sequence::createJob, &Sequence::decide } },
        { "retryAttempt", { &Sequence::createJob, &Sequence::runnerEnds } },
        { "processEnded", { &Sequence::createJob, &Sequence::runnerEnds } },
        { "warn", { &Sequence::createJob, &Sequence::quiet } },
        { "clearWarning", { &Sequence::createJob, &Sequence::quiet, &Sequence::runnerTells } },
        { "attemptsSwept", { &Sequence::createJob, &Sequence::runnerEnds, &Sequence::foldersAge } },
        { "recordExport", { &Sequence::createJob, &Sequence::cancelJob } },
        { "recordMlflowRun", { &Sequence::createJob, &Sequence::runnerEnds, &Sequence::cancelJob } },
        { "retryExports",
            { &Sequence::receiverTurns, &Sequence::createJob, &Sequence::cancelJob, &Sequence::restart } },
    };
    const auto way = ways.find(m_point.site);
    if (way == ways.end())
        return;
    for (const auto act : way->second) {
        if (!dead())
            (this->*act)();
        if (!dead())
            settle();
    }
}

/// Ends all attempts: nothing may hang, nothing may be left, and the file must be sound.
void Sequence::finish()
{
    for (int tries = 0;; ++tries) {
        if (tries > 20)
            throw Violation("the sequence does not come to its end");
        while (!dead() && !m_model.running().empty()) {
            runnerEnds();
            if (!dead())
                settle();
        }
        if (!dead()) {
            m_candidates.clear();
            checkNothingHangs();
            checkAttempts();
            checkExports();
            const auto began = std::chrono::steady_clock::now();
            while (!strayFolder().empty() && std::chrono::steady_clock::now() - began < patience)
                m_world.bell.wait(); // a start after a death clears up behind everything else
            m_world.stop();
        }
        if (!dead())
            break;
        crash();
    }
    lookIntoTheFile();
    if (const auto stray = strayFolder(); !stray.empty())
        throw Violation("the folder of a removed job is left: " + stray);
    if (!chance(30))
        return;
    m_model.engineStarted(exportsSince());
    m_candidates = { m_model };
    m_world.plan.disarm();
    m_model.receiver = m_candidates.front().receiver = Receiver::Good;
    if (m_world.receiver)
        m_world.receiver->answer(Receiver::Good);
    open();
    checkAttempts();
    checkExports();
    m_world.stop();
    lookIntoTheFile();
}

std::set<FakeRunner::AttemptKey> Sequence::attemptsOf(const Model &model) const
{
    std::set<FakeRunner::AttemptKey> keys;
    for (const auto &[name, index] : model.running()) {
        const ModelJob &job = model.jobs.at(name);
        keys.emplace(job.id, index, job.benchmarks[std::size_t(index)].attempt);
    }
    return keys;
}

/// A process that the engine has acknowledged is taken up again by the next one.
void Sequence::learnProcesses()
{
    for (const auto &[name, index] : m_model.running()) {
        ModelJob &job = m_model.jobs.at(name);
        ModelBenchmark &benchmark = job.benchmarks[std::size_t(index)];
        benchmark.process
            = benchmark.runs == Runs::Command && m_world.programs.hasProcess(QString::fromStdString(job.id), index);
    }
}

void Sequence::checkNothingHangs()
{
    for (const auto &[name, job] : m_model.jobs) {
        for (const ModelBenchmark &one : job.benchmarks) {
            const bool waits = one.runs == Runs::ByReports || one.warning == "command_not_approved"
                || (one.runs == Runs::Command && m_model.approval == Approval::Ask
                    && m_model.commands[one.command] == "none");
            if (!job.ended() && !one.ended() && !waits)
                throw Violation("job '" + name + "' hangs");
        }
    }
}

std::string Sequence::attemptsDifference(const Model &model)
{
    for (const auto &[name, job] : model.jobs) {
        for (std::size_t i = 0; i < job.benchmarks.size(); ++i) {
            const Reply reply = m_world.ask("GET", benchmarkPath(job, i) + "/attempts");
            if (reply.json.value("total_count", -1) != job.benchmarks[i].attempt)
                return "job '" + name + "' benchmark " + std::to_string(i) + " has other attempts";
        }
    }
    return {};
}

/// Each attempt is told of once, and none of what ended has a process any more.
void Sequence::checkAttempts()
{
    const auto began = std::chrono::steady_clock::now();
    for (const auto &[name, job] : m_model.jobs) {
        for (std::size_t i = 0; i < job.benchmarks.size(); ++i) {
            const std::string which = "job '" + name + "' benchmark " + std::to_string(i);
            bool left = true;
            while (left) {
                const Reply reply = m_world.ask("GET", benchmarkPath(job, i) + "/attempts");
                if (dead())
                    return;
                const Json list = reply.json.value("items", Json::array());
                if (list.size() != std::size_t(job.benchmarks[i].attempt))
                    throw Violation(which + " has " + std::to_string(list.size()) + " attempts instead of "
                        + std::to_string(job.benchmarks[i].attempt));
                left = false;
                for (std::size_t n = 0; n < list.size(); ++n) {
                    if (list[n].value("attempt", 0) != int(n) + 1)
                        throw Violation(which + " tells of its attempts in another order: " + list.dump());
                    left = left || (list[n].contains("pid") && (n + 1 < list.size() || !job.benchmarks[i].begun));
                }
                if (left && std::chrono::steady_clock::now() - began > patience)
                    throw Violation(which + " has a process left: " + list.dump());
                if (left) {
                    m_world.clock.pass(1000);
                    m_world.bell.wait();
                }
            }
        }
    }
}

} // namespace assay::test

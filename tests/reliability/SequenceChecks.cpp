#include "tests/reliability/Sequence.h"

#include "services/engine/store/Sqlite.h"

#include <QDir>

// What surrounds the steps of a sequence: deaths, starts, and the looks at what is there.

namespace assay::test {

using Json = nlohmann::json;

namespace {

constexpr auto patience = std::chrono::seconds(20);

std::string textAt(const Json &document, const char *pointer)
{
    return document.value(Json::json_pointer(pointer), std::string());
}

/// Each counts what must not be.
const char *const illegal[] = {
    "SELECT count(*) FROM job WHERE n_bench <> (SELECT count(*) FROM bench WHERE job = job.seq)",
    "SELECT count(*) FROM job WHERE n_running <> (SELECT count(*) FROM bench WHERE job = job.seq AND bench.status = "
    "'running')",
    "SELECT count(*) FROM job WHERE n_done <> (SELECT count(*) FROM bench WHERE job = job.seq AND bench.status = "
    "'completed')",
    "SELECT count(*) FROM job WHERE n_failed <> (SELECT count(*) FROM bench WHERE job = job.seq AND bench.status = "
    "'failed')",
    "SELECT count(*) FROM job WHERE n_cancelled <> (SELECT count(*) FROM bench WHERE job = job.seq AND bench.status = "
    "'cancelled')",
    "SELECT count(*) FROM job WHERE status IN ('completed', 'failed', 'cancelled', 'partially_failed')"
    " AND EXISTS (SELECT 1 FROM bench WHERE job = job.seq AND bench.status IN ('pending', 'running'))",
    "SELECT count(*) FROM bench WHERE job NOT IN (SELECT seq FROM job)",
    "SELECT count(*) FROM bench_spec WHERE job NOT IN (SELECT seq FROM job)",
    "SELECT count(*) FROM result WHERE job NOT IN (SELECT seq FROM job)",
    "SELECT count(*) FROM event WHERE job NOT IN (SELECT seq FROM job)",
    "SELECT count(*) FROM run WHERE job NOT IN (SELECT seq FROM job)",
    "SELECT count(*) FROM job_doc WHERE job NOT IN (SELECT seq FROM job)",
    "SELECT count(*) FROM job_tag WHERE job NOT IN (SELECT seq FROM job)",
    "SELECT count(*) FROM job_key WHERE job NOT IN (SELECT seq FROM job)",
    "SELECT count(*) FROM sample WHERE job NOT IN (SELECT seq FROM job) AND job NOT IN (SELECT job FROM purge)",
    "SELECT count(*) FROM sample_text WHERE id NOT IN (SELECT text FROM sample)",
    "SELECT count(*) FROM result JOIN bench USING(job, idx) WHERE bench.status IN ('pending', 'running')",
};

} // namespace

/// The process is gone: what it had not stored is lost. Another one takes up the rest.
void Sequence::crash()
{
    if (m_candidates.empty())
        m_candidates = { m_model };
    m_world.plan.setFull(false);
    m_world.stop();
    const auto loss = chance(50) ? FaultDisk::Loss::Nothing : FaultDisk::Loss::Unsynced;
    tell(loss == FaultDisk::Loss::Nothing ? "the process died" : "power failed");
    FaultDisk::instance().revive(loss, m_random);
    for (Model &model : m_candidates)
        model.engineStarted();
    open();
}

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

/// Compares everything; ids that the model does not know yet are filled in.
std::string Sequence::stateDifference(Model &model, const Json &jobs, const Json &documents) const
{
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
        if (std::exchange(order, job.order) <= job.order)
            return "jobs are not listed newest first";
        if (const auto text = Model::difference(job, item); !text.empty())
            return text;
    }
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
        const Json jobs = allJobs(), documents = allDocuments();
        if (dead())
            return;
        std::string difference;
        for (auto candidate = m_candidates.rbegin(); candidate != m_candidates.rend(); ++candidate) {
            Model model = *candidate;
            model.schedulerLooked();
            const std::string text = stateDifference(model, jobs, documents);
            if (text.empty() && m_world.runner.running() == model.running().size()) {
                m_model = model;
                m_candidates.clear();
                m_touched.clear();
                return checkSamples();
            }
            difference = text.empty() ? "attempts do not run that should, or the other way round" : text;
        }
        if (std::chrono::steady_clock::now() - began > patience)
            throw Violation("after the start: " + difference + "\n" + jobs.dump(1));
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
    for (bool first = true;; first = false) {
        std::string difference;
        for (const std::string &name : m_touched) {
            const auto job = wanted.jobs.find(name);
            if (job == wanted.jobs.end() || !difference.empty())
                continue;
            const Reply reply = m_world.ask("GET", jobPath(job->second));
            if (dead())
                return;
            if (reply.status != 200)
                throw Violation("job '" + name + "' cannot be read: " + reply.json.dump());
            difference = Model::difference(job->second, reply.json);
            // What was acknowledged shows at once; only runners and the scheduler may take their time.
            if (const auto now = Model::difference(m_model.jobs.at(name), reply.json);
                first && m_acknowledged && !now.empty())
                throw Violation("read after the answer: " + now);
        }
        const auto attempts = wanted.running().size();
        if (difference.empty() && m_world.runner.running() != attempts)
            difference
                = std::to_string(m_world.runner.running()) + " attempts run instead of " + std::to_string(attempts);
        if (difference.empty())
            break;
        if (dead())
            return;
        if (std::chrono::steady_clock::now() - began > patience)
            throw Violation(difference);
        m_world.clock.pass(1000);
        m_world.bell.wait();
    }
    m_model = wanted;
    m_candidates.clear();
    m_touched.clear();
}

void Sequence::checkSamples()
{
    for (auto &[name, job] : m_model.jobs) {
        for (std::size_t i = 0; i < job.benchmarks.size(); ++i) {
            auto &samples = job.benchmarks[i].samples;
            if (samples.empty())
                continue;
            const Reply reply = m_world.ask(
                "GET", jobPath(job) + "/benchmarks/" + QByteArray::number(int(i)) + "/samples?limit=1000");
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

/// Lets a planned fault happen that comes only when the engine has nothing else to do.
void Sequence::provoke()
{
    if (!m_world.plan.armed())
        return;
    if (m_point.site == "purge") {
        createJob();
        if (!dead())
            settle();
        if (!dead())
            runnerStores();
        if (!dead())
            removeJob();
    } else if (m_point.site == "progress") {
        runnerTells();
    } else if (m_point.site != "checkpoint") {
        return;
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(250);
    while (!dead() && m_world.plan.armed() && std::chrono::steady_clock::now() < until)
        m_world.bell.wait();
    if (!dead())
        settle();
    if (dead())
        crash();
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
            for (const auto &[name, job] : m_model.jobs) {
                for (const ModelBenchmark &one : job.benchmarks) {
                    if (!job.ended() && one.runs != Runs::ByReports && !one.ended())
                        throw Violation("job '" + name + "' hangs");
                }
            }
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
    m_model.engineStarted();
    m_candidates = { m_model };
    m_world.plan.disarm();
    open();
    m_world.stop();
}

void Sequence::lookIntoTheFile()
{
    engine::Database db(m_world.database(), engine::Database::Mode::ReadWrite);
    {
        auto row = db.prepare("PRAGMA integrity_check");
        if (!row.step() || row.utf8(0) != "ok")
            throw Violation("the file is not sound: " + row.text(0).toStdString());
    }
    for (const char *sql : illegal) {
        auto row = db.prepare(sql);
        if (!row.step() || row.integer(0) != 0)
            throw Violation("illegal rows: " + std::string(sql));
    }
}

std::string Sequence::strayFolder() const
{
    const QDir jobs(m_world.folder.path() + QStringLiteral("/jobs"));
    for (const QString &name : jobs.entryList(QDir::Dirs | QDir::Files | QDir::NoDotAndDotDot)) {
        const auto isHis = [&](const auto &entry) { return entry.second.id == name.toStdString(); };
        if (std::none_of(m_model.jobs.begin(), m_model.jobs.end(), isHis))
            return name.toStdString();
    }
    return {};
}

/// A page of a table or an index turns to rubbish, or the end of the file is gone. (What SQLite cannot see, a flipped
/// letter inside a text, is not asked for: its file format has no sums over pages.)
void Sequence::damage()
{
    settle();
    if (!dead())
        m_world.stop();
    if (dead())
        return crash();
    m_world.plan.disarm();
    const QByteArray content = FaultDisk::instance().content(m_world.database());
    constexpr qint64 page = 4096;
    const qint64 pages = content.size() / page;
    std::vector<qint64> trees;
    for (qint64 i = 1; i < pages; ++i) {
        if (QByteArray("\x02\x05\x0a\x0d", 4).contains(content.at(i * page)))
            trees.push_back(i);
    }
    if (chance(20)) {
        const qint64 keep = 1 + qint64(below(std::size_t(pages - 1)));
        tell("the file is cut to " + std::to_string(keep) + " of " + std::to_string(pages) + " pages");
        FaultDisk::instance().truncate(m_world.database(), keep * page);
    } else {
        const qint64 hit = oneOf(trees);
        QByteArray rubbish(page, '\0');
        for (char &c : rubbish)
            c = char(below(256));
        rubbish[0] = char(0x10 + below(0xe0)); // no kind of page
        tell("page " + std::to_string(hit + 1) + " of " + std::to_string(pages) + " is rubbish");
        FaultDisk::instance().overwrite(m_world.database(), hit * page, rubbish);
    }
    m_over = true;
    m_model.engineStarted();
    if (m_world.start())
        checkDamaged();
    else if (!m_world.startError().contains(QStringLiteral("damaged")))
        throw Violation("a damaged file is told as: " + m_world.startError().toStdString());
    m_world.stop();
}

/// Every answer is right or says that the store is damaged.
void Sequence::checkDamaged()
{
    const auto saysDamage = [](const Reply &reply) {
        return reply.status >= 500 && textAt(reply.json, "/message").find("damaged") != std::string::npos;
    };
    int damaged = 0;
    for (const auto &[name, job] : m_model.jobs) {
        const Reply reply = m_world.ask("GET", jobPath(job));
        damaged += saysDamage(reply);
        if (saysDamage(reply))
            continue;
        if (reply.status != 200)
            throw Violation("of the damaged file's job '" + name + "' is said: " + reply.json.dump());
        if (const auto text = Model::difference(job, reply.json); !text.empty())
            throw Violation("the damaged file tells something else: " + text);
    }
    const Reply list = m_world.ask("GET", QByteArray(World::jobs) + "?limit=0");
    damaged += saysDamage(list);
    if (!saysDamage(list) && (list.status != 200 || list.json["items"].size() != m_model.jobs.size()))
        throw Violation("the damaged file's list is wrong: " + list.json.dump());
    const Reply made = m_world.ask("POST", World::jobs,
        { { "name", "late" }, { "model", { { "name", "m" }, { "url", "http://model.invalid/v1" } } },
            { "benchmarks", { { { "provider_id", "byreports" }, { "id", "one" } } } } });
    if (made.status != 202 && !saysDamage(made))
        throw Violation("a job for the damaged file was answered: " + made.json.dump());
    if (damaged > 0 && made.status == 202)
        throw Violation("a file that is known to be damaged is written to");
    if (made.status == 202) {
        const Reply read = m_world.ask(
            "GET", QByteArray(World::jobs) + '/' + QByteArray::fromStdString(textAt(made.json, "/resource/id")));
        if (!saysDamage(read) && read.status != 200)
            throw Violation("a job that the damaged file took cannot be read: " + read.json.dump());
    }
    tell(damaged ? "damage was told" : "what is damaged was not asked for");
}

} // namespace assay::test

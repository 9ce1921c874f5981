#include "tests/reliability/Sequence.h"

#include <QDir>

// What befalls the engine.

namespace assay::test {

using Json = nlohmann::json;

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
    tell("the time limit passes");
    pass(World::timeLimit + World::hour);
    std::vector<Change> changes;
    for (const auto &[name, index] : m_model.running()) {
        const ModelEvent event { index, "failed", {}, "Stopped after ", {} };
        changes.push_back({ "time limit of " + name,
            [name = name, event](Model &model) { return model.attemptEnded(name, event); }, {}, {} });
        m_touched.insert(name);
    }
    serve(std::move(changes));
}

void Sequence::pass(long long ms)
{
    m_world.clock.pass(ms);
    if (ms < World::stall)
        return;
    for (const auto &[name, index] : m_model.running())
        m_touched.insert(name);
    m_model.quiet();
    m_acknowledged = false; // nobody is told when the engine notices
}

/// Longer than programs may be quiet.
void Sequence::quiet()
{
    settle();
    if (dead())
        return;
    const auto list = m_model.running();
    if (std::none_of(list.begin(), list.end(), [this](const auto &one) { return m_model.jobs.at(one.first).stalls; }))
        return createJob();
    tell("3 h pass");
    pass(World::stall + World::hour);
}

/// The work folders of what completed long ago go; others stay.
void Sequence::foldersAge()
{
    settle();
    if (dead())
        return;
    tell("folders age");
    const auto began = std::chrono::steady_clock::now();
    for (int days = 0; !leftFolder().empty() && !dead(); ++days) {
        if (std::chrono::steady_clock::now() - began > patience)
            throw Violation("the folder of a completed attempt is left: " + leftFolder());
        m_world.clock.jumpWall(World::keepFolders + World::hour);
        pass(25 * World::hour); // it is looked at every day
        for (int looks = 0; looks < 50 && !leftFolder().empty() && !dead(); ++looks)
            m_world.bell.wait();
    }
    for (const auto &[name, index] : m_model.running()) {
        const ModelJob &job = m_model.jobs.at(name);
        const QString folder = m_world.folder.path()
            + QStringLiteral("/jobs/%1/%2/attempt-%3")
                  .arg(QString::fromStdString(job.id))
                  .arg(index)
                  .arg(job.benchmarks[std::size_t(index)].attempt);
        if (!QDir(folder).exists())
            throw Violation("the folder of a running attempt of '" + name + "' is gone");
    }
}

void Sequence::restart()
{
    tell("restart");
    settle();
    if (!dead())
        m_world.stop();
    if (dead())
        return crash();
    m_model.engineStarted(exportsSince());
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
        switch (below(5)) {
        case 0: createJob(); break;
        case 1: createDocument(); break;
        case 2: clientReport(); break;
        case 3: decide(); break;
        default: cancelJob(); break;
        }
    }
    m_world.plan.setFull(false);
    tell("there is room again");
}

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
        model.engineStarted(exportsSince());
    open();
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
    m_model.engineStarted(exportsSince());
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

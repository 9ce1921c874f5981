#include "tests/reliability/FaultPlan.h"
#include "tests/support/Places.h"

#include "services/engine/store/Sqlite.h"
#include "services/engine/store/Writer.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

#include <sqlite3.h>

#include <set>

namespace assay::test {

namespace {

/// "void assay::engine::Store::createJob(const NewJob&, ...)" -> "createJob"
QByteArray siteOf(const char *operation)
{
    const QByteArray text(operation);
    const auto open = text.indexOf('(');
    const auto start = text.left(open).lastIndexOf(':');
    return open < 0 ? text : text.mid(start + 1, open - start - 1);
}

std::set<QByteArray> postedWrites()
{
    static const QRegularExpression function(QStringLiteral(R"(^\S[^\n]*\bStore::(\w+)\([^;{]*\{(.*?)^\})"),
        QRegularExpression::MultilineOption | QRegularExpression::DotMatchesEverythingOption);
    std::set<QByteArray> names;
    const QDir folder(test::inSource("/services/engine/store"));
    for (const QString &name : folder.entryList({ QStringLiteral("*.cpp") })) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("%s cannot be read", qPrintable(file.fileName()));
        auto found = function.globalMatch(QString::fromUtf8(file.readAll()));
        while (found.hasNext()) {
            const auto match = found.next();
            if (match.captured(2).contains(QLatin1String("m_impl->write<")))
                names.insert(match.captured(1).toLatin1());
        }
    }
    return names;
}

} // namespace

QByteArray FaultPoint::text() const
{
    static const char *const stages[] = { "run", "write", "sync", "reply" };
    return site + '/' + stages[int(stage)] + (action == FaultAction::Die ? "/die" : "/full");
}

QList<FaultPoint> allFaultPoints()
{
    using enum FaultStage;
    using enum FaultAction;
    QList<FaultPoint> points;
    std::set<QByteArray> sites = postedWrites();
    // Imports need no receiver and no model of the contract: tst_Imports lets each of their writes fail.
    for (const char *imports : { "importJob", "addImportedSamples", "finishImport", "saveImport" })
        sites.erase(imports);
    sites.insert(engine::Writer::ownWrites.begin(), engine::Writer::ownWrites.end());
    sites.insert("open");
    for (const QByteArray &site : sites) {
        const bool plain
            = site == "open" || site == engine::Writer::checkpointWrite || site == engine::Writer::closeWrite;
        points += { { site, Write, Die }, { site, Write, Full }, { site, Sync, Die } };
        if (site != "open")
            points.append({ site, Run, Die });
        if (!plain)
            points += { { site, Run, Full }, { site, Reply, Die } };
    }
    return points;
}

FaultPlan::FaultPlan()
{
    FaultDisk::instance().setJudge([this](FaultDisk::Io io) { return judge(io); });
}

FaultPlan::~FaultPlan()
{
    FaultDisk::instance().setJudge({});
}

void FaultPlan::arm(const FaultPoint &point, int nth, bool dieAfter)
{
    const std::lock_guard lock(m_mutex);
    m_point = point;
    m_left = nth;
    m_dieAfter = dieAfter;
    m_fullHappened = false;
}

void FaultPlan::disarm()
{
    const std::lock_guard lock(m_mutex);
    m_point.reset();
}

bool FaultPlan::armed() const
{
    const std::lock_guard lock(m_mutex);
    return m_point.has_value();
}

void FaultPlan::setFull(bool full)
{
    const std::lock_guard lock(m_mutex);
    m_full = full;
    m_fullHappened = full ? false : m_fullHappened;
}

bool FaultPlan::fullHappened() const
{
    const std::lock_guard lock(m_mutex);
    return m_fullHappened;
}

int FaultPlan::ran(const QByteArray &site) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_ran.find(site);
    return found == m_ran.end() ? 0 : found->second;
}

void FaultPlan::opening()
{
    const std::lock_guard lock(m_mutex);
    m_committing = { "open" };
}

std::map<FaultPoint, int> &FaultPlan::happened()
{
    static std::map<FaultPoint, int> counts;
    return counts;
}

std::map<QByteArray, int> &FaultPlan::seen()
{
    static std::map<QByteArray, int> counts;
    return counts;
}

bool FaultPlan::passes(const QByteArray &site, FaultStage stage)
{
    if (!m_point || m_point->site != site || m_point->stage != stage || --m_left > 0)
        return false;
    ++happened()[*m_point];
    return true;
}

void FaultPlan::onWrite(const char *operation, engine::WriteStage stage)
{
    const QByteArray site = siteOf(operation);
    std::optional<FaultAction> action;
    {
        const std::lock_guard lock(m_mutex);
        ++seen()[site];
        m_ran[site] += stage == engine::WriteStage::Run;
        const bool alone = site == engine::Writer::checkpointWrite || site == engine::Writer::closeWrite;
        if (stage == engine::WriteStage::Commit)
            m_committing.append(site);
        else if (alone)
            m_committing = { site };
        else
            m_committing.clear();
        if (stage != engine::WriteStage::Commit
            && passes(site, stage == engine::WriteStage::Run ? FaultStage::Run : FaultStage::Reply)) {
            action = m_point->action;
            m_point.reset();
            m_fullHappened = m_fullHappened || action == FaultAction::Full;
        }
    }
    if (action == FaultAction::Die)
        FaultDisk::instance().die();
    else if (action == FaultAction::Full)
        throw engine::SqliteError(SQLITE_FULL, "database or disk is full");
}

FaultDisk::Verdict FaultPlan::judge(FaultDisk::Io io)
{
    const std::lock_guard lock(m_mutex);
    const FaultStage stage = io == FaultDisk::Io::Write ? FaultStage::Write : FaultStage::Sync;
    for (const QByteArray &site : m_committing) {
        if (!passes(site, stage))
            continue;
        const FaultAction action = m_point->action;
        m_point.reset();
        if (action == FaultAction::Die)
            return m_dieAfter ? FaultDisk::Verdict::DieAfter : FaultDisk::Verdict::DieBefore;
        m_fullHappened = true;
        return FaultDisk::Verdict::Full;
    }
    if (m_full && io == FaultDisk::Io::Write) {
        m_fullHappened = true;
        return FaultDisk::Verdict::Full;
    }
    return FaultDisk::Verdict::Go;
}

} // namespace assay::test

#pragma once

#include "services/engine/store/StoreTypes.h"
#include "tests/reliability/FaultDisk.h"

#include <QByteArray>
#include <QList>

#include <map>
#include <mutex>
#include <optional>
#include <tuple>

namespace assay::test {

enum class FaultStage { Run, Write, Sync, Reply };
enum class FaultAction { Die, Full };

/// A place where a write can go wrong: which write of the store, how far it is, and what happens there.
struct FaultPoint {
    QByteArray site;
    FaultStage stage = FaultStage::Run;
    FaultAction action = FaultAction::Die;
    bool operator<(const FaultPoint &other) const
    {
        return std::tie(site, stage, action) < std::tie(other.site, other.stage, other.action);
    }
    QByteArray text() const;
};

/// All of them: every function of Store that posts a write (read from its source, so that a new one is in by itself),
/// what the writer does on its own, and opening the file; each with all that can happen to it.
QList<FaultPoint> allFaultPoints();

/// Watches the store's writes and lets the planned fault happen. Any thread.
class FaultPlan {
public:
    FaultPlan();
    ~FaultPlan(); ///< the disk is its own again

    /// At the `nth` time (from 1) that the point is passed.
    void arm(const FaultPoint &point, int nth, bool dieAfter);
    void disarm();
    bool armed() const;
    void setFull(bool full); ///< every write fails until it is taken back
    void opening(); ///< what is written now belongs to "open"
    void onWrite(const char *operation, engine::WriteStage stage);
    /// How often each point's fault happened, in this process.
    static std::map<FaultPoint, int> &happened();
    /// Names of writes that were seen, in this process.
    static std::map<QByteArray, int> &seen();
    int ran(const QByteArray &site) const; ///< how often the write began
    bool fullHappened() const; ///< since the last call of arm() or setFull(true)

private:
    FaultDisk::Verdict judge(FaultDisk::Io io);
    bool passes(const QByteArray &site, FaultStage stage); ///< with the lock held: this is the planned one
    mutable std::mutex m_mutex;
    std::optional<FaultPoint> m_point;
    int m_left = 0;
    bool m_dieAfter = false, m_full = false, m_fullHappened = false;
    QList<QByteArray> m_committing;
    std::map<QByteArray, int> m_ran;
};

} // namespace assay::test

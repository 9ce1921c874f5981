#pragma once

#include <QByteArray>
#include <QString>

#include <functional>
#include <memory>
#include <random>

namespace assay::test {

/// A disk in memory under SQLite, as its default file system: it knows what was synced, can be full, and can die at any
/// write or sync. Everything may be called from any thread.
///
/// After a death every call fails and nothing changes any more, as for a process that was killed, until revive().
class FaultDisk {
public:
    enum class Io { Write, Sync };
    enum class Verdict {
        Go,
        Full, ///< SQLITE_FULL; nothing is written
        DieBefore, ///< the disk dies, half of a write may be there
        DieAfter, ///< what was asked is done, but nobody is told
    };
    enum class Loss {
        Nothing, ///< the process was killed: the system still has every write
        Unsynced, ///< power failed: of what was not synced nothing, all, or any part is there
    };

    /// The one of this process; SQLite uses it from the first call on.
    static FaultDisk &instance();

    /// Asked before each write and sync, with the disk's lock held.
    void setJudge(std::function<Verdict(Io)> judge);
    void die();
    bool dead() const;
    /// After all connections are closed.
    void revive(Loss loss, std::mt19937_64 &random);
    void clear(); ///< removes all files; after all connections are closed

    QByteArray content(const QString &file) const;
    /// Changes what is stored, as a failing disk would.
    void overwrite(const QString &file, qint64 offset, const QByteArray &bytes);
    void truncate(const QString &file, qint64 size);
    int openFiles() const;

    struct Impl;

private:
    FaultDisk();
    ~FaultDisk();
    std::unique_ptr<Impl> m_impl;
};

} // namespace assay::test

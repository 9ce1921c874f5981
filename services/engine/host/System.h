#pragma once

#include <QByteArray>
#include <QString>

#include <memory>

namespace assay::engine {

/// What the engine asks the operating system about machine, files and processes, so that tests can answer instead.
/// All members from any thread.
class System {
public:
    virtual ~System() = default;

    /// A file system as statfs(2) and the mount table name it.
    struct FileSystem {
        quint64 magic = 0; ///< statfs f_type
        QString type;      ///< e.g. "ext4", "fuse.sshfs"; empty when unknown
    };
    virtual FileSystem fileSystem(const QString &path) const = 0;
    virtual QString hostName() const = 0;
    virtual QString machineId() const = 0; ///< stable for this installation; the host's name where there is none
    virtual QString bootId() const = 0;    ///< changes with every boot
    virtual qint64 processId() const = 0;
    virtual qint64 parentProcessId() const = 0;
    /// Field 22 of /proc/PID/stat: start in clock ticks after boot. 0 when there is no such process.
    virtual quint64 startTime(qint64 pid) const = 0;
    /// `count` bytes from the kernel's random generator.
    virtual QByteArray randomBytes(int count) const = 0;
    /// Asks for SIGTERM when the parent dies. False when the parent has died already.
    virtual bool dieWithParent(qint64 parent) const = 0;
    /// Raises the soft limit of open files to the hard one.
    virtual void allowManyFiles() const = 0;

    static const System &real();
};

} // namespace assay::engine

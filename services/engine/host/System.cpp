#include "services/engine/host/System.h"

#include "services/engine/posix/ProcessTree.h"

#include <QFile>
#include <QRandomGenerator>
#include <QSysInfo>

#include <csignal>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace assay::engine {

namespace {

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The type column of the mount that holds `path`. FUSE has one magic number for all its kinds; only this tells them apart.
QString mountType(const QString &path)
{
    struct stat info = {};
    if (::stat(QFile::encodeName(path).constData(), &info) != 0)
        return {};
    const QByteArray device = QByteArray::number(major(info.st_dev)) + ':' + QByteArray::number(minor(info.st_dev));
    for (const QByteArray &line : readAll(QStringLiteral("/proc/self/mountinfo")).split('\n')) {
        const auto fields = line.split(' ');
        const auto dash = fields.indexOf("-");
        if (fields.size() > 3 && fields.at(2) == device && dash > 0 && dash + 1 < fields.size())
            return QString::fromUtf8(fields.at(dash + 1));
    }
    return {};
}

class RealSystem : public System {
public:
    FileSystem fileSystem(const QString &path) const override
    {
        struct statfs info = {};
        if (::statfs(QFile::encodeName(path).constData(), &info) != 0)
            return {};
        return {quint64(info.f_type) & 0xffffffffu, mountType(path)};
    }
    QString hostName() const override { return QSysInfo::machineHostName(); }
    QString machineId() const override
    {
        const QByteArray id = QSysInfo::machineUniqueId();
        return id.isEmpty() ? hostName() : QString::fromLatin1(id);
    }
    QString bootId() const override
    {
        return QString::fromLatin1(readAll(QStringLiteral("/proc/sys/kernel/random/boot_id")).trimmed());
    }
    qint64 processId() const override { return ::getpid(); }
    qint64 parentProcessId() const override { return ::getppid(); }
    quint64 startTime(qint64 pid) const override
    {
        const auto info = processInfo(int(pid));
        return info ? info->startTicks : 0;
    }
    QByteArray randomBytes(int count) const override
    {
        QByteArray bytes;
        while (bytes.size() < count) {
            const quint32 word = QRandomGenerator::system()->generate();
            bytes.append(reinterpret_cast<const char *>(&word), sizeof word);
        }
        return bytes.left(count);
    }
    bool dieWithParent(qint64 parent) const override
    {
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        return ::getppid() == parent; // it may have died before the line above
    }
    void allowManyFiles() const override
    {
        rlimit files = {};
        if (::getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
            files.rlim_cur = std::min<rlim_t>(files.rlim_max, 65536);
            ::setrlimit(RLIMIT_NOFILE, &files);
        }
    }
};

} // namespace

const System &System::real()
{
    static const RealSystem system;
    return system;
}

} // namespace assay::engine

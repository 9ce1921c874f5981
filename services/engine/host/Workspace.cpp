#include "services/engine/host/Workspace.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace assay::engine {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

QString systemError() { return QString::fromLocal8Bit(std::strerror(errno)); }

/// Where locks and SQLite's shared memory do not reach other machines. Numbers: statfs(2) and linux/magic.h.
bool isNetwork(const System::FileSystem &fileSystem)
{
    constexpr quint64 magics[] = {
        0x6969 /* NFS */,       0x517B /* SMB */,      0xFF534D42 /* CIFS */,   0xFE534D42 /* SMB2 */,
        0x01021997 /* 9P */,    0x00C36400 /* Ceph */, 0x5346414F /* AFS */,    0x6B414653 /* kAFS */,
        0x73757245 /* Coda */,  0x564C /* NCP */,      0x0BD00BD0 /* Lustre */, 0x47504653 /* GPFS */,
        0x7461636F /* OCFS2 */, 0x01161970 /* GFS2 */,
    };
    constexpr quint64 fuse = 0x65735546;
    if (fileSystem.magic != fuse)
        return std::ranges::find(magics, fileSystem.magic) != std::end(magics);
    static const QStringList remote{
        QStringLiteral("sshfs"), QStringLiteral("rclone"), QStringLiteral("s3fs"), QStringLiteral("glusterfs"),
        QStringLiteral("davfs"), QStringLiteral("curlftpfs"), QStringLiteral("ceph"), QStringLiteral("gvfsd-fuse"),
        QStringLiteral("goofys"), QStringLiteral("gcsfuse"), QStringLiteral("smbnetfs"), QStringLiteral("juicefs"),
    };
    return std::ranges::any_of(remote, [&](const QString &name) { return fileSystem.type.contains(name); });
}

Error unwritable(const QString &folder)
{
    return Error{Error::Kind::Storage,
                 tr("The workspace %1 cannot be written (%2); choose another folder with --workspace.")
                     .arg(folder, systemError()),
                 systemError()};
}

} // namespace

QByteArray EngineFile::toJson() const
{
    const nlohmann::json out{{"url", url.toStdString()},         {"token", token.toStdString()},
                             {"pid", pid},                       {"start_time", startTime},
                             {"boot_id", bootId.toStdString()},  {"machine_id", machineId.toStdString()},
                             {"host", host.toStdString()},       {"build", build.toStdString()},
                             {"api_version", apiVersion.toStdString()}};
    return QByteArray::fromStdString(out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace)) + '\n';
}

Result<EngineFile> EngineFile::fromJson(const QByteArray &text)
{
    try {
        const auto in = nlohmann::json::parse(text.begin(), text.end());
        const auto string = [&in](const char *key) { return QString::fromStdString(in.value(key, std::string())); };
        EngineFile file;
        file.url = string("url");
        file.token = string("token").toLatin1();
        file.pid = in.at("pid").get<qint64>();
        file.startTime = in.value("start_time", quint64(0));
        file.bootId = string("boot_id");
        file.machineId = string("machine_id");
        file.host = string("host");
        file.build = string("build");
        file.apiVersion = string("api_version");
        return file;
    } catch (const nlohmann::json::exception &e) {
        return Error{Error::Kind::Protocol, tr("The file engine.json is damaged; stop the engine and start it again."),
                     QString::fromUtf8(e.what())};
    }
}

QString Workspace::defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/assay");
}

/// The lock of a living engine is refused at once. A killed one may have left a child between fork and exec, which has the lock
/// for the moment that is until it closes it: that is waited for.
static bool take(int lock, const Result<EngineFile> &holder, const System &system)
{
    constexpr int attempts = 100;
    constexpr auto pause = std::chrono::milliseconds(30);
    for (int left = attempts; ::flock(lock, LOCK_EX | LOCK_NB) != 0; --left) {
        const bool alive = !holder || holder->startTime == 0 || system.startTime(holder->pid) == holder->startTime;
        if (alive || left == 0)
            return false;
        std::this_thread::sleep_for(pause);
    }
    return true;
}

Result<std::unique_ptr<Workspace>> Workspace::open(const QString &given, const System &system)
{
    const QString folder = QDir::cleanPath(QDir(given).absolutePath());
    const QByteArray name = QFile::encodeName(folder);
    QDir().mkpath(QFileInfo(folder).path());
    if (::mkdir(name.constData(), 0700) != 0 && errno != EEXIST)
        return unwritable(folder);
    const auto fileSystem = system.fileSystem(folder);
    if (isNetwork(fileSystem)) {
        return Error{Error::Kind::Unsupported,
                     tr("The workspace %1 is on a network file system, where two machines could write at once; "
                        "choose a folder on a local disk with --workspace.").arg(folder),
                     QStringLiteral("%1 0x%2").arg(fileSystem.type).arg(fileSystem.magic, 0, 16)};
    }
    struct stat info = {};
    if (::stat(name.constData(), &info) == 0 && (info.st_mode & 0077) != 0)
        ::chmod(name.constData(), 0700); // may fail where it is not ours; the files in it are 0600 all the same

    const QByteArray lockName = name + "/engine.lock";
    const int lock = ::open(lockName.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
        return unwritable(folder);
    std::unique_ptr<Workspace> workspace(new Workspace(folder, lock));
    QFile published(workspace->file(QStringLiteral("engine.json")));
    Result<EngineFile> other = Error{};
    if (published.open(QIODevice::ReadOnly))
        other = EngineFile::fromJson(published.readAll());
    if (!take(lock, other, system)) {
        return Error{Error::Kind::Conflict,
                     tr("The workspace %1 is in use by another engine (process %2); use that one, stop it, or choose "
                        "another folder with --workspace.")
                         .arg(folder, other ? QString::number(other->pid) : QStringLiteral("?")),
                     other ? other->url : QString()};
    }
    if (other && !other->machineId.isEmpty() && other->machineId != system.machineId()) {
        return Error{Error::Kind::Conflict,
                     tr("The workspace %1 is in use on %2; stop the engine there. If the folder is a copy, delete "
                        "engine.json in it.")
                         .arg(folder, other->host.isEmpty() ? other->machineId : other->host),
                     other->machineId};
    }
    published.close();
    published.remove(); // left by an engine that was killed: we have its lock
    return workspace;
}

Workspace::~Workspace()
{
    withdraw();
    ::close(m_lock); // and with it goes the lock
}

Result<Done> Workspace::publish(const EngineFile &content)
{
    const QByteArray target = QFile::encodeName(file(QStringLiteral("engine.json")));
    const QByteArray temporary = target + ".new";
    ::unlink(temporary.constData());
    const int fd = ::open(temporary.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return unwritable(m_folder);
    const QByteArray text = content.toJson();
    const bool written = ::write(fd, text.constData(), std::size_t(text.size())) == text.size();
    ::close(fd);
    if (!written || std::rename(temporary.constData(), target.constData()) != 0)
        return unwritable(m_folder);
    m_published = text;
    return Done{};
}

void Workspace::withdraw()
{
    QFile published(file(QStringLiteral("engine.json")));
    const QByteArray ours = std::exchange(m_published, {});
    // The folder may have been removed and made anew under us: then the file tells of another engine.
    if (!ours.isEmpty() && published.open(QIODevice::ReadOnly) && published.readAll() == ours)
        published.remove();
}

} // namespace assay::engine

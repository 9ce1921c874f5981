#include "services/engine/process/ShimProcess.h"

#include "services/engine/host/System.h"
#include "services/engine/posix/ProcessTree.h"
#include "services/engine/posix/RunFiles.h"

#include <QCoreApplication>
#include <QFile>

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::engine {

namespace {

/// Above the numbers that the shim's descriptors get, so that moving one there cannot cover another.
constexpr int outOfTheWay = 10;

QString systemText(int error)
{
    return QString::fromLocal8Bit(std::strerror(error));
}

/// posix_spawn's two descriptions, destroyed whatever happens.
class Spawning {
public:
    Spawning()
    {
        posix_spawn_file_actions_init(&m_actions);
        posix_spawnattr_init(&m_attributes);
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&m_attributes, &none);
        posix_spawnattr_setsigdefault(&m_attributes, &all);
        posix_spawnattr_setflags(&m_attributes, short(POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
    }
    ~Spawning()
    {
        posix_spawn_file_actions_destroy(&m_actions);
        posix_spawnattr_destroy(&m_attributes);
    }
    Spawning(const Spawning &) = delete;
    Spawning &operator=(const Spawning &) = delete;

    int run(pid_t &pid, const QByteArray &program, const QByteArray &config, const QByteArray &log, int inbox, int go)
    {
        posix_spawn_file_actions_addopen(&m_actions, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&m_actions, 1, log.constData(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        posix_spawn_file_actions_adddup2(&m_actions, 1, 2);
        posix_spawn_file_actions_adddup2(&m_actions, inbox, runfiles::inboxFd);
        posix_spawn_file_actions_adddup2(&m_actions, go, runfiles::goFd);
        posix_spawn_file_actions_addclosefrom_np(&m_actions, runfiles::goFd + 1);
        char *const arguments[] = {const_cast<char *>(program.constData()), const_cast<char *>(config.constData()), nullptr};
        char *const environment[] = {nullptr};
        return posix_spawn(&pid, program.constData(), &m_actions, &m_attributes, arguments, environment);
    }

private:
    posix_spawn_file_actions_t m_actions;
    posix_spawnattr_t m_attributes;
};

} // namespace

Result<std::unique_ptr<InboxSocket>> InboxSocket::open()
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto *const any = reinterpret_cast<sockaddr *>(&address);
    if (fd >= 0 && ::bind(fd, any, size) == 0 && ::listen(fd, 64) == 0 && ::getsockname(fd, any, &size) == 0)
        return std::unique_ptr<InboxSocket>(new InboxSocket(fd, ntohs(address.sin_port)));
    const int error = errno;
    ::close(fd);
    return Error{
        Error::Kind::Network,
        QCoreApplication::translate("assay", "No port of this machine is free for the benchmark's reports; end other programs and try again."),
        systemText(error)};
}

InboxSocket::~InboxSocket()
{
    ::close(m_fd);
}

Result<std::unique_ptr<ShimProcess>> ShimProcess::spawn(const QString &program, const QString &folder, const InboxSocket &inbox, const System &system)
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return Error{
            Error::Kind::Internal,
            QCoreApplication::translate("assay", "The engine has too many files open to start a benchmark; run fewer at a time with --slots."),
            systemText(errno)};
    const int listening = ::fcntl(inbox.descriptor(), F_DUPFD_CLOEXEC, outOfTheWay), wait = ::fcntl(ends[0], F_DUPFD_CLOEXEC, outOfTheWay);
    const QByteArray base = QFile::encodeName(folder) + '/';
    pid_t pid = 0;
    const int error = Spawning().run(pid, QFile::encodeName(program), base + runfiles::config, base + runfiles::shimLog, listening, wait);
    for (const int fd : {listening, wait, ends[0]})
        ::close(fd);
    if (error != 0) {
        ::close(ends[1]);
        return Error{
            Error::Kind::Unsupported,
            QCoreApplication::translate("assay", "The program '%1' cannot be started (%2); install Assay again, it belongs beside assayctl.")
                .arg(program, systemText(error)),
            systemText(error)};
    }
    ProcessRecord record{pid, qint64(system.startTime(pid)), system.bootId()};
    const int pidfd = openProcess(pid, quint64(record.startTicks)); // our child: the pid stays its own until we reap it
    return std::unique_ptr<ShimProcess>(new ShimProcess(record, pidfd, ends[1]));
}

std::unique_ptr<ShimProcess> ShimProcess::find(const ProcessRecord &record, const System &system)
{
    if (record.pid <= 0 || record.bootId != system.bootId())
        return nullptr;
    const auto info = processInfo(int(record.pid));
    const bool dead = !info || info->state == 'Z'; // nobody may have reaped it yet
    const int pidfd = dead ? -1 : openProcess(int(record.pid), quint64(record.startTicks));
    return pidfd < 0 ? nullptr : std::unique_ptr<ShimProcess>(new ShimProcess(record, pidfd, -1));
}

ShimProcess::~ShimProcess()
{
    giveUp();
    ::close(m_pidfd);
}

void ShimProcess::go()
{
    if (m_go >= 0)
        (void)!::write(m_go, "g", 1); // the reading end is there unless the shim has died, and then nothing is to be started
    giveUp();
}

void ShimProcess::giveUp()
{
    if (m_go >= 0)
        ::close(m_go);
    m_go = -1;
}

void ShimProcess::terminate() const
{
    signalByDescriptor(m_pidfd, SIGTERM);
}

void ShimProcess::kill() const
{
    signalByDescriptor(m_pidfd, SIGKILL);
}

void ShimProcess::reap() const
{
    siginfo_t info = {};
    ::waitid(P_PIDFD, id_t(m_pidfd), &info, WEXITED | WNOHANG); // refuses one that is not our child, which is fine
}

bool killLeftovers(const QByteArray &marker, const ProcessRecord &shim, const System &system)
{
    if (shim.bootId != system.bootId())
        return true; // nothing lives through a restart of the machine
    bool none = true;
    const auto leader = processInfo(int(shim.pid));
    const bool leaderGone = !leader || leader->state == 'Z';
    for (const ProcessInfo &process : allProcesses()) {
        if (process.state == 'Z' || process.pid == int(shim.pid))
            continue;
        // The number of a session is not given away while a process of it lives, so a later start than the shim's is ours.
        const bool sameSession = leaderGone && process.session == int(shim.pid) && process.startTicks >= quint64(shim.startTicks);
        if (!sameSession && !hasEnvironment(process.pid, {marker.constData(), std::size_t(marker.size())}))
            continue;
        none = false;
        signalProcess(process, SIGKILL);
    }
    return none;
}

} // namespace assay::engine

#include "services/engine/process/shim/Command.h"

#include "services/engine/posix/ProcessTree.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::engine::shim {

namespace {

/// In the child: never returns.
[[noreturn]] void become(const char *command, const char *folder, char *const *environment, int output, int parent)
{
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // without us nobody counts what it starts
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; ++number)
        ::signal(number, SIG_DFL);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const int null = ::open("/dev/null", O_RDONLY);
    ::dup2(null, 0);
    ::dup2(output, 1);
    ::dup2(output, 2);
    ::syscall(SYS_close_range, 3u, ~0u, 0u);
    if (::getppid() != parent)
        ::_exit(127); // it died before the line above could have told us
    if (::chdir(folder) == 0) {
        const char *const arguments[] = {"sh", "-c", command, nullptr};
        ::execve("/bin/sh", const_cast<char *const *>(arguments), environment);
        ::dprintf(2, "/bin/sh cannot be run: %s\n", std::strerror(errno));
    } else {
        ::dprintf(2, "The folder %s cannot be entered: %s\n", folder, std::strerror(errno));
    }
    ::_exit(127);
}

} // namespace

bool Command::start(const std::string &command, const std::string &folder, const std::vector<std::string> &environment)
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return false;
    std::vector<char *> entries;
    for (const std::string &entry : environment)
        entries.push_back(const_cast<char *>(entry.c_str()));
    entries.push_back(nullptr);
    const int parent = ::getpid();
    m_pid = ::fork(); // we are small: no need for a cheaper way
    if (m_pid == 0)
        become(command.c_str(), folder.c_str(), entries.data(), ends[1], parent);
    ::close(ends[1]);
    if (m_pid < 0) {
        ::close(ends[0]);
        return false;
    }
    ::setpgid(m_pid, m_pid); // in both, so that neither has to wait for the other
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    m_output = ends[0];
    return true;
}

void Command::closeOutput()
{
    if (m_output >= 0)
        ::close(m_output);
    m_output = -1;
}

bool Command::reap()
{
    while (true) {
        int status = 0;
        const pid_t pid = ::waitpid(-1, &status, WNOHANG);
        if (pid == m_pid)
            m_status = status;
        if (pid == 0)
            return true;
        if (pid < 0 && errno != EINTR)
            return false; // no child at all: orphans of the tree come to us before they can be missed
    }
}

void Command::signalTree(int signal) const
{
    for (const ProcessInfo &process : descendants(::getpid())) {
        if (process.state != 'Z')
            signalProcess(process, signal);
    }
}

int Command::exitCode() const
{
    if (const auto number = signal())
        return 128 + *number;
    return m_status ? WEXITSTATUS(*m_status) : 127;
}

std::optional<int> Command::signal() const
{
    return m_status && WIFSIGNALED(*m_status) ? std::optional(WTERMSIG(*m_status)) : std::nullopt;
}

} // namespace assay::engine::shim

#include "services/engine/posix/ProcessTree.h"

#include "services/engine/posix/FileWrites.h"

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <dirent.h>
#include <string>
#include <sys/syscall.h>
#include <unistd.h>

namespace assay::engine {

std::optional<ProcessInfo> processInfo(int pid)
{
    const std::string stat = readFile("/proc/" + std::to_string(pid) + "/stat");
    // The second field is the program's name in brackets and may hold blanks and brackets itself.
    const auto name = stat.rfind(')');
    if (name == std::string::npos)
        return {};
    ProcessInfo info;
    info.pid = pid;
    const int found = std::sscanf(stat.c_str() + name + 1,
                                  " %c %d %*d %d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &info.state,
                                  &info.parent, &info.session, &info.startTicks);
    return found == 4 ? std::optional(info) : std::nullopt;
}

std::vector<ProcessInfo> allProcesses()
{
    std::vector<ProcessInfo> all;
    DIR *proc = ::opendir("/proc");
    if (!proc)
        return all;
    while (const dirent *entry = ::readdir(proc)) {
        if (!std::isdigit(static_cast<unsigned char>(entry->d_name[0])))
            continue;
        if (const auto info = processInfo(std::atoi(entry->d_name)))
            all.push_back(*info);
    }
    ::closedir(proc);
    return all;
}

std::vector<ProcessInfo> descendants(int pid)
{
    const std::vector<ProcessInfo> all = allProcesses();
    std::vector<ProcessInfo> found;
    const auto addChildren = [&](int parent) {
        for (const ProcessInfo &process : all) {
            if (process.parent == parent && process.pid != pid) // the snapshot is not taken at one moment
                found.push_back(process);
        }
    };
    addChildren(pid);
    for (std::size_t i = 0; i < found.size(); ++i)
        addChildren(found[i].pid);
    return found;
}

bool hasEnvironment(int pid, std::string_view entry)
{
    const std::string environment = readFile("/proc/" + std::to_string(pid) + "/environ");
    const std::string wanted = std::string(entry) + '\0';
    for (auto at = environment.find(wanted); at != std::string::npos; at = environment.find(wanted, at + 1)) {
        if (at == 0 || environment[at - 1] == '\0')
            return true;
    }
    return false;
}

int openProcess(int pid, unsigned long long startTicks)
{
    const int fd = int(::syscall(SYS_pidfd_open, pid, 0));
    if (fd < 0)
        return -1;
    const auto now = processInfo(pid);
    if (now && now->startTicks == startTicks)
        return fd;
    ::close(fd);
    return -1;
}

bool signalByDescriptor(int pidfd, int signal)
{
    return ::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0) == 0;
}

bool signalProcess(const ProcessInfo &process, int signal)
{
    const int fd = openProcess(process.pid, process.startTicks);
    if (fd < 0)
        return false;
    const bool sent = signalByDescriptor(fd, signal);
    ::close(fd);
    return sent;
}

} // namespace assay::engine

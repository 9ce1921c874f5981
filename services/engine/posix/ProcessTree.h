#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace assay::engine {

/// A process at the moment it was looked at; pid and start together name it for as long as the machine is up.
struct ProcessInfo {
    int pid = 0, parent = 0, session = 0;
    char state = '?';                 ///< as in procfs: 'Z' is dead and not reaped yet
    unsigned long long startTicks = 0; ///< field 22 of /proc/PID/stat
};

std::optional<ProcessInfo> processInfo(int pid);
std::vector<ProcessInfo> allProcesses();
/// Children, their children and so on, dead ones included.
std::vector<ProcessInfo> descendants(int pid);
/// Whether `entry` ("NAME=VALUE") stands in the environment that the process was started with. False when it may not be read.
bool hasEnvironment(int pid, std::string_view entry);
/// Sends the signal unless the pid has come to be another process meanwhile.
bool signalProcess(const ProcessInfo &process, int signal);
/// A descriptor that becomes readable when the process ends; -1 when there is none or it is another one by now.
int openProcess(int pid, unsigned long long startTicks);
/// By a descriptor of openProcess().
bool signalByDescriptor(int pidfd, int signal);

} // namespace assay::engine

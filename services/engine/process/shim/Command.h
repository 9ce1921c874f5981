#pragma once

#include <optional>
#include <string>
#include <vector>

namespace assay::engine::shim {

/// The provider's command and everything that it starts.
class Command {
public:
    /// Starts `sh -c command` in a process group of its own, input from null, both outputs into one pipe. On failure to start it
    /// says why through that pipe and ends with 127, as a shell does.
    bool start(const std::string &command, const std::string &folder, const std::vector<std::string> &environment);
    int output() const { return m_output; } ///< the pipe's end to read from; -1 when it is closed
    void closeOutput();

    /// Takes notice of ended processes. False when no process of the tree is left.
    bool reap();
    bool ended() const { return m_status.has_value(); } ///< the command itself; others of its tree may live on
    /// To every process of the tree, wherever it moved itself.
    void signalTree(int signal) const;

    int exitCode() const;              ///< 128 + signal when a signal ended it, as a shell says it
    std::optional<int> signal() const; ///< that ended it

private:
    int m_pid = -1, m_output = -1;
    std::optional<int> m_status;
};

} // namespace assay::engine::shim

#pragma once

#include "services/core/Result.h"
#include "services/engine/runner/AttemptRunner.h"

#include <memory>

namespace assay::engine {

class System;

/// A listening socket on the loopback address that no child inherits by accident.
class InboxSocket {
public:
    static Result<std::unique_ptr<InboxSocket>> open(); ///< any free port; Error::Network
    ~InboxSocket();
    InboxSocket(const InboxSocket &) = delete;
    InboxSocket &operator=(const InboxSocket &) = delete;
    int descriptor() const { return m_fd; }
    quint16 port() const { return m_port; }

private:
    InboxSocket(int fd, quint16 port) : m_fd(fd), m_port(port) {}
    const int m_fd;
    const quint16 m_port;
};

/// A runner shim (see RunFiles.h) that was alive when this was made. Not thread-safe.
class ShimProcess {
public:
    /// Starts one for the run.json in `folder`, as the leader of a session of its own, with nothing of ours open but the inbox.
    /// It begins the command after go() only, and leaves when this dies before. Error::Unsupported, Error::Internal.
    static Result<std::unique_ptr<ShimProcess>> spawn(const QString &program, const QString &folder, const InboxSocket &inbox, const System &system);
    /// The one that an earlier engine started; null when it has gone.
    static std::unique_ptr<ShimProcess> find(const ProcessRecord &record, const System &system);
    ~ShimProcess(); ///< lets go of it; a command that was begun goes on
    ShimProcess(const ShimProcess &) = delete;
    ShimProcess &operator=(const ShimProcess &) = delete;

    const ProcessRecord &record() const { return m_record; }
    int descriptor() const { return m_pidfd; } ///< readable when the shim has ended
    void go();
    void giveUp(); ///< instead of go(): it leaves
    void terminate() const; ///< asks it to end the command's tree
    void kill() const;
    void reap() const; ///< after the descriptor became readable

private:
    ShimProcess(ProcessRecord record, int pidfd, int go) : m_record(std::move(record)), m_pidfd(pidfd), m_go(go) {}
    const ProcessRecord m_record;
    const int m_pidfd;
    int m_go;
};

/// For an attempt whose shim was killed: kills what carries `marker` ("NAME=VALUE") in its environment, and what is left of the
/// shim's session. True when nothing is left; else call again a moment later.
bool killLeftovers(const QByteArray &marker, const ProcessRecord &shim, const System &system);

} // namespace assay::engine

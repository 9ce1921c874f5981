#pragma once

#include "services/engine/process/shim/Command.h"
#include "services/engine/process/shim/EventJournal.h"
#include "services/engine/process/shim/Inbox.h"
#include "services/engine/process/shim/OutputLog.h"

#include <cstdint>
#include <string>

namespace assay::engine::shim {

/// What run.json and run.env say; see RunFiles.h.
struct Settings {
    std::string folder; ///< where run.json is
    std::string command, workingFolder, jobId, secret, log, secretsFolder;
    std::vector<std::string> environment;
    std::uint64_t logHead = 0, logTail = 0;
    std::int64_t stopGraceMs = 0, lateMs = 0;
    bool keepRefusals = false;
};

/// Throws std::exception with what is wrong.
Settings readSettings(const std::string &configPath);

/// Runs one command to the end of its whole tree: one thread, one loop.
class Shim {
public:
    explicit Shim(Settings settings);
    ~Shim();
    Shim(const Shim &) = delete;
    Shim &operator=(const Shim &) = delete;

    void run(); ///< returns when exit.json is written

private:
    /// Running -> Killing -> Late; a stop goes Running -> Stopping -> (Killing ->) Late.
    enum class Phase { Running, Stopping, Killing, Late, Over };

    void turn();
    int waitMs(std::int64_t now) const;
    void readSignals();
    void readOutput();
    void enter(Phase phase, std::int64_t forMs = 0);
    void advance();
    void writeExit() const;

    const Settings m_settings;
    EventJournal m_journal;
    Inbox m_inbox;
    OutputLog m_log;
    Command m_command;
    int m_signals = -1;
    Phase m_phase = Phase::Running;
    std::int64_t m_phaseEnd = 0, m_began;
    bool m_stopped = false, m_alive = true;
};

/// Writes an exit.json that says that the command never began.
void writeNeverStarted(const std::string &folder);

} // namespace assay::engine::shim

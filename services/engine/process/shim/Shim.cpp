#include "services/engine/process/shim/Shim.h"

#include "services/engine/posix/FileWrites.h"
#include "services/engine/posix/RunFiles.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <poll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace assay::engine::shim {

namespace {

constexpr std::int64_t killAgainMs = 5; ///< a process may fork between the look and the kill

std::int64_t nowMs()
{
    timespec now = {};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

double seconds(const timeval &time)
{
    return double(time.tv_sec) + double(time.tv_usec) / 1e6;
}

} // namespace

Settings readSettings(const std::string &configPath)
{
    const auto json = nlohmann::json::parse(readFile(configPath));
    Settings settings;
    settings.folder = configPath.substr(0, configPath.rfind('/') + 1);
    json.at("command").get_to(settings.command);
    json.at("working_folder").get_to(settings.workingFolder);
    json.at("job_id").get_to(settings.jobId);
    json.at("secret").get_to(settings.secret);
    json.at("log").get_to(settings.log);
    json.at("secrets_folder").get_to(settings.secretsFolder);
    json.at("log_head_bytes").get_to(settings.logHead);
    json.at("log_tail_bytes").get_to(settings.logTail);
    json.at("stop_grace_ms").get_to(settings.stopGraceMs);
    json.at("late_ms").get_to(settings.lateMs);
    settings.keepRefusals = json.value("keep_refusals", false);
    const std::string environmentFile = settings.folder + runfiles::environment;
    const std::string environment = readFile(environmentFile);
    ::unlink(environmentFile.c_str()); // it may hold what should not stay on the disk
    for (std::size_t at = 0; at < environment.size();) {
        settings.environment.emplace_back(environment.c_str() + at);
        at += settings.environment.back().size() + 1;
    }
    return settings;
}

void writeNeverStarted(const std::string &folder)
{
    replaceFile(folder + runfiles::exit, nlohmann::json{{"started", false}}.dump() + '\n');
}

Shim::Shim(Settings settings)
    : m_settings(std::move(settings)), m_journal(m_settings.folder + runfiles::events),
      m_inbox(runfiles::inboxFd, {m_settings.jobId, m_settings.secret, m_settings.keepRefusals ? m_settings.folder + runfiles::refusals : std::string()}, m_journal),
      m_log(m_settings.log, m_settings.logHead, m_settings.logTail), m_began(nowMs())
{
    sigset_t wanted;
    sigemptyset(&wanted);
    for (const int number : {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT})
        sigaddset(&wanted, number);
    ::sigprocmask(SIG_BLOCK, &wanted, nullptr);
    m_signals = ::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
}

Shim::~Shim()
{
    m_command.closeOutput();
    ::close(m_signals);
}

void Shim::run()
{
    if (!m_command.start(m_settings.command, m_settings.workingFolder, m_settings.environment)) {
        m_log.write("The command could not be started: this machine has no process or descriptor left.\n");
        m_alive = false;
    }
    advance();
    while (m_phase != Phase::Over)
        turn();
    if (!m_settings.secretsFolder.empty())
        removeFlatFolder(m_settings.secretsFolder);
    writeExit();
}

void Shim::turn()
{
    std::vector<pollfd> fds{{m_signals, POLLIN, 0}, {m_command.output(), POLLIN, 0}};
    m_inbox.prepare(fds);
    ::poll(fds.data(), fds.size(), waitMs(nowMs()));
    if (fds[0].revents != 0)
        readSignals();
    if (fds[1].revents != 0)
        readOutput();
    m_inbox.handle(fds, nowMs());
    advance();
}

int Shim::waitMs(std::int64_t now) const
{
    std::int64_t next = m_phase == Phase::Running ? -1 : m_phaseEnd;
    if (const std::int64_t inbox = m_inbox.nextDeadline(); inbox >= 0)
        next = next < 0 ? inbox : std::min(next, inbox);
    return next < 0 ? -1 : int(std::max<std::int64_t>(next - now, 0));
}

void Shim::readSignals()
{
    signalfd_siginfo info;
    while (::read(m_signals, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo == SIGTERM && m_phase == Phase::Running) {
            m_stopped = true;
            m_inbox.refuseReports();
            m_command.signalTree(SIGTERM);
            enter(Phase::Stopping, m_settings.stopGraceMs);
        }
    }
    m_alive = m_command.reap();
}

/// A bounded piece: a flood must not keep us from the rest.
void Shim::readOutput()
{
    char piece[65536];
    const ssize_t n = ::read(m_command.output(), piece, sizeof piece);
    if (n > 0)
        m_log.write({piece, std::size_t(n)});
    else if (n == 0)
        m_command.closeOutput();
}

void Shim::enter(Phase phase, std::int64_t forMs)
{
    m_phase = phase;
    m_phaseEnd = nowMs() + forMs;
}

void Shim::advance()
{
    const std::int64_t now = nowMs();
    if (m_phase == Phase::Running && (m_command.ended() || !m_alive))
        enter(Phase::Killing); // what the command left behind goes with it
    if (m_phase == Phase::Stopping && m_alive && now >= m_phaseEnd)
        enter(Phase::Killing);
    if ((m_phase == Phase::Killing || m_phase == Phase::Stopping) && !m_alive)
        enter(Phase::Late, m_settings.lateMs);
    if (m_phase == Phase::Killing && now >= m_phaseEnd) {
        m_command.signalTree(SIGKILL);
        m_alive = m_command.reap();
        enter(Phase::Killing, killAgainMs);
        if (!m_alive)
            enter(Phase::Late, m_settings.lateMs);
    }
    // A report sent with the last breath is in the socket already; its sender has gone, so the connections end soon.
    const bool drained = m_command.output() < 0 && m_inbox.quiet();
    if (m_phase == Phase::Late && (drained || now >= m_phaseEnd))
        m_phase = Phase::Over;
}

void Shim::writeExit() const
{
    rusage used = {};
    ::getrusage(RUSAGE_CHILDREN, &used); // all of the tree: each was reaped by its parent or by us
    nlohmann::json json{{"started", true},
                        {"code", m_command.exitCode()},
                        {"signal", nullptr},
                        {"stopped", m_stopped},
                        {"user_seconds", seconds(used.ru_utime)},
                        {"system_seconds", seconds(used.ru_stime)},
                        {"wall_seconds", double(nowMs() - m_began) / 1000},
                        {"max_rss_bytes", std::int64_t(used.ru_maxrss) * 1024},
                        {"block_reads", std::int64_t(used.ru_inblock)},
                        {"block_writes", std::int64_t(used.ru_oublock)},
                        {"log_lost_bytes", m_log.lost()}};
    if (const auto signal = m_command.signal())
        json["signal"] = *signal;
    // A full disk: the engine finds no record and says so, and somebody may free space while we try.
    for (int attempt = 0; !replaceFile(m_settings.folder + runfiles::exit, json.dump() + '\n') && attempt < 50; ++attempt)
        ::usleep(100'000);
}

} // namespace assay::engine::shim

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

struct pollfd;

namespace assay::engine::shim {

class EventJournal;

struct InboxRules {
    std::string jobId;
    std::string secret; ///< first part of every path; empty: none, and Host and Origin must be of this machine then
    std::string refusals = {}; ///< file for what was not taken, see RunFiles.h; empty: nobody wants to know
};

/// The HTTP side of a running benchmark: takes its reports on the loopback address. Everything is bounded: 64 connections, body
/// 10 MiB, header 32 KB, times. Driven by the shim's one loop: prepare() before poll(2), handle() after.
class Inbox {
public:
    Inbox(int listenFd, InboxRules rules, EventJournal &journal);
    ~Inbox();
    Inbox(const Inbox &) = delete;
    Inbox &operator=(const Inbox &) = delete;

    void prepare(std::vector<pollfd> &fds);
    void handle(const std::vector<pollfd> &fds, std::int64_t nowMs);
    std::int64_t nextDeadline() const; ///< -1: none
    /// From now on reports are refused: 409, as the API does for a cancelled job.
    void refuseReports() { m_refusing = true; }
    bool quiet() const; ///< no connection is open; ask after a handle() that took what waited

private:
    struct Connection;
    void accept(std::int64_t nowMs);
    void read(Connection &connection, std::int64_t nowMs);
    void parse(Connection &connection, std::int64_t nowMs);
    void answer(Connection &connection, std::int64_t nowMs);
    void write(Connection &connection, std::int64_t nowMs);
    void keepRefusal(int status, const char *code, const std::string &text, std::string_view path, std::string_view body);

    const int m_listen;
    const InboxRules m_rules;
    EventJournal &m_journal;
    std::vector<std::unique_ptr<Connection>> m_connections;
    std::size_t m_first = 0, m_polled = 0; ///< where prepare() put our descriptors
    int m_refusalsKept = 0;
    bool m_refusing = false;
};

} // namespace assay::engine::shim

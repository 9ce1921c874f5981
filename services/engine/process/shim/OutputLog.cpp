#include "services/engine/process/shim/OutputLog.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace assay::engine::shim {

namespace {
constexpr std::size_t keptSegments = 3; // of half a tail each
}

OutputLog::OutputLog(std::string path, std::uint64_t head, std::uint64_t tail)
    : m_path(std::move(path)), m_head(std::max<std::uint64_t>(head, 1)), m_segment(std::max<std::uint64_t>(tail / 2, 1))
{
    open(logSegments(m_path).back());
}

OutputLog::~OutputLog()
{
    ::close(m_fd);
}

void OutputLog::open(const LogSegment &segment)
{
    if (m_fd >= 0)
        ::close(m_fd);
    m_current = segment;
    m_fd = ::open(segment.path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

void OutputLog::next()
{
    const std::uint64_t end = m_current.end();
    open({segmentPath(m_path, end), end, 0});
    const auto all = logSegments(m_path);
    for (std::size_t i = 1; i + keptSegments < all.size(); ++i)
        ::unlink(all[i].path.c_str());
}

void OutputLog::write(std::string_view bytes)
{
    if (m_unsaid > 0) {
        const std::string note = "[" + std::to_string(m_unsaid) + " bytes of output were lost here: the disk was full]\n";
        const std::uint64_t before = m_lost;
        put(note);
        if (m_lost == before)
            m_unsaid = 0;
        else
            m_lost = before;
    }
    const std::uint64_t before = m_lost;
    put(bytes);
    m_unsaid += m_lost - before;
}

void OutputLog::put(std::string_view bytes)
{
    while (!bytes.empty()) {
        const std::uint64_t limit = m_current.offset == 0 ? m_head : m_segment;
        if (m_current.size >= limit) {
            next();
            continue;
        }
        const ssize_t n = ::write(m_fd, bytes.data(), std::size_t(std::min<std::uint64_t>(bytes.size(), limit - m_current.size)));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            m_lost += bytes.size();
            return; // the command goes on: a full disk costs log lines, never the run
        }
        m_current.size += std::uint64_t(n);
        bytes.remove_prefix(std::size_t(n));
    }
}

} // namespace assay::engine::shim

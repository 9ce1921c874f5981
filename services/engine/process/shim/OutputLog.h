#pragma once

#include "services/engine/posix/LogSegments.h"

#include <string>
#include <string_view>

namespace assay::engine::shim {

/// Writes a command's output into a head and a bounded tail; see LogSegment. What is left out between them, and what a full disk
/// took, is said where it is read. An existing log is continued.
class OutputLog {
public:
    /// head, tail: bytes; between 1 and 1.5 times `tail` is kept.
    OutputLog(std::string path, std::uint64_t head, std::uint64_t tail);
    ~OutputLog();
    OutputLog(const OutputLog &) = delete;
    OutputLog &operator=(const OutputLog &) = delete;

    void write(std::string_view bytes);
    std::uint64_t lost() const { return m_lost; } ///< bytes that the disk did not take

private:
    void open(const LogSegment &segment);
    void next();
    void put(std::string_view bytes);

    const std::string m_path;
    const std::uint64_t m_head, m_segment;
    LogSegment m_current;
    int m_fd = -1;
    std::uint64_t m_lost = 0, m_unsaid = 0;
};

} // namespace assay::engine::shim

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace assay::engine {

/// A log is the file NAME.txt, its head, and when that is full the segments NAME.OFFSET.txt: OFFSET is the number of bytes written
/// before the segment's first one. The oldest segments are removed; what is missing between head and first segment was left out.
struct LogSegment {
    std::string path;
    std::uint64_t offset = 0, size = 0;
    std::uint64_t end() const { return offset + size; }
};

/// By offset; the first is the head, also when there is no such file yet.
std::vector<LogSegment> logSegments(const std::string &head);
/// Where the segment that begins at `offset` > 0 of the log with this head is.
std::string segmentPath(const std::string &head, std::uint64_t offset);

} // namespace assay::engine

#include "services/engine/posix/LogSegments.h"

#include <algorithm>
#include <charconv>
#include <dirent.h>
#include <string_view>
#include <sys/stat.h>

namespace assay::engine {

namespace {
constexpr std::string_view ending = ".txt";

std::uint64_t sizeOf(const std::string &path)
{
    struct stat info = {};
    return ::stat(path.c_str(), &info) == 0 ? std::uint64_t(info.st_size) : 0;
}

/// "…/log" of "…/log.txt".
std::string stem(const std::string &head)
{
    return head.ends_with(ending) ? head.substr(0, head.size() - ending.size()) : head;
}
} // namespace

std::string segmentPath(const std::string &head, std::uint64_t offset)
{
    return stem(head) + '.' + std::to_string(offset) + std::string(ending);
}

std::vector<LogSegment> logSegments(const std::string &head)
{
    std::vector<LogSegment> all{{head, 0, sizeOf(head)}};
    const auto slash = head.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : head.substr(0, slash);
    const std::string start = stem(head).substr(slash == std::string::npos ? 0 : slash + 1) + '.';
    DIR *entries = ::opendir(folder.c_str());
    if (!entries)
        return all;
    while (const dirent *entry = ::readdir(entries)) {
        const std::string_view name = entry->d_name;
        if (!name.starts_with(start) || !name.ends_with(ending) || name.size() <= start.size() + ending.size())
            continue;
        const std::string_view digits = name.substr(start.size(), name.size() - start.size() - ending.size());
        std::uint64_t offset = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), offset);
        if (error == std::errc() && end == digits.data() + digits.size() && offset > 0)
            all.push_back({folder + '/' + std::string(name), offset, sizeOf(folder + '/' + std::string(name))});
    }
    ::closedir(entries);
    std::sort(all.begin(), all.end(), [](const LogSegment &a, const LogSegment &b) { return a.offset < b.offset; });
    return all;
}

} // namespace assay::engine

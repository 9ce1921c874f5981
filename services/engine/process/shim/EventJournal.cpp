#include "services/engine/process/shim/EventJournal.h"

#include "services/engine/posix/FileWrites.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fcntl.h>
#include <strings.h>
#include <unistd.h>

namespace assay::engine::shim {

namespace {

using Json = nlohmann::json;

/// Looks at the first two levels only.
class Outline : public nlohmann::json_sax<Json> {
public:
    bool null() override { return value(); }
    bool boolean(bool) override { return value(); }
    bool number_integer(number_integer_t) override { return value(); }
    bool number_unsigned(number_unsigned_t) override { return value(); }
    bool number_float(number_float_t, const string_t &) override { return value(); }
    bool string(string_t &) override { return value(); }
    bool binary(binary_t &) override { return value(); }
    bool key(string_t &name) override
    {
        m_atEvent = m_depth == 1 && ::strcasecmp(name.c_str(), "benchmark_status_event") == 0;
        return true;
    }
    bool start_object(std::size_t) override
    {
        if (m_depth == 0)
            isObject = true;
        if (m_atEvent)
            hasEvent = true;
        m_atEvent = false;
        return deeper();
    }
    bool start_array(std::size_t) override
    {
        value();
        return deeper();
    }
    bool end_object() override { return --m_depth, true; }
    bool end_array() override { return --m_depth, true; }
    bool parse_error(std::size_t, const std::string &, const nlohmann::detail::exception &error) override
    {
        fault = error.what();
        return false;
    }

    bool isObject = false, hasEvent = false;
    std::string fault;

private:
    bool value()
    {
        if (m_atEvent)
            hasEvent = false; // a repeated member: the last one counts
        m_atEvent = false;
        return true;
    }
    bool deeper()
    {
        if (++m_depth <= 200)
            return true;
        fault = "the document is nested too deeply";
        return false;
    }

    int m_depth = 0;
    bool m_atEvent = false;
};

} // namespace

BodyFault checkBody(std::string_view body)
{
    Outline outline;
    if (!Json::sax_parse(body.begin(), body.end(), &outline))
        return {"invalid_json_request", outline.fault};
    if (!outline.isObject)
        return {"invalid_json_request", "the document is no object"};
    if (!outline.hasEvent)
        return {"request_validation_failed", "benchmark_status_event is required"};
    return {"", {}};
}

EventJournal::EventJournal(std::string path)
    : m_path(std::move(path)), m_fd(::open(m_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600))
{
}

EventJournal::~EventJournal()
{
    ::close(m_fd);
}

bool EventJournal::append(std::string body)
{
    // Between tokens only: inside of JSON texts line breaks are escaped.
    std::replace_if(body.begin(), body.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    body += '\n';
    const off_t before = ::lseek(m_fd, 0, SEEK_END);
    if (before == 0)
        syncFolderOf(m_path); // the file's name has to last as long as what is in it
    if (before >= 0 && writeAll(m_fd, body) && ::fdatasync(m_fd) == 0)
        return true;
    if (before >= 0)
        (void)!::ftruncate(m_fd, before); // a half line would swallow the next report
    return false;
}

} // namespace assay::engine::shim

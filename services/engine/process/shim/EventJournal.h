#pragma once

#include <string>
#include <string_view>

namespace assay::engine::shim {

/// The file of accepted reports. A report is answered only after append() said that it is on disk.
class EventJournal {
public:
    explicit EventJournal(std::string path);
    ~EventJournal();
    EventJournal(const EventJournal &) = delete;
    EventJournal &operator=(const EventJournal &) = delete;

    /// One body as one line. False: it could not be written, and nothing of it is there.
    bool append(std::string body);

private:
    const std::string m_path;
    const int m_fd;
};

/// What is wrong with a posted body, for the answer's text; `code` is the API's message code.
struct BodyFault {
    const char *code;
    std::string text;
};

/// Whether the body is one JSON object with an object in `benchmark_status_event` (EvalHub contract, section 6; names match
/// without regard to case). Builds nothing, so that ten megabytes cost no memory. The engine checks the rest of the rules.
/// Answers an empty code when all is well.
BodyFault checkBody(std::string_view body);

} // namespace assay::engine::shim

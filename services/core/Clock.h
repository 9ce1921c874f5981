#pragma once

#include <QString>

#include <cstdint>

namespace assay {

/// The source of time, so that tests decide how fast it passes. All members may be called from any thread.
class Clock {
public:
    virtual ~Clock() = default;
    virtual std::int64_t wallMs() const = 0;      ///< milliseconds since 1970-01-01 UTC; may jump
    virtual std::int64_t monotonicMs() const = 0; ///< milliseconds since some start; never goes back; deadlines use this

    static Clock &system();
};

/// RFC 3339 in UTC with milliseconds and Z, e.g. "2026-01-12T08:00:00.000Z".
QString rfc3339(std::int64_t wallMs);

} // namespace assay

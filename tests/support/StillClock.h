#pragma once

#include "services/core/Clock.h"

namespace assay::test {

/// A clock that stands still until the test moves it.
class StillClock final : public Clock {
public:
    explicit StillClock(std::int64_t wallMs = 1'800'000'000'000) : wall(wallMs) {}
    std::int64_t wall, monotonic = 1000;
    std::int64_t wallMs() const override { return wall; }
    std::int64_t monotonicMs() const override { return monotonic; }
    void advance(std::int64_t ms)
    {
        wall += ms;
        monotonic += ms;
    }
};

} // namespace assay::test

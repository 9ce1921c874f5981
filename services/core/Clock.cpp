#include "services/core/Clock.h"

#include <chrono>
#include <cstdio>

namespace assay {

namespace {
class SystemClock final : public Clock {
public:
    std::int64_t wallMs() const override
    {
        using namespace std::chrono;
        return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    }
    std::int64_t monotonicMs() const override
    {
        using namespace std::chrono;
        return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
    }
};
} // namespace

Clock &Clock::system()
{
    static SystemClock clock;
    return clock;
}

QString rfc3339(std::int64_t wallMs)
{
    // By hand: every job of a list has two of these, and QDateTime takes longer for one than the rest of the row does.
    using namespace std::chrono;
    const sys_time<milliseconds> time{milliseconds(wallMs)};
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    char text[40];
    const int size = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int(date.year()), unsigned(date.month()),
                                   unsigned(date.day()), int(clock.hours().count()), int(clock.minutes().count()),
                                   int(clock.seconds().count()), int(clock.subseconds().count()));
    return QString::fromLatin1(text, size);
}

} // namespace assay

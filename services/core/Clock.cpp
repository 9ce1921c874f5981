#include "services/core/Clock.h"

#include <QDateTime>

#include <chrono>

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
    return QDateTime::fromMSecsSinceEpoch(wallMs, Qt::UTC).toString(Qt::ISODateWithMs);
}

} // namespace assay

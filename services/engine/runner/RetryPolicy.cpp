#include "services/engine/runner/RetryPolicy.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>

namespace assay::engine {

qint64 RetryPolicy::backOffMs(int attempt, double random) const
{
    const int doublings = std::clamp(attempt - 1, 0, 20);
    const qint64 whole = std::min(longestMs, firstMs << doublings);
    return whole / 2 + static_cast<qint64>(random * double(whole - whole / 2));
}

bool isRetryStatus(long status)
{
    return status == 408 || status == 409 || status == 425 || status == 429 || (status >= 500 && status <= 599);
}

std::optional<qint64> retryAfterMs(const QByteArray &header, qint64 nowWallMs)
{
    const QByteArray text = header.trimmed();
    bool number = false;
    const qint64 seconds = text.toLongLong(&number);
    if (number)
        return seconds < 0 || seconds > 100'000'000 ? std::nullopt : std::optional(seconds * 1000);
    // "Sun, 06 Nov 1994 08:49:37 GMT", the only form that may be sent today.
    const QDateTime local = QLocale::c().toDateTime(QString::fromLatin1(text), QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
    if (!local.isValid())
        return std::nullopt;
    const QDateTime utc(local.date(), local.time(), Qt::UTC);
    return std::max<qint64>(0, utc.toMSecsSinceEpoch() - nowWallMs);
}

bool RetryBudget::spend()
{
    if (m_tokens < 1)
        return false;
    m_tokens -= 1;
    return true;
}

} // namespace assay::engine

#pragma once

#include <QByteArray>

#include <functional>
#include <optional>

namespace assay::engine {

/// When a failed request is asked again. Plain value.
struct RetryPolicy {
    int retries = 4;               ///< of one request
    qint64 firstMs = 500;          ///< before the first retry; doubled each time
    qint64 longestMs = 30'000;     ///< of our own back-off
    qint64 longestAskedMs = 300'000; ///< of a server's Retry-After; a longer one fails the request

    /// Exponential back-off with jitter: between half and all of firstMs * 2^(attempt - 1). random: 0..1. attempt: from 1.
    qint64 backOffMs(int attempt, double random) const;
};

/// 408, 409, 425, 429 and 5xx are worth asking again.
bool isRetryStatus(long status);

/// Retry-After in milliseconds from now: whole seconds or an HTTP date (RFC 9110, 10.2.3); none when unreadable, 0 when past.
std::optional<qint64> retryAfterMs(const QByteArray &header, qint64 nowWallMs);

/// Bounds all retries of one benchmark, so that a server that refuses everything is not asked five times as often: a retry
/// costs one token, an answer gives a fifth back. Not thread-safe.
class RetryBudget {
public:
    explicit RetryBudget(double tokens = 50) : m_most(tokens), m_tokens(tokens) {}
    bool spend();
    void answered() { m_tokens = m_tokens + 0.2 < m_most ? m_tokens + 0.2 : m_most; }

private:
    double m_most, m_tokens;
};

} // namespace assay::engine

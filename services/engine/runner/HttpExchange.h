#pragma once

#include "services/engine/runner/CurlLoop.h"

#include "services/core/Result.h"

#include <QString>

#include <atomic>

namespace assay::engine {

/// Set once, read often: whoever works stops at the next look.
class CancelFlag {
public:
    void set() { m_set = true; }
    bool isSet() const { return m_set; }

private:
    std::atomic<bool> m_set{false};
};

/// Sends the call over the loop and waits for its end; not on the loop's thread. Cancelled: the request is closed, and the reply
/// has CURLE_ABORTED_BY_CALLBACK as its fault. Nothing of the call is used after the return. The loop outlives the wait.
HttpReply exchange(CurlLoop &loop, HttpCall call, const CancelFlag *cancel = nullptr);

/// localhost, 127.0.0.0/8 or ::1: never asked through a proxy; exchange() sees to that.
bool isLoopbackUrl(const QByteArray &url);
/// `location` as a server answered it to a request for `base`.
QByteArray resolvedUrl(const QByteArray &base, const QByteArray &location);
/// Worth another try: no answer, 408, 429 or 5xx.
bool isPassing(const HttpReply &reply);
/// What went wrong in a few words, without secrets: "HTTP 404", "the answer is larger than 16 MiB", or curl's own.
QString faultOf(const HttpReply &reply);

} // namespace assay::engine

#pragma once

#include <pthread.h>
#include <signal.h>

namespace assay::engine {

/// Signals belong to the main thread: a thread that is started while this lives gets none, ever. The calling thread's own mask is
/// put back at the end.
class BlockedSignals {
public:
    BlockedSignals()
    {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &m_before);
    }
    ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }
    BlockedSignals(const BlockedSignals &) = delete;
    BlockedSignals &operator=(const BlockedSignals &) = delete;

private:
    sigset_t m_before;
};

} // namespace assay::engine

#include "services/engine/host/Lifetime.h"

#include <QSocketNotifier>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace assay::engine {

namespace {

// A signal handler can reach nothing but what is global.
int pipeEnds[2] = {-1, -1};
constexpr int watched[] = {SIGTERM, SIGINT, SIGHUP};

void onSignal(int)
{
    const int keep = errno;
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(pipeEnds[1], &byte, 1); // full pipe: the request is there already
    errno = keep;
}

} // namespace

StopSignals::StopSignals(QObject *parent) : QObject(parent)
{
    if (::pipe2(pipeEnds, O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    m_notifier = new QSocketNotifier(pipeEnds[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        char byte;
        while (::read(pipeEnds[0], &byte, 1) == 1) { }
        Q_EMIT requested();
    });
    struct sigaction action = {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    for (const int signal : watched)
        ::sigaction(signal, &action, nullptr);
}

StopSignals::~StopSignals()
{
    for (const int signal : watched)
        std::signal(signal, SIG_DFL);
    delete m_notifier;
    for (int &end : pipeEnds) {
        if (end >= 0)
            ::close(end);
        end = -1;
    }
}

Lifetime::Lifetime(Options options, std::function<bool()> inUse, const Clock &clock, const System &system, QObject *parent)
    : QObject(parent), m_options(options), m_inUse(std::move(inUse)), m_system(system),
      m_parent(system.parentProcessId()), m_idle(clock, options.idleMs)
{
    connect(&m_signals, &StopSignals::requested, this, &Lifetime::end);
    connect(&m_timer, &QTimer::timeout, this, &Lifetime::check);
    m_timer.start(m_options.tickMs);
    if (m_options.dieWithParent && !m_system.dieWithParent(m_parent))
        QMetaObject::invokeMethod(this, &Lifetime::end, Qt::QueuedConnection);
}

void Lifetime::check()
{
    if (m_options.dieWithParent && m_system.parentProcessId() != m_parent)
        end();
    else if (m_options.finished && m_options.finished())
        end();
    else if (!m_options.stay && m_idle.idleTooLong(m_inUse()))
        end();
}

void Lifetime::end()
{
    if (!std::exchange(m_over, true))
        Q_EMIT over();
}

} // namespace assay::engine

#include "models/common/LoopWatch.h"

namespace assay {

namespace {
constexpr int beatMs = 10;
}

LoopWatch::LoopWatch(QObject *parent) : QObject(parent)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(beatMs);
    connect(&m_timer, &QTimer::timeout, this, &LoopWatch::beat);
    m_timer.start();
    m_since.start();
}

void LoopWatch::clear()
{
    m_over = 0;
    m_longest = 0;
    m_since.start();
}

void LoopWatch::beat()
{
    const double late = double(m_since.nsecsElapsed()) / 1e6 - beatMs;
    m_since.start();
    m_longest = qMax(m_longest, late);
    if (late <= limitMs)
        return;
    ++m_over;
    if (m_report)
        m_report(late);
}

} // namespace assay

#pragma once

#include "services/core/Result.h"

#include <QObject>
#include <QTimer>

#include <algorithm>

namespace assay {

constexpr int freshFailureMs = 1000; ///< so old, the trouble of a connection answers requests by itself

/// Tries a server that was not reached again, less and less often. One that refuses the key is not tried, which could lock an
/// account.
class Comeback : public QObject {
    Q_OBJECT
public:
    explicit Comeback(QObject *parent = nullptr) : QObject(parent)
    {
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, &Comeback::due);
    }
    void failed(const Error &error)
    {
        m_timer.stop();
        if (error.kind == Error::Kind::Network || error.kind == Error::Kind::Timeout)
            m_timer.start(int(std::min<qint64>(longestMs, qint64(m_firstMs) << std::min(m_failures++, 8))));
    }
    /// It is there, or nobody waits for it.
    void reset()
    {
        m_failures = 0;
        m_timer.stop();
    }
    void stop() { m_timer.stop(); }
    void setFirst(int ms) { m_firstMs = ms; }

Q_SIGNALS:
    void due();

private:
    static constexpr int longestMs = 120'000;
    QTimer m_timer;
    int m_firstMs = 5000, m_failures = 0;
};

} // namespace assay

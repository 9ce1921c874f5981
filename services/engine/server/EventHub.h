#pragma once

#include "services/engine/server/HttpServer.h"
#include "services/engine/store/StoreTypes.h"

#include <QByteArray>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace assay::engine {

/// Sends the store's changes to everybody who listens (server-sent events). Remembers the newest, so that a client that was
/// away for a moment goes on where it was; who missed more is told `reset`. All members from any thread.
class EventHub {
public:
    struct Settings {
        std::size_t remembered = 4096;
        std::size_t listeners = 64;
        /// A client that missed more is told `reset`; less than HttpLimits::streamBytes, or it would be cut off for ever.
        qsizetype replayBytes = 128 * 1024;
        std::chrono::milliseconds heartbeat{15'000};
    };
    explicit EventHub(QString epoch) : EventHub(std::move(epoch), Settings()) {}
    EventHub(QString epoch, Settings settings);
    ~EventHub(); ///< ends the streams

    void publish(const ChangeRecord &change);
    /// Takes the stream and sends what came after lastEventId ("EPOCH-SEQ"; empty: only what comes from now on).
    /// False when there are too many listeners.
    bool subscribe(const std::shared_ptr<HttpStream> &stream, const QByteArray &lastEventId);
    bool full() const;
    std::size_t listenerCount() const;
    void stop();

private:
    QByteArray id(qint64 seq) const { return m_epoch + '-' + QByteArray::number(seq); }
    QByteArray eventText(const ChangeRecord &change) const;
    void send(const QByteArray &text);
    void beat();

    const QByteArray m_epoch;
    const Settings m_settings;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::pair<qint64, QByteArray>> m_recent;
    std::vector<std::shared_ptr<HttpStream>> m_streams;
    qint64 m_last = 0;
    bool m_stopping = false;
    std::thread m_heart;
};

} // namespace assay::engine

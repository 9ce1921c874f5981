#include "services/engine/server/EventHub.h"

#include "services/engine/posix/BlockedSignals.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

namespace assay::engine {

EventHub::EventHub(QString epoch, Settings settings) : m_epoch(epoch.toLatin1()), m_settings(settings)
{
    const BlockedSignals blocked;
    m_heart = std::thread([this] { beat(); });
}

EventHub::~EventHub()
{
    stop();
}

void EventHub::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        for (const auto &stream : m_streams)
            stream->finish();
        m_streams.clear();
    }
    m_wake.notify_all();
    if (m_heart.joinable())
        m_heart.join();
}

void EventHub::beat()
{
    std::unique_lock lock(m_mutex);
    while (!m_wake.wait_for(lock, m_settings.heartbeat, [this] { return m_stopping; }))
        send(": alive\n\n");
}

QByteArray EventHub::eventText(const ChangeRecord &change) const
{
    nlohmann::json data{{"job", change.jobId.toStdString()}, {"state", change.state.text().toStdString()}};
    if (change.index) {
        data["benchmark_index"] = *change.index;
        data["benchmark_state"] = change.benchmarkState.text().toStdString();
    }
    if (change.itemsDone)
        data["items_done"] = *change.itemsDone;
    if (change.itemsTotal)
        data["items_total"] = *change.itemsTotal;
    if (change.created)
        data["created"] = true;
    if (change.removed)
        data["removed"] = true;
    return "id: " + id(change.seq) + "\nevent: job\ndata: " + json::dump(data) + "\n\n";
}

void EventHub::publish(const ChangeRecord &change)
{
    const QByteArray text = eventText(change);
    const std::lock_guard lock(m_mutex);
    m_last = change.seq;
    m_recent.emplace_back(change.seq, text);
    if (m_recent.size() > m_settings.remembered)
        m_recent.pop_front();
    send(text);
}

void EventHub::send(const QByteArray &text)
{
    std::erase_if(m_streams, [&text](const auto &stream) { return !stream->write(text); });
}

bool EventHub::subscribe(const std::shared_ptr<HttpStream> &stream, const QByteArray &lastEventId)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_streams, [](const auto &open) { return !open->isOpen(); });
    if (m_stopping || m_streams.size() >= m_settings.listeners)
        return false;
    const auto dash = lastEventId.lastIndexOf('-');
    bool isNumber = false;
    const qint64 seen = lastEventId.mid(dash + 1).toLongLong(&isNumber);
    const qint64 oldest = m_recent.empty() ? m_last + 1 : m_recent.front().first;
    const QByteArray reset = "id: " + id(m_last) + "\nevent: reset\ndata: {}\n\n";
    QByteArray text;
    if (lastEventId.isEmpty()) {
        // The id alone, without an event: a client that loses us before the first change can say where it was.
        text = ": following\nid: " + id(m_last) + "\n\n";
    } else if (dash < 0 || !isNumber || lastEventId.left(dash) != m_epoch || seen < oldest - 1 || seen > m_last) {
        text = reset;
    } else {
        text = ": following\n\n";
        for (const auto &[seq, event] : m_recent) {
            if (seq > seen)
                text += event;
        }
        if (text.size() > m_settings.replayBytes)
            text = reset;
    }
    if (!stream->write(text)) // gone already
        return true;
    m_streams.push_back(stream);
    return true;
}

bool EventHub::full() const
{
    return listenerCount() >= m_settings.listeners;
}

std::size_t EventHub::listenerCount() const
{
    const std::lock_guard lock(m_mutex);
    return std::size_t(std::ranges::count_if(m_streams, [](const auto &stream) { return stream->isOpen(); }));
}

} // namespace assay::engine

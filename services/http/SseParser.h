#pragma once

#include <QByteArray>
#include <QList>

namespace assay {

/// One event of a server-sent event stream.
struct SseEvent {
    QByteArray id;   ///< last id seen on the stream, this event's included
    QByteArray name; ///< "message" when the stream named none
    QByteArray data; ///< lines joined by a newline
    bool operator==(const SseEvent &) const = default;
};

/// Cuts a byte stream into events, as WHATWG's "server-sent events" says. Pieces may be cut anywhere.
class SseParser {
public:
    /// Events that the bytes complete. An event of more than 1 MiB is dropped.
    QList<SseEvent> feed(const QByteArray &bytes);
    /// A new connection: half an event is forgotten, the last id is kept.
    void restart();
    QByteArray lastId() const { return m_lastId; }
    void setLastId(const QByteArray &id) { m_lastId = id; }
    int retryMs() const { return m_retryMs; } ///< what the server asked for; -1 when it did not

private:
    void line(const QByteArray &text, QList<SseEvent> &events);

    QByteArray m_buffer, m_lastId, m_name, m_data;
    bool m_hasData = false, m_skipLineFeed = false, m_first = true;
    int m_retryMs = -1;
};

} // namespace assay

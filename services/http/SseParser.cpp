#include "services/http/SseParser.h"

namespace assay {

namespace {
constexpr qsizetype maxEvent = 1 << 20;
}

QList<SseEvent> SseParser::feed(const QByteArray &bytes)
{
    QList<SseEvent> events;
    m_buffer += bytes;
    if (m_first && m_buffer.size() >= 3) {
        m_first = false;
        if (m_buffer.startsWith("\xEF\xBB\xBF"))
            m_buffer.remove(0, 3);
    }
    qsizetype start = 0;
    for (qsizetype i = 0; i < m_buffer.size(); ++i) {
        const char c = m_buffer.at(i);
        if (c == '\n' && m_skipLineFeed) { // second half of CR LF
            m_skipLineFeed = false;
            start = i + 1;
            continue;
        }
        m_skipLineFeed = false;
        if (c != '\n' && c != '\r')
            continue;
        line(m_buffer.mid(start, i - start), events);
        start = i + 1;
        m_skipLineFeed = c == '\r';
    }
    m_buffer.remove(0, start);
    if (m_buffer.size() > maxEvent)
        m_buffer.clear();
    return events;
}

void SseParser::restart()
{
    m_buffer.clear();
    m_name.clear();
    m_data.clear();
    m_hasData = m_skipLineFeed = false;
    m_first = true;
}

void SseParser::line(const QByteArray &text, QList<SseEvent> &events)
{
    if (text.isEmpty()) {
        if (m_hasData)
            events.append({m_lastId, m_name.isEmpty() ? QByteArray("message") : m_name, m_data});
        m_name.clear();
        m_data.clear();
        m_hasData = false;
        return;
    }
    const qsizetype colon = text.indexOf(':');
    if (colon == 0)
        return; // a comment: the heartbeat
    const QByteArray field = colon < 0 ? text : text.left(colon);
    QByteArray value = colon < 0 ? QByteArray() : text.mid(colon + 1);
    if (value.startsWith(' '))
        value.remove(0, 1);
    if (field == "data") {
        if (m_data.size() + value.size() > maxEvent)
            return;
        m_data += m_hasData ? "\n" + value : value;
        m_hasData = true;
    } else if (field == "event") {
        m_name = value;
    } else if (field == "id" && !value.contains('\0')) {
        m_lastId = value;
    } else if (field == "retry") {
        bool number = false;
        const int ms = value.toInt(&number);
        if (number && ms >= 0)
            m_retryMs = ms;
    }
}

} // namespace assay

#include "services/engine/process/EventFile.h"

namespace assay::engine {

std::optional<EventFile::Line> EventFile::next()
{
    if (!m_file.isOpen() && !m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return {};
    while (true) {
        const auto end = m_rest.indexOf('\n', m_searched);
        if (end < 0) {
            m_searched = m_rest.size();
            const QByteArray more = m_file.read(1 << 18);
            if (more.isEmpty())
                return {};
            m_rest += more;
            continue;
        }
        Line line{++m_number, m_rest.left(end)};
        m_rest.remove(0, end + 1);
        m_searched = 0;
        if (line.number > m_skip)
            return line;
    }
}

} // namespace assay::engine

#pragma once

#include "services/core/RequestRecord.h"

#include <QObject>

#include <deque>

namespace assay {

/// The last requests of all connections, oldest first. Bounded: what is older goes. GUI thread.
class RequestLog : public QObject {
    Q_OBJECT
public:
    explicit RequestLog(int limit = 1000, QObject *parent = nullptr) : QObject(parent), m_limit(limit) {}

    void add(const RequestRecord &record)
    {
        if (int(m_records.size()) >= m_limit) {
            Q_EMIT aboutToDropOldest();
            m_records.pop_front();
            Q_EMIT droppedOldest();
        }
        Q_EMIT aboutToAdd();
        m_records.push_back(record);
        Q_EMIT added();
    }
    void clear()
    {
        Q_EMIT aboutToClear();
        m_records.clear();
        Q_EMIT cleared();
    }
    int size() const { return int(m_records.size()); }
    int limit() const { return m_limit; }
    const RequestRecord &at(int index) const { return m_records.at(std::size_t(index)); }

Q_SIGNALS:
    void aboutToAdd();
    void added();
    void aboutToDropOldest();
    void droppedOldest();
    void aboutToClear();
    void cleared();

private:
    const int m_limit;
    std::deque<RequestRecord> m_records;
};

} // namespace assay

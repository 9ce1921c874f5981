#include "models/jobs/JobListModel.h"
#include "models/jobs/JobSource.h"

// How far the list has been read, over all connections.

namespace assay {

/// Since this start, else since what the library knows.
qint64 JobListModel::placeAgeMs(const Place &place) const
{
    const qint64 age = place.source->ageMs();
    return age >= 0 || place.heardMs <= 0 ? age : qMax(qint64(0), m_clock.wallMs() - place.heardMs);
}

qint64 JobListModel::ageMs(const QString &connectionId) const
{
    const Place *where = place(connectionId);
    return where ? placeAgeMs(*where) : -1;
}

LoadState JobListModel::load() const
{
    int failed = 0, asked = 0;
    for (const Place &place : m_places) {
        const LoadState state = place.source->load();
        if (state == LoadState::Loading)
            return state;
        asked += state != LoadState::Idle;
        failed += state == LoadState::Failed;
    }
    return asked == 0 ? LoadState::Idle : failed == asked ? LoadState::Failed : LoadState::Ready;
}

LoadState JobListModel::load(const QString &connectionId) const
{
    const Place *where = place(connectionId);
    return where ? where->source->load() : LoadState::Idle;
}

Error JobListModel::error(const QString &connectionId) const
{
    for (const Place &place : m_places) {
        if (place.source->load() == LoadState::Failed && (connectionId.isEmpty() || connectionId == place.source->connectionId()))
            return place.source->error();
    }
    return {};
}

qint64 JobListModel::totalCount() const
{
    qint64 total = -1;
    for (const Place &place : m_places) {
        if (place.source->totalCount() >= 0)
            total = qMax(qint64(0), total) + place.source->totalCount();
    }
    return total;
}

bool JobListModel::isComplete() const
{
    bool any = false;
    for (const Place &place : m_places) {
        if (place.source->totalCount() < 0)
            continue;
        if (!place.source->isComplete())
            return false;
        any = true;
    }
    return any;
}

} // namespace assay

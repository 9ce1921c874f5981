#pragma once

#include "services/engine/runner/AttemptRunner.h"
#include "services/engine/runner/ItemScorer.h"

#include <QList>

#include <memory>
#include <utility>

namespace assay::engine {

/// Error::code of an item that the other run has no usable answer to.
inline constexpr char noStoredAnswer[] = "no_stored_answer";

/// The items of another run, read page by page as they are asked for in order; their texts are never held at once. One thread at a time;
/// blocks on the store's readers.
class StoredItems {
public:
    /// Error::NotFound: nothing is stored, naming run and benchmark; Error::Storage.
    static Result<std::shared_ptr<StoredItems>> open(AnswerOrigin origin, std::shared_ptr<const StoredSamples> samples);

    qint64 items() const { return m_places.ordinals.size(); }
    int repeats() const { return m_places.repeats; } ///< the most that an item has
    /// The item with its stored answer, or why it has none. item: from 0, in the order of the run. Error::Storage.
    Result<std::pair<AskedItem, Result<ModelAnswer>>> item(qint64 item, int repeat);

private:
    StoredItems(AnswerOrigin origin, std::shared_ptr<const StoredSamples> samples, SamplePlaces places)
        : m_origin(std::move(origin)), m_samples(std::move(samples)), m_places(std::move(places))
    {
    }
    Result<const Sample *> find(qint64 ordinal, int repeat);
    Error missing(const QString &itemKey, const QString &why) const;

    AnswerOrigin m_origin;
    std::shared_ptr<const StoredSamples> m_samples;
    const SamplePlaces m_places;
    QList<Sample> m_page; ///< what was read last
};

} // namespace assay::engine

#pragma once

#include "services/engine/runner/AttemptRunner.h"
#include "services/engine/runner/ItemScorer.h"

#include <QList>

#include <memory>
#include <utility>
#include <vector>

namespace assay::engine {

/// Error::code of an item that the other run has no usable answer to.
inline constexpr char noStoredAnswer[] = "no_stored_answer";

/// The items of another run, read page by page as they are asked for in order; their texts are never held at once. One thread at a time;
/// blocks on the store's readers.
class StoredItems {
public:
    /// Error::NotFound: nothing is stored; Error::Unsupported: what is stored cannot be scored again. Each names run and benchmark.
    static Result<std::shared_ptr<StoredItems>> open(AnswerOrigin origin, std::shared_ptr<const StoredSamples> samples);

    qint64 items() const { return static_cast<qint64>(m_items.size()); }
    int repeats() const { return m_repeats; } ///< the most that an item has
    /// The item with its stored answer, or why it has none. item: from 0, in the order of the run.
    std::pair<AskedItem, Result<ModelAnswer>> item(qint64 item, int repeat);

private:
    StoredItems(AnswerOrigin origin, std::shared_ptr<const StoredSamples> samples) : m_origin(std::move(origin)), m_samples(std::move(samples)) {}
    bool readPlaces();
    const Sample *find(qint64 ordinal, int repeat);
    Error missing(const QString &itemKey, const QString &why) const;

    AnswerOrigin m_origin;
    std::shared_ptr<const StoredSamples> m_samples;
    std::vector<qint64> m_items; ///< their ordinals
    int m_repeats = 0;
    QList<Sample> m_page;        ///< what was read last
};

} // namespace assay::engine

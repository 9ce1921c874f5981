#pragma once

#include "services/core/Catalogue.h"
#include "services/core/Job.h"

#include <QList>

#include <optional>

// A collection job names its collection and has no list of its own, and collections are edited. What such a job ran and was judged
// by follows from its record first, and from the collection as it is now only where both agree. Pure functions, any thread.

namespace assay {

/// The benchmarks of a job as they were for it, as far as that is known.
struct RecordedPlan {
    /// By benchmark_index, with the metrics and gates that they were judged by. One without an id: nobody knows any more what stood
    /// there. Empty: the collection is not known, and what reported is all there is.
    QList<BenchmarkRef> benchmarks;
    QList<int> places; ///< same index: the position in the collection as it is now; -1: it is not in it
    std::optional<PassCriteria> criteria; ///< the collection's gate over the whole job; the job's own goes before it
    bool changed = false;   ///< the collection, since the job was submitted
    bool uncertain = false; ///< and the record does not tell all of what ran and what it was judged by
};

/// collection: the one that the job names, as it is now; null: it names none, or it is not known.
RecordedPlan recordedPlan(const Job &job, const Collection *collection);

/// Whether lower was better in the server's test; none: the value sits on the gate, or something is missing.
std::optional<bool> directionOf(const BenchmarkTest &test);

/// By the times that the server noted; false where it noted none.
bool changedSince(const QString &collectionUpdatedAtThen, const QString &now);
/// One translated sentence.
QString collectionChangedText();

/// expandedInline() with the benchmarks in the order in which the job ran them. Those that are not in the collection any more have
/// nothing but their names (see RecordedPlan::places).
Job expandedAsRecorded(const Job &job, const Collection &collection, const RecordedPlan &plan);

} // namespace assay

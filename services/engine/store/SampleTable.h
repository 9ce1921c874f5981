#pragma once

#include "services/engine/store/Writer.h"

// Samples: a narrow table that filters and sorts walk over, and a wide one with the texts. All throw SqliteError.

namespace assay::engine {

/// One that is stored already is passed over.
Result<Done> writeSamples(Transaction &tx, const QString &jobId, int index, int attempt, const QList<Sample> &samples);

/// Of queries that look into texts: at most about a tenth of a second of it, so that a reader is soon free for others.
Result<SamplePage> readSamples(Database &db, const QString &jobId, int index, const QString &tenant, const SampleQuery &query);
Result<QList<SampleFacet>> readSampleFacets(Database &db, const QString &jobId, int index, const QString &tenant, const SampleFacetQuery &query);
Result<ScoreColumns> readScores(Database &db, const QString &jobId, int index, const QString &tenant);
Result<QList<Sample>> readSamplesAfter(Database &db, const AttemptKey &key, qint64 ordinal, int repeat, int limit);
Result<SamplePlaces> readSamplePlaces(Database &db, const AttemptKey &key);

} // namespace assay::engine

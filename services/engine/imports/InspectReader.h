#pragma once

#include "services/engine/imports/ImportTypes.h"

namespace assay::engine::imports {

/// What a log of Inspect says before its samples.
struct InspectLog {
    ImportedRun run;                   ///< one benchmark
    QHash<QString, qint64> ordinals;   ///< sample id -> position in the dataset
    bool numbered = false;             ///< the ids are Inspect's own numbers, not the dataset's
};

/// `.eval`: a zip with header.json, or with _journal/start.json alone when the run never ended. Nothing is unpacked to disk.
Result<InspectLog> readInspectArchive(const QString &path);
/// The log as one JSON text; read up to its samples.
Result<InspectLog> readInspectJson(const QString &path);

/// The samples of either. A sample that cannot be read is told as a problem, the others follow.
Result<Done> readInspectSamples(const QString &path, Format format, const InspectLog &log, SampleCounts &counts, const SampleSink &sink);

/// Inspect's value_to_float: C, P, I and N, yes and no, numbers as they are.
std::optional<double> inspectValue(const Json &value);

} // namespace assay::engine::imports

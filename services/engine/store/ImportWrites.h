#pragma once

#include "services/engine/store/EventWrites.h"
#include "services/engine/store/JobWrites.h"

// Runs of other tools: they come into the store at their end, in one transaction, and are never run here. All throw SqliteError.

namespace assay::engine {

Result<ImportedContent> importJob(Transaction &tx, JobWrites &jobs, EventWrites &events, const ImportedJob &job);
Result<ImportedContent> findImport(Database &db, const QString &key);
Result<Done> addImportedSamples(Transaction &tx, const JobWrites &jobs, const QString &jobId, int index, const QList<Sample> &samples);
/// All of `key` is stored. infos: additional_info by benchmark, in the place of what the import began with.
Result<Done> finishImport(Transaction &tx, const QString &jobId, const QString &key, const QHash<int, QByteArray> &infos);
/// Whether a job was imported: such a job has nothing that could be run again.
bool wasImported(Database &db, qint64 job);

Result<Done> saveImportRequest(Transaction &tx, const ImportRecord &record);
Result<QList<ImportRecord>> readImportRequests(Database &db); ///< newest first

} // namespace assay::engine

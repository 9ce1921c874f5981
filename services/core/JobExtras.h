#pragma once

#include "services/core/Job.h"
#include "services/core/JsonMembers.h"

// What a server says of a job that EvalHub has no member for: `custom.scale` keeps an evaluation of Scale GP as it was told. Pure
// functions, any thread.

namespace assay {

/// Free entries that the server keeps beside the job, in its order.
QList<JsonMember> jobMetadata(const Job &job);
/// Puts entries in and, where a value is empty, takes them out; the others stay.
void mergeJobMetadata(Job &job, const QList<JsonMember> &entries);

/// When it was put into the server's archive, as the server wrote it; empty: it is not there.
QString jobArchivedAt(const Job &job);
inline bool jobIsArchived(const Job &job) { return !jobArchivedAt(job).isEmpty(); }
void setJobArchivedAt(Job &job, const QString &when);

} // namespace assay

#pragma once

#include <QString>

namespace assay {

class JobListModel;

/// The newest run before `id` that ran the same (collection or benchmarks, on the same connection) and ended with results, so that a
/// comparison says something; empty: there is none, or `id` itself has none. RunRef::text().
QString earlierRun(const JobListModel &jobs, const QString &id);

} // namespace assay

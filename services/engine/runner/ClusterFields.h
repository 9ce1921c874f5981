#pragma once

#include "services/core/Job.h"

#include <QList>

namespace assay::engine {

/// A member of a job that only a cluster can honour.
struct ClusterField {
    QString field;  ///< path in the job's body, e.g. "benchmarks[0].test_data_ref.pvc"
    QString reason; ///< one sentence
    QString fix;    ///< one sentence
    bool operator==(const ClusterField &) const = default;
};

/// What of a job this machine refuses at run time for one of its benchmarks: the job's own members and those of the effective
/// entry (contract 5.2). Stored and returned all the same. `place` is the entry's path, e.g. "benchmarks[0]". A pure function.
QList<ClusterField> clusterFields(const Job &job, const BenchmarkRef &entry, const QString &place);

} // namespace assay::engine

#pragma once

#include "services/verdict/RunComparison.h"
#include "services/verdict/RunConfig.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace assay {

/// One setting over all runs of a comparison.
struct ConfigDiffRow {
    QString benchmark; ///< empty: it is the same for every benchmark of each run
    QString key;
    QStringList values; ///< same index as the runs; empty: not known
    bool differs = false; ///< from the baseline in a run that knows it, or it is known to some runs only
    bool recorded = true; ///< false: in some run it is only what the job asked for
    bool operator==(const ConfigDiffRow &) const = default;
};

/// Differing settings first, then by key; of primary benchmarks. runs: as for comparabilityOf(). Pure, any thread.
QList<ConfigDiffRow> configDiff(const RunComparison &comparison, const QList<ComparedRun> &runs);

} // namespace assay

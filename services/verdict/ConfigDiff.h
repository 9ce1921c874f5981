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

/// The settings of one benchmark that differ between two runs, by key; values: of the first and the second. What only one of them is
/// known to have differs too. Pure, any thread.
QList<ConfigDiffRow> configChanges(const RunConfig &before, const RunConfig &after);

} // namespace assay
